/** The connector that turns spans into metrics, as each distribution has it. */
import type { ResolvedOptions } from '../options.ts';
import { cost, duration, errors, type SpanMetric, tokens, unpriced } from './definitions.ts';

/** The rows of `signal_to_metrics` for the parts that are wanted. */
export function spanMetrics(options: ResolvedOptions): readonly SpanMetric[] {
  const { parts } = options;
  return [
    ...(parts.has('errors') ? [errors(options)] : []),
    ...(parts.has('cost') ? [cost(options), unpriced(options)] : []),
    ...(parts.has('duration') ? [duration(options)] : []),
    ...(parts.has('tokens') ? tokens(options) : []),
  ];
}

/**
 * Configuration of the connector. `signal_to_metrics` keeps of the resource what makes `job` in Prometheus, and puts the
 * Collector's own instance in; all else would make series of one service collide in a scrape.
 */
export function connectorConfig(options: ResolvedOptions): unknown {
  const metrics = spanMetrics(options);
  if (options.distribution === 'k8s') return countConfig(metrics);
  return {
    error_mode: 'ignore',
    spans: metrics.map(({ name, description, unit, conditions, attributes, sum, histogram }) => ({
      name,
      description,
      unit,
      include_resource_attributes: [
        { key: 'service.name', optional: true },
        { key: 'service.namespace', optional: true },
      ],
      conditions,
      attributes,
      ...(sum && { sum }),
      ...(histogram && { histogram }),
    })),
  };
}

/**
 * `count` adds up spans and nothing else, knows no optional attributes (an empty default stands in, which the metrics
 * pipeline removes) and no units (a unit in braces changes no name anywhere).
 */
function countConfig(metrics: readonly SpanMetric[]): unknown {
  return {
    spans: Object.fromEntries(
      metrics.map(({ name, description, conditions, attributes }) => [
        name,
        {
          description,
          conditions,
          attributes: attributes.map(({ key, default_value, optional }) => ({
            key,
            ...(optional ? { default_value: '' } : default_value === undefined ? {} : { default_value }),
          })),
        },
      ]),
    ),
  };
}
