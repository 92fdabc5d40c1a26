/**
 * Every failure that the simulator can play, one row each. Structure, status, headers and the decisive words
 * are those of real payloads; the rest is rewritten short, and every id is fake.
 */
import type { ErrorCategory, ErrorOwner } from '@fuelgauge/semconv';
import { ANTHROPIC_FAILURES, ANTHROPIC_WORDING } from './anthropic-failures.ts';
import { GEMINI_FAILURES, GEMINI_WORDING } from './gemini-failures.ts';
import type { ProviderId } from './providers.ts';
import { VERCEL_FAILURES, VERCEL_WORDING } from './vercel-failures.ts';

/** What a failure is built from. */
export interface FailureContext {
  readonly provider: ProviderId;
  readonly model: string;
  /** Provider name behind a gateway, as OpenRouter writes it: `DeepSeek`. */
  readonly upstream: string;
  readonly requestId: string;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** What a service says where its format and its status are its own. */
export interface OwnWording {
  readonly status: number;
  readonly headers?: (context: FailureContext) => Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body: (context: FailureContext) => unknown;
}

/** An HTTP response instead of the answer. */
export interface ResponseFailure extends OwnWording {
  readonly kind: 'response';
  readonly contentType?: string;
  /** Services that say it in another way. */
  readonly at?: Readonly<Partial<Record<ProviderId, OwnWording>>>;
}

/** The answer begins well, then an error arrives inside it: in a stream, or inside the 200 body. */
export interface InAnswerFailure {
  readonly kind: 'in_answer';
  /** In a stream of chat chunks: beside `choices`, or alone. */
  readonly chat: 'chunk' | 'bare';
  /** In a Responses stream: a failed response, or an `error` event with its fields in `error` or beside it. */
  readonly responses: 'response.failed' | 'error' | 'flat error';
  /** The error object. Anthropic and Gemini have one place for it, whatever stands above. */
  readonly error: (context: FailureContext) => Readonly<Record<string, unknown>>;
}

/** Something is wrong with the way the answer travels, not with what it says. */
export interface TransportFailure {
  readonly kind: 'transport';
  readonly fault: 'reset' | 'cut' | 'stall' | 'slow_first_byte' | 'malformed_json' | 'wrong_content_type';
}

/**
 * What fuelgauge should say of the failure. Absent where the answer is good in the end. In a row that is seen
 * anywhere: at a service that answers with its own models; a gateway that fails by itself is its owner.
 */
export interface ExpectedVerdict {
  readonly category: ErrorCategory;
  readonly owner: ErrorOwner;
  readonly upstream?: string;
  readonly retryable: boolean;
}

export interface Scenario {
  /** Services at which it is seen; empty: any. */
  readonly seenAt: readonly ProviderId[];
  readonly summary: string;
  readonly failure: ResponseFailure | InAnswerFailure | TransportFailure;
  readonly verdict?: ExpectedVerdict;
}

/** Shape that each of them wraps its own errors in. */
export function errorBody(
  context: FailureContext,
  status: number,
  message: string,
  details: { readonly type?: string; readonly code?: string; readonly param?: string } = {},
): unknown {
  switch (context.provider) {
    case 'openrouter':
      return { error: { message, code: status }, user_id: 'user_fake000000000000000001' };
    case 'siliconflow':
      return { code: SILICONFLOW_CODES[status] ?? 50000, message, data: null };
    case 'moonshot':
      return { error: { message, type: details.type ?? 'invalid_request_error' } };
    default:
      return {
        error: {
          message,
          type: details.type ?? 'invalid_request_error',
          param: details.param ?? null,
          code: details.code ?? null,
        },
      };
  }
}

const SILICONFLOW_CODES: Readonly<Record<number, number>> = {
  400: 20015,
  403: 30001,
  429: 50603,
  503: 50505,
};

const DEEPSEEK_EMPTY = {
  error: {
    message: 'Insufficient Balance',
    type: 'unknown_error',
    param: null,
    code: 'invalid_request_error',
  },
} as const;

/** What an empty account at an upstream says, in the upstream's own words. */
function upstreamEmpty(upstream: string): unknown {
  if (upstream === 'OpenAI')
    return {
      error: {
        message: 'You exceeded your current quota.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    };
  if (upstream === 'Moonshot AI')
    return {
      error: {
        message: 'Your account is not active, exceeded current quota',
        type: 'exceeded_current_quota_error',
      },
    };
  if (upstream === 'SiliconFlow')
    return { code: 30001, message: 'Sorry, your account balance is insufficient', data: null };
  return DEEPSEEK_EMPTY;
}

interface OpenRouterUpstreamError {
  readonly status: number;
  /** What the upstream said, as text: a JSON body arrives escaped once more. */
  readonly raw: string;
  readonly isByok: boolean;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** OpenRouter's wrapper around what an upstream answered. */
export function openRouterUpstreamBody(context: FailureContext, error: OpenRouterUpstreamError): unknown {
  return {
    error: {
      message: 'Provider returned error',
      code: error.status,
      metadata: {
        raw: error.raw,
        provider_name: context.upstream,
        is_byok: error.isByok,
        ...error.more,
      },
    },
    user_id: 'user_fake000000000000000001',
  };
}

/** Next midnight UTC, in milliseconds: when OpenRouter's free-tier counter starts again. */
const nextMidnight = (now: number): number => (Math.floor(now / 86_400_000) + 1) * 86_400_000;

const freeTierHeaders = (context: FailureContext): Record<string, string> => ({
  'X-RateLimit-Limit': '50',
  'X-RateLimit-Remaining': '0',
  'X-RateLimit-Reset': String(nextMidnight(context.now)),
});

const SHARED_POOL = {
  limit_source: 'upstream_provider_shared_pool',
  remedy_hint: 'Retry shortly, add your own provider key, or route to another provider.',
} as const;

const HTML_502 = `<!DOCTYPE html>
<html lang="en"><head><title>api.example.test | 502: Bad gateway</title></head>
<body><h1>Bad gateway</h1><p>The web server reported a bad gateway error.</p></body></html>
`;

const rows = {
  // OpenRouter: the upstream's money
  upstream_insufficient_balance: {
    seenAt: ['openrouter'],
    summary: "OpenRouter's own account at the upstream is empty; the caller's credits are fine",
    failure: {
      kind: 'response',
      status: 402,
      body: (context) =>
        openRouterUpstreamBody(context, {
          status: 402,
          raw: JSON.stringify(upstreamEmpty(context.upstream)),
          isByok: false,
        }),
    },
    verdict: { category: 'insufficient_balance', owner: 'gateway', upstream: 'deepseek', retryable: false },
  },
  upstream_insufficient_balance_nested: {
    seenAt: ['openrouter'],
    summary: "the same, with the upstream's error escaped twice (a relay stands between)",
    failure: {
      kind: 'response',
      status: 402,
      body: (context) =>
        openRouterUpstreamBody(context, {
          status: 402,
          raw: JSON.stringify({ error: { message: JSON.stringify(DEEPSEEK_EMPTY), code: 402 } }),
          isByok: false,
        }),
    },
    verdict: { category: 'insufficient_balance', owner: 'gateway', upstream: 'deepseek', retryable: false },
  },
  upstream_payment_required: {
    seenAt: ['openrouter'],
    summary: 'the same, told as a 429 with Retry-After: waiting does not help',
    failure: {
      kind: 'response',
      status: 429,
      headers: () => ({ 'Retry-After': '30' }),
      body: () => ({
        error: {
          code: 429,
          message: 'Provider returned error',
          metadata: {
            error_type: 'payment_required',
            provider_name: 'DeepSeek',
            raw: 'Insufficient balance',
          },
        },
      }),
    },
    verdict: { category: 'insufficient_balance', owner: 'gateway', upstream: 'deepseek', retryable: false },
  },
  byok_insufficient_balance: {
    seenAt: ['openrouter'],
    summary: "the caller's own upstream account, used through a key stored at OpenRouter, is empty",
    failure: {
      kind: 'response',
      status: 402,
      body: (context) =>
        openRouterUpstreamBody(context, {
          status: 402,
          raw: JSON.stringify(upstreamEmpty(context.upstream)),
          isByok: true,
        }),
    },
    verdict: { category: 'insufficient_balance', owner: 'byok', upstream: 'deepseek', retryable: false },
  },

  // OpenRouter: the caller's credits, key and free allowance
  credits_exhausted: {
    seenAt: ['openrouter'],
    summary: "the caller's OpenRouter credits are used up",
    failure: {
      kind: 'response',
      status: 402,
      body: () => ({
        error: {
          code: 402,
          message: 'Insufficient credits. Add more using the credits page.',
          metadata: {
            limit_source: 'openrouter_credits',
            remedy_hint: 'Add credits, or lower max_tokens / prompt size.',
            provider_name: null,
          },
        },
        user_id: 'user_fake000000000000000001',
      }),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  credits_exhausted_old: {
    seenAt: ['openrouter'],
    summary: 'the same, in the form used before limit_source existed',
    failure: {
      kind: 'response',
      status: 402,
      body: () => ({
        error: { message: 'Insufficient credits. This account never purchased credits.', code: 402 },
      }),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  credits_below_max_tokens: {
    seenAt: ['openrouter'],
    summary: 'credits are left, but fewer than max_tokens could cost',
    failure: {
      kind: 'response',
      status: 402,
      body: () => ({
        error: {
          message:
            'This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford 2734. To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account',
          code: 402,
          metadata: { provider_name: null },
        },
        user_id: 'user_fake000000000000000001',
      }),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  key_limit_exceeded: {
    seenAt: ['openrouter'],
    summary: 'the cap that the caller set on this key is reached; the account may hold money',
    failure: {
      kind: 'response',
      status: 403,
      body: () => ({
        error: {
          message: 'Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys',
          code: 403,
          metadata: { limit_source: 'openrouter_key_limit' },
        },
      }),
    },
    verdict: { category: 'spend_limit', owner: 'caller', retryable: false },
  },
  free_tier_daily: {
    seenAt: ['openrouter'],
    summary: "the day's allowance of calls to :free models is used up; X-RateLimit-Reset in milliseconds",
    failure: {
      kind: 'response',
      status: 429,
      headers: freeTierHeaders,
      body: (context) => ({
        error: {
          message:
            'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
          code: 429,
          metadata: {
            headers: freeTierHeaders(context),
            limit_source: 'openrouter_free_tier_daily',
            provider_name: null,
          },
        },
        user_id: 'user_fake000000000000000001',
      }),
    },
    verdict: { category: 'quota_exceeded', owner: 'caller', retryable: false },
  },

  // OpenRouter: the upstream's limits
  upstream_rate_limited: {
    seenAt: ['openrouter'],
    summary: "OpenRouter's shared pool at a named upstream is throttled",
    failure: {
      kind: 'response',
      status: 429,
      body: (context) =>
        openRouterUpstreamBody(context, {
          status: 429,
          raw: `${context.model} is temporarily rate-limited upstream. Please retry shortly, or add your own key to accumulate your rate limits: https://openrouter.ai/settings/integrations`,
          isByok: false,
          more: { provider_error_code: '429', ...SHARED_POOL },
        }),
    },
    verdict: { category: 'rate_limited', owner: 'gateway', retryable: true },
  },
  upstream_rate_limited_nested: {
    seenAt: ['openrouter'],
    summary: "the same, with the upstream's own JSON error escaped twice",
    failure: {
      kind: 'response',
      status: 429,
      body: (context) =>
        openRouterUpstreamBody(context, {
          status: 429,
          raw: JSON.stringify({
            error: {
              message: JSON.stringify({
                error: { message: 'Rate limit reached, please try again later', code: 'rate_limit_exceeded' },
              }),
              code: 429,
            },
          }),
          isByok: false,
        }),
    },
    verdict: { category: 'rate_limited', owner: 'gateway', retryable: true },
  },
  upstream_overloaded: {
    seenAt: ['openrouter'],
    summary: 'the upstream has no capacity (engine_overloaded)',
    failure: {
      kind: 'response',
      status: 429,
      body: (context) =>
        openRouterUpstreamBody(context, {
          status: 429,
          raw: `${context.model} is temporarily rate-limited upstream. Please retry shortly.`,
          isByok: false,
          more: { provider_error_code: 'engine_overloaded', ...SHARED_POOL },
        }),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },
  no_provider_available: {
    seenAt: ['openrouter'],
    summary: 'no provider of the model is up',
    failure: {
      kind: 'response',
      status: 503,
      body: () => ({ error: { message: 'No instances available', code: 503 } }),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },

  // DeepSeek
  insufficient_balance: {
    seenAt: ['deepseek'],
    summary: "the caller's prepaid account is empty",
    failure: { kind: 'response', status: 402, body: () => DEEPSEEK_EMPTY },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  insufficient_balance_typed: {
    seenAt: ['deepseek'],
    summary: 'the same, with type insufficient_balance',
    failure: {
      kind: 'response',
      status: 402,
      body: () => ({ error: { ...DEEPSEEK_EMPTY.error, type: 'insufficient_balance' } }),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  busy: {
    seenAt: ['deepseek'],
    summary: 'the service is too busy',
    failure: {
      kind: 'response',
      status: 503,
      body: (context) =>
        errorBody(
          context,
          503,
          'Service is too busy. We advise users to temporarily switch to alternatives.',
          {
            type: 'service_unavailable_error',
          },
        ),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },

  // OpenAI
  insufficient_quota: {
    seenAt: ['openai'],
    summary: 'credits used up or bill unpaid, told as a 429',
    failure: {
      kind: 'response',
      status: 429,
      body: () => ({
        error: {
          message: 'You exceeded your current quota, please check your plan and billing details.',
          type: 'insufficient_quota',
          param: null,
          code: 'insufficient_quota',
        },
      }),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  spend_limit: {
    seenAt: ['openai'],
    summary: "the project's hard spend limit is reached",
    failure: {
      kind: 'response',
      status: 429,
      body: () => ({
        error: {
          message: 'You exceeded your hard spend limit.',
          type: 'insufficient_quota',
          param: null,
          code: 'project_spend_limit_exceeded',
        },
      }),
    },
    verdict: { category: 'spend_limit', owner: 'caller', retryable: false },
  },
  rate_limited: {
    seenAt: ['openai'],
    summary: 'a per-minute limit, with retry-after-ms and "try again in 20ms"',
    failure: {
      kind: 'response',
      status: 429,
      headers: () => ({
        'retry-after-ms': '20',
        'retry-after': '1',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '20ms',
      }),
      body: (context) => ({
        error: {
          message: `Rate limit reached for ${context.model} in organization org-fake000000000000 on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 20ms.`,
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded',
        },
      }),
    },
    verdict: { category: 'rate_limited', owner: 'caller', retryable: true },
  },
  requests_per_day: {
    seenAt: ['openai'],
    summary: "the day's allowance of requests",
    failure: {
      kind: 'response',
      status: 429,
      headers: () => ({ 'retry-after-ms': '432000' }),
      body: (context) => ({
        error: {
          message: `Rate limit reached for ${context.model} in organization org-fake000000000000 on requests per day (RPD): Limit 200, Used 200, Requested 1. Please try again in 7m12s.`,
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded',
        },
      }),
    },
    verdict: { category: 'quota_exceeded', owner: 'caller', retryable: false },
  },

  // Moonshot, SiliconFlow
  current_quota_exceeded: {
    seenAt: ['moonshot'],
    summary: "the caller's Moonshot account is empty, told as a 429",
    failure: {
      kind: 'response',
      status: 429,
      body: () => ({
        error: {
          message:
            'Your account org-fake000000000000 <ak-fake000000000000> is not active, exceeded current quota, please check your plan and billing details',
          type: 'exceeded_current_quota_error',
        },
      }),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  engine_overloaded: {
    seenAt: ['moonshot'],
    summary: 'the engine has no capacity, told as a 429',
    failure: {
      kind: 'response',
      status: 429,
      body: () => ({
        error: {
          message: 'The engine is currently overloaded, please try again later',
          type: 'engine_overloaded_error',
        },
      }),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },
  account_balance_insufficient: {
    seenAt: ['siliconflow'],
    summary: "the caller's SiliconFlow account is empty, told as a 403",
    failure: {
      kind: 'response',
      status: 403,
      body: (context) => errorBody(context, 403, 'Sorry, your account balance is insufficient'),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },

  // Any service
  invalid_key: {
    seenAt: [],
    summary: 'the key is wrong',
    failure: {
      kind: 'response',
      status: 401,
      at: {
        anthropic: ANTHROPIC_WORDING.invalidKey,
        gemini: GEMINI_WORDING.invalidKey,
        vercel: VERCEL_WORDING.invalidKey,
      },
      body: (context) => {
        if (context.provider === 'openrouter') return errorBody(context, 401, 'User not found.');
        if (context.provider === 'siliconflow') return 'Invalid token';
        if (context.provider === 'openai')
          return errorBody(context, 401, 'Incorrect API key provided: sk-fake*****0001.', {
            code: 'invalid_api_key',
          });
        const message =
          context.provider === 'moonshot'
            ? 'Invalid Authentication'
            : 'Authentication Fails, Your api key: ****0001 is invalid';
        const type =
          context.provider === 'moonshot' ? 'invalid_authentication_error' : 'authentication_error';
        return errorBody(context, 401, message, { type, code: 'invalid_request_error' });
      },
    },
    verdict: { category: 'authentication', owner: 'caller', retryable: false },
  },
  model_not_found: {
    seenAt: [],
    summary: 'no such model',
    failure: {
      kind: 'response',
      status: 404,
      at: {
        anthropic: ANTHROPIC_WORDING.modelNotFound,
        gemini: GEMINI_WORDING.modelNotFound,
        vercel: VERCEL_WORDING.modelNotFound,
      },
      body: (context) => {
        if (context.provider === 'openrouter')
          return { error: { message: `No endpoints found for ${context.model}.`, code: 404 } };
        return errorBody(
          context,
          404,
          context.provider === 'siliconflow'
            ? 'Model does not exist. Please check it carefully.'
            : `The model \`${context.model}\` does not exist or you do not have access to it.`,
          { code: 'model_not_found' },
        );
      },
    },
    verdict: { category: 'model_not_found', owner: 'caller', retryable: false },
  },
  context_length_exceeded: {
    seenAt: [],
    summary: 'the request is longer than the context',
    failure: {
      kind: 'response',
      status: 400,
      at: {
        anthropic: ANTHROPIC_WORDING.contextLength,
        gemini: GEMINI_WORDING.contextLength,
        vercel: VERCEL_WORDING.contextLength,
      },
      body: (context) =>
        errorBody(
          context,
          400,
          "This model's maximum context length is 131072 tokens. However, you requested 141980 tokens. Please reduce the length of the messages or completion.",
          { param: 'messages', code: 'context_length_exceeded' },
        ),
    },
    verdict: { category: 'context_length_exceeded', owner: 'caller', retryable: false },
  },
  content_filtered: {
    seenAt: ['openai'],
    summary: 'a content policy refused the request (Azure)',
    failure: {
      kind: 'response',
      status: 400,
      body: () => ({
        error: {
          message:
            "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
          type: null,
          param: 'prompt',
          code: 'content_filter',
          status: 400,
          innererror: { code: 'ResponsibleAIPolicyViolation' },
        },
      }),
    },
    verdict: { category: 'content_filtered', owner: 'caller', retryable: false },
  },
  moderation_flagged: {
    seenAt: ['openrouter'],
    summary: 'moderation refused the request; the body echoes what the user wrote',
    failure: {
      kind: 'response',
      status: 403,
      body: (context) => ({
        error: {
          message: `${context.model} requires moderation on ${context.upstream}. Your input was flagged for "violence/graphic". No credits were charged.`,
          code: 403,
          metadata: { reasons: ['violence/graphic'], flagged_input: 'FLAGGED-INPUT-FAKE' },
        },
      }),
    },
    verdict: { category: 'content_filtered', owner: 'caller', retryable: false },
  },
  invalid_request: {
    seenAt: [],
    summary: 'a field of the request is wrong',
    failure: {
      kind: 'response',
      status: 400,
      at: {
        anthropic: ANTHROPIC_WORDING.invalidRequest,
        gemini: GEMINI_WORDING.invalidRequest,
        vercel: VERCEL_WORDING.invalidRequest,
      },
      body: (context) =>
        errorBody(context, 400, "Invalid 'temperature': expected a value <= 2, but got 9 instead.", {
          param: 'temperature',
        }),
    },
    verdict: { category: 'invalid_request', owner: 'caller', retryable: false },
  },
  server_error: {
    seenAt: [],
    summary: 'the service failed',
    failure: {
      kind: 'response',
      status: 500,
      at: {
        anthropic: ANTHROPIC_WORDING.serverError,
        gemini: GEMINI_WORDING.serverError,
        vercel: VERCEL_WORDING.serverError,
      },
      body: (context) =>
        errorBody(context, 500, 'The server had an error while processing your request.', {
          type: 'server_error',
        }),
    },
    verdict: { category: 'server_error', owner: 'provider', retryable: true },
  },
  server_error_empty: {
    seenAt: [],
    summary: 'the service failed and said nothing',
    failure: { kind: 'response', status: 500, contentType: 'text/plain', body: () => '' },
    verdict: { category: 'server_error', owner: 'provider', retryable: true },
  },
  overloaded: {
    seenAt: [],
    summary: 'overloaded, told as a 529',
    failure: {
      kind: 'response',
      status: 529,
      at: {
        anthropic: ANTHROPIC_WORDING.overloaded,
        gemini: GEMINI_WORDING.overloaded,
        vercel: VERCEL_WORDING.overloaded,
      },
      body: (context) =>
        errorBody(context, 529, 'Our servers are currently overloaded. Please try again later.', {
          type: 'overloaded_error',
        }),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },
  html_502: {
    seenAt: [],
    summary: 'a proxy in front answers with an HTML page',
    failure: { kind: 'response', status: 502, contentType: 'text/html; charset=UTF-8', body: () => HTML_502 },
    verdict: { category: 'server_error', owner: 'provider', retryable: true },
  },
  no_content: {
    seenAt: [],
    summary: '204 and nothing',
    failure: { kind: 'response', status: 204, body: () => '' },
  },
  error_in_200: {
    seenAt: [],
    summary: 'status 200, and an error object for a body',
    failure: {
      kind: 'response',
      status: 200,
      at: {
        anthropic: ANTHROPIC_WORDING.errorIn200,
        gemini: GEMINI_WORDING.errorIn200,
        vercel: VERCEL_WORDING.errorIn200,
      },
      body: (context) =>
        context.provider === 'openrouter'
          ? { error: { code: 502, message: `Upstream error from ${context.upstream}` } }
          : errorBody(context, 502, 'Internal server error', { type: 'server_error', code: 'server_error' }),
    },
    verdict: { category: 'server_error', owner: 'provider', retryable: true },
  },

  // In the middle of an answer
  midstream_error: {
    seenAt: ['openrouter'],
    summary: 'the upstream disconnects while it answers: an error in the last chunk, finish_reason error',
    failure: {
      kind: 'in_answer',
      chat: 'chunk',
      responses: 'response.failed',
      error: () => ({ code: 'server_error', message: 'Provider disconnected unexpectedly' }),
    },
    verdict: { category: 'server_error', owner: 'provider', retryable: true },
  },
  midstream_rate_limited: {
    seenAt: ['openrouter'],
    summary: 'the upstream throttles the gateway while it answers',
    failure: {
      kind: 'in_answer',
      chat: 'chunk',
      responses: 'response.failed',
      error: (context) => ({
        code: 429,
        message: `${context.model} is temporarily rate-limited upstream.`,
        metadata: { error_type: 'rate_limit_exceeded', provider_name: context.upstream },
      }),
    },
    verdict: { category: 'rate_limited', owner: 'gateway', retryable: true },
  },
  midstream_overloaded: {
    seenAt: ['openai'],
    summary: 'the servers are overloaded while they answer: a bare error object, or an `error` event',
    failure: {
      kind: 'in_answer',
      chat: 'bare',
      responses: 'error',
      error: () => ({
        type: 'service_unavailable_error',
        code: 'server_is_overloaded',
        message: 'Our servers are currently overloaded. Please try again later.',
        param: null,
      }),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },
  response_failed: {
    seenAt: ['openai'],
    summary: 'a response that ends in status failed',
    failure: {
      kind: 'in_answer',
      chat: 'bare',
      responses: 'response.failed',
      error: () => ({
        code: 'server_error',
        message: 'An error occurred while processing your request.',
        type: 'server_error',
        param: null,
      }),
    },
    verdict: { category: 'server_error', owner: 'provider', retryable: true },
  },
  response_error_flat: {
    seenAt: ['openai'],
    summary: 'an `error` event as the reference documents it, its fields beside the type',
    failure: {
      kind: 'in_answer',
      chat: 'bare',
      responses: 'flat error',
      error: () => ({
        code: 'server_error',
        message: 'The server had an error while processing your request.',
        param: null,
      }),
    },
    verdict: { category: 'server_error', owner: 'provider', retryable: true },
  },

  ...ANTHROPIC_FAILURES,
  ...GEMINI_FAILURES,
  ...VERCEL_FAILURES,

  // On the way
  connection_reset: {
    seenAt: [],
    summary: 'the socket closes before any byte of an answer',
    failure: { kind: 'transport', fault: 'reset' },
    verdict: { category: 'connection_error', owner: 'unknown', retryable: true },
  },
  cut: {
    seenAt: [],
    summary: 'the socket closes in the middle of the body',
    failure: { kind: 'transport', fault: 'cut' },
    verdict: { category: 'connection_error', owner: 'unknown', retryable: true },
  },
  stall: {
    seenAt: [],
    summary: 'the body begins and never ends, until the caller leaves or the simulator closes',
    failure: { kind: 'transport', fault: 'stall' },
  },
  slow_first_byte: {
    seenAt: [],
    summary: 'the answer is good and begins after a second',
    failure: { kind: 'transport', fault: 'slow_first_byte' },
  },
  malformed_json: {
    seenAt: [],
    summary: 'status 200 and JSON that does not parse',
    failure: { kind: 'transport', fault: 'malformed_json' },
  },
  wrong_content_type: {
    seenAt: [],
    summary: 'a good answer labelled text/plain',
    failure: { kind: 'transport', fault: 'wrong_content_type' },
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof rows;

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = rows;
