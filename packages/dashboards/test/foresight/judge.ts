/** Was the alert right? Judged by what really happened, not by what Prometheus saw. docs/foresight.md defines it. */
import type { History } from './account.ts';
import { MINUTES_A_DAY } from './demand.ts';
import type { Series } from './promql/evaluate.ts';
import type { Firing } from './rules.ts';

/** Minutes. */
export const REQUIRED_LEAD = 60;
/** What began later than this before the end cannot be foreseen an hour ahead. */
export const SURPRISE = 120;
/** What lasts so long by every measure and is gone within an hour was spent in a spurt. */
const SPURT = 90;
/** Firings that are not further apart are one. */
const ONE_FIRING = 30;
/** So many automatic top-ups within two weeks, and it is known that they come. */
const LEARNED_TOPUPS = 6;

/** An account that ran empty. */
export interface Emptying {
  readonly at: number;
  /** Minutes from the start of the alert that fired within the last hour; 0 where none did. */
  readonly lead: number;
  /** Minutes that the lead had to have: an hour, less what a burst or a leak of the last two hours took from it. */
  readonly required: number;
  /** Absent: it could be foreseen. Else why it could not. */
  readonly surprise?: Surprise;
}

export type Surprise =
  | 'new account'
  | 'burst or leak'
  | 'expired grant'
  | 'automatic top-up'
  | 'small top-up'
  | 'spurt'
  | 'small change'
  | 'no readings';

/** An alert that fired. */
export interface Alarm {
  readonly at: number;
  readonly verdict: 'right' | 'false' | 'learning';
}

export interface Judgement {
  readonly emptyings: readonly Emptying[];
  readonly alarms: readonly Alarm[];
}

/**
 * @param readings 1 where an exporter could read the account.
 * @param hoursLeft the horizon of the alert; an alarm is right where the money would mostly be gone within six of them.
 */
export function judge(
  history: History,
  firings: readonly Firing[],
  readings: readonly Series[],
  hoursLeft: number,
): Judgement {
  // A quarter of an hour of the last two without a reading.
  const isBlind = (end: number): boolean => {
    let blind = 0;
    for (let i = end - SURPRISE; i < end; i++) if (readings.every(({ values }) => values[i] !== 1)) blind++;
    return blind >= 15;
  };
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
        const firing = merged.find(({ from, to }) => from <= at && to >= at - REQUIRED_LEAD);
        const advanced = advancedBy(history, at);
        const surprise =
          surpriseOf(history, at, isBlind) ?? (advanced >= REQUIRED_LEAD ? 'burst or leak' : undefined);
        return {
          at,
          required: REQUIRED_LEAD - advanced,
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

/** Without what was put in or repaired afterwards, would most of the money have been gone within the horizon? */
function verdictOf(history: History, at: number, horizon: number): Alarm['verdict'] {
  const { demand, balance, topups, emptied } = history;
  const lately = topups.filter((topup) => topup.at <= at && topup.at > at - 14 * MINUTES_A_DAY);
  const next = topups.find((topup) => topup.at > at);
  const end = emptied.find((empty) => empty >= at);
  const isRescued = next?.automatic === true && (end === undefined || next.at < end);
  if (isRescued) {
    const learned = lately.length >= LEARNED_TOPUPS && lately.every(({ automatic }) => automatic);
    return learned ? 'false' : 'learning';
  }
  if (end !== undefined && end <= at + horizon && (next === undefined || end < next.at)) return 'right';
  // A repair of some minutes ago was not seen yet.
  const leaks = demand.leaks.map((leak) => ({ ...leak, repaired: leak.from > at || leak.to <= at - 15 }));
  let spent = 0;
  for (let i = at + 1; i <= at + horizon; i++) {
    spent += demand.usual[i]!;
    for (const { from, to, rate, repaired } of leaks) if (from <= i && (i < to || !repaired)) spent += rate;
  }
  if (spent > balance[at]! / 2 || isBrink(history, at)) return 'right';
  return at < demand.period + SURPRISE ? 'learning' : 'false';
}

/** Whether the money lasts for less than two hours at what the hour before took, bursts aside. */
const isBrink = ({ demand, balance }: History, at: number): boolean =>
  balance[at]! < 120 * ordinaryRate(demand, at);

function ordinaryRate({ usual, bursts, leaks }: History['demand'], at: number): number {
  let [sum, minutes] = [0, 0];
  for (let i = Math.max(0, at - 60); i < at; i++) {
    if (bursts.some(({ from, to }) => from <= i && i < to)) continue;
    sum += usual[i]!;
    for (const { from, to, rate } of leaks) if (from <= i && i < to) sum += rate;
    minutes++;
  }
  return minutes === 0 ? 0 : sum / minutes;
}

/** What of the last two hours nobody could know of. */
function surpriseOf(history: History, end: number, isBlind: (at: number) => boolean): Surprise | undefined {
  const { demand, due, topups, balance, expiries, unit } = history;
  const since = end - SURPRISE;
  const isRecent = (at: number): boolean => at > since && at <= end;
  if (end < demand.period + SURPRISE) return 'new account';
  if (due.some(isRecent)) return 'automatic top-up';
  if (topups.some(({ at }) => isRecent(at) && at < end && balance[at - 1] === 0)) return 'small top-up';
  if (expiries.some(isRecent)) return 'expired grant';
  if (isBlind(end)) return 'no readings';
  // A balance of some hundredths moves too seldom to show a pace.
  if (balance[end - REQUIRED_LEAD]! < 5 * unit) return 'small change';
  return isSpurt(history, end) ? 'spurt' : undefined;
}

/** By how many minutes, an hour at most, the bursts and leaks that began in the last two hours brought the end near. */
function advancedBy({ demand }: History, end: number): number {
  const { bursts, leaks, usual } = demand;
  const isRecent = ({ from }: { readonly from: number }): boolean => from > end - SURPRISE && from <= end;
  let taken = 0;
  for (const { from, to, rate } of leaks.filter(isRecent)) taken += rate * (Math.min(end, to) - from);
  for (const { from, to } of bursts.filter(isRecent)) {
    for (let i = from; i < Math.min(end, to); i++) taken += usual[i]!;
  }
  let minutes = 0;
  for (let i = end + 1; taken > 0 && minutes < REQUIRED_LEAD && i < usual.length; i++) {
    if (bursts.some(({ from, to }) => from <= i && i < to)) continue;
    taken -= usual[i]!;
    minutes++;
  }
  return minutes;
}

/**
 * Whether, shortly before the last hour, there was money for an hour and a half by every measure: by what the hour before
 * took or the three hours before it, whichever was less, and by what the same time took in one of the last two weeks. It
 * was spent within an hour, half as fast again as anything said.
 */
function isSpurt({ demand, balance }: History, end: number): boolean {
  const at = end - REQUIRED_LEAD - 5;
  const took = (from: number, to: number): number => {
    let sum = 0;
    for (let i = Math.max(0, from); i < to; i++) sum += demand.usual[i]!;
    return sum;
  };
  const leaking = demand.leaks
    .filter(({ from, to }) => from <= end - SURPRISE && to >= end)
    .reduce((sum, { rate }) => sum + rate * SPURT, 0);
  const pace = Math.min(took(at - 60, at) / 60, took(at - 180, at) / 180) * SPURT;
  const weeks = [1, 2].map((n) => at - n * 7 * MINUTES_A_DAY).filter((from) => from >= 0);
  const again = Math.min(...weeks.map((from) => took(from, from + SPURT)));
  return balance[at]! - leaking > Math.max(pace, weeks.length === 0 ? 0 : again);
}
