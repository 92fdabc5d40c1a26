/** Which balance of the account a limit's remainder is, where it is one. */
export interface BalanceOf {
  /** `llm.balance.kind`. */
  readonly kind: 'total' | 'limit_remaining';
  /** `llm.currency`. */
  readonly currency: string;
}

/** What one response says of one limit. */
export interface Reading {
  readonly kind: string;
  readonly window: string | undefined;
  readonly remaining: number | undefined;
  readonly total: number | undefined;
  /** Milliseconds until the limit is whole again; negative when that has passed. */
  readonly resetMs: number | undefined;
  readonly balance?: BalanceOf | undefined;
}

/** More is no limit; proxies write the largest integer for "unlimited". */
const MOST = 1e15;
const LONGEST = 64;
/** The second form is of the IETF drafts up to 06: the quota, then the policies: `100, 100;w=60`. */
const AMOUNT = /^\s*(\d+(?:\.\d+)?)\s*(?:,\s*\d+\s*;.*)?$/;

/** Longer numbers are not exact any more. */
const MOST_DIGITS = 15;

/** A count or an amount of money: finite and not negative, else undefined. */
export function amountOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length > LONGEST) return undefined;
  // Nearly all are plain digits, and every answered call has several of them.
  if (isDigits(text)) return Number(text);
  const digits = AMOUNT.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  return value <= MOST ? value : undefined;
}

function isDigits(text: string): boolean {
  if (text.length === 0 || text.length > MOST_DIGITS) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

const WINDOWS: ReadonlyMap<number, string> = new Map([
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
  [604_800, 'week'],
  [2_592_000, 'month'],
]);
const LONGEST_WINDOW = 366 * 86_400;

/** `llm.limit.window` for a length in seconds: `minute`, or `300s` where there is no word for it. */
export function windowOf(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !Number.isInteger(seconds) || seconds <= 0 || seconds > LONGEST_WINDOW)
    return undefined;
  return WINDOWS.get(seconds) ?? `${seconds}s`;
}

const LENGTHS: ReadonlyMap<string, number> = new Map([...WINDOWS].map(([seconds, name]) => [name, seconds]));

/** Milliseconds of a window that `windowOf` named, or undefined. */
export function lengthOf(window: string | undefined): number | undefined {
  if (window === undefined) return undefined;
  const seconds = LENGTHS.get(window) ?? amountOf(window.slice(0, -1));
  return seconds === undefined ? undefined : seconds * 1000;
}
