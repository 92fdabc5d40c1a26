import type { Facts } from './facts.ts';
import type { HopDraft } from './hops/draft.ts';

/** A longer wait is a mistake of the sender, or no wait at all. */
export const LONGEST_SECONDS: number = 31 * 24 * 3600;
/** Below this an epoch value is seconds, above it milliseconds. */
const EPOCH_SECONDS = 1_000_000_000;
const EPOCH_MILLISECONDS = 100_000_000_000;

/**
 * Seconds to wait as the error says, or undefined. Reads `retry-after-ms`, `retry-after` (seconds or HTTP
 * date), waits stated in the body, waits stated in words, and at last reset headers.
 */
export function readWait(facts: Facts, hops: readonly HopDraft[]): number | undefined {
  const { headers } = facts;
  const base = dateOf(headers.get('date')) ?? facts.now;
  const header =
    bounded(scaled(headers.get('retry-after-ms'), 0.001)) ??
    bounded(scaled(headers.get('x-ms-retry-after-ms'), 0.001)) ??
    bounded(retryAfter(headers.get('retry-after'), base));
  if (header !== undefined) return header;
  for (let at = hops.length - 1; at >= 0; at--) {
    for (const { kind, value } of (hops[at] as HopDraft).waits) {
      const seconds = bounded(stated(kind, value, base));
      if (seconds !== undefined) return seconds;
    }
  }
  for (let at = hops.length - 1; at >= 0; at--) {
    const seconds = bounded(inWords((hops[at] as HopDraft).message, base));
    if (seconds !== undefined) return seconds;
  }
  return bounded(resetHeaders(headers, base));
}

function bounded(seconds: number | undefined): number | undefined {
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0 || seconds > LONGEST_SECONDS)
    return undefined;
  return Math.round(seconds * 1000) / 1000;
}

function scaled(value: string | undefined, factor: number): number | undefined {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * factor : undefined;
}

/** Milliseconds since the epoch of a date in words; plain numbers are no dates. */
function dateOf(value: string | undefined): number | undefined {
  if (value === undefined || !/[A-Za-z]{3}|\d{4}-\d\d-\d\d/.test(value) || value.length > 60)
    return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function retryAfter(value: string | undefined, base: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = scaled(value, 1);
  if (seconds !== undefined) return seconds > EPOCH_SECONDS ? untilEpoch(seconds, base) : seconds;
  const date = dateOf(value);
  // A date that has passed says: now.
  return date === undefined ? duration(value) : Math.max(0, (date - base) / 1000);
}

function untilEpoch(value: number, base: number): number | undefined {
  if (value > EPOCH_MILLISECONDS) return (value - base) / 1000;
  return value > EPOCH_SECONDS ? value - base / 1000 : undefined;
}

function stated(kind: string, value: string, base: number): number | undefined {
  if (kind === 'seconds') return scaled(value, 1) ?? duration(value);
  if (kind === 'milliseconds') return scaled(value, 0.001);
  if (kind === 'duration') return duration(value);
  if (kind === 'retry-after') return retryAfter(value, base);
  return reset(value, base);
}

/**
 * Seconds until a reset header's time: an epoch (seconds or milliseconds), a duration, a date, or plain seconds.
 * Negative when the time has passed, undefined when it cannot be read.
 *
 * @param base milliseconds since the epoch on the sender's clock.
 */
export function reset(value: string, base: number): number | undefined {
  const number = scaled(value, 1);
  if (number !== undefined) return number > EPOCH_SECONDS ? untilEpoch(number, base) : number;
  const date = dateOf(value);
  return date === undefined ? duration(value) : (date - base) / 1000;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

function unitOf(word: string): number | undefined {
  const lower = word.toLowerCase();
  if (lower.startsWith('ms') || lower.startsWith('milli')) return UNIT_SECONDS.ms;
  return UNIT_SECONDS[lower[0] as string];
}

const PART =
  /(\d+(?:\.\d+)?) ?(ms|milliseconds?|hours?|hrs?|h|days?|d|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])/giy;

/** `34.07s`, `1m30.5s`, `2h`, `6ms`, `1 minute 30 seconds`: the sum of its parts. */
function duration(text: string): number | undefined {
  let seconds = 0;
  let found = false;
  let at = /\d/.exec(text.slice(0, 40))?.index ?? -1;
  while (at >= 0 && at < text.length) {
    const part = matchPart(text, at);
    if (!part) break;
    seconds += part.seconds;
    found = true;
    at = part.end;
    while (text[at] === ' ' || text[at] === ',') at++;
  }
  return found ? seconds : undefined;
}

function matchPart(text: string, at: number): { seconds: number; end: number } | undefined {
  // In `1m30s` no letter follows the unit but a digit does.
  PART.lastIndex = at;
  const found = PART.exec(text);
  if (!found) return undefined;
  const unit = unitOf(found[2] as string);
  return unit === undefined ? undefined : { seconds: Number(found[1]) * unit, end: PART.lastIndex };
}

/** A wait in words. */
export const WAIT_WORDS: RegExp =
  /(?:try again|retry(?:ing)?|wait|resets?|retry[_-]after|available again|cool(?:ing)? ?down)(?: your request)?(?:[ :=]+(?:in|after|for|about|at least))?[ :="]*(\d[^\n]{0,40})/gi;
const INSTANT =
  /(?:resets?|regain access|retry|try again|available again|reset time)(?: at| on| after|s)?:? *(\d{4}-\d\d-\d\d[T ]?(?:at )?\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)/i;

/** A wait in a sentence: "Please try again in 7m12s", "reset after 3600s", "resets at: 2026-08-27 00:15:18 UTC". */
function inWords(text: string, base: number): number | undefined {
  const words = text.slice(0, 2_000);
  const instant = INSTANT.exec(words)?.[1];
  if (instant !== undefined) {
    // No zone given: the sender's is unknown, so nothing is claimed unless it says UTC.
    if (!/Z|UTC|GMT|[+-]\d\d:?\d\d$/.test(instant)) return undefined;
    const iso = instant.replace(/ ?(?:UTC|GMT)$/, 'Z').replace(/(\d) (?:at )?(\d\d:)/, '$1T$2');
    const time = Date.parse(iso);
    return Number.isNaN(time) ? undefined : (time - base) / 1000;
  }
  WAIT_WORDS.lastIndex = 0;
  for (const match of words.matchAll(WAIT_WORDS)) {
    const seconds = duration(match[1] as string);
    if (seconds !== undefined) return seconds;
  }
  return undefined;
}

const REMAINING: readonly (readonly [remaining: string, reset: string])[] = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ['anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'],
  ['anthropic-ratelimit-input-tokens-remaining', 'anthropic-ratelimit-input-tokens-reset'],
  ['anthropic-ratelimit-output-tokens-remaining', 'anthropic-ratelimit-output-tokens-reset'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['ratelimit-remaining', 'ratelimit-reset'],
];

/** The reset of those limits of which nothing remains; of a limit without a remainder header, its reset. */
function resetHeaders(headers: ReadonlyMap<string, string>, base: number): number | undefined {
  let longest: number | undefined;
  let untold: number | undefined;
  for (const [remaining, name] of REMAINING) {
    const value = headers.get(name);
    if (value === undefined) continue;
    const seconds = bounded(reset(value, base));
    if (seconds === undefined) continue;
    const left = headers.get(remaining);
    if (left === undefined) untold ??= seconds;
    else if (Number(left) <= 0) longest = Math.max(longest ?? 0, seconds);
  }
  return longest ?? untold ?? bounded(reset(headers.get('anthropic-ratelimit-unified-reset') ?? '', base));
}
