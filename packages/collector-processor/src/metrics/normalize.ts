/**
 * Standard names for what spans say in other words, so that metrics have one attribute to read. Only what is missing is
 * added; nothing is renamed or removed. Contrib's `gen_ai_normalizer` does more of the kind and needs 0.156.
 *
 * Sources of the names: OpenInference (`openinference.semconv.trace`), OpenLLMetry (`opentelemetry.semconv_ai`), the
 * Vercel AI SDK (docs/ai-sdk-core/telemetry), LiteLLM (litellm/integrations/opentelemetry.py, `gen_ai.cost.…`, and
 * litellm/integrations/otel/model/semconv.py, `litellm.cost.…`), OpenLIT (openlit/semcov, `gen_ai.usage.cost`).
 */
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_SYSTEM,
  ATTR_GEN_AI_USAGE_COST_AMOUNT,
  ATTR_GEN_AI_USAGE_COST_CURRENCY,
  ATTR_GEN_AI_USAGE_COST_SOURCE,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_LLM_ERROR_CLASSIFIED_BY,
  ATTR_SERVER_ADDRESS,
} from '@fuelgauge/semconv';
import type { ResolvedOptions } from '../options.ts';
import { all, attribute, either, fill } from '../ottl/operands.ts';
import { ownName } from '../ottl/own-name.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';

const OPERATION = attribute(ATTR_GEN_AI_OPERATION_NAME);
const PROVIDER = attribute(ATTR_GEN_AI_PROVIDER_NAME);
const AMOUNT = attribute(ATTR_GEN_AI_USAGE_COST_AMOUNT);

/** What tells that a span speaks of a model in words of its maker. */
const OTHER_WORDS: readonly string[] = [
  'openinference.span.kind',
  'llm.request.type',
  'ai.operationId',
  ATTR_GEN_AI_SYSTEM,
  'gen_ai.openai.api_base',
];

/** Full base URLs, where the host is in no attribute of its own. */
const BASE_URLS: readonly string[] = ['gen_ai.openai.api_base', 'openai.api_base'];

/** Cost in US dollars, in the words of OpenLIT (and others), LiteLLM (two versions) and OpenInference. */
const COSTS_IN_USD: readonly string[] = [
  'gen_ai.usage.cost',
  'litellm.cost.total',
  'gen_ai.cost.total_cost',
  'llm.cost.total',
];

/** Standard attribute → what others call it, the newest first. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  // `llm.system` is whose API is spoken, `llm.provider` who was called.
  [ATTR_GEN_AI_PROVIDER_NAME]: ['llm.provider', ATTR_GEN_AI_SYSTEM, 'llm.system'],
  [ATTR_GEN_AI_REQUEST_MODEL]: ['llm.request.model', 'llm.model_name', 'embedding.model_name', 'ai.model.id'],
  [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: [
    'llm.token_count.prompt',
    'gen_ai.usage.prompt_tokens',
    'llm.usage.prompt_tokens',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
    'ai.usage.tokens',
  ],
  [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: [
    'llm.token_count.completion',
    'gen_ai.usage.completion_tokens',
    'llm.usage.completion_tokens',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
  ],
};

const operation = (name: string, ...when: readonly string[]): string =>
  `set(${OPERATION}, "${name}") where ${all(`${OPERATION} == nil`, ...when)}`;

/** What the SDK packages have judged or priced stays as it is, and so does what a Collector before this one has judged. */
const untouched = (options: ResolvedOptions): string =>
  all(
    `${attribute(ownName(ATTR_LLM_ERROR_CLASSIFIED_BY, options))} == nil`,
    `${attribute(ATTR_GEN_AI_USAGE_COST_SOURCE)} == nil`,
  );

/** Operation, provider, model, host and token counts. */
export function normalizeNames(options: ResolvedOptions): StatementGroup {
  return {
    context: 'span',
    conditions: [all(either(...OTHER_WORDS.map((name) => `${attribute(name)} != nil`)), untouched(options))],
    statements: [
      operation('chat', `${attribute('openinference.span.kind')} == "LLM"`),
      operation('embeddings', `${attribute('openinference.span.kind')} == "EMBEDDING"`),
      operation('chat', `${attribute('llm.request.type')} == "chat"`),
      operation('text_completion', `${attribute('llm.request.type')} == "completion"`),
      operation('embeddings', `${attribute('llm.request.type')} == "embedding"`),
      operation('chat', `IsMatch(${attribute('ai.operationId')}, "\\\\.do(Generate|Stream)$")`),
      operation('embeddings', `IsMatch(${attribute('ai.operationId')}, "\\\\.doEmbed$")`),
      // The first conventions had no operation: a system and the model that was asked for.
      operation(
        'chat',
        `${attribute(ATTR_GEN_AI_SYSTEM)} != nil`,
        `${attribute(ATTR_GEN_AI_REQUEST_MODEL)} != nil`,
        ...[
          'openinference.span.kind',
          'traceloop.span.kind',
          'ai.operationId',
          'gen_ai.agent.name',
          'gen_ai.tool.name',
        ].map((name) => `${attribute(name)} == nil`),
      ),
      ...Object.entries(SYNONYMS).flatMap(([target, sources]) =>
        // An agent's or a chain's span keeps its own words.
        sources.map((source) => fill(target, source, `${OPERATION} != nil`)),
      ),
      // The AI SDK names the provider and its API: `openai.chat`.
      `set(${PROVIDER}, Split(${PROVIDER}, ".")[0]) where ${all(
        `${attribute('ai.operationId')} != nil`,
        `IsMatch(${PROVIDER}, "\\\\.(chat|responses|completion|embedding|messages)$")`,
      )}`,
      ...BASE_URLS.flatMap((url) => [
        `set(span.cache["url"], ExtractPatterns(${attribute(url)}, "^[a-z]+://(?P<host>[A-Za-z0-9.-]+)")) where ${all(
          `${attribute(ATTR_SERVER_ADDRESS)} == nil`,
          `IsString(${attribute(url)})`,
        )}`,
        `set(${attribute(ATTR_SERVER_ADDRESS)}, span.cache["url"]["host"]) where ${all(
          `${attribute(ATTR_SERVER_ADDRESS)} == nil`,
          'span.cache["url"]["host"] != nil',
        )}`,
      ]),
    ],
  };
}

/** What a span says that its call cost, in US dollars, as amount and currency. */
export function normalizeCost(options: ResolvedOptions): StatementGroup {
  return {
    context: 'span',
    conditions: [all(either(...COSTS_IN_USD.map((name) => `${attribute(name)} != nil`)), untouched(options))],
    statements: [
      ...COSTS_IN_USD.map(
        (name) =>
          `set(span.cache["usd"], Double(${attribute(name)})) where ${all('span.cache["usd"] == nil', `${attribute(name)} != nil`)}`,
      ),
      `set(${attribute(ATTR_GEN_AI_USAGE_COST_CURRENCY)}, "USD") where ${all(`${AMOUNT} == nil`, 'span.cache["usd"] != nil')}`,
      `set(${AMOUNT}, span.cache["usd"]) where ${all(`${AMOUNT} == nil`, 'span.cache["usd"] != nil')}`,
    ],
  };
}

/** An amount without a currency cannot be added to others. */
export const HAS_COST: string = either(
  all(`${AMOUNT} != nil`, `IsMatch(${attribute(ATTR_GEN_AI_USAGE_COST_CURRENCY)}, "^[A-Z]{3}$")`),
);
