/** Which Collector the configuration is for, and what of it is wanted. Everything has a default. */
export interface CollectorOptions {
  /**
   * `contrib` (default): otelcol-contrib and what is built from it. `k8s`: otelcol-k8s, which has `count` in place
   * of `signal_to_metrics`, so errors only, no cost and no histograms.
   */
  readonly distribution?: 'contrib' | 'k8s';
  /**
   * Names of components. `new` (default): `signal_to_metrics`, `otlp_http` (contrib 0.146 and later); `old`:
   * `signaltometrics`, `otlphttp`.
   */
  readonly names?: 'new' | 'old';
  /** First part of the names that are fuelgauge's own. Default `llm`. Dotted lower-case words. */
  readonly attributePrefix?: string;
  /** What to generate. Default: all. `normalizer` puts contrib's `genainormalizer` first. */
  readonly parts?: readonly CollectorPart[];
  /** Characters of an error text that are looked at. Default 4096; 256 to 65536. */
  readonly maxTextLength?: number;
  /** `cumulative` (default) for Prometheus, `delta` for Datadog. */
  readonly temporality?: 'cumulative' | 'delta';
}

export type CollectorPart = 'classification' | 'errors' | 'cost' | 'duration' | 'tokens' | 'normalizer';
