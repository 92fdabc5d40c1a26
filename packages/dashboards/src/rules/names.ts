/** OpenTelemetry names as Prometheus has them. Every expression takes its names from here. */
import { METRICS, type MetricDefinition } from '@fuelgauge/semconv';

/** Which series of a histogram. */
export type HistogramSeries = 'bucket' | 'sum' | 'count';

/** Units that a translation spells out. https://github.com/prometheus/otlptranslator, unit_namer.go */
const UNIT_WORDS: Readonly<Record<string, string>> = { s: 'seconds' };

const METRIC_BY_NAME: ReadonlyMap<string, MetricDefinition> = new Map(
  METRICS.map((metric) => [metric.name, metric]),
);

const legal = (name: string): string => name.replace(/[^a-zA-Z0-9_]/g, '_');

/** A span or metric attribute as a label: `llm.account.id` → `llm_account_id`. */
export const prometheusLabel = (attribute: string): string => legal(attribute);

/**
 * The names that one metric has in Prometheus, the shorter first: exporters of OpenTelemetry JS leave the unit out,
 * Prometheus' own OTLP receiver and the Collector's exporters append it
 * (`gen_ai_client_operation_duration_bucket`, `gen_ai_client_operation_duration_seconds_bucket`). Units in braces are
 * appended by none, so that most metrics have one name. Counters end in `_total` everywhere.
 *
 * @param series of a histogram, which series; must be left out for any other metric.
 * @throws {TypeError} where semconv has no metric of that name, or `series` does not fit it.
 */
export function prometheusNames(metric: string, series?: HistogramSeries): readonly string[] {
  const definition = METRIC_BY_NAME.get(metric);
  if (definition === undefined) throw new TypeError(`no metric is called ${JSON.stringify(metric)}`);
  const { kind, unit } = definition;
  if ((kind === 'histogram') !== (series !== undefined)) {
    throw new TypeError(`${metric} is a ${kind}: ${kind === 'histogram' ? 'say which series' : 'no series'}`);
  }
  const base = legal(metric);
  const word = UNIT_WORDS[unit];
  const suffix = kind === 'counter' ? '_total' : series === undefined ? '' : `_${series}`;
  const needsWord = word !== undefined && !base.split('_').includes(word);
  return [`${base}${suffix}`, ...(needsWord ? [`${base}_${word}${suffix}`] : [])];
}

/** A label matcher: `llm_error_owner="caller"`. Values are escaped as PromQL's strings are. */
export const matcher = (label: string, operator: '=' | '!=' | '=~' | '!~', value: string): string =>
  `${label}${operator}${JSON.stringify(value)}`;

/**
 * A selector of one metric, or of several that mean the same, in all their name forms.
 *
 * @param metrics OpenTelemetry names.
 * @param matchers as `matcher` writes them.
 */
export function selector(
  metrics: string | readonly string[],
  matchers: readonly string[] = [],
  series?: HistogramSeries,
): string {
  const names = [metrics].flat().flatMap((metric) => prometheusNames(metric, series));
  const [only, ...others] = names;
  if (others.length === 0) return `${only}${matchers.length === 0 ? '' : `{${matchers.join(', ')}}`}`;
  return `{${[matcher('__name__', '=~', names.join('|')), ...matchers].join(', ')}}`;
}
