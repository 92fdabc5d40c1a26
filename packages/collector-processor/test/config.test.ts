import {
  type CollectorConfig,
  type CollectorOptions,
  collectorConfig,
  collectorYaml,
} from '@fuelgauge/collector-processor';
import { DURATION_BUCKETS, METRICS, TOKEN_BUCKETS } from '@fuelgauge/semconv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** Without verdicts: they are large, and tested elsewhere. */
const METRIC_PARTS = ['errors', 'cost', 'duration', 'tokens'] as const;
/** The pipeline of the generated metrics. */
const pipelineOf = (
  config: CollectorConfig,
): { readonly processors: string[]; readonly exporters: string[] } =>
  config.service?.pipelines['metrics/fuelgauge'] as never;
const metricsOf = (options: CollectorOptions = {}): CollectorConfig =>
  collectorConfig({ parts: METRIC_PARTS, ...options });

interface Row {
  readonly name: string;
  readonly unit: string;
  readonly attributes: readonly {
    readonly key: string;
    readonly default_value?: string;
    readonly optional?: boolean;
  }[];
  readonly sum?: { readonly monotonic: boolean };
  readonly histogram?: { readonly buckets: readonly number[] };
}
const rowsOf = (config: CollectorConfig): readonly Row[] =>
  (config.connectors as unknown as Record<string, { spans: readonly Row[] }>)['signal_to_metrics/fuelgauge']
    ?.spans ?? [];

describe('the merged configuration', () => {
  it('replaces nothing of the user: every id is named after fuelgauge', () => {
    const config = metricsOf({ temporality: 'delta' });
    const ids = [config.processors, config.connectors, config.exporters, config.service?.pipelines].flatMap(
      (part) => Object.keys(part ?? {}),
    );
    expect(ids.filter((id) => !/\/fuelgauge(_metrics)?$/.test(id))).toEqual([]);
  });

  it('runs metrics through every processor that it defines for them', () => {
    const config = metricsOf();
    const pipeline = pipelineOf(config);
    expect(['transform/fuelgauge', ...pipeline.processors].sort()).toEqual(
      Object.keys(config.processors).sort(),
    );
  });

  it('sets times behind the batch processor and before the sums are made', () => {
    const { processors } = pipelineOf(metricsOf());
    expect(processors).toEqual([
      'batch/fuelgauge',
      'transform/fuelgauge_metrics',
      'delta_to_cumulative/fuelgauge',
    ]);
  });

  it('adds up within ten seconds for Datadog, which keeps one point a second', () => {
    const { processors, exporters } = pipelineOf(metricsOf({ temporality: 'delta' }));
    expect(processors.slice(-3)).toEqual([
      'delta_to_cumulative/fuelgauge',
      'interval/fuelgauge',
      'cumulative_to_delta/fuelgauge',
    ]);
    expect(exporters).toEqual(['datadog']);
  });

  it('remembers a counter for a day', () => {
    const config = metricsOf();
    expect(config.processors['delta_to_cumulative/fuelgauge']).toEqual({ max_stale: '24h' });
    expect(config.exporters?.['prometheus/fuelgauge']).toMatchObject({ metric_expiration: '24h' });
  });

  it('has no metrics where none are wanted', () => {
    const config = collectorConfig({ parts: ['classification'] });
    expect(Object.keys(config)).toEqual(['processors']);
    expect(Object.keys(config.processors)).toEqual(['transform/fuelgauge']);
  });

  it('has old names where those are wanted', () => {
    const config = metricsOf({ names: 'old', temporality: 'delta' });
    expect([...Object.keys(config.processors), ...Object.keys(config.connectors ?? {})]).toEqual(
      expect.arrayContaining([
        'deltatocumulative/fuelgauge',
        'cumulativetodelta/fuelgauge',
        'signaltometrics/fuelgauge',
      ]),
    );
  });

  it('puts the normalizer where the head of the file says', () => {
    const options: CollectorOptions = { parts: ['normalizer', 'errors'] };
    expect(collectorConfig(options).processors['gen_ai_normalizer/fuelgauge']).toEqual({
      sources: [{ name: 'openinference' }, { name: 'openllmetry' }],
    });
    expect(collectorYaml(options)).toMatch(
      /# .*processors: \[memory_limiter, gen_ai_normalizer\/fuelgauge, transform\/fuelgauge, batch\]/,
    );
  });

  it('sends metrics to your exporters, and then defines none', () => {
    const config = metricsOf({ exporters: ['prometheus', 'otlp_http/mimir'] });
    expect(config.exporters).toBeUndefined();
    expect(config.service?.pipelines['metrics/fuelgauge']).toMatchObject({
      exporters: ['prometheus', 'otlp_http/mimir'],
    });
  });

  it('counts errors, and nothing else, in otelcol-k8s', () => {
    const config = collectorConfig({ distribution: 'k8s', parts: ['errors'] });
    expect(Object.keys(config.connectors ?? {})).toEqual(['count/fuelgauge']);
    expect(
      Object.keys((config.connectors?.['count/fuelgauge'] as { spans?: object } | undefined)?.spans ?? {}),
    ).toEqual(['llm.call.errors']);
  });
});

describe('the metrics', () => {
  const rows = rowsOf(metricsOf());

  it.each([...new Set(rows.map(({ name }) => name))])(
    '%s has unit, kind and attributes of the SDK packages',
    (name) => {
      const definition = METRICS.find((metric) => metric.name === name);
      for (const row of rows.filter((one) => one.name === name)) {
        expect(row.unit).toBe(definition?.unit);
        expect(row.sum === undefined ? 'histogram' : 'counter').toBe(definition?.kind);
        const keys = row.attributes.map(({ key }) =>
          key === 'gen_ai.usage.cost.currency' ? 'llm.currency' : key,
        );
        expect(keys).toEqual(expect.arrayContaining([...(definition?.attributes ?? [])]));
        // These two leave again in the metrics pipeline.
        const more = keys.filter((key) => !definition?.attributes.includes(key));
        expect(['gen_ai.operation.name', 'server.address']).toEqual(expect.arrayContaining(more));
      }
    },
  );

  it('are monotonic sums', () => {
    expect(rows.flatMap(({ sum }) => (sum === undefined ? [] : [sum.monotonic]))).toEqual([true, true, true]);
  });

  it('have the buckets of the conventions', () => {
    expect(rows.flatMap(({ histogram }) => (histogram === undefined ? [] : [histogram.buckets]))).toEqual([
      DURATION_BUCKETS,
      TOKEN_BUCKETS,
      TOKEN_BUCKETS,
    ]);
  });

  it('pass by what is no call of a model before any condition: an attribute is required of each', () => {
    const required = rows.map(
      ({ attributes }) =>
        attributes.filter(({ default_value, optional }) => default_value === undefined && !optional).length,
    );
    expect(required.every((count) => count > 0)).toBe(true);
  });
});

describe('the YAML', () => {
  it.each<[string, CollectorOptions]>([
    ['by default', {}],
    ['for Datadog', { temporality: 'delta' }],
    ['for k8s', { distribution: 'k8s' }],
    ['with prices', { prices: { 'a"b\\c$d': { input: 0.000001, output: 15 } } }],
  ])('holds the object, %s', (_, options) => {
    expect(parse(collectorYaml(options))).toEqual(collectorConfig(options));
  });

  it('leaves no `$` to the Collector but in its own variables', () => {
    const strings = JSON.stringify(collectorConfig({ prices: { m$1: { input: 1, output: 1 } } }));
    const alone = strings.replaceAll('$$', '').match(/\$.{0,30}/g) ?? [];
    expect(alone.map((text) => text.slice(0, 26))).toEqual(['${env:FUELGAUGE_PROMETHEUS']);
  });

  it('writes prices without an exponent', () => {
    expect(collectorYaml({ prices: { m: { input: 1e-7, output: 1e6 } } })).toContain('* 0.0000001 +');
  });

  it.each(['signal_to_metrics/fuelgauge', 'transform/fuelgauge', 'forward/kept', 'FUELGAUGE_PROMETHEUS'])(
    'says at its head what to do with %s',
    (word) => {
      const head = collectorYaml().split('\n\n')[0] ?? '';
      expect(head).toContain(word);
    },
  );
});
