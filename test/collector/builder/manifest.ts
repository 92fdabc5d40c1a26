import { type CollectorRelease, GENAI_NORMALIZER } from './releases.ts';

const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** Name of the Go module that the builder writes; it is never published. */
export const MODULE = 'fuelgauge.test/otelcol';

/** The builder's manifest (YAML) of a minimal Collector. */
export function manifest(release: CollectorRelease, withNormalizer: boolean): string {
  const { version, core } = release;
  const parts: Record<string, readonly string[]> = {
    receivers: [`${CORE}/receiver/otlpreceiver v${version}`],
    processors: [
      `${CONTRIB}/processor/transformprocessor v${version}`,
      `${CONTRIB}/processor/deltatocumulativeprocessor v${version}`,
      `${CORE}/processor/memorylimiterprocessor v${version}`,
      `${CORE}/processor/batchprocessor v${version}`,
      ...(withNormalizer ? [`${GENAI_NORMALIZER} v${version}`] : []),
    ],
    connectors: [
      `${CONTRIB}/connector/signaltometricsconnector v${version}`,
      `${CONTRIB}/connector/countconnector v${version}`,
    ],
    exporters: [
      `${CORE}/exporter/debugexporter v${version}`,
      `${CORE}/exporter/nopexporter v${version}`,
      `${CORE}/exporter/otlpexporter v${version}`,
      `${CORE}/exporter/otlphttpexporter v${version}`,
      `${CONTRIB}/exporter/fileexporter v${version}`,
      `${CONTRIB}/exporter/prometheusexporter v${release.prometheusExporter}`,
      `${CONTRIB}/exporter/prometheusremotewriteexporter v${version}`,
    ],
    providers: [
      `${CORE}/confmap/provider/envprovider v${core}`,
      `${CORE}/confmap/provider/fileprovider v${core}`,
      `${CORE}/confmap/provider/yamlprovider v${core}`,
    ],
  };
  const lines = [`dist: {name: otelcol-fuelgauge-test, output_path: ./source, module: ${MODULE}}`];
  for (const [kind, modules] of Object.entries(parts)) {
    lines.push(`${kind}:`, ...modules.map((module) => `  - gomod: ${module}`));
  }
  return `${lines.join('\n')}\n`;
}
