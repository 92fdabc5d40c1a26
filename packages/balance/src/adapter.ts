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
}

/** What the answers so far say: the amounts, why there are none, or what to ask next. */
export type Outcome = Amounts | { readonly failure: Failure } | { readonly next: BalanceRequest };

/** How one provider is asked for a balance, and how its answer is read. To add a provider, add a file. */
export interface Adapter {
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  /** The provider's document. */
  readonly source: string;
  /** What kind of key it takes, for a person. */
  readonly key: string;
  /** Environment variables by which it is found, in the order in which they are looked at. */
  readonly env: readonly string[];
  /** Seconds for which the provider's own figure is old, by its document: asking more often is useless. */
  readonly minIntervalSeconds?: number;
  /** What a person should know about the figure. */
  readonly note?: string;
  /** @throws {TypeError} naming what the account lacks. */
  request(account: Account): BalanceRequest;
  /**
   * Pure. Gets every answer so far, the first one first; asked only about answers with a status below 300,
   * unless `readsErrors`.
   */
  read(responses: readonly BalanceResponse[], account: Account): Outcome;
  /** Also reads answers with an error status, to say more than the status does; undefined leaves it to the status. */
  readError?(
    response: BalanceResponse,
    account: Account,
  ): Failure | { readonly next: BalanceRequest } | undefined;
}
