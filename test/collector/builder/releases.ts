/** A set of component versions that belong together, as the Collector Builder wants them. */
export interface CollectorRelease {
  /** Version of the contrib components, of the core's beta components and of the builder itself. */
  readonly version: string;
  /** Version of the core's stable modules of the same release. */
  readonly core: string;
  /** Where it differs from `version`. */
  readonly prometheusExporter: string;
  /** Lines of go.sum for modules that the checksum database lacks. The database stays on for all others. */
  readonly goSum: readonly string[];
}

/**
 * The newest set that the Go module proxy serves whole: of 0.159 to 0.164 it lacks single components, and of the
 * Prometheus exporter it has nothing newer than 0.155, which compiles with 0.158.
 */
export const CURRENT: CollectorRelease = {
  version: '0.158.0',
  core: '1.64.0',
  prometheusExporter: '0.155.0',
  goSum: [
    'github.com/open-telemetry/opentelemetry-collector-contrib/connector/signaltometricsconnector v0.158.0 h1:+eCKSo4Gy1xQZnUG5pImcgksX/m2aiG8oorpiXNazWQ=',
    'github.com/open-telemetry/opentelemetry-collector-contrib/connector/signaltometricsconnector v0.158.0/go.mod h1:l26iFdRjdWthh8BKX+7T00xbNYbNIQniuyF9kxHy6cQ=',
  ],
};

/** Before `ottl.set.allowNil`, under which `set(x, nil)` writes where it once did nothing. */
export const OLDER: CollectorRelease = {
  version: '0.155.0',
  core: '1.61.0',
  prometheusExporter: '0.155.0',
  goSum: [],
};

/** What Prometheus and Alertmanager ask for in their go.mod; the builder and the components ask for less. */
export const GO_AT_LEAST: readonly [major: number, minor: number] = [1, 26];

/** Contrib's component that brings other instrumentations' attributes to the GenAI conventions. */
export const GENAI_NORMALIZER =
  'github.com/open-telemetry/opentelemetry-collector-contrib/processor/genainormalizerprocessor';
