/**
 * Failures of the Gemini API. Shape: google.rpc.Status with details of google/rpc/error_details.proto; sentences
 * as ai.google.dev/gemini-api/docs/troubleshooting and public issues quote them.
 */
import type { FailureContext, OwnWording, Scenario } from './scenarios.ts';

const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

type Detail = Readonly<Record<string, unknown>>;

/** The `error` object of a body, also inside a stream. */
export const geminiStatus = (
  code: number,
  message: string,
  details: readonly Detail[] = [],
): Readonly<Record<string, unknown>> => ({
  code,
  message,
  status: CODES[code],
  ...(details.length > 0 && { details }),
});

const detail = (type: string, fields: Detail): Detail => ({
  '@type': `type.googleapis.com/google.rpc.${type}`,
  ...fields,
});

const errorInfo = (reason: string, metadata: Detail = {}): Detail =>
  detail('ErrorInfo', {
    reason,
    domain: 'googleapis.com',
    metadata: { service: 'generativelanguage.googleapis.com', ...metadata },
  });

const says = (
  code: number,
  message: string | ((context: FailureContext) => string),
  details?: (context: FailureContext) => readonly Detail[],
): OwnWording => ({
  status: code,
  body: (context) => ({
    error: geminiStatus(
      code,
      typeof message === 'string' ? message : message(context),
      details?.(context) ?? [],
    ),
  }),
});

const KEY_NOT_VALID = 'API key not valid. Please pass a valid API key.';
const UNKNOWN_FIELD = `Invalid JSON payload received. Unknown name "temprature" at 'generation_config': Cannot find field.`;
const INTERNAL =
  'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting';

/** Failures that any service can give, in Google's words. A wrong key is a 400 here, overload a 503. */
export const GEMINI_WORDING = {
  invalidKey: says(400, KEY_NOT_VALID, () => [
    errorInfo('API_KEY_INVALID'),
    detail('LocalizedMessage', { locale: 'en-US', message: KEY_NOT_VALID }),
  ]),
  modelNotFound: says(
    404,
    (context) =>
      `models/${context.model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
  ),
  contextLength: says(
    400,
    'The input token count (1250000) exceeds the maximum number of tokens allowed (1048576).',
  ),
  invalidRequest: says(400, UNKNOWN_FIELD, () => [
    detail('BadRequest', {
      fieldViolations: [{ field: 'generation_config', description: UNKNOWN_FIELD }],
    }),
  ]),
  serverError: says(500, INTERNAL),
  overloaded: says(503, 'The model is overloaded. Please try again later.'),
  errorIn200: { status: 200, body: () => ({ error: geminiStatus(500, INTERNAL) }) },
} as const satisfies Readonly<Record<string, OwnWording>>;

interface Quota {
  readonly metric: string;
  readonly id: string;
  readonly value: number;
  /** As a google.protobuf.Duration. */
  readonly retryDelay: string;
}

const quotaExceeded = ({ metric, id, value, retryDelay }: Quota): OwnWording =>
  says(
    429,
    (context) =>
      `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: https://ai.dev/rate-limit. \n* Quota exceeded for metric: generativelanguage.googleapis.com/${metric}, limit: ${value}, model: ${context.model}\nPlease retry in ${retryDelay}.`,
    (context) => [
      detail('Help', {
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      }),
      detail('QuotaFailure', {
        violations: [
          {
            quotaMetric: `generativelanguage.googleapis.com/${metric}`,
            quotaId: id,
            quotaDimensions: { location: 'global', model: context.model },
            quotaValue: String(value),
          },
        ],
      }),
      // Rounded down from the sentence, as in the real ones.
      detail('RetryInfo', { retryDelay: `${Math.floor(Number.parseFloat(retryDelay))}s` }),
    ],
  );

const BILLING_URL = 'https://console.developers.google.com/billing/enable?project=000000000000';

export type GeminiFailure =
  | 'gemini_per_minute'
  | 'gemini_free_tier_per_day'
  | 'gemini_prepayment_depleted'
  | 'gemini_billing_disabled'
  | 'gemini_midstream_overloaded';

export const GEMINI_FAILURES: Readonly<Record<GeminiFailure, Scenario>> = {
  gemini_per_minute: {
    seenAt: ['gemini'],
    summary: 'input tokens per minute of a paid project, with RetryInfo',
    failure: {
      kind: 'response',
      ...quotaExceeded({
        metric: 'generate_content_paid_tier_input_token_count',
        id: 'GenerateContentPaidTierInputTokensPerModelPerMinute',
        value: 1_000_000,
        retryDelay: '21.634872041s',
      }),
    },
    verdict: { category: 'rate_limited', owner: 'caller', retryable: true },
  },
  gemini_free_tier_per_day: {
    seenAt: ['gemini'],
    summary: "the day's requests of the free tier; the RetryInfo of seconds beside it misleads",
    failure: {
      kind: 'response',
      ...quotaExceeded({
        metric: 'generate_content_free_tier_requests',
        id: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
        value: 20,
        retryDelay: '58.821668433s',
      }),
    },
    verdict: { category: 'quota_exceeded', owner: 'caller', retryable: false },
  },
  gemini_prepayment_depleted: {
    seenAt: ['gemini'],
    summary: "the caller's prepaid credits are used up, told as a 429 without details",
    failure: {
      kind: 'response',
      ...says(
        429,
        'Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.',
      ),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  gemini_billing_disabled: {
    seenAt: ['gemini'],
    summary: "the project's billing is off",
    failure: {
      kind: 'response',
      ...says(
        403,
        `This API method requires billing to be enabled. Please enable billing on project #000000000000 by visiting ${BILLING_URL} then retry. If you enabled billing for this project recently, wait a few minutes for the action to propagate to our systems and retry.`,
        () => [
          detail('Help', { links: [{ description: 'Google developers console billing', url: BILLING_URL }] }),
          errorInfo('BILLING_DISABLED', { consumer: 'projects/000000000000' }),
        ],
      ),
    },
    verdict: { category: 'insufficient_balance', owner: 'caller', retryable: false },
  },
  gemini_midstream_overloaded: {
    seenAt: ['gemini'],
    summary:
      'an error object after part of the answer; in a stream of events it comes bare, without `data:` (vercel/ai#5217)',
    failure: {
      kind: 'in_answer',
      chat: 'bare',
      responses: 'error',
      error: () =>
        geminiStatus(
          503,
          'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.',
        ),
    },
    verdict: { category: 'overloaded', owner: 'provider', retryable: true },
  },
};
