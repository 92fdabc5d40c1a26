/** The generated configuration, whole: as an object, and as the YAML that a Collector reads. */
import { classificationGroups } from './classification/groups.ts';
import { componentNames } from './component-names.ts';
import { connectorConfig, spanMetrics } from './metrics/connectors.ts';
import { normalizeCost, normalizeNames } from './metrics/normalize.ts';
import { datapointGroups, resourceGroup } from './metrics/pipeline.ts';
import { priceGroups } from './metrics/prices.ts';
import { type CollectorOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { escaped } from './ottl/escape.ts';
import type { StatementGroup } from './ottl/statement-group.ts';

/** A piece of a Collector's configuration, as YAML would hold it. */
export type ConfigValue =
  | string
  | number
  | boolean
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

/** Members of a configuration by name: component ids, or keys of one component. */
export type ConfigMap = Readonly<Record<string, ConfigValue>>;

/** What a Collector merges with the user's configuration. Every component has an id of fuelgauge's own. */
export interface CollectorConfig {
  /** What classifies spans, and what metrics pass on their way out. The user's traces pipeline names the first. */
  readonly processors: ConfigMap;
  /** What makes metrics of spans; absent where `parts` asks for none. */
  readonly connectors?: ConfigMap;
  /** A Prometheus exporter; absent where `exporters` names the user's own. */
  readonly exporters?: ConfigMap;
  /** The pipeline from the connectors to the exporters; absent where there are no metrics. */
  readonly service?: {
    /** By id. */
    readonly pipelines: ConfigMap;
  };
}

/**
 * A rare error counts again after a day without one: what forgets a series sooner lets its counter start anew, and the
 * first error of a new series is no increase.
 */
const REMEMBER = '24h';

/** Datadog keeps one point of a series for each second; this many seconds are added up into one. */
const DELTA_INTERVAL = '10s';

/**
 * The configuration as an object: what the YAML holds, so a `$` that stands for itself is doubled in it.
 *
 * @throws {TypeError} naming an option that is malformed, and what it accepts.
 */
export function collectorConfig(options?: CollectorOptions): CollectorConfig {
  return configOf(resolveOptions(options));
}

export function configOf(options: ResolvedOptions): CollectorConfig {
  const names = componentNames(options);
  const metrics = spanMetrics(options).length > 0;
  const config = {
    processors: {
      ...(options.parts.has('normalizer') && {
        [names.normalizer]: { sources: [{ name: 'openinference' }, { name: 'openllmetry' }] },
      }),
      [names.transform]: { error_mode: 'silent', trace_statements: escaped(traceGroups(options)) },
      ...(metrics && metricProcessors(options)),
    },
    ...(metrics && {
      connectors: { [names.connector]: escaped(connectorConfig(options)) },
      ...(options.exporters === undefined && {
        exporters: {
          [names.exporter]: {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: the Collector expands it
            endpoint: '${env:FUELGAUGE_PROMETHEUS:-0.0.0.0:9464}',
            metric_expiration: REMEMBER,
          },
        },
      }),
      service: {
        pipelines: {
          [names.pipeline]: {
            receivers: [names.connector],
            processors: Object.keys(metricProcessors(options)),
            exporters: options.exporters ?? [names.exporter],
          },
        },
      },
    }),
  };
  return config as unknown as CollectorConfig;
}

/** Names first, which the rest reads; then cost; then the verdicts, which only failed spans pay for. */
function traceGroups(options: ResolvedOptions): readonly StatementGroup[] {
  const { parts } = options;
  const metrics = spanMetrics(options).length > 0;
  return [
    ...(metrics ? normalizeNames(options) : []),
    ...(parts.has('cost') ? [normalizeCost(options), ...priceGroups(options)] : []),
    ...(parts.has('classification') ? classificationGroups(options) : []),
  ];
}

/** In the order in which metrics pass them. */
function metricProcessors(options: ResolvedOptions): Readonly<Record<string, unknown>> {
  const names = componentNames(options);
  const delta = options.temporality === 'delta';
  return {
    [names.batch]: { timeout: '1s' },
    [names.transformMetrics]: {
      error_mode: 'silent',
      metric_statements: [resourceGroup(options), ...escaped(datapointGroups(options))],
    },
    [names.deltaToCumulative]: { max_stale: REMEMBER },
    ...(delta && {
      [names.interval]: { interval: DELTA_INTERVAL },
      [names.cumulativeToDelta]: { initial_value: 'keep', max_staleness: REMEMBER },
    }),
  };
}
