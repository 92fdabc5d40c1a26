/** A longer wait is a mistake of the sender. */
const LONGEST_SECONDS = 24 * 3600;

/**
 * Seconds that `Retry-After` asks to wait: a number of seconds or an HTTP date (RFC 9110 §10.2.3). Undefined when
 * it is neither, 0 when the date has passed, a day at most.
 *
 * @param now milliseconds since the epoch.
 */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '' || text.length > 60) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Number(text), LONGEST_SECONDS);
  if (!/^[A-Z][a-z]{2}/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.min(Math.max(0, (time - now) / 1000), LONGEST_SECONDS);
}
