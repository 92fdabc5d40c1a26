import type { ResolvedOptions } from './options.ts';

/** Ids of what the generated file defines. All are fuelgauge's own, so that merging replaces nothing of the user's. */
export interface ComponentNames {
  readonly normalizer: string;
  readonly transform: string;
  readonly connector: string;
  readonly batch: string;
  readonly transformMetrics: string;
  readonly deltaToCumulative: string;
  readonly interval: string;
  readonly cumulativeToDelta: string;
  readonly exporter: string;
  readonly pipeline: string;
}

/**
 * Types of components were renamed to snake case one after another; the old names stay as deprecated aliases.
 * Source: opentelemetry-collector-contrib, CHANGELOG.md (0.146 `signal_to_metrics`; deltatocumulativeprocessor and
 * cumulativetodeltaprocessor, metadata.yaml, `deprecated_type`).
 */
export function componentNames({ names, distribution }: ResolvedOptions): ComponentNames {
  const renamed = names === 'new';
  const connector = distribution === 'k8s' ? 'count' : renamed ? 'signal_to_metrics' : 'signaltometrics';
  return {
    normalizer: 'gen_ai_normalizer/fuelgauge',
    transform: 'transform/fuelgauge',
    connector: `${connector}/fuelgauge`,
    batch: 'batch/fuelgauge',
    transformMetrics: 'transform/fuelgauge_metrics',
    deltaToCumulative: `${renamed ? 'delta_to_cumulative' : 'deltatocumulative'}/fuelgauge`,
    interval: 'interval/fuelgauge',
    cumulativeToDelta: `${renamed ? 'cumulative_to_delta' : 'cumulativetodelta'}/fuelgauge`,
    exporter: 'prometheus/fuelgauge',
    pipeline: 'metrics/fuelgauge',
  };
}
