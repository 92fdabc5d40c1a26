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
import { all, attribute, either, fill, text } from '../ottl/operands.ts';
import { ownName } from '../ottl/own-name.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';

const OPERATION = attribute(ATTR_GEN_AI_OPERATION_NAME);
const PROVIDER = attribute(ATTR_GEN_AI_PROVIDER_NAME);
const AMOUNT = attribute(ATTR_GEN_AI_USAGE_COST_AMOUNT);

/** Full base URLs, where the host is in no attribute of its own. */
const BASE_URLS: readonly string[] = ['gen_ai.openai.api_base', 'openai.api_base'];

/** Cost in US dollars, in the words of OpenLIT (and others), LiteLLM (two versions) and OpenInference. */
const COSTS_IN_USD: readonly string[] = [
  'gen_ai.usage.cost',
  'litellm.cost.total',
  'gen_ai.cost.total_cost',
  'llm.cost.total',
];

/** Standard attribute → what a maker calls it, the newest first. */
type Synonyms = Readonly<Record<string, readonly string[]>>;

/** The words of one maker. */
interface Maker {
  /** Holds for its spans that stand for a call; cheap, for every span is asked. */
  readonly when: string;
  /** `gen_ai.operation.name` → when it is that. */
  readonly operations: Readonly<Record<string, string>>;
  readonly synonyms: Synonyms;
  readonly more?: readonly string[];
}

const is = (name: string, ...texts: readonly string[]): string =>
  either(...texts.map((value) => `${attribute(name)} == ${text(value)}`));

const MAKERS: readonly Maker[] = [
  {
    // OpenInference.
    when: is('openinference.span.kind', 'LLM', 'EMBEDDING'),
    operations: {
      chat: is('openinference.span.kind', 'LLM'),
      embeddings: is('openinference.span.kind', 'EMBEDDING'),
    },
    synonyms: {
      // `llm.system` is whose API is spoken, `llm.provider` who was called.
      [ATTR_GEN_AI_PROVIDER_NAME]: ['llm.provider', 'llm.system'],
      [ATTR_GEN_AI_REQUEST_MODEL]: ['llm.model_name', 'embedding.model_name'],
      [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: ['llm.token_count.prompt'],
      [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: ['llm.token_count.completion'],
    },
    // A chat that failed names its model nowhere else.
    more: [
      `set(span.cache["sent"], ParseJSON(${attribute('llm.invocation_parameters')})) where ${all(
        `${attribute(ATTR_GEN_AI_REQUEST_MODEL)} == nil`,
        `IsString(${attribute('llm.invocation_parameters')})`,
      )}`,
      `set(${attribute(ATTR_GEN_AI_REQUEST_MODEL)}, span.cache["sent"]["model"]) where ${all(
        `${attribute(ATTR_GEN_AI_REQUEST_MODEL)} == nil`,
        'IsString(span.cache["sent"]["model"])',
      )}`,
    ],
  },
  {
    // OpenLLMetry before it followed the conventions.
    when: is('llm.request.type', 'chat', 'completion', 'embedding'),
    operations: {
      chat: is('llm.request.type', 'chat'),
      text_completion: is('llm.request.type', 'completion'),
      embeddings: is('llm.request.type', 'embedding'),
    },
    synonyms: {
      [ATTR_GEN_AI_REQUEST_MODEL]: ['llm.request.model'],
      [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: ['gen_ai.usage.prompt_tokens', 'llm.usage.prompt_tokens'],
      [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: ['gen_ai.usage.completion_tokens', 'llm.usage.completion_tokens'],
    },
  },
  {
    // The Vercel AI SDK's inner spans, one for each request.
    when: all(
      `${attribute('ai.operationId')} != nil`,
      `IsMatch(${attribute('ai.operationId')}, "\\\\.do(Generate|Stream|Embed)$")`,
    ),
    operations: {
      embeddings: `IsMatch(${attribute('ai.operationId')}, "\\\\.doEmbed$")`,
      chat: `${attribute('ai.operationId')} != nil`,
    },
    synonyms: {
      [ATTR_GEN_AI_PROVIDER_NAME]: [ATTR_GEN_AI_SYSTEM, 'ai.model.provider'],
      [ATTR_GEN_AI_REQUEST_MODEL]: ['ai.model.id'],
      [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
      [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
    },
    // It names the provider and which of its APIs: `openai.chat`.
    more: [
      `set(${PROVIDER}, Split(${PROVIDER}, ".")[0]) where IsMatch(${PROVIDER}, "\\\\.(chat|responses|completion|embedding|messages)$")`,
    ],
  },
  {
    // The conventions before `gen_ai.provider.name` (1.37), and the first ones, which had no operation: a system
    // and the model that was asked for.
    when: all(
      `${attribute(ATTR_GEN_AI_SYSTEM)} != nil`,
      `${PROVIDER} == nil`,
      ...['openinference.span.kind', 'ai.operationId'].map((name) => `${attribute(name)} == nil`),
    ),
    operations: {
      chat: all(
        `${attribute(ATTR_GEN_AI_REQUEST_MODEL)} != nil`,
        ...['traceloop.span.kind', 'gen_ai.agent.name', 'gen_ai.tool.name'].map(
          (name) => `${attribute(name)} == nil`,
        ),
      ),
    },
    synonyms: {
      [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: ['gen_ai.usage.prompt_tokens'],
      [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: ['gen_ai.usage.completion_tokens'],
      // At last: it is what this group asks for.
      [ATTR_GEN_AI_PROVIDER_NAME]: [ATTR_GEN_AI_SYSTEM],
    },
  },
];

/** What the SDK packages have judged or priced stays as it is, and so does what a Collector before this one has judged. */
const untouched = (options: ResolvedOptions): string =>
  all(
    `${attribute(ownName(ATTR_LLM_ERROR_CLASSIFIED_BY, options))} == nil`,
    `${attribute(ATTR_GEN_AI_USAGE_COST_SOURCE)} == nil`,
  );

/** Operation, provider, model, host and token counts: a group for each maker, so that a span pays for its own only. */
export function normalizeNames(options: ResolvedOptions): readonly StatementGroup[] {
  return [
    ...MAKERS.map(
      ({ when, operations, synonyms, more = [] }): StatementGroup => ({
        context: 'span',
        conditions: [all(when, untouched(options))],
        statements: [
          ...Object.entries(operations).map(
            ([name, is]) => `set(${OPERATION}, ${text(name)}) where ${all(`${OPERATION} == nil`, is)}`,
          ),
          ...Object.entries(synonyms).flatMap(([target, sources]) =>
            sources.map((source) => fill(target, source)),
          ),
          ...more,
        ],
      }),
    ),
    {
      context: 'span',
      conditions: [
        all(
          either(...BASE_URLS.map((url) => `${attribute(url)} != nil`)),
          `${attribute(ATTR_SERVER_ADDRESS)} == nil`,
          untouched(options),
        ),
      ],
      statements: BASE_URLS.flatMap((url) => [
        `set(span.cache["url"], ExtractPatterns(${attribute(url)}, "^[a-z]+://(?P<host>[A-Za-z0-9.-]+)")) where IsString(${attribute(url)})`,
        `set(${attribute(ATTR_SERVER_ADDRESS)}, span.cache["url"]["host"]) where ${all(
          `${attribute(ATTR_SERVER_ADDRESS)} == nil`,
          'span.cache["url"]["host"] != nil',
        )}`,
      ]),
    },
  ];
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
