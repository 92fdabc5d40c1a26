import { redact, type Verdict } from '@fuelgauge/errors';

/** A provider's code that is fit for a metric: a number, or words joined as codes are; no id, no lone word. */
const PLAIN_CODE = /^(?:[A-Za-z]+[_.][A-Za-z_.]{1,40}|[1-9]\d{2,4})$/;

/**
 * `error.type`, the same on the span and on the duration metric. In this order: the class of what was thrown
 * (`RateLimitError`, `APIConnectionTimeoutError`, `TypeError`, …); the code or type of the error inside a
 * 200 answer, when it is short and plain; the HTTP status; `_OTHER`.
 */
export function errorTypeOf(error: unknown, status: number | undefined, verdict?: Verdict): string {
  if (typeof error === 'object' && error !== null) {
    // openai's errors keep `name` at "Error"; a DOMException says more in its name than in its class.
    const name = error instanceof Error && error.name !== 'Error' ? error.name : error.constructor?.name;
    if (typeof name === 'string' && /^[A-Za-z_$][\w$]{0,63}$/.test(name)) return name;
  }
  for (const hop of verdict?.hops ?? []) {
    for (const code of [hop.code, hop.type]) {
      if (code !== undefined && PLAIN_CODE.test(code) && redact(code) === code) return code;
    }
  }
  return status !== undefined && status >= 400 ? String(status) : '_OTHER';
}
