/**
 * Anthropic's failures. Shape: docs.claude.com/en/api/errors; sentences as users quote them in public issues.
 */
import type { FailureContext, OwnWording, Scenario } from './scenarios.ts';

interface ErrorDetails {
  /** Names the cause; newer errors carry it (`ErrorDetails` in @anthropic-ai/sdk). */
  readonly error_code: string;
}

/** What Anthropic wraps every error in, also inside a stream. */
export const anthropicError = (
  context: FailureContext,
  type: string,
  message: string,
  details?: ErrorDetails,
): unknown => ({
  type: 'error',
  error: { type, message, ...(details && { details }) },
  request_id: context.requestId,
});

const says = (
  status: number,
  type: string,
  message: string | ((context: FailureContext) => string),
): OwnWording => ({
  status,
  body: (context) => anthropicError(context, type, typeof message === 'string' ? message : message(context)),
});

/** Failures that any service can give, in Anthropic's words. */
export const ANTHROPIC_WORDING = {
  invalidKey: says(401, 'authentication_error', 'invalid x-api-key'),
  modelNotFound: says(404, 'not_found_error', (context) => `model: ${context.model}`),
  contextLength: says(400, 'invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum'),
  invalidRequest: says(400, 'invalid_request_error', 'max_tokens: Field required'),
  serverError: says(500, 'api_error', 'Internal server error'),
  overloaded: says(529, 'overloaded_error', 'Overloaded'),
  errorIn200: says(200, 'api_error', 'Internal server error'),
} as const satisfies Readonly<Record<string, OwnWording>>;

/** `2026-01-31T12:00:00Z`: whole seconds, as the rate-limit headers have it. */
const rfc3339 = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

interface Bucket {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds from now until it is full again. */
  readonly reset: number;
}

type BucketName = 'requests' | 'tokens' | 'input-tokens' | 'output-tokens';

const BUCKETS: Readonly<Record<BucketName, Bucket>> = {
  requests: { limit: 50, remaining: 49, reset: 2 },
  tokens: { limit: 38_000, remaining: 37_000, reset: 3 },
  'input-tokens': { limit: 30_000, remaining: 29_000, reset: 3 },
  'output-tokens': { limit: 8_000, remaining: 8_000, reset: 1 },
};

/** docs.claude.com/en/api/rate-limits: four triplets. Sent with good answers and with a 429. */
export function anthropicRateLimits(
  context: FailureContext,
  changed: Readonly<Partial<Record<BucketName, Partial<Bucket>>>> = {},
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(BUCKETS) as BucketName[]) {
    const { limit, remaining, reset } = { ...BUCKETS[name], ...changed[name] };
    headers[`anthropic-ratelimit-${name}-limit`] = String(limit);
    headers[`anthropic-ratelimit-${name}-remaining`] = String(remaining);
    headers[`anthropic-ratelimit-${name}-reset`] = rfc3339(context.now + reset * 1000);
  }
  return headers;
}

/** The first of the next month, midnight UTC: when a monthly limit starts again. */
function nextMonth(now: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
}

export type AnthropicFailure =
  | 'anthropic_credit_balance_too_low'
  | 'anthropic_rate_limited'
  | 'anthropic_usage_limit'
  | 'anthropic_spend_limit'
  | 'anthropic_permission_denied'
  | 'anthropic_request_too_large'
  | 'anthropic_midstream_overloaded';

export const ANTHROPIC_FAILURES: Readonly<Record<AnthropicFailure, Scenario>> = {
  anthropic_credit_balance_too_low: {
    seenAt: ['anthropic'],
    summary: "the caller's prepaid credits are used up, told as a 400",
    failure: {
      kind: 'response',
      ...says(
        400,
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      ),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  anthropic_rate_limited: {
    seenAt: ['anthropic'],
    summary: 'input tokens per minute; retry-after in seconds, resets as times of day',
    failure: {
      kind: 'response',
      headers: (context) => ({
        'retry-after': '12',
        ...anthropicRateLimits(context, { 'input-tokens': { remaining: 0, reset: 12 } }),
      }),
      ...says(
        429,
        'rate_limit_error',
        (context) =>
          `This request would exceed your organization's rate limit of 30,000 input tokens per minute (org: 00000000-0000-0000-0000-000000000000, model: ${context.model}). For details, refer to: https://docs.claude.com/en/api/rate-limits. You can see the response headers for current usage. Please reduce the prompt length or the maximum tokens requested, or try again later.`,
      ),
    },
    verdict: { category: 'rate_limited', owner: 'caller', retryable: true },
  },
  anthropic_usage_limit: {
    seenAt: ['anthropic'],
    summary: 'the monthly limit that the caller set in the console is reached, told as a 400',
    failure: {
      kind: 'response',
      ...says(
        400,
        'invalid_request_error',
        (context) =>
          `You have reached your specified API usage limits. You will regain access on ${nextMonth(context.now)} at 00:00 UTC.`,
      ),
    },
    verdict: { category: 'spend_limit', owner: 'caller', retryable: false },
  },
  anthropic_spend_limit: {
    seenAt: ['anthropic'],
    summary: 'the monthly threshold of the usage tier is crossed, told as a 429 with an error_code',
    failure: {
      kind: 'response',
      status: 429,
      headers: () => ({ 'retry-after': '300' }),
      body: (context) =>
        anthropicError(
          context,
          'rate_limit_error',
          "This request would exceed your account's monthly spend limit. Please try again later.",
          { error_code: 'enforced_spend_limit_reached' },
        ),
    },
    verdict: { category: 'spend_limit', owner: 'caller', retryable: false },
  },
  anthropic_permission_denied: {
    seenAt: ['anthropic'],
    summary: 'the key is valid and may not do this',
    failure: {
      kind: 'response',
      ...says(
        403,
        'permission_error',
        'Your API key does not have permission to use the specified resource.',
      ),
    },
    verdict: { category: 'permission_denied', owner: 'caller', retryable: false },
  },
  anthropic_request_too_large: {
    seenAt: ['anthropic'],
    summary: 'the body has more bytes than the endpoint takes',
    failure: {
      kind: 'response',
      ...says(413, 'request_too_large', 'Request exceeds the maximum size'),
    },
    verdict: { category: 'invalid_request', owner: 'caller', retryable: false },
  },
  anthropic_midstream_overloaded: {
    seenAt: ['anthropic'],
    summary: 'an `error` event after part of the answer; a 529 where the answer is not streamed',
    failure: {
      kind: 'in_answer',
      chat: 'bare',
      responses: 'error',
      error: () => ({ details: null, type: 'overloaded_error', message: 'Overloaded' }),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },
};
