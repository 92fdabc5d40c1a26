/**
 * What other instrumentations call the same thing, the newest name first. Sources: the OpenTelemetry GenAI
 * conventions and their older versions (1.27 to 1.41), OpenLLMetry (`@traceloop/ai-semantic-conventions`),
 * OpenInference (`@arizeai/openinference-semantic-conventions`), the Vercel AI SDK (`ai` 5 and 6,
 * docs/ai-sdk-core/telemetry), Sentry (`gen-ai-attributes.ts`), the HTTP and RPC conventions.
 */
export const REQUEST_MODEL: readonly string[] = [
  'gen_ai.request.model',
  'llm.model_name',
  'embedding.model_name',
  'ai.model.id',
  'llm.request.model',
];
export const RESPONSE_MODEL: readonly string[] = [
  'gen_ai.response.model',
  'ai.response.model',
  'llm.response.model',
];
export const PROVIDER: readonly string[] = [
  'gen_ai.provider.name',
  'llm.provider',
  'gen_ai.system',
  'llm.system',
  'ai.model.provider',
];
export const HOST: readonly string[] = ['server.address', 'net.peer.name', 'net.host.name'];
export const PORT: readonly string[] = ['server.port', 'net.peer.port'];
export const URL_OF_CALL: readonly string[] = [
  'url.full',
  'http.url',
  'gen_ai.openai.api_base',
  'openai.api_base',
];
export const STATUS_CODE: readonly string[] = [
  'http.response.status_code',
  'http.status_code',
  'openai.response.status_code',
];

export const INPUT_TOKENS: readonly string[] = [
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.prompt_tokens',
  'llm.token_count.prompt',
  'ai.usage.inputTokens',
  'ai.usage.promptTokens',
  'ai.usage.tokens',
  'llm.usage.prompt_tokens',
];
export const OUTPUT_TOKENS: readonly string[] = [
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.completion_tokens',
  'llm.token_count.completion',
  'ai.usage.outputTokens',
  'ai.usage.completionTokens',
  'llm.usage.completion_tokens',
];
export const CACHE_READ_TOKENS: readonly string[] = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.input_tokens.cached',
  'llm.token_count.prompt_details.cache_read',
  'ai.usage.inputTokenDetails.cacheReadTokens',
  'ai.usage.cachedInputTokens',
];
export const CACHE_WRITE_TOKENS: readonly string[] = [
  'gen_ai.usage.cache_write.input_tokens',
  'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
  'gen_ai.usage.input_tokens.cache_write',
  'llm.token_count.prompt_details.cache_write',
  'ai.usage.inputTokenDetails.cacheWriteTokens',
];
export const REASONING_TOKENS: readonly string[] = [
  'gen_ai.usage.reasoning.output_tokens',
  'gen_ai.usage.reasoning_tokens',
  'gen_ai.usage.output_tokens.reasoning',
  'llm.token_count.completion_details.reasoning',
  'ai.usage.outputTokenDetails.reasoningTokens',
  'ai.usage.reasoningTokens',
];
