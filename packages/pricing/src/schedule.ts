/** Hours of the week, in UTC. */

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/**
 * A day of the week, in UTC.
 *
 * @useDeclaredType
 */
export type Weekday = (typeof WEEKDAYS)[number];

/** A span of the day, start inclusive, end exclusive. Past midnight when `end` is not after `start`. */
export interface TimeWindow {
  /** Seconds since midnight. */
  readonly start: number;
  readonly end: number;
  /** Bit n is set when the window opens on weekday n (0 is Sunday); all seven when every day. */
  readonly days: number;
}

export const EVERY_DAY = 0b111_1111;

const DAY_SECONDS = 86_400;

/** Is the instant (milliseconds since the epoch) inside the window? */
export function isWithin(window: TimeWindow, at: number): boolean {
  const seconds = Math.floor(at / 1000);
  const time = ((seconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  // 1 January 1970 was a Thursday.
  const day = (((Math.floor(seconds / DAY_SECONDS) + 4) % 7) + 7) % 7;
  const opensOn = (weekday: number): boolean => (window.days & (1 << weekday)) !== 0;
  if (window.start < window.end) return time >= window.start && time < window.end && opensOn(day);
  return (time >= window.start && opensOn(day)) || (time < window.end && opensOn((day + 6) % 7));
}

/** Seconds since midnight of `HH:MM` (24:00 is allowed as an end), or undefined. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (!match) return undefined;
  const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60;
  return seconds <= DAY_SECONDS ? seconds : undefined;
}
