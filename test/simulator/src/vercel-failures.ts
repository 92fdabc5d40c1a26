/**
 * The Vercel AI Gateway's failures. Shape: src/errors in @ai-sdk/gateway; vercel.com/docs/ai-gateway/rate-limits;
 * sentences as users quote them in public issues and on community.vercel.com.
 */
import type { FailureContext, OwnWording, Scenario } from './scenarios.ts';

const says = (
  status: number,
  type: string,
  message: string | ((context: FailureContext) => string),
  param?: (context: FailureContext) => unknown,
): OwnWording => ({
  status,
  body: (context) => ({
    error: {
      message: typeof message === 'string' ? message : message(context),
      type,
      ...(param && { param: param(context) }),
    },
  }),
});

/** Where the gateway asks for a vendor's models. */
const URLS: Readonly<Record<string, string>> = {
  openai: 'https://api.openai.com/v1/responses',
  anthropic: 'https://api.anthropic.com/v1/messages',
  deepseek: 'https://api.deepseek.com/chat/completions',
};

/** The failed call to an upstream, as the gateway's own AI SDK threw it. */
function failedCall({ model }: FailureContext, statusCode: number, message: string): Record<string, unknown> {
  return {
    error: message,
    statusCode,
    name: 'AI_APICallError',
    message,
    url: URLS[model.split('/')[0]!] ?? 'https://api.deepinfra.com/v1/openai/chat/completions',
    isRetryable: statusCode === 429 || statusCode >= 500,
    type: 'AI_APICallError',
  };
}

/** An upstream's error with all that the gateway puts around it. */
const upstreamSays = (status: number, message: string, credentialType?: 'byok' | 'system'): OwnWording => ({
  status,
  body: (context) => ({
    error: { message, type: 'AI_APICallError', param: failedCall(context, status, message) },
    generationId: 'gen_fake0000000000000001',
    ...(credentialType && {
      providerMetadata: {
        gateway: {
          routing: {
            originalModelId: context.model,
            modelAttempts: [
              {
                canonicalSlug: context.model,
                success: false,
                providerAttempts: [
                  {
                    provider: context.model.split('/')[0],
                    credentialType,
                    success: false,
                    statusCode: status,
                  },
                ],
              },
            ],
          },
        },
      },
    }),
  }),
});

/** Failures that any service can give, in the gateway's words. */
export const VERCEL_WORDING = {
  invalidKey: says(401, 'authentication_error', 'Invalid API key'),
  modelNotFound: says(
    404,
    'model_not_found',
    ({ model }) => `Model '${model}' not found`,
    ({ model }) => ({ modelId: model }),
  ),
  contextLength: upstreamSays(400, 'prompt is too long: 208310 tokens > 200000 maximum'),
  invalidRequest: says(
    400,
    'invalid_request_error',
    'Invalid input: expected number, received string',
    () => [{ path: ['temperature'] }],
  ),
  serverError: says(500, 'internal_server_error', 'Internal server error'),
  overloaded: upstreamSays(529, 'Overloaded'),
  errorIn200: says(200, 'internal_server_error', 'Internal server error'),
} as const satisfies Readonly<Record<string, OwnWording>>;

export type VercelFailure =
  | 'vercel_insufficient_funds'
  | 'vercel_budget_exceeded'
  | 'vercel_rate_limited'
  | 'vercel_card_required'
  | 'vercel_no_providers'
  | 'vercel_upstream_insufficient_balance'
  | 'vercel_byok_insufficient_balance'
  | 'vercel_upstream_rate_limited'
  | 'vercel_midstream_overloaded';

export const VERCEL_FAILURES: Readonly<Record<VercelFailure, Scenario>> = {
  vercel_insufficient_funds: {
    seenAt: ['vercel'],
    summary: "the caller's AI Gateway credits are used up",
    failure: {
      kind: 'response',
      ...says(
        402,
        'insufficient_funds',
        'Insufficient funds. Please add credits to your account to continue using AI services. Visit https://vercel.com/d?to=%2F%5Bteam%5D%2F%7E%2Fai%3Fmodal%3Dtop-up to top up your credits.',
      ),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  vercel_budget_exceeded: {
    seenAt: ['vercel'],
    summary: 'the budget that an administrator set for a key or a project is spent, told as a 429',
    failure: {
      kind: 'response',
      ...says(
        429,
        'quota_for_entity_exceeded',
        'Quota limit exceeded for "team-fake". Current spend: $50.00, limit: $50.00. Please contact your administrator to increase the quota.',
      ),
    },
    verdict: { category: 'spend_limit', owner: 'caller', retryable: false },
  },
  vercel_rate_limited: {
    seenAt: ['vercel'],
    summary: "the free tier's limit for one model",
    failure: {
      kind: 'response',
      ...says(
        429,
        'rate_limit_exceeded',
        'Free credits temporarily have rate limits in place due to abuse. We are working on a resolution. Try again later, or pay for credits which continue to have unrestricted access.',
      ),
    },
    verdict: { category: 'rate_limited', owner: 'caller', retryable: true },
  },
  vercel_card_required: {
    seenAt: ['vercel'],
    summary: 'a card must be on file before any request; no money is missing',
    failure: {
      kind: 'response',
      ...says(
        403,
        'customer_verification_required',
        'AI Gateway requires a valid credit card on file to service requests.',
      ),
    },
    verdict: { category: 'permission_denied', owner: 'caller', retryable: false },
  },
  vercel_no_providers: {
    seenAt: ['vercel'],
    summary: 'no provider is left that the request allows',
    failure: {
      kind: 'response',
      ...says(
        400,
        'no_providers_available',
        'No allowed providers available. Available providers are: alibaba, baseten.',
      ),
    },
    verdict: { category: 'model_not_found', owner: 'caller', retryable: false },
  },
  vercel_upstream_insufficient_balance: {
    seenAt: ['vercel'],
    summary: "Vercel's own account at the upstream is empty, with the upstream's failed call inside",
    failure: { kind: 'response', ...upstreamSays(402, 'Insufficient Balance', 'system') },
    verdict: { category: 'insufficient_balance', owner: 'gateway', upstream: 'deepseek', retryable: false },
  },
  vercel_byok_insufficient_balance: {
    seenAt: ['vercel'],
    summary: "the caller's own upstream account, used through a key stored at Vercel, is empty",
    failure: { kind: 'response', ...upstreamSays(402, 'Insufficient Balance', 'byok') },
    verdict: { category: 'insufficient_balance', owner: 'byok', upstream: 'deepseek', retryable: false },
  },
  vercel_upstream_rate_limited: {
    seenAt: ['vercel'],
    summary: "Vercel's account at the upstream is throttled",
    failure: { kind: 'response', ...upstreamSays(429, 'Rate limit reached for requests') },
    verdict: { category: 'rate_limited', owner: 'gateway', upstream: 'deepseek', retryable: true },
  },
  vercel_midstream_overloaded: {
    seenAt: ['vercel'],
    summary: 'the upstream fails after part of the answer; its failed call is the error of a stream part',
    failure: {
      kind: 'in_answer',
      chat: 'bare',
      responses: 'error',
      error: (context) => failedCall(context, 529, 'Overloaded'),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },
};
