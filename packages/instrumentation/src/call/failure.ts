/** What a verdict is asked for, put together from what clients and gateways keep of a failure, and what they lose. */
import { classify, type HeadersLike, type Verdict } from '@fuelgauge/errors';

const TIMED_OUT = new DOMException('The operation timed out', 'TimeoutError');
const ABORTED = new DOMException('This operation was aborted', 'AbortError');

/** An HTTP response, as far as a verdict or a price needs it. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: unknown;
}

/** @param body of the response, or what else tells more than the error. */
export function classifyFailure(
  url: string | undefined,
  head: ResponseHead | undefined,
  error: unknown,
  body: unknown,
): Verdict {
  return classify({
    baseUrl: url,
    status: head?.status,
    headers: head?.headers as HeadersLike | undefined,
    body,
    // The class of a client's error only says the status again, and would outrank what the body says.
    error: body === undefined ? error : undefined,
  });
}

/**
 * What made the client try again, where it was no error status: what its fetch threw; its own timer, which
 * aborts the request as the caller would; or, after a good status, a body that did not come in time.
 */
export function retriedError(thrown: unknown, head: ResponseHead | undefined, byCaller: boolean): unknown {
  const aborted = nameOf(thrown) === 'AbortError';
  const good = head !== undefined && head.status < 400;
  return (aborted && !byCaller) || good ? TIMED_OUT : thrown;
}

/** What ended the call. An application may abort with any reason it likes. */
export function endingError(error: unknown, signal: AbortSignal | undefined): unknown {
  const aborted = signal?.aborted === true && error === signal.reason;
  return aborted && nameOf(error) !== 'TimeoutError' ? ABORTED : error;
}

/**
 * The chunk that carried an error, put together again: the client's error keeps its `error` and drops the
 * `provider` beside it, which a gateway repeats in every chunk of a stream.
 */
export function brokenChunk(lastChunk: unknown, error: unknown): unknown {
  const provider = (lastChunk as { provider?: unknown } | undefined | null)?.provider;
  const inner = (error as { error?: unknown } | undefined | null)?.error;
  return typeof provider === 'string' && typeof inner === 'object' && inner !== null
    ? { provider, error: inner }
    : undefined;
}

const nameOf = (error: unknown): unknown => (error as { name?: unknown } | undefined | null)?.name;
