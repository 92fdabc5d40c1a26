import type { MeterProvider } from '@opentelemetry/api';
import { diag } from '@opentelemetry/api';
import type { Account } from './account.ts';
import type { AccountState } from './account-state.ts';
import { reportAccounts } from './meter.ts';
import { followMeterProvider } from './meter-provider.ts';
import { checkTimeout, readResolved } from './read-balance.ts';
import type { Reading } from './reading.ts';
import { type ResolvedAccount, resolveAccount } from './resolve-account.ts';
import {
  DEFAULT_INTERVAL_SECONDS,
  delayAfterFailure,
  firstDelay,
  intervalOf,
  LONGEST_INTERVAL_SECONDS,
  longestAge,
  nextDelay,
  SHORTEST_INTERVAL_SECONDS,
} from './schedule.ts';
import { onSeenBalance } from './seen.ts';
import { WatchedAccount } from './watched-account.ts';

/** An account, and how often it is asked. */
export interface MonitoredAccount extends Account {
  /** How often this account is asked, where that differs: 10 to 86400 seconds. */
  readonly intervalSeconds?: number;
}

/** What is watched, how often, and where it goes. Everything but `accounts` has a default. */
export interface BalanceMonitorOptions {
  /** Two entries with one provider and one id are one account. */
  readonly accounts: readonly MonitoredAccount[];
  /**
   * How often an account is asked, from 10 to 86400 seconds. Default 60. A provider whose figure is old by
   * itself is asked no more often than it changes.
   */
  readonly intervalSeconds?: number;
  /** For each request, in seconds. Above 0, 300 at most. Default 10. */
  readonly timeoutSeconds?: number;
  /** Where the metrics go. Default: the global one, whenever it is registered. `null`: nowhere. */
  readonly meterProvider?: MeterProvider | null;
  /** Called after each reading. What it throws is logged and goes no further. */
  readonly onReading?: (state: AccountState, reading: Reading) => void;
  /** Whether the monitor keeps the process alive. Default false. */
  readonly keepAlive?: boolean;
}

/** Accounts that are being watched. */
export interface BalanceMonitor {
  /** What is known of each account now. Asks nobody. */
  states(): readonly AccountState[];
  /**
   * Asks every account now, a hundred at a time, but for those that are being asked (it waits for them) and those
   * whose provider said to wait. Ends when all have answered or failed; never rejects.
   */
  refresh(): Promise<void>;
  /** Ends requests under way, timers and series. */
  stop(): void;
}

const TIMEOUT_SECONDS = 10;
/** Requests of one refresh; a process has about a thousand sockets. */
const MOST_AT_ONCE = 100;
const SECOND = 1_000;

const unixTime = (): number => Date.now() / SECOND;

/**
 * Asks accounts for their balances again and again, politely: with jitter, backing off where it fails, one request
 * per account at a time. Accounts that are given twice are asked once.
 *
 * @throws {TypeError} naming the option that is malformed and what it accepts.
 */
export function startBalanceMonitor(options: BalanceMonitorOptions): BalanceMonitor {
  const { accounts, keepAlive = false, timeoutSeconds = TIMEOUT_SECONDS } = options;
  if (!Array.isArray(accounts)) throw new TypeError('accounts must be a list of accounts');
  const common = checkedInterval('intervalSeconds', options.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS);
  checkTimeout(timeoutSeconds);
  const polls = distinct(accounts, common).map(
    ({ resolved, interval }) => new Poll(resolved, interval, { ...options, keepAlive, timeoutSeconds }),
  );
  const states = (): readonly AccountState[] => {
    const now = unixTime();
    return polls.map(({ watched }) => watched.state(now));
  };
  const stopMetrics = startMetrics(options.meterProvider, states, polls);
  const stopSeeing = onSeenBalance(({ provider, id, amounts }) => {
    const poll = polls.find(
      ({ watched: { resolved } }) => resolved.provider === provider && resolved.id === id,
    );
    poll?.watched.saw(amounts, unixTime());
  });
  for (const [place, poll] of polls.entries()) poll.start(place, polls.length);
  return {
    states,
    refresh: async () => {
      // Requests under way do not keep the process alive; somebody who waits for them does.
      const waiting = setInterval(() => {}, LONGEST_INTERVAL_SECONDS * SECOND);
      try {
        const next = polls.values();
        const askInTurn = async (): Promise<void> => {
          for (const poll of next) await poll.now();
        };
        await Promise.all(Array.from({ length: MOST_AT_ONCE }, askInTurn));
      } finally {
        clearInterval(waiting);
      }
    },
    stop: () => {
      stopSeeing();
      stopMetrics();
      for (const poll of polls) poll.stop();
    },
  };
}

function startMetrics(
  given: MeterProvider | null | undefined,
  states: () => readonly AccountState[],
  polls: readonly Poll[],
): () => void {
  if (given === null || polls.length === 0) return () => {};
  if (given !== undefined) return reportAccounts(given, states);
  let end = (): void => {};
  const follower = followMeterProvider((provider) => {
    end();
    end = reportAccounts(provider, states);
  });
  for (const poll of polls) poll.onAsk = follower.check;
  return () => {
    follower.stop();
    end();
  };
}

interface PollOptions extends Pick<BalanceMonitorOptions, 'onReading'> {
  readonly keepAlive: boolean;
  readonly timeoutSeconds: number;
}

/** The asking of one account. */
class Poll {
  readonly watched: WatchedAccount;
  onAsk: () => void = () => {};
  readonly #interval: number;
  readonly #least: number;
  readonly #options: PollOptions;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;
  /** The provider wants no request before; milliseconds of the clock that timers go by, which nobody sets. */
  #notBefore = 0;

  constructor(resolved: ResolvedAccount, interval: number, options: PollOptions) {
    this.#least = resolved.adapter.minIntervalSeconds ?? 0;
    this.#interval = intervalOf(interval, this.#least);
    this.#options = options;
    this.watched = new WatchedAccount(resolved, longestAge(this.#interval, options.timeoutSeconds));
  }

  start(place: number, count: number): void {
    this.#after(firstDelay(place, count, this.#interval, Math.random()));
  }

  /** Asks out of turn, unless the provider said to wait. */
  now(): Promise<void> {
    if (performance.now() < this.#notBefore) return this.#asking ?? Promise.resolve();
    return this.#due();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stopped.abort();
  }

  #due(): Promise<void> {
    if (this.#stopped.signal.aborted) return this.#asking ?? Promise.resolve();
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  #after(seconds: number): void {
    clearTimeout(this.#timer);
    // Asks whatever a clock says: the delay is never under what the provider wants, and nobody else sets a timer.
    this.#timer = setTimeout(() => void this.#due(), seconds * SECOND);
    if (!this.#options.keepAlive) this.#timer.unref();
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const { timeoutSeconds, keepAlive } = this.#options;
    quietly(this.onAsk);
    const { signal } = this.#stopped;
    const reading = await readResolved(this.watched.resolved, { timeoutSeconds, keepAlive, signal });
    if (signal.aborted) return;
    this.watched.took(reading);
    this.#after(this.#delayAfter(reading));
    quietly(() => this.#options.onReading?.(this.watched.state(unixTime()), reading));
  }

  #delayAfter(reading: Reading): number {
    if (reading.ok) return nextDelay(this.#interval, this.#least, Math.random());
    const { retryAfter } = reading.failure;
    if (retryAfter !== undefined) this.#notBefore = performance.now() + retryAfter * SECOND;
    const { failures } = this.watched;
    return delayAfterFailure(failures, this.#interval, this.#least, retryAfter, Math.random());
  }
}

interface Distinct {
  /** What messages call it: `accounts[2]`. */
  readonly path: string;
  readonly resolved: ResolvedAccount;
  readonly interval: number;
}

/**
 * The accounts without those that ask the same question; of two the first one counts, unless only the other one has a
 * name, and the shorter interval.
 */
function distinct(accounts: readonly MonitoredAccount[], common: number): Distinct[] {
  const found = new Map<string, Distinct>();
  for (const [at, account] of accounts.entries()) {
    const path = `accounts[${at}]`;
    const resolved = resolveAccount(account, path);
    const interval =
      account.intervalSeconds === undefined
        ? common
        : checkedInterval(`${path}.intervalSeconds`, account.intervalSeconds);
    const { key, baseUrl, options } = resolved.account;
    const base = baseUrl === undefined ? undefined : new URL(baseUrl).href;
    const question = JSON.stringify([resolved.adapter.provider, key, base, options]);
    const one = { path, resolved, interval };
    const twin = found.get(question) ?? one;
    const named = twin.resolved.account.id === undefined && account.id !== undefined ? one : twin;
    found.set(question, { ...named, interval: Math.min(interval, twin.interval) });
  }
  const paths = new Map<string, string>();
  for (const { path, resolved } of found.values()) {
    const series = JSON.stringify([resolved.provider, resolved.id]);
    const other = paths.get(series);
    if (other !== undefined) {
      throw new TypeError(`${path}.id must differ from the id of ${other}: their series would be one`);
    }
    paths.set(series, path);
  }
  return [...found.values()];
}

function checkedInterval(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= SHORTEST_INTERVAL_SECONDS && value <= LONGEST_INTERVAL_SECONDS) {
    return value;
  }
  throw new TypeError(
    `${name} must be a number of seconds from ${SHORTEST_INTERVAL_SECONDS} to ${LONGEST_INTERVAL_SECONDS}`,
  );
}

let faultLogged = false;

/** A fault in a user's callback, also in an async one, stops no reading; it is logged once, by its kind. */
function quietly(run: () => unknown): void {
  try {
    Promise.resolve(run()).catch(logFault);
  } catch (fault) {
    logFault(fault);
  }
}

function logFault(fault: unknown): void {
  if (faultLogged) return;
  faultLogged = true;
  diag.error('fuelgauge: fault in a callback of the balance monitor (logged once)', nameOf(fault));
}

const nameOf = (fault: unknown): string => (fault instanceof Error ? fault.name : typeof fault);
