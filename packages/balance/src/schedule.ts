/** When an account is asked. Seconds everywhere; `random` gives a number from 0 up to 1. */

export const DEFAULT_INTERVAL_SECONDS = 60;
/** No balance is worth more requests than this. */
export const SHORTEST_INTERVAL_SECONDS = 10;
export const LONGEST_INTERVAL_SECONDS = 24 * 3600;
const LONGEST_BACK_OFF_SECONDS = 15 * 60;
const JITTER = 0.1;
/** Between the first readings of two accounts, where there is room. */
const SPREAD_SECONDS = 0.25;

/** The interval of an account: what was asked for, and not under the time for which the figure is old anyway. */
export const intervalOf = (asked: number, least = 0): number =>
  Math.max(asked, least, SHORTEST_INTERVAL_SECONDS);

/** When the account at this place is asked for the first time: one soon, many not all at once. */
export function firstDelay(place: number, count: number, interval: number, random: number): number {
  const slot = Math.min(SPREAD_SECONDS, interval / count);
  return slot * (place + (place === 0 ? 0 : random));
}

/** After a reading that worked: the interval, a tenth more or less, but never under `least`. */
export const nextDelay = (interval: number, least: number, random: number): number =>
  Math.max(interval * (1 - JITTER + 2 * JITTER * random), least, SHORTEST_INTERVAL_SECONDS);

/**
 * After `failures` readings in a row that failed: the interval, then twice as long each time, up to a quarter of an
 * hour (or the interval, if that is longer), and never before the provider's `Retry-After`.
 */
export function delayAfterFailure(
  failures: number,
  interval: number,
  least: number,
  retryAfter: number | undefined,
  random: number,
): number {
  const longest = Math.max(LONGEST_BACK_OFF_SECONDS, interval);
  const backedOff = Math.min(interval * 2 ** Math.min(failures - 1, 30), longest);
  return Math.max(nextDelay(backedOff, least, random), retryAfter ?? 0);
}

/** A reading that is older than this says nothing of now: two intervals with their jitter, and the time to ask. */
export const longestAge = (interval: number, timeout: number): number =>
  2 * (1 + JITTER) * interval + timeout;
