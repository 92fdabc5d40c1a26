/** Was the alert right? Judged by what really happened, not by what Prometheus saw. docs/foresight.md defines it. */
import type { History } from './account.ts';
import { MINUTES_A_DAY } from './demand.ts';
import type { Firing } from './rules.ts';

/** Minutes. */
export const REQUIRED_LEAD = 60;
/** What began later than this before the end cannot be foreseen an hour ahead. */
export const SURPRISE = 120;
/** Firings that are not further apart are one. */
const ONE_FIRING = 15;
/** So many automatic top-ups within two weeks, and it is known that they come. */
const LEARNED_TOPUPS = 5;

/** An account that ran empty. */
export interface Emptying {
  readonly at: number;
  /** Minutes from the start of the alert that was firing then; 0 where none was. */
  readonly lead: number;
  /** Absent: it could be foreseen. Else why it could not. */
  readonly surprise?: Surprise;
}

export type Surprise =
  | 'new account'
  | 'burst'
  | 'leak'
  | 'expired grant'
  | 'refused top-up'
  | 'small top-up'
  | 'spurt';

/** An alert that fired. */
export interface Alarm {
  readonly at: number;
  readonly verdict: 'right' | 'false' | 'learning';
}

export interface Judgement {
  readonly emptyings: readonly Emptying[];
  readonly alarms: readonly Alarm[];
}

/** @param hoursLeft the horizon of the alert; an alarm is right where the money would be gone within six of them. */
export function judge(history: History, firings: readonly Firing[], hoursLeft: number): Judgement {
  const merged = mergedOf(firings);
  const horizon = 6 * hoursLeft * 60;
  const length = history.balance.length;
  return {
    emptyings: history.emptied
      // One that was empty a moment ago was not filled.
      .filter(
        (at, i) =>
          i === 0 || history.topups.some((topup) => topup.at > history.emptied[i - 1]! && topup.at < at),
      )
      .map((at) => {
        const firing = merged.find(({ from, to }) => from <= at && to >= at - 1);
        const surprise = surpriseOf(history, at);
        return {
          at,
          lead: firing === undefined ? 0 : at - firing.from,
          ...(surprise !== undefined && { surprise }),
        };
      }),
    alarms: merged
      .flatMap((firing) => judgedAt(history, firing))
      .filter((at) => at < length - horizon)
      .map((at) => ({ at, verdict: verdictOf(history, at, horizon) })),
  };
}

function mergedOf(firings: readonly Firing[]): readonly { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of firings.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from - last.to <= ONE_FIRING) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** When it began; and again where it goes on half an hour after money came in. */
function judgedAt({ topups }: History, { from, to }: { from: number; to: number }): readonly number[] {
  return [from, ...topups.map(({ at }) => at + 30).filter((at) => at > from && at <= to)];
}

/** Without what was put in or repaired afterwards, would the account have been empty within the horizon? */
function verdictOf(history: History, at: number, horizon: number): Alarm['verdict'] {
  const { demand, balance } = history;
  const isAutomatic = history.topups.filter(
    (topup) => topup.automatic && topup.at <= at && topup.at > at - 14 * MINUTES_A_DAY,
  );
  const comes = history.topups.some((topup) => topup.automatic && topup.at > at && topup.at <= at + horizon);
  const willComeByItself = comes && !history.emptied.some((end) => end > at && end <= at + horizon);
  // A repair of some minutes ago was not seen yet.
  const running = demand.leaks.filter(({ from, to }) => from <= at && at - 15 < to);
  let left = balance[at]!;
  let gone = history.emptied.some(
    (end) =>
      end >= at && end <= at + horizon && !history.topups.some((topup) => topup.at > at && topup.at < end),
  );
  for (let i = at + 1; i <= at + horizon && !gone; i++) {
    left -= demand.usual[i]!;
    for (const { rate } of running) left -= rate;
    for (const leak of demand.leaks) if (leak.from > at && leak.from <= i && i < leak.to) left -= leak.rate;
    gone = left <= 0;
  }
  if (gone && !willComeByItself) return 'right';
  if (willComeByItself && isAutomatic.length < LEARNED_TOPUPS) return 'learning';
  return at < demand.period + SURPRISE ? 'learning' : 'false';
}

/**
 * What of the last two hours took the money: without it, it would have lasted an hour longer at least.
 */
function surpriseOf(history: History, end: number): Surprise | undefined {
  const { demand } = history;
  if (end < demand.period + SURPRISE) return 'new account';
  const since = end - SURPRISE;
  if (history.refusals.some((at) => at > since && at <= end)) return 'refused top-up';
  if (history.topups.some(({ at }) => at > since && at < end && history.balance[at - 1] === 0))
    return 'small top-up';
  const burst = demand.bursts.filter(({ from }) => from > since && from <= end);
  const leak = demand.leaks.filter(({ from }) => from > since && from <= end);
  const expired = history.expiries.filter((at) => at > since && at <= end);
  if (expired.length > 0) return 'expired grant';
  if (isSpurt(history, end)) return 'spurt';
  if (burst.length === 0 && leak.length === 0) return undefined;
  let taken = 0;
  for (const { from, to, rate } of leak) taken += rate * (Math.min(end, to) - from);
  const ordinary = ordinaryRate(demand, since);
  for (const { from, to } of burst) {
    for (let i = from; i < Math.min(end, to); i++) taken += Math.max(0, demand.usual[i]! - ordinary);
  }
  // How long that money would have lasted otherwise.
  if (taken < ordinary * REQUIRED_LEAD) return undefined;
  return leak.length > 0 ? 'leak' : 'burst';
}

/**
 * Whether, shortly before the last hour, there was money for two hours by every measure: by what the hour before took,
 * and by what the same two hours took a day and a week ago.
 */
function isSpurt({ demand, balance }: History, end: number): boolean {
  const at = end - REQUIRED_LEAD - 5;
  const took = (from: number, to: number): number => {
    let sum = 0;
    for (let i = Math.max(0, from); i < to; i++) {
      sum += demand.usual[i]!;
      for (const leak of demand.leaks) if (leak.from <= i && i < leak.to) sum += leak.rate;
    }
    return sum;
  };
  const again = (ago: number): number => took(at - ago, at - ago + 120);
  return balance[at]! > Math.max(2 * took(at - 60, at), again(MINUTES_A_DAY), again(7 * MINUTES_A_DAY));
}

/** Money a minute in the hours before, bursts aside. */
function ordinaryRate({ usual, bursts }: History['demand'], at: number): number {
  let [sum, minutes] = [0, 0];
  for (let i = Math.max(0, at - 180); i < at; i++) {
    if (bursts.some(({ from, to }) => from <= i && i < to)) continue;
    sum += usual[i]!;
    minutes++;
  }
  return minutes === 0 ? 0 : sum / minutes;
}
