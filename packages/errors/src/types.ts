import type { ErrorCategory, ErrorOwner, ErrorRemedy } from '@fuelgauge/semconv';

/** Response headers in whatever form the caller has them. */
export type HeadersLike =
  | Headers
  | ReadonlyMap<string, unknown>
  | Iterable<readonly [string, unknown]>
  | Readonly<Record<string, unknown>>;

/** What the caller knows about a failed call; everything is optional, the more the better. */
export interface ClassifyInput {
  /** Base URL (or full URL) that was called: tells whose sentence it is. */
  readonly baseUrl?: string | URL | null | undefined;
  /** HTTP status; 200 when the error came inside a 200 body or a stream. */
  readonly status?: number | null | undefined;
  /** Of the response: they tell waits, and whose software answers. */
  readonly headers?: HeadersLike | null | undefined;
  /** Response body: text as received, or parsed. The raw body beats what an SDK keeps of it. */
  readonly body?: unknown;
  /** Text of the client library's error, when that is all there is. */
  readonly message?: string | null | undefined;
  /** Whatever was thrown. */
  readonly error?: unknown;
  /** Milliseconds since the epoch against which dates are read; the clock when absent. */
  readonly now?: number | undefined;
}

/** One system in the chain of an error: the endpoint that was called, or an upstream it speaks of. */
export interface Hop {
  /** HTTP status, or the number the hop gave in its place. */
  readonly status: number | undefined;
  /** The provider's code (`insufficient_quota`), as sent. */
  readonly code: string | undefined;
  /** The provider's type (`rate_limit_error`), as sent. */
  readonly type: string | undefined;
  /**
   * The provider's words, cut at 2,000 characters and NOT redacted: they may echo user text.
   * Use `describe` or `redact` before they leave the process.
   */
  readonly message: string | undefined;
  /** Lower-case name of who speaks, when known. */
  readonly provider: string | undefined;
}

/** What happened, whose it is, what to do. Deeply frozen. */
export interface Verdict {
  /** What happened; `unknown` where that cannot be told. */
  readonly category: ErrorCategory;
  /** Whose account, limit or fault it is. */
  readonly owner: ErrorOwner;
  /** Would the same request plausibly succeed within about a minute, with nobody doing anything? */
  readonly retryable: boolean;
  /** Seconds to wait as the response said, counted from when it was received. */
  readonly retryAfter: number | undefined;
  /** Lower-case provider behind the gateway that was called, when the error names one. */
  readonly upstream: string | undefined;
  /** The first thing to do. */
  readonly remedy: ErrorRemedy;
  /** Id of the rule that decided. */
  readonly rule: string;
  /** Outermost (the endpoint that was called) first. Empty when nothing was said. */
  readonly hops: readonly Hop[];
}
