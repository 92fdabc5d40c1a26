/** Metric names, and a table of what each is; the reference in the README is generated from it. */
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_TOKEN_MODALITY,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_BALANCE_KIND,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_LLM_ERROR_UPSTREAM,
  ATTR_LLM_LIMIT_KIND,
  ATTR_LLM_LIMIT_WINDOW,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  type OptIn,
} from './attributes.ts';

export const METRIC_GEN_AI_CLIENT_OPERATION_DURATION = 'gen_ai.client.operation.duration' as const;
export const METRIC_GEN_AI_CLIENT_TOKEN_USAGE = 'gen_ai.client.token.usage' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_DURATION = 'gen_ai.client.inference.duration' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_TIME_TO_FIRST_CHUNK =
  'gen_ai.client.inference.time_to_first_chunk' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_TIME_PER_OUTPUT_CHUNK =
  'gen_ai.client.inference.time_per_output_chunk' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS =
  'gen_ai.client.inference.usage.input_tokens' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS =
  'gen_ai.client.inference.usage.output_tokens' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS =
  'gen_ai.client.inference.usage.cache_read.input_tokens' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS =
  'gen_ai.client.inference.usage.cache_write.input_tokens' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS =
  'gen_ai.client.inference.usage.reasoning.output_tokens' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_INPUT_TOKENS =
  'gen_ai.client.inference.operation.input_tokens' as const;
export const METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_OUTPUT_TOKENS =
  'gen_ai.client.inference.operation.output_tokens' as const;
export const METRIC_LLM_CALL_COST = 'llm.call.cost' as const;
export const METRIC_LLM_CALL_UNPRICED = 'llm.call.unpriced' as const;
export const METRIC_LLM_CALL_ERRORS = 'llm.call.errors' as const;
export const METRIC_LLM_CALL_RETRIES = 'llm.call.retries' as const;
export const METRIC_LLM_LIMIT_REMAINING = 'llm.limit.remaining' as const;
export const METRIC_LLM_LIMIT_TOTAL = 'llm.limit.total' as const;
export const METRIC_LLM_ACCOUNT_BALANCE = 'llm.account.balance' as const;
export const METRIC_LLM_ACCOUNT_SPEND = 'llm.account.spend' as const;
export const METRIC_LLM_ACCOUNT_TOPUPS = 'llm.account.topups' as const;
export const METRIC_LLM_ACCOUNT_UP = 'llm.account.up' as const;
export const METRIC_LLM_ACCOUNT_LAST_SUCCESS = 'llm.account.last_success.timestamp_seconds' as const;
export const METRIC_LLM_ACCOUNT_RESETS_AT = 'llm.account.resets_at.timestamp_seconds' as const;

/** Bucket boundaries in seconds that the GenAI conventions advise for durations. */
export const DURATION_BUCKETS: readonly number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];

/** Bucket boundaries that the GenAI conventions advise for token counts. */
export const TOKEN_BUCKETS: readonly number[] = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];

/** One row of the metric reference. */
export interface MetricDefinition {
  /** As the SDK is given it: `llm.call.cost`. */
  readonly name: string;
  /** Instrument; a counter only rises. */
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** UCUM unit, or an annotation in braces; empty when the metric has none. */
  readonly unit: string;
  /** What it is, in a phrase. */
  readonly brief: string;
  /** Names of what its points carry. */
  readonly attributes: readonly string[];
  /** Package that emits it. */
  readonly from: 'instrumentation' | 'balance';
  /** Absent: emitted without being asked for. */
  readonly optIn?: OptIn;
  /** Set where an opt-in takes a metric away, wholly or in part: what is left with it. */
  readonly withOptIn?: string;
}

/** What the conventions put on every metric of an inference, but for `error.type`. */
const INFERENCE_ATTRIBUTES: readonly string[] = [
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
];

/**
 * What the newest conventions have in place of `gen_ai.client.operation.duration` of inferences and of
 * `gen_ai.client.token.usage`. Source: open-telemetry/semantic-conventions-genai, docs/gen-ai/client-inference.md
 * and gen-ai-token-metrics.md (Development).
 */
const LATEST: readonly MetricDefinition[] = (
  [
    [METRIC_GEN_AI_CLIENT_INFERENCE_DURATION, 'histogram', 's', 'duration of an inference with its retries'],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_TIME_TO_FIRST_CHUNK,
      'histogram',
      's',
      'from the request to the first chunk of a stream',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_TIME_PER_OUTPUT_CHUNK,
      'histogram',
      's',
      'mean time between the chunks of a stream, one value for each stream',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS,
      'counter',
      '{token}',
      'input tokens, cached included',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS,
      'counter',
      '{token}',
      'output tokens, reasoning included',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS,
      'counter',
      '{token}',
      'of the input tokens, read from a cache',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS,
      'counter',
      '{token}',
      'of the input tokens, written to a cache',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS,
      'counter',
      '{token}',
      'of the output tokens, spent on reasoning',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_INPUT_TOKENS,
      'histogram',
      '{token}',
      'input tokens of one inference; for percentiles, not for totals',
    ],
    [
      METRIC_GEN_AI_CLIENT_INFERENCE_OPERATION_OUTPUT_TOKENS,
      'histogram',
      '{token}',
      'output tokens of one inference; for percentiles, not for totals',
    ],
  ] as const
).map(([name, kind, unit, brief]) => ({
  name,
  kind,
  unit,
  brief,
  attributes: name.includes('.usage.')
    ? [...INFERENCE_ATTRIBUTES, ATTR_GEN_AI_TOKEN_MODALITY]
    : name.includes('.time_')
      ? INFERENCE_ATTRIBUTES
      : [...INFERENCE_ATTRIBUTES, ATTR_ERROR_TYPE],
  from: 'instrumentation',
  optIn: 'latest conventions',
}));

/** Every metric, in reading order. */
export const METRICS: readonly MetricDefinition[] = [
  {
    name: METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
    kind: 'histogram',
    unit: 's',
    brief: 'duration of the call with its silent retries',
    attributes: [
      ATTR_GEN_AI_OPERATION_NAME,
      ATTR_GEN_AI_PROVIDER_NAME,
      ATTR_GEN_AI_REQUEST_MODEL,
      ATTR_GEN_AI_RESPONSE_MODEL,
      ATTR_SERVER_ADDRESS,
      ATTR_SERVER_PORT,
      ATTR_ERROR_TYPE,
    ],
    from: 'instrumentation',
    withOptIn: 'embeddings and what is no inference',
  },
  {
    name: METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
    kind: 'histogram',
    unit: '{token}',
    brief: 'input and output tokens of a call',
    attributes: [
      ATTR_GEN_AI_OPERATION_NAME,
      ATTR_GEN_AI_PROVIDER_NAME,
      ATTR_GEN_AI_TOKEN_TYPE,
      ATTR_GEN_AI_REQUEST_MODEL,
      ATTR_GEN_AI_RESPONSE_MODEL,
      ATTR_SERVER_ADDRESS,
      ATTR_SERVER_PORT,
    ],
    from: 'instrumentation',
    withOptIn: 'nothing',
  },
  ...LATEST,
  {
    name: METRIC_LLM_CALL_COST,
    kind: 'counter',
    unit: '{currency}',
    brief: 'money spent on calls',
    attributes: [
      ATTR_GEN_AI_PROVIDER_NAME,
      ATTR_GEN_AI_REQUEST_MODEL,
      ATTR_LLM_CURRENCY,
      ATTR_LLM_ACCOUNT_ID,
    ],
    from: 'instrumentation',
  },
  {
    name: METRIC_LLM_CALL_UNPRICED,
    kind: 'counter',
    unit: '{call}',
    brief: 'answered calls whose cost is not known',
    attributes: [ATTR_GEN_AI_PROVIDER_NAME, ATTR_GEN_AI_REQUEST_MODEL],
    from: 'instrumentation',
  },
  {
    name: METRIC_LLM_CALL_ERRORS,
    kind: 'counter',
    unit: '{error}',
    brief: 'calls that failed, by verdict',
    attributes: [
      ATTR_GEN_AI_PROVIDER_NAME,
      ATTR_GEN_AI_REQUEST_MODEL,
      ATTR_LLM_ERROR_CATEGORY,
      ATTR_LLM_ERROR_OWNER,
      ATTR_LLM_ERROR_UPSTREAM,
      ATTR_LLM_ACCOUNT_ID,
    ],
    from: 'instrumentation',
  },
  {
    name: METRIC_LLM_CALL_RETRIES,
    kind: 'counter',
    unit: '{retry}',
    brief: 'attempts that failed and that the SDK repeated silently, by verdict',
    attributes: [
      ATTR_GEN_AI_PROVIDER_NAME,
      ATTR_GEN_AI_REQUEST_MODEL,
      ATTR_LLM_ERROR_CATEGORY,
      ATTR_LLM_ERROR_OWNER,
    ],
    from: 'instrumentation',
  },
  {
    name: METRIC_LLM_LIMIT_REMAINING,
    kind: 'gauge',
    // Requests, tokens and money alike; an annotation, so that no exporter adds a suffix.
    unit: '{limit}',
    brief:
      'what is left of a limit, as headers of the last response said; the total once the limit was reset; absent when old',
    attributes: [
      ATTR_GEN_AI_PROVIDER_NAME,
      ATTR_GEN_AI_REQUEST_MODEL,
      ATTR_LLM_ACCOUNT_ID,
      ATTR_LLM_LIMIT_KIND,
      ATTR_LLM_LIMIT_WINDOW,
    ],
    from: 'instrumentation',
  },
  {
    name: METRIC_LLM_LIMIT_TOTAL,
    kind: 'gauge',
    unit: '{limit}',
    brief: 'the limit itself, as headers of the last response said; absent when old',
    attributes: [
      ATTR_GEN_AI_PROVIDER_NAME,
      ATTR_GEN_AI_REQUEST_MODEL,
      ATTR_LLM_ACCOUNT_ID,
      ATTR_LLM_LIMIT_KIND,
      ATTR_LLM_LIMIT_WINDOW,
    ],
    from: 'instrumentation',
  },
  {
    name: METRIC_LLM_ACCOUNT_BALANCE,
    kind: 'gauge',
    unit: '{currency}',
    brief: 'what is left of an account; absent while it cannot be read',
    attributes: [ATTR_GEN_AI_PROVIDER_NAME, ATTR_LLM_ACCOUNT_ID, ATTR_LLM_CURRENCY, ATTR_LLM_BALANCE_KIND],
    from: 'balance',
  },
  {
    name: METRIC_LLM_ACCOUNT_SPEND,
    kind: 'counter',
    unit: '{currency}',
    brief: 'rises as the balance falls, is not fooled by top-ups',
    attributes: [ATTR_GEN_AI_PROVIDER_NAME, ATTR_LLM_ACCOUNT_ID, ATTR_LLM_CURRENCY],
    from: 'balance',
  },
  {
    name: METRIC_LLM_ACCOUNT_TOPUPS,
    kind: 'counter',
    unit: '{topup}',
    brief: 'how often the balance rose',
    attributes: [ATTR_GEN_AI_PROVIDER_NAME, ATTR_LLM_ACCOUNT_ID, ATTR_LLM_CURRENCY],
    from: 'balance',
  },
  {
    name: METRIC_LLM_ACCOUNT_UP,
    kind: 'gauge',
    unit: '',
    brief: '1 when the last reading of the account worked, else 0',
    attributes: [ATTR_GEN_AI_PROVIDER_NAME, ATTR_LLM_ACCOUNT_ID],
    from: 'balance',
  },
  {
    name: METRIC_LLM_ACCOUNT_LAST_SUCCESS,
    kind: 'gauge',
    unit: 's',
    brief: 'Unix time of the last reading that worked',
    attributes: [ATTR_GEN_AI_PROVIDER_NAME, ATTR_LLM_ACCOUNT_ID],
    from: 'balance',
  },
  {
    name: METRIC_LLM_ACCOUNT_RESETS_AT,
    kind: 'gauge',
    unit: 's',
    brief: 'Unix time at which a limit or an allowance is renewed; absent where nobody says so',
    attributes: [ATTR_GEN_AI_PROVIDER_NAME, ATTR_LLM_ACCOUNT_ID],
    from: 'balance',
  },
];
