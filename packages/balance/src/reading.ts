/** Money, points or credits of one kind. */
export interface Amount {
  /**
   * `llm.balance.kind`: `total` is what can be spent now; `granted` and `topped_up` are its parts;
   * `limit_remaining` is what a cap leaves; others are the adapter's.
   */
  readonly kind: string;
  /** Can be negative: an account can owe. */
  readonly amount: number;
  /** ISO 4217, or the provider's own unit in lower case (`points`, `credits`, `diem`). */
  readonly currency: string;
}

/** A running total of what was spent, where a provider keeps one. */
export interface Spent {
  readonly amount: number;
  readonly currency: string;
  /** What the total runs over, when it starts anew (a month's): another value means that it did. */
  readonly period?: string;
}

/** What an account holds, as the provider says. */
export interface Amounts {
  /** At least one, unless `spent` says something: nothing at all is a failure, never 0. */
  readonly amounts: readonly Amount[];
  readonly spent?: readonly Spent[];
  /** Unix time in seconds at which a limit or an allowance is renewed. */
  readonly resetsAt?: number;
}

/** Why an account could not be read. */
export type FailureReason =
  /** The key is missing, wrong or expired. */
  | 'authentication'
  /** The key is valid, and of a kind that may not read balances. */
  | 'permission_denied'
  | 'rate_limited'
  | 'server_error'
  | 'timeout'
  | 'connection_error'
  /** The answer is not what the provider documents, or says nothing of money. */
  | 'unexpected_response';

export interface Failure {
  readonly reason: FailureReason;
  /** For a person; holds no key and nothing of the body but a provider's code. */
  readonly message: string;
  /** Seconds to wait, where the provider said so. */
  readonly retryAfter?: number;
}

export type Reading =
  | {
      readonly ok: true;
      readonly amounts: readonly Amount[];
      readonly spent: readonly Spent[];
      readonly resetsAt: number | undefined;
      readonly at: number;
    }
  | { readonly ok: false; readonly failure: Failure; readonly at: number };
