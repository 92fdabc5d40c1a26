import type { Account } from './account.ts';
import type { Amounts, Failure } from './reading.ts';

/** One HTTP request. */
export interface BalanceRequest {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, its body parsed; undefined when it was no JSON. */
export interface BalanceResponse {
  readonly status: number;
  readonly body: unknown;
  /** Unix time in seconds at which it came. */
  readonly at?: number;
}

/** What the answers so far say: the amounts, why there are none, or what to ask next (at the same host). */
export type Outcome = Amounts | { readonly failure: Failure } | { readonly next: BalanceRequest };

/** How one provider is asked for a balance, and how its answer is read. To add a provider, add a file. */
export interface Adapter {
  /** The id in {@link Account.provider}, and `gen_ai.provider.name` unless `providerName` says otherwise. */
  readonly provider: string;
  /** Other ids by which people know it (`xai` for `x_ai`). */
  readonly aliases?: readonly string[];
  /** The provider's document, or where the shape was seen. */
  readonly source: string;
  /** What kind of key it takes, for a person. */
  readonly key: string;
  /**
   * Environment variables by which it is found, in the order in which they are looked at; the first that is set
   * is the key. None where a key in the environment is seldom of the kind that is needed.
   */
  readonly env: readonly string[];
  /** Variables that hold the key of calls, where `env` holds a key of another kind for the same account. */
  readonly inferenceEnv?: readonly string[];
  /** Variables that hold the base URL at which `env`'s key is valid. */
  readonly baseUrlEnv?: readonly string[];
  /** Option → variable that holds it. */
  readonly optionEnv?: Readonly<Record<string, string>>;
  /** True where there is no standard host: the account must have a `baseUrl`. */
  readonly needsBaseUrl?: true;
  /** True where the options say everything, the host too. */
  readonly needsOptions?: true;
  /** What `account.options` can hold: option → what it is, for a person. None when absent. */
  readonly options?: Readonly<Record<string, string>>;
  /** Seconds for which the provider's own figure is old, by its document: asking more often is useless. */
  readonly minIntervalSeconds?: number;
  /** What a person should know about the figure. */
  readonly note?: string;
  /** `gen_ai.provider.name` of the account, for software that runs anywhere: what its calls are called. */
  providerName?(account: Account): string;
  /** @throws {TypeError} naming what the account lacks. */
  request(account: Account): BalanceRequest;
  /** Pure. Gets every answer so far, the first one first; asked only about a last answer with a status below 300. */
  read(responses: readonly BalanceResponse[], account: Account): Outcome;
  /**
   * Pure. Asked when the last answer has an error status, to say more than the status does; undefined leaves it
   * to the status. Can also say that an error is none (no limit is set: 404).
   */
  readError?(responses: readonly BalanceResponse[], account: Account): Outcome | undefined;
}
