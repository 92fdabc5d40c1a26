/**
 * One spelling for codes: `RateLimitReached`, `RATE_LIMIT_REACHED` and `rate-limit reached` are all
 * `rate_limit_reached`. Dots and slashes stay, they separate parts (`throttling.rate_quota`).
 */
export function normalCode(code: string): string {
  return code
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
