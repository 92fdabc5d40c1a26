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
  /** In units of `currency`; not negative. */
  readonly amount: number;
  /** ISO 4217, or the provider's own unit in lower case. */
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
  /** The provider refuses to be asked so often. */
  | 'rate_limited'
  /** HTTP 5xx. */
  | 'server_error'
  /** No answer in time. */
  | 'timeout'
  /** The host could not be reached, or the connection broke. */
  | 'connection_error'
  /** The answer is not what the provider documents, or says nothing of money. */
  | 'unexpected_response';

/** A reading that did not work. */
export interface Failure {
  /** In a word. */
  readonly reason: FailureReason;
  /** For a person; holds no key and nothing of the body but a provider's code. */
  readonly message: string;
  /** Seconds to wait, where the provider said so. */
  readonly retryAfter?: number;
}

/** What came of asking for one account. `ok` tells which of the two it is. */
export type Reading =
  | {
      /** The provider said what the account holds. */
      readonly ok: true;
      /** What can be spent, is granted, is owed, …; empty where the provider only tells what was spent. */
      readonly amounts: readonly Amount[];
      /** Running totals, where the provider keeps them. */
      readonly spent: readonly Spent[];
      /** Unix time in seconds at which a limit or an allowance is renewed. */
      readonly resetsAt: number | undefined;
      /** Unix time in seconds at which the answer came. */
      readonly at: number;
    }
  | {
      /** The account could not be read, so nothing is known of it: not that it is empty. */
      readonly ok: false;
      /** Why. */
      readonly failure: Failure;
      /** Unix time in seconds at which this was known. */
      readonly at: number;
    };
