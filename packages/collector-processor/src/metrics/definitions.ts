/** The metrics that spans are turned into: names, units and attributes are those of the SDK packages. */
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_GEN_AI_USAGE_COST_AMOUNT,
  ATTR_GEN_AI_USAGE_COST_CURRENCY,
  ATTR_GEN_AI_USAGE_COST_SOURCE,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_CLASSIFIED_BY,
  ATTR_SERVER_ADDRESS,
  DURATION_BUCKETS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_UNPRICED,
  METRICS,
  type MetricDefinition,
  TOKEN_BUCKETS,
} from '@fuelgauge/semconv';
import type { ResolvedOptions } from '../options.ts';
import { all, attribute, text } from '../ottl/operands.ts';
import { ownName } from '../ottl/own-name.ts';
import { isUncountedCall } from './inference.ts';
import { HAS_COST } from './normalize.ts';

/** One attribute of a metric. Neither a default nor optional: spans without it are passed by, which costs least. */
export interface MetricAttribute {
  readonly key: string;
  readonly default_value?: string;
  readonly optional?: true;
}

/** One metric, or one of several rows that add up to one. OTTL is unescaped here. */
export interface SpanMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly conditions: readonly string[];
  readonly attributes: readonly MetricAttribute[];
  readonly sum?: { readonly value: string; readonly monotonic: true };
  readonly histogram?: {
    readonly value: string;
    readonly count: string;
    readonly buckets: readonly number[];
  };
}

/** A span that says its call cost nothing is a call with a price. */
const AMOUNT = `Double(${attribute(ATTR_GEN_AI_USAGE_COST_AMOUNT)})`;

/** How many calls a span stands for where spans are sampled and say so (`ot=th:…` in the trace state), else 1. */
const CALLS = 'AdjustedCount()';

/**
 * Spans that the SDK package put a price on are counted by it, others' spans too: nobody else emits the attribute. A
 * call that it could put no price on has none.
 */
const NOT_PRICED_BY_SDK = `${attribute(ATTR_GEN_AI_USAGE_COST_SOURCE)} == nil`;

/** Calls of which the SDK package records duration and tokens. */
const notMeasuredBySdk = (options: ResolvedOptions): string =>
  all(
    NOT_PRICED_BY_SDK,
    `(${ownAttribute(ATTR_LLM_ERROR_CLASSIFIED_BY, options)} == nil or ${ownAttribute(ATTR_LLM_ERROR_CLASSIFIED_BY, options)} == "collector")`,
  );

const ownAttribute = (name: string, options: ResolvedOptions): string => attribute(ownName(name, options));

export function errors(options: ResolvedOptions): SpanMetric {
  return counter(
    METRIC_LLM_CALL_ERRORS,
    [all(`${ownAttribute(ATTR_LLM_ERROR_CLASSIFIED_BY, options)} == "collector"`, isUncountedCall(options))],
    CALLS,
    options,
  );
}

export function cost(options: ResolvedOptions): SpanMetric {
  return counter(
    METRIC_LLM_CALL_COST,
    [all(HAS_COST, `${AMOUNT} >= 0.0`, NOT_PRICED_BY_SDK, isUncountedCall(options))],
    `${AMOUNT} * ${CALLS}`,
    options,
  );
}

export function unpriced(options: ResolvedOptions): SpanMetric {
  const metric = counter(
    METRIC_LLM_CALL_UNPRICED,
    [
      all(
        'span.status.code != STATUS_CODE_ERROR',
        `${attribute(ATTR_GEN_AI_USAGE_COST_AMOUNT)} == nil`,
        isUncountedCall(options),
      ),
    ],
    CALLS,
    options,
  );
  return metric;
}

export function duration(options: ResolvedOptions): SpanMetric {
  return {
    ...described(METRIC_GEN_AI_CLIENT_OPERATION_DURATION, options),
    conditions: [all(notMeasuredBySdk(options), isUncountedCall(options), ...notMeasuredElsewhere(options))],
    histogram: {
      value: 'Double(span.end_time_unix_nano - span.start_time_unix_nano) / 1000000000.0',
      count: `Int(${CALLS})`,
      buckets: DURATION_BUCKETS,
    },
  };
}

/** Input and output are rows of one metric: they differ in `gen_ai.token.type`, which no span has. */
export function tokens(options: ResolvedOptions): readonly SpanMetric[] {
  const uncounted = all(
    notMeasuredBySdk(options),
    isUncountedCall(options),
    ...notMeasuredElsewhere(options),
  );
  return (
    [
      ['input', ATTR_GEN_AI_USAGE_INPUT_TOKENS, uncounted],
      // Embeddings have no output; some makers write 0.
      [
        'output',
        ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
        all(`${attribute(ATTR_GEN_AI_OPERATION_NAME)} != "embeddings"`, uncounted),
      ],
    ] as const
  ).map(([type, source, condition]) => {
    const count = `Double(${attribute(source)})`;
    return {
      ...described(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, options, {
        key: ATTR_GEN_AI_TOKEN_TYPE,
        default_value: type,
      }),
      conditions: [all(`${attribute(source)} != nil`, `${count} >= 0.0`, condition)],
      histogram: { value: count, count: `Int(${CALLS})`, buckets: TOKEN_BUCKETS },
    };
  });
}

function counter(
  name: string,
  conditions: readonly string[],
  value: string,
  options: ResolvedOptions,
): SpanMetric {
  return { ...described(name, options), conditions, sum: { value, monotonic: true } };
}

/** Instrumentations with metrics of their own. */
function notMeasuredElsewhere({ metricsElsewhere }: ResolvedOptions): string[] {
  const exact = metricsElsewhere.filter((scope) => !scope.endsWith('*'));
  const beginnings = metricsElsewhere
    .filter((scope) => scope.endsWith('*'))
    .map((scope) => scope.slice(0, -1).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return [
    ...exact.map((scope) => `instrumentation_scope.name != ${text(scope)}`),
    ...(beginnings.length === 0
      ? []
      : [`not IsMatch(instrumentation_scope.name, ${text(`^(?:${beginnings.join('|')})`)})`]),
  ];
}

/** Name, unit, description and attributes as the SDK packages have them. */
function described(
  name: string,
  options: ResolvedOptions,
  ...more: readonly MetricAttribute[]
): Pick<SpanMetric, 'name' | 'description' | 'unit' | 'attributes'> {
  const definition = METRICS.find((metric) => metric.name === name) as MetricDefinition;
  return {
    name: ownName(name, options),
    description: definition.brief,
    unit: definition.unit,
    attributes: attributesOf(definition, options, more),
  };
}

function attributesOf(
  { attributes }: MetricDefinition,
  options: ResolvedOptions,
  more: readonly MetricAttribute[],
): readonly MetricAttribute[] {
  const own = attributes
    .filter((name) => !more.some(({ key }) => key === name))
    .map((name): MetricAttribute => {
      // A connector cannot rename: the metrics pipeline does.
      if (name === ATTR_LLM_CURRENCY) return { key: ATTR_GEN_AI_USAGE_COST_CURRENCY };
      if (name === ATTR_LLM_ERROR_CATEGORY) return { key: ownName(name, options) };
      if (name === ATTR_GEN_AI_OPERATION_NAME) return { key: name };
      if (name === ATTR_GEN_AI_PROVIDER_NAME) return { key: name, default_value: 'unknown' };
      return { key: ownName(name, options), optional: true };
    });
  const all = [...own, ...more];
  // The host tells the provider better than its name does; where the metric has no use for it, it leaves again.
  if (!all.some(({ key }) => key === ATTR_SERVER_ADDRESS))
    all.push({ key: ATTR_SERVER_ADDRESS, optional: true });
  // Spans of anything else than a model's call are passed by without a look at the conditions.
  if (all.every(({ default_value, optional }) => default_value !== undefined || optional)) {
    all.push({ key: ATTR_GEN_AI_OPERATION_NAME });
  }
  return all;
}
