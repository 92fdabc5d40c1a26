import { type CollectorRelease, GENAI_NORMALIZER, GO_AT_LEAST } from './releases.ts';

const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** Name of the Go module that the builder writes; it is never published. */
export const MODULE = 'fuelgauge.test/otelcol';

/** What a minimal Collector is made of: Go modules with their versions, by the manifest's sections. */
function components(release: CollectorRelease, withNormalizer: boolean): Record<string, readonly string[]> {
  const { version, core } = release;
  return {
    receivers: [`${CORE}/receiver/otlpreceiver v${version}`],
    processors: [
      `${CONTRIB}/processor/transformprocessor v${version}`,
      `${CONTRIB}/processor/deltatocumulativeprocessor v${version}`,
      `${CONTRIB}/processor/intervalprocessor v${version}`,
      `${CONTRIB}/processor/cumulativetodeltaprocessor v${version}`,
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
}

/** The builder's manifest (YAML) of a minimal Collector. */
export function manifest(release: CollectorRelease, withNormalizer: boolean): string {
  const lines = [`dist: {name: otelcol-fuelgauge-test, output_path: ./source, module: ${MODULE}}`];
  for (const [section, modules] of Object.entries(components(release, withNormalizer))) {
    lines.push(`${section}:`, ...modules.map((module) => `  - gomod: ${module}`));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * The go.mod of it. The builder writes one only together with `go mod tidy`, which wants modules that only the
 * components' tests need, and the module proxy does not have all of those.
 */
export function goMod(release: CollectorRelease, withNormalizer: boolean): string {
  const modules = [
    ...Object.values(components(release, withNormalizer)).flat(),
    `${CORE}/otelcol v${release.version}`,
    `${CORE}/service v${release.version}`,
  ];
  const requires = modules.map((module) => `\t${module}\n`).join('');
  return `module ${MODULE}\n\ngo ${GO_AT_LEAST.join('.')}\n\nrequire (\n${requires})\n`;
}
