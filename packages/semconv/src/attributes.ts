/**
 * Attribute names, as constants. The GenAI names are copied from the OpenTelemetry GenAI conventions
 * (open-telemetry/semantic-conventions-genai, status Development), the cost names from its pull request
 * 443 (open). A rename upstream costs this file and nothing else.
 */

export const ATTR_GEN_AI_OPERATION_NAME = 'gen_ai.operation.name' as const;
export const ATTR_GEN_AI_PROVIDER_NAME = 'gen_ai.provider.name' as const;
/** Name that the conventions gave {@link ATTR_GEN_AI_PROVIDER_NAME} before 1.37; read on others' spans, never set. */
export const ATTR_GEN_AI_SYSTEM = 'gen_ai.system' as const;
export const ATTR_GEN_AI_REQUEST_MODEL = 'gen_ai.request.model' as const;
export const ATTR_GEN_AI_REQUEST_STREAM = 'gen_ai.request.stream' as const;
export const ATTR_GEN_AI_REQUEST_MAX_TOKENS = 'gen_ai.request.max_tokens' as const;
export const ATTR_GEN_AI_REQUEST_TEMPERATURE = 'gen_ai.request.temperature' as const;
export const ATTR_GEN_AI_REQUEST_TOP_P = 'gen_ai.request.top_p' as const;
export const ATTR_GEN_AI_RESPONSE_MODEL = 'gen_ai.response.model' as const;
export const ATTR_GEN_AI_RESPONSE_ID = 'gen_ai.response.id' as const;
export const ATTR_GEN_AI_RESPONSE_FINISH_REASONS = 'gen_ai.response.finish_reasons' as const;
export const ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK = 'gen_ai.response.time_to_first_chunk' as const;
export const ATTR_GEN_AI_USAGE_INPUT_TOKENS = 'gen_ai.usage.input_tokens' as const;
export const ATTR_GEN_AI_USAGE_OUTPUT_TOKENS = 'gen_ai.usage.output_tokens' as const;
export const ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS = 'gen_ai.usage.cache_read.input_tokens' as const;
export const ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS = 'gen_ai.usage.cache_write.input_tokens' as const;
export const ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS = 'gen_ai.usage.reasoning.output_tokens' as const;
export const ATTR_GEN_AI_USAGE_COST_AMOUNT = 'gen_ai.usage.cost.amount' as const;
export const ATTR_GEN_AI_USAGE_COST_CURRENCY = 'gen_ai.usage.cost.currency' as const;
export const ATTR_GEN_AI_USAGE_COST_SOURCE = 'gen_ai.usage.cost.source' as const;
/** On {@link METRIC_GEN_AI_CLIENT_TOKEN_USAGE}: `input` or `output`. */
export const ATTR_GEN_AI_TOKEN_TYPE = 'gen_ai.token.type' as const;
/** On the usage counters of the newest conventions: `text`, `audio`, `image`. */
export const ATTR_GEN_AI_TOKEN_MODALITY = 'gen_ai.token.modality' as const;
export const ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS = 'gen_ai.usage.audio.input_tokens' as const;
export const ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS =
  'gen_ai.usage.audio.cache_read.input_tokens' as const;
export const ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS = 'gen_ai.usage.audio.output_tokens' as const;
export const ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS = 'gen_ai.usage.image.input_tokens' as const;
export const ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS = 'gen_ai.usage.image.output_tokens' as const;
export const ATTR_GEN_AI_SYSTEM_INSTRUCTIONS = 'gen_ai.system_instructions' as const;
export const ATTR_GEN_AI_INPUT_MESSAGES = 'gen_ai.input.messages' as const;
export const ATTR_GEN_AI_OUTPUT_MESSAGES = 'gen_ai.output.messages' as const;
export const ATTR_GEN_AI_TOOL_DEFINITIONS = 'gen_ai.tool.definitions' as const;
export const ATTR_SERVER_ADDRESS = 'server.address' as const;
export const ATTR_SERVER_PORT = 'server.port' as const;
export const ATTR_ERROR_TYPE = 'error.type' as const;
export const ATTR_HTTP_REQUEST_RESEND_COUNT = 'http.request.resend_count' as const;
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code' as const;

export const ATTR_LLM_ERROR_CATEGORY = 'llm.error.category' as const;
export const ATTR_LLM_ERROR_OWNER = 'llm.error.owner' as const;
export const ATTR_LLM_ERROR_RETRYABLE = 'llm.error.retryable' as const;
export const ATTR_LLM_ERROR_RETRY_AFTER = 'llm.error.retry_after' as const;
export const ATTR_LLM_ERROR_UPSTREAM = 'llm.error.upstream' as const;
export const ATTR_LLM_ERROR_REMEDY = 'llm.error.remedy' as const;
export const ATTR_LLM_ERROR_RULE = 'llm.error.rule' as const;
export const ATTR_LLM_ERROR_CLASSIFIED_BY = 'llm.error.classified_by' as const;
export const ATTR_LLM_ACCOUNT_ID = 'llm.account.id' as const;
export const ATTR_LLM_CALL_ATTEMPTS = 'llm.call.attempts' as const;
/** On the event {@link EVENT_LLM_CALL_RETRY}: which attempt failed, from 1. */
export const ATTR_LLM_CALL_ATTEMPT = 'llm.call.attempt' as const;
/** On metrics of money: ISO 4217, or the provider's own unit in lower case (`points`). */
export const ATTR_LLM_CURRENCY = 'llm.currency' as const;
/** On {@link METRIC_LLM_ACCOUNT_BALANCE}: `total`, `granted`, …; `BALANCE_KINDS` of `@fuelgauge/balance` has all. */
export const ATTR_LLM_BALANCE_KIND = 'llm.balance.kind' as const;
/** On {@link METRIC_LLM_LIMIT_REMAINING}: what is limited: `requests`, `tokens`, … */
export const ATTR_LLM_LIMIT_KIND = 'llm.limit.kind' as const;
/** On {@link METRIC_LLM_LIMIT_REMAINING}: `second`, `minute`, `day`, …; absent where the provider does not say. */
export const ATTR_LLM_LIMIT_WINDOW = 'llm.limit.window' as const;

/** Name of the span event for an attempt that failed and that the SDK repeated. */
export const EVENT_LLM_CALL_RETRY = 'llm.call.retry' as const;

/** Values of `gen_ai.usage.cost.source`: the value was in the response, or was computed here. */
export type CostSource = 'provider' | 'local';

/** Type of an attribute's value, in OpenTelemetry's words; `int` and `double` are numbers in JavaScript. */
export type AttributeType = 'string' | 'string[]' | 'int' | 'double' | 'boolean';

/**
 * What a user must ask for before a name is emitted: the newest conventions
 * (`OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental`), or prompts and answers
 * (`OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`).
 */
export type OptIn = 'latest conventions' | 'content';

/** One row of the attribute reference. */
export interface AttributeDefinition {
  /** As on the span: `llm.error.owner`. */
  readonly name: string;
  /** Of its value. */
  readonly type: AttributeType;
  /** What it is, in a phrase. */
  readonly brief: string;
  /** Absent: always there. */
  readonly optIn?: OptIn;
}

/** Every attribute a span can carry, in reading order. The README's reference is generated from it. */
export const SPAN_ATTRIBUTES: readonly AttributeDefinition[] = [
  { name: ATTR_GEN_AI_OPERATION_NAME, type: 'string', brief: 'chat, embeddings, text_completion, …' },
  {
    name: ATTR_GEN_AI_PROVIDER_NAME,
    type: 'string',
    brief: "who was called, from the base URL: the conventions' value, else a lower-case name",
  },
  { name: ATTR_GEN_AI_REQUEST_MODEL, type: 'string', brief: 'the model that was asked for' },
  {
    name: ATTR_GEN_AI_REQUEST_STREAM,
    type: 'boolean',
    brief: 'present and true when a stream was asked for',
  },
  { name: ATTR_GEN_AI_REQUEST_MAX_TOKENS, type: 'int', brief: 'the bound on output tokens, if one was sent' },
  { name: ATTR_GEN_AI_REQUEST_TEMPERATURE, type: 'double', brief: 'as sent' },
  { name: ATTR_GEN_AI_REQUEST_TOP_P, type: 'double', brief: 'as sent' },
  { name: ATTR_GEN_AI_RESPONSE_MODEL, type: 'string', brief: 'the model that answered' },
  { name: ATTR_GEN_AI_RESPONSE_ID, type: 'string', brief: "the completion's id" },
  { name: ATTR_GEN_AI_RESPONSE_FINISH_REASONS, type: 'string[]', brief: 'one for each choice' },
  {
    name: ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
    type: 'double',
    brief: 'seconds from the request to the first chunk of a stream',
  },
  {
    name: ATTR_GEN_AI_USAGE_INPUT_TOKENS,
    type: 'int',
    brief: 'all input tokens, those read from or written to a cache included',
  },
  { name: ATTR_GEN_AI_USAGE_OUTPUT_TOKENS, type: 'int', brief: 'all output tokens, reasoning included' },
  { name: ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, type: 'int', brief: 'of the input, read from a cache' },
  {
    name: ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
    type: 'int',
    brief: 'of the input, written to a cache',
  },
  {
    name: ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
    type: 'int',
    brief: 'of the output, spent on reasoning',
  },
  ...(
    [
      [ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS, 'of the input, audio'],
      [ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS, 'of the audio input, read from a cache'],
      [ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, 'of the output, audio'],
      [ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS, 'of the input, images'],
      [ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS, 'of the output, images'],
    ] as const
  ).map(([name, brief]) => ({ name, type: 'int', brief, optIn: 'latest conventions' }) as const),
  { name: ATTR_GEN_AI_USAGE_COST_AMOUNT, type: 'double', brief: 'what the call cost; absent when not known' },
  { name: ATTR_GEN_AI_USAGE_COST_CURRENCY, type: 'string', brief: 'ISO 4217' },
  {
    name: ATTR_GEN_AI_USAGE_COST_SOURCE,
    type: 'string',
    brief: '`provider`: the response said so; `local`: computed from a price table',
  },
  { name: ATTR_SERVER_ADDRESS, type: 'string', brief: 'host that was called' },
  { name: ATTR_SERVER_PORT, type: 'int', brief: 'port that was called' },
  {
    name: ATTR_ERROR_TYPE,
    type: 'string',
    brief: "on failure: the SDK's exception class, or the provider's code where there is no exception",
  },
  {
    name: ATTR_HTTP_REQUEST_RESEND_COUNT,
    type: 'int',
    brief: 'on a span of one HTTP request: which repetition it is, when the SDK that repeats it says so',
  },
  { name: ATTR_HTTP_RESPONSE_STATUS_CODE, type: 'int', brief: 'on failure, when there was a response' },
  { name: ATTR_LLM_ERROR_CATEGORY, type: 'string', brief: 'on failure: what happened' },
  { name: ATTR_LLM_ERROR_OWNER, type: 'string', brief: 'on failure: whose account, limit or fault' },
  {
    name: ATTR_LLM_ERROR_RETRYABLE,
    type: 'boolean',
    brief: 'would the same request plausibly succeed within about a minute, with nobody doing anything?',
  },
  {
    name: ATTR_LLM_ERROR_RETRY_AFTER,
    type: 'double',
    brief: 'seconds to wait, when the response said so',
  },
  {
    name: ATTR_LLM_ERROR_UPSTREAM,
    type: 'string',
    brief: 'the provider behind the gateway, lower case, when the error names one',
  },
  { name: ATTR_LLM_ERROR_REMEDY, type: 'string', brief: 'on failure: the first thing to do' },
  { name: ATTR_LLM_ERROR_RULE, type: 'string', brief: 'on failure: id of the rule that decided' },
  { name: ATTR_LLM_ERROR_CLASSIFIED_BY, type: 'string', brief: '`sdk` or `collector`' },
  {
    name: ATTR_LLM_ACCOUNT_ID,
    type: 'string',
    brief: 'the name you gave the account, else a short digest of its key; never a part of the key',
  },
  {
    name: ATTR_LLM_CALL_ATTEMPTS,
    type: 'int',
    brief: 'HTTP requests made for this call; present when more than one',
  },
  {
    name: ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
    type: 'string',
    brief: 'JSON: instructions that the request keeps apart from its messages',
    optIn: 'content',
  },
  {
    name: ATTR_GEN_AI_INPUT_MESSAGES,
    type: 'string',
    brief: 'JSON: the first system messages and the last others; texts are cut, binary data is left out',
    optIn: 'content',
  },
  {
    name: ATTR_GEN_AI_OUTPUT_MESSAGES,
    type: 'string',
    brief: 'JSON: one message for each choice; texts are cut, binary data is left out',
    optIn: 'content',
  },
  {
    name: ATTR_GEN_AI_TOOL_DEFINITIONS,
    type: 'string',
    brief: 'JSON: name, description and parameters of the tools that the model may call',
    optIn: 'content',
  },
];
