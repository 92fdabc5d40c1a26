import type { Outcome } from './adapter.ts';
import type { Failure, FailureReason } from './reading.ts';

/** An answer in which no amount could be found. */
export const nothingReadable = (fields: string): { failure: Failure } => ({
  failure: { reason: 'unexpected_response', message: `no amount in ${fields}` },
});

/**
 * An error inside an answer with status 200. Of the body it repeats a number or a lower-case word, nothing that
 * could be a key or a text.
 */
export function errorInside(
  field: string,
  code: unknown,
  reason: FailureReason = 'unexpected_response',
): { failure: Failure } {
  const readable =
    typeof code === 'number' || (typeof code === 'string' && /^(?:\d{1,9}|[a-z_]{1,40})$/.test(code));
  return {
    failure: { reason, message: `the answer says that it failed (${field}${readable ? ` ${code}` : ''})` },
  };
}

/**
 * For `readError`: says which kind of key is wanted where a key is refused.
 *
 * @param wanted a clause: "a management key is needed".
 * @param statuses the statuses with which the provider says so.
 */
export const refusedFor =
  (wanted: string, statuses: readonly number[] = [403]) =>
  (responses: readonly { readonly status: number }[]): Outcome | undefined => {
    const status = responses.at(-1)?.status;
    if (status === undefined || !statuses.includes(status)) return undefined;
    const reason = status === 401 ? 'authentication' : 'permission_denied';
    return { failure: { reason, message: `HTTP ${status}: ${wanted}` } };
  };
