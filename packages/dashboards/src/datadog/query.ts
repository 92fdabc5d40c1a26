/**
 * Datadog's metric queries over the dotted OpenTelemetry names. Counters arrive as counts (delta), so they are read
 * with `as_count()`; tag values arrive in lower case.
 * Source: docs.datadoghq.com/metrics/advanced-filtering and /monitors/guide/as-count-in-monitor-evaluations
 */
import { METRICS } from '@fuelgauge/semconv';

/** `key:value`, or `key IN (a, b)`; several are joined by AND. */
export interface Filter {
  readonly key: string;
  readonly values: readonly string[];
  readonly not?: boolean;
}

export interface MetricQuery {
  readonly metric: string;
  /** How the series of one group are joined. */
  readonly space: 'sum' | 'min' | 'max' | 'avg' | 'count' | 'p50' | 'p95';
  readonly where?: readonly Filter[];
  /** Dashboard variables, without the dollar sign. They join by commas, which AND cannot stand beside. */
  readonly variables?: readonly string[];
  readonly by?: readonly string[];
  readonly as?: 'count' | 'rate';
}

/**
 * @throws {TypeError} where semconv has no such metric, or the metric does not carry a tag that is asked for.
 */
export function metricQuery(query: MetricQuery): string {
  const { metric, space, where = [], variables = [], by = [], as } = query;
  const definition = METRICS.find(({ name }) => name === metric);
  if (definition === undefined) throw new TypeError(`no metric is called ${metric}`);
  for (const key of [...where.map(({ key }) => key), ...by]) {
    if (!definition.attributes.includes(key)) throw new TypeError(`${metric} has no attribute ${key}`);
  }
  const scope = [...variables.map((name) => `$${name}`), ...where.map(filterText)];
  const group = by.length === 0 ? '' : ` by {${by.join(',')}}`;
  const modifier = as === undefined ? '' : `.as_${as}()`;
  return `${space}:${metric}{${scope.length === 0 ? '*' : scope.join(' AND ')}}${group}${modifier}`;
}

function filterText({ key, values, not = false }: Filter): string {
  const [only, ...others] = values.map((value) => value.toLowerCase());
  if (others.length > 0) return `${key} ${not ? 'NOT IN' : 'IN'} (${[only, ...others].join(', ')})`;
  return `${not ? 'NOT ' : ''}${key}:${only}`;
}
