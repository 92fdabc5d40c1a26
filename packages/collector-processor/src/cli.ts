#!/usr/bin/env node
/** `npx @fuelgauge/collector-processor > fuelgauge.yaml` */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { COLLECTOR_PARTS, type CollectorOptions } from './options.ts';
import { collectorYaml } from './yaml.ts';

const HELP = `Usage: npx @fuelgauge/collector-processor [options] > fuelgauge.yaml

Prints configuration for the stock OpenTelemetry Collector: verdicts (llm.error.*) on failed spans of LLM calls, and
metrics out of the spans. Then: otelcol-contrib --config yours.yaml --config fuelgauge.yaml
The head of the file says which lines to add to yours.yaml.

Options:
  --distribution contrib|k8s          the Collector's distribution; k8s: verdicts and error counts only
                                      (default: contrib)
  --names new|old                     names of components; old: before contrib 0.158 (default: new)
  --attribute-prefix <prefix>         first part of fuelgauge's own names (default: llm)
  --parts <part,...>                  ${COLLECTOR_PARTS.join(', ')}
                                      (default: all that the distribution can, without normalizer)
  --max-text-length <characters>      of an error text that are looked at, 256 to 65536 (default: 4096)
  --temporality cumulative|delta      cumulative for Prometheus, delta for Datadog (default: cumulative)
  --exporters <id,...>                metrics exporters of your own configuration (default: one that the file defines,
                                      prometheus/fuelgauge; for delta: datadog; for k8s: otlp_http)
  --metrics-elsewhere <scope,...>     instrumentations that record gen_ai.client.* metrics themselves, * at the end for
                                      any ending; "none": count every span (default: those known to)
  --count-gateways                    count the spans that LiteLLM makes of the calls it passes on, too
  --prices <file>                     JSON of your own prices: {"model": {"input": 1, "output": 2, "cacheRead": 0.1,
                                      "currency": "USD"}}, money for a million tokens
  --help                              print this

Exit status: 0, or 2 for wrong options.
`;

/** Wrong options, as the user wrote them. */
class UsageError extends Error {}

function main(args: readonly string[]): number {
  try {
    const { values } = parse(args);
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    process.stdout.write(collectorYaml(optionsOf(values)));
    return 0;
  } catch (error) {
    if (error instanceof TypeError || error instanceof UsageError) {
      process.stderr.write(`${error.message}\nTry --help.\n`);
      return 2;
    }
    throw error;
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      distribution: { type: 'string' },
      names: { type: 'string' },
      'attribute-prefix': { type: 'string' },
      parts: { type: 'string' },
      'max-text-length': { type: 'string' },
      temporality: { type: 'string' },
      exporters: { type: 'string' },
      'metrics-elsewhere': { type: 'string' },
      'count-gateways': { type: 'boolean' },
      prices: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

/** Unchecked: `collectorYaml` says what is wrong with a value. */
function optionsOf(values: ReturnType<typeof parse>['values']): CollectorOptions {
  const elsewhere = values['metrics-elsewhere'];
  const given = {
    distribution: values.distribution,
    names: values.names,
    attributePrefix: values['attribute-prefix'],
    parts: list(values.parts),
    maxTextLength: values['max-text-length'] === undefined ? undefined : Number(values['max-text-length']),
    temporality: values.temporality,
    exporters: list(values.exporters),
    metricsElsewhere: elsewhere === 'none' ? [] : list(elsewhere),
    countGateways: values['count-gateways'],
    prices: values.prices === undefined ? undefined : readPrices(values.prices),
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as CollectorOptions;
}

const list = (text: string | undefined): readonly string[] | undefined =>
  text?.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));

function readPrices(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`fuelgauge: --prices: ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`fuelgauge: --prices: ${file} is no JSON: ${(error as Error).message}`);
  }
}

// A reader that stops early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = main(process.argv.slice(2));
