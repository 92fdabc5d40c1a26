import type { Amount, Failure } from './reading.ts';

/** What is known of one account now. */
export interface AccountState {
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  /** `llm.account.id`. */
  readonly id: string;
  /** Whether the last reading worked; undefined before the first one has ended. */
  readonly up: boolean | undefined;
  /** Empty while the account cannot be read. */
  readonly amounts: readonly Amount[];
  /** Unix time in seconds of the last reading that worked. */
  readonly lastSuccess: number | undefined;
  /** Why the last reading failed. */
  readonly failure: Failure | undefined;
  /** Currency → what was spent since the start, as far as it was seen. Begins at 0, never falls. */
  readonly spend: ReadonlyMap<string, number>;
  /** Currency → how often the balance rose. Begins at 0, never falls. */
  readonly topups: ReadonlyMap<string, number>;
  /** Unix time in seconds at which a limit or an allowance is renewed. */
  readonly resetsAt: number | undefined;
}
