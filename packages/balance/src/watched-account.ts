import type { AccountState } from './account-state.ts';
import { withoutEmptyPurses } from './amounts.ts';
import { advance, EMPTY_LEDGER, type Ledger } from './ledger.ts';
import type { Amount, Failure, Reading } from './reading.ts';
import type { ResolvedAccount } from './resolve-account.ts';

interface KnownAmount {
  readonly amount: Amount;
  /** Unix time in seconds. */
  readonly at: number;
}

/** What readings and responses have told of one account so far. Times are Unix times in seconds. */
export class WatchedAccount {
  readonly resolved: ResolvedAccount;
  /** Readings in a row that failed. */
  failures = 0;
  readonly #longestAge: number;
  #amounts: readonly KnownAmount[] = [];
  #up: boolean | undefined;
  #lastSuccess: number | undefined;
  #failure: Failure | undefined;
  #resetsAt: number | undefined;
  #ledger: Ledger = EMPTY_LEDGER;

  /** @param longestAge seconds after which an amount is no longer told. */
  constructor(resolved: ResolvedAccount, longestAge: number) {
    this.resolved = resolved;
    this.#longestAge = longestAge;
  }

  /** The account was asked. */
  took(reading: Reading): void {
    this.#up = reading.ok;
    if (!reading.ok) {
      this.failures++;
      this.#failure = reading.failure;
      this.#amounts = [];
      this.#resetsAt = undefined;
      return;
    }
    this.failures = 0;
    this.#failure = undefined;
    this.#lastSuccess = reading.at;
    this.#amounts = reading.amounts.map((amount) => ({ amount, at: reading.at }));
    this.#resetsAt = reading.resetsAt;
    this.#ledger = advance(this.#ledger, reading);
  }

  /**
   * A response told amounts in passing. They stand in for those of the last reading, of the same kind and currency,
   * also while the account cannot be asked. They are not counted as spending or top-ups: responses come in another
   * order than their requests, and a balance that went up and down in between would count twice.
   */
  saw(amounts: readonly Amount[], at: number): void {
    if (amounts.length === 0) return;
    const isTold = ({ amount }: KnownAmount): boolean =>
      amounts.some(({ kind, currency }) => kind === amount.kind && currency === amount.currency);
    const all = [
      ...this.#amounts.filter((known) => !isTold(known)),
      ...amounts.map((amount) => ({ amount, at })),
    ];
    const kept = withoutEmptyPurses(all.map(({ amount }) => amount));
    this.#amounts = all.filter(({ amount }) => kept.includes(amount));
    this.#lastSuccess = at;
  }

  state(now: number): AccountState {
    // A clock that was set back tells no age: what seems to come from after now is as doubtful as what is old.
    const isFresh = (at: number | undefined): boolean =>
      at !== undefined && Math.abs(now - at) <= this.#longestAge;
    const fresh = this.#amounts.filter(({ at }) => isFresh(at));
    return {
      provider: this.resolved.provider,
      id: this.resolved.id,
      up: this.#up,
      amounts: fresh.map(({ amount }) => amount),
      lastSuccess: this.#lastSuccess,
      failure: this.#failure,
      spend: this.#ledger.spend,
      topups: this.#ledger.topups,
      resetsAt: isFresh(this.#lastSuccess) ? this.#resetsAt : undefined,
    };
  }
}
