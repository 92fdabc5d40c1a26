import type { BalanceOf } from './reading.ts';

/** One limit as some headers tell it. Header names are in lower case. */
export interface LimitHeaders {
  /** `llm.limit.kind`. */
  readonly kind: string;
  /** `llm.limit.window`; left out where the provider does not say. */
  readonly window?: string;
  /** Header with the window in seconds, where the provider sends one. */
  readonly period?: string;
  readonly total?: string;
  /** `{model}` stands for the requested model, as a header name can carry it. */
  readonly remaining?: string;
  /** Header with what was used, where nothing says what remains. */
  readonly used?: string;
  readonly reset?: string;
  /** A prefix under which a proxy repeats the upstream's headers: an equal value there is no limit of the caller's. */
  readonly upstreamPrefix?: string;
  /** Set where what remains is money of the account. */
  readonly balance?: BalanceOf;
}

/** One way in which headers tell limits. */
export interface Dialect {
  readonly id: string;
  /** Where the headers are documented, or were observed. */
  readonly source: string;
  /** `gen_ai.provider.name` of those who are known to send these; there they are looked for in each response. */
  readonly providers: readonly string[];
  /** True where the names mean something else elsewhere: then they are read at `providers` only. */
  readonly exclusive?: boolean;
  readonly limits: readonly LimitHeaders[];
}

/** `x-ratelimit-{limit,remaining,reset}-<suffix>`, OpenAI's pattern. */
const openai = (kind: string, suffix: string, more: Partial<LimitHeaders> = {}): LimitHeaders => ({
  kind,
  total: `x-ratelimit-limit-${suffix}`,
  remaining: `x-ratelimit-remaining-${suffix}`,
  reset: `x-ratelimit-reset-${suffix}`,
  ...more,
});

/** `<prefix>-{limit,remaining,reset}`. */
const prefixed = (kind: string, prefix: string, more: Partial<LimitHeaders> = {}): LimitHeaders => ({
  kind,
  total: `${prefix}-limit`,
  remaining: `${prefix}-remaining`,
  reset: `${prefix}-reset`,
  ...more,
});

/**
 * Who tells limits how. Rows of a provider come before the general ones; where two rows read the same header,
 * the first wins. To add a provider, add a row with its source and an example in the test.
 *
 * Looked for and found in no document of theirs nor in a capture: limit headers of DeepSeek, Perplexity,
 * DeepInfra, Novita, SiliconFlow, Moonshot, Volcengine, Zhipu and StepFun. Where one sends a general dialect
 * all the same, it is read.
 */
export const DIALECTS: readonly Dialect[] = [
  {
    id: 'groq',
    // The page says that `-requests` always refers to requests a day and `-tokens` to tokens a minute.
    source: 'https://console.groq.com/docs/rate-limits',
    providers: ['groq'],
    exclusive: true,
    limits: [
      openai('requests', 'requests', { window: 'day' }),
      openai('tokens', 'tokens', { window: 'minute' }),
    ],
  },
  {
    id: 'sambanova',
    // Limits are stated in requests a minute and a day; the day's headers say so, the others do not.
    source: 'https://docs.sambanova.ai/docs/en/models/rate-limits',
    providers: ['sambanova'],
    exclusive: true,
    limits: [
      openai('requests', 'requests', { window: 'minute' }),
      openai('requests', 'requests-day', { window: 'day' }),
    ],
  },
  {
    id: 'venice',
    // Tokens are within a sliding minute; of requests the page says "the evaluation period". The balances are
    // those before the request.
    source: 'https://docs.venice.ai/api-reference/api-spec',
    providers: ['venice'],
    exclusive: true,
    limits: [
      openai('requests', 'requests'),
      openai('tokens', 'tokens', { window: 'minute' }),
      { kind: 'usd', remaining: 'x-venice-balance-usd', balance: { kind: 'total', currency: 'USD' } },
      { kind: 'diem', remaining: 'x-venice-balance-diem', balance: { kind: 'total', currency: 'diem' } },
      { kind: 'vcu', remaining: 'x-venice-balance-vcu', balance: { kind: 'total', currency: 'vcu' } },
    ],
  },
  {
    id: 'together',
    // Both are limits a second, by Together's page on rate limits.
    source: 'https://docs.together.ai/docs/rate-limits',
    providers: ['together'],
    exclusive: true,
    limits: [
      {
        kind: 'requests',
        window: 'second',
        total: 'x-ratelimit-limit',
        remaining: 'x-ratelimit-remaining',
        reset: 'x-ratelimit-reset',
      },
      {
        kind: 'tokens',
        window: 'second',
        total: 'x-tokenlimit-limit',
        remaining: 'x-tokenlimit-remaining',
        reset: 'x-tokenlimit-reset',
      },
    ],
  },
  {
    id: 'openai',
    // No window: `-requests` is the minute's or the day's, by model and tier, and nothing in the response says which.
    // Azure and GitHub Models send the window's length besides (observed in public captures).
    source: 'https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers',
    providers: ['openai', 'azure.ai.openai', 'azure.ai.inference', 'github', 'x_ai'],
    exclusive: true,
    limits: [
      openai('requests', 'requests', { period: 'x-ratelimit-renewalperiod-requests' }),
      openai('tokens', 'tokens', { period: 'x-ratelimit-renewalperiod-tokens' }),
      openai('project_tokens', 'project-tokens'),
    ],
  },
  {
    id: 'anthropic',
    // Limits are measured per minute. `tokens` is the most restrictive limit in effect. Fast mode's headers:
    // https://platform.claude.com/docs/en/build-with-claude/fast-mode
    source: 'https://platform.claude.com/docs/en/api/rate-limits#response-headers',
    providers: ['anthropic'],
    limits: [
      prefixed('requests', 'anthropic-ratelimit-requests', { window: 'minute' }),
      prefixed('tokens', 'anthropic-ratelimit-tokens', { window: 'minute' }),
      prefixed('input_tokens', 'anthropic-ratelimit-input-tokens', { window: 'minute' }),
      prefixed('output_tokens', 'anthropic-ratelimit-output-tokens', { window: 'minute' }),
      prefixed('priority_input_tokens', 'anthropic-priority-input-tokens', { window: 'minute' }),
      prefixed('priority_output_tokens', 'anthropic-priority-output-tokens', { window: 'minute' }),
      prefixed('fast_input_tokens', 'anthropic-fast-input-tokens', { window: 'minute' }),
      prefixed('fast_output_tokens', 'anthropic-fast-output-tokens', { window: 'minute' }),
    ],
  },
  {
    id: 'cerebras',
    // The window is in the name; resets are seconds.
    source: 'https://inference-docs.cerebras.ai/support/rate-limits',
    providers: ['cerebras'],
    limits: ['minute', 'hour', 'day'].flatMap((window) => [
      openai('requests', `requests-${window}`, { window }),
      openai('tokens', `tokens-${window}`, { window }),
    ]),
  },
  {
    id: 'mistral',
    // Observed; the names with `bysize` are older.
    source: 'https://github.com/mistralai/client-ts/issues/169',
    providers: ['mistral_ai'],
    limits: [
      {
        kind: 'tokens',
        window: 'minute',
        total: 'x-ratelimitbysize-limit-minute',
        remaining: 'x-ratelimitbysize-remaining-minute',
        reset: 'ratelimitbysize-reset',
      },
      {
        kind: 'tokens',
        window: 'month',
        total: 'x-ratelimitbysize-limit-month',
        remaining: 'x-ratelimitbysize-remaining-month',
      },
      {
        kind: 'requests',
        window: 'minute',
        total: 'x-ratelimit-limit-req-minute',
        remaining: 'x-ratelimit-remaining-req-minute',
      },
      openai('tokens', 'tokens-minute', { window: 'minute' }),
    ],
  },
  {
    id: 'fireworks',
    // No window: the page says tokens a second, earlier captures carry the minute's figures.
    source: 'https://docs.fireworks.ai/serverless/rate-limits',
    providers: ['fireworks'],
    limits: [
      openai('input_tokens', 'tokens-prompt'),
      openai('uncached_input_tokens', 'tokens-cache-adjusted-prompt'),
      openai('output_tokens', 'tokens-generated'),
    ],
  },
  {
    id: 'digitalocean',
    source: 'https://docs.digitalocean.com/products/inference/reference/quota-specific-response-headers/',
    providers: ['digitalocean'],
    limits: [
      openai('tokens', 'tokens-per-minute', { window: 'minute' }),
      openai('tokens', 'tokens-per-day', { window: 'day' }),
    ],
  },
  {
    id: 'cohere',
    // Trial keys only. The first is the minute's (20 for chat, 100 for embeddings, as the page on limits says).
    source: 'https://docs.cohere.com/docs/rate-limits',
    providers: ['cohere'],
    limits: [
      {
        kind: 'requests',
        window: 'minute',
        total: 'x-trial-endpoint-call-limit',
        remaining: 'x-trial-endpoint-call-remaining',
      },
      { kind: 'requests', window: 'month', total: 'x-endpoint-monthly-call-limit' },
    ],
  },
  {
    id: 'litellm',
    // The key's limits for one model are per minute (`model_rpm_limit`, `model_tpm_limit`).
    source: 'https://docs.litellm.ai/docs/proxy/response_headers',
    providers: ['litellm'],
    limits: [
      { kind: 'requests', window: 'minute', remaining: 'x-litellm-key-remaining-requests-{model}' },
      { kind: 'tokens', window: 'minute', remaining: 'x-litellm-key-remaining-tokens-{model}' },
      {
        kind: 'usd',
        total: 'x-litellm-key-max-budget',
        used: 'x-litellm-key-spend',
        balance: { kind: 'limit_remaining', currency: 'USD' },
      },
    ],
  },
  {
    id: 'openai-compatible',
    // A LiteLLM proxy repeats the upstream's headers under these names when the key has no limit of its own, and
    // under `llm_provider-` always.
    source: 'https://docs.litellm.ai/docs/proxy/response_headers',
    providers: [],
    limits: [
      openai('requests', 'requests', {
        period: 'x-ratelimit-renewalperiod-requests',
        upstreamPrefix: 'llm_provider-',
      }),
      openai('tokens', 'tokens', {
        period: 'x-ratelimit-renewalperiod-tokens',
        upstreamPrefix: 'llm_provider-',
      }),
    ],
  },
  {
    id: 'x-ratelimit',
    // OpenRouter sends these with its own 429s, the reset in milliseconds since the epoch.
    source: 'https://openrouter.ai/docs/api/reference/limits',
    providers: ['openrouter'],
    limits: [
      {
        kind: 'requests',
        total: 'x-ratelimit-limit',
        remaining: 'x-ratelimit-remaining',
        reset: 'x-ratelimit-reset',
        upstreamPrefix: 'llm_provider-',
      },
    ],
  },
  {
    id: 'ietf-draft-03',
    source: 'https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-03',
    providers: ['llmgateway'],
    limits: [prefixed('requests', 'ratelimit')],
  },
];

/** The headers of the drafts from 07 on, which have a syntax of their own. Hugging Face sends them. */
export const STRUCTURED: {
  readonly source: string;
  readonly providers: readonly string[];
  readonly state: string;
  readonly policy: string;
} = {
  source: 'https://huggingface.co/docs/hub/rate-limits',
  providers: ['huggingface'],
  state: 'ratelimit',
  policy: 'ratelimit-policy',
};
