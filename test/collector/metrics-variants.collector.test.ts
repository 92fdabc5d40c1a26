/** Every variant of the generated configuration, as a Collector reads it. */
import { readdirSync, readFileSync } from 'node:fs';
import { type CollectorOptions, collectorYaml } from '@fuelgauge/collector-processor';
import { expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { startCollector, validateConfig } from './collector.ts';
import { describeCollector, describeNormalizer } from './needs-collector.ts';
import {
  type ReadPoint,
  readPoints,
  readSpans,
  resourceSpans,
  sendSpans,
  span,
  waitForSpans,
} from './otlp.ts';

const GENERATED = new URL('../../packages/collector-processor/generated/', import.meta.url);

/** What stands for the exporters that a user has. */
const STAND_INS = ['datadog', 'otlp_http', 'otlp_http/yours'];

// biome-ignore lint/suspicious/noExplicitAny: a configuration as YAML has it
type Config = any;

/**
 * A user's configuration with the lines for the traces pipeline that the head of a generated file shows, and for each
 * exporter that is named one that a small Collector has.
 */
function theirs(generated: string): Config {
  const lines = (generated.split('\n\n')[0] ?? '').split('\n').map((line) => line.replace(/^# ?/, ''));
  const from = lines.indexOf('  service:');
  const shown = parse(lines.slice(from, lines.indexOf('', from)).join('\n'));
  const metrics = parse(generated).service?.pipelines?.['metrics/fuelgauge'];
  const named = [...shown.service.pipelines.traces.exporters, ...(metrics?.exporters ?? [])];
  return {
    receivers: { otlp: { protocols: { http: { endpoint: '$' + '{env:OTLP_HTTP}' } } } },
    processors: { memory_limiter: { check_interval: '1s', limit_mib: 512 }, batch: { timeout: '100ms' } },
    exporters: { file: { path: '$' + '{env:OUTPUT_FILE}' } },
    service: {
      pipelines: {
        traces: {
          ...shown.service.pipelines.traces,
          exporters: withStandIns(shown.service.pipelines.traces.exporters),
        },
        ...(named.some((id) => STAND_INS.includes(id)) &&
          metrics && { 'metrics/fuelgauge': { ...metrics, exporters: withStandIns(metrics.exporters) } }),
      },
    },
  };
}

const withStandIns = (ids: readonly string[]): readonly string[] =>
  ids.map((id) => (STAND_INS.includes(id) ? 'file' : id));

/** The generated file, then the user's: here theirs comes last, to put stand-ins in the metrics pipeline. */
const bothOf = (generated: string): readonly (string | object)[] => [generated, theirs(generated)];

const FREE_PORT = { FUELGAUGE_PROMETHEUS: '127.0.0.1:0' };

const subsets = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, at) => (bits >> at) % 2 === 1));

describeCollector('a Collector accepts', () => {
  const contrib = subsets(['errors', 'cost', 'duration', 'tokens'] as const)
    .filter((parts) => parts.length > 0)
    .flatMap((parts) =>
      (['new', 'old'] as const).flatMap((names) =>
        (['cumulative', 'delta'] as const).map(
          (temporality): CollectorOptions => ({ parts, names, temporality }),
        ),
      ),
    );
  const others: readonly CollectorOptions[] = [
    { parts: ['errors'], distribution: 'k8s' },
    { parts: ['errors'], distribution: 'k8s', temporality: 'delta', names: 'old' },
    { parts: ['errors', 'cost', 'duration', 'tokens'], attributePrefix: 'acme.llm', countGateways: true },
    { parts: ['duration', 'tokens'], metricsElsewhere: [] },
    { parts: ['duration', 'tokens'], metricsElsewhere: ['a"b', 'c\\d*', 'e.f$*'] },
    {
      parts: ['cost'],
      prices: { 'a"b\\c$d/e:f': { input: 1e-7, output: 1e6, cacheRead: 0, currency: 'CNY' } },
    },
    { parts: ['errors'], exporters: ['otlp_http/yours'] },
  ];

  it.each([...contrib, ...others])('metrics of %j', async (options) => {
    const problem = await validateConfig({ config: bothOf(collectorYaml(options)), env: FREE_PORT });
    expect(problem).toBeUndefined();
  });

  it.each<CollectorOptions>([
    { parts: ['classification'] },
    { parts: ['classification'], maxTextLength: 256, attributePrefix: 'acme.llm' },
    { parts: ['classification'], maxTextLength: 65_536 },
  ])('verdicts of %j', async (options) => {
    const problem = await validateConfig({ config: bothOf(collectorYaml(options)) });
    expect(problem).toBeUndefined();
  });

  it.each(readdirSync(GENERATED).filter((name) => !name.includes('normalizer')))(
    'generated/%s',
    async (name) => {
      const problem = await validateConfig({
        config: bothOf(readFileSync(new URL(name, GENERATED), 'utf8')),
        env: FREE_PORT,
      });
      expect(problem).toBeUndefined();
    },
  );

  it.skipIf(inject('collectors').older === undefined)('the old names in an older release', async () => {
    const problem = await validateConfig({
      config: bothOf(readFileSync(new URL('contrib-old-names.yaml', GENERATED), 'utf8')),
      env: FREE_PORT,
      binary: inject('collectors').older as string,
    });
    expect(problem).toBeUndefined();
  });
});

describeNormalizer('a Collector with genainormalizer accepts', () => {
  it('generated/contrib-normalizer.yaml', async () => {
    const problem = await validateConfig({
      config: bothOf(readFileSync(new URL('contrib-normalizer.yaml', GENERATED), 'utf8')),
      env: FREE_PORT,
    });
    expect(problem).toBeUndefined();
  });
});

/** For Datadog they come out every ten seconds. */
async function errorsIn(outputFile: string): Promise<readonly ReadPoint[]> {
  const end = Date.now() + 30_000;
  for (;;) {
    const points = readPoints(outputFile).filter(({ metric }) => metric === 'llm.call.errors');
    if (points.length > 0) return points;
    if (Date.now() > end) throw new Error('no errors were counted in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describeCollector('the whole way', () => {
  /** As opentelemetry-instrumentation-openai-v2 emits it. */
  const failed = span({
    name: 'chat deepseek-chat',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'deepseek-chat',
      'server.address': 'api.deepseek.com',
      'error.type': 'APIStatusError',
    },
    status: {
      code: 'error',
      message:
        "Error code: 402 - {'error': {'message': 'Insufficient Balance', 'type': 'unknown_error', 'code': 'invalid_request_error'}}",
    },
  });

  it.each([
    ['contrib.yaml', 'cumulative'],
    ['contrib-datadog.yaml', 'delta'],
    ['contrib-old-names.yaml', 'cumulative'],
    ['k8s.yaml', 'cumulative'],
  ])('a failed span becomes a verdict and a count, by %s', async (name, temporality) => {
    const generated = readFileSync(new URL(name, GENERATED), 'utf8');
    const both = bothOf(generated);
    // Where the generated file has an exporter of its own, the points are wanted in the file too.
    const last = { service: { pipelines: { 'metrics/fuelgauge': { exporters: ['file'] } } } };
    const collector = await startCollector({ config: [...both, last], env: FREE_PORT });
    await sendSpans(collector.otlpHttp, [
      resourceSpans([failed], { scope: { name: 'opentelemetry.instrumentation.openai_v2' } }),
    ]);
    await errorsIn(collector.outputFile);
    await waitForSpans(collector.outputFile, 1);
    await collector.stop();
    expect(readSpans(collector.outputFile)[0]?.attributes).toMatchObject({
      'llm.error.category': 'insufficient_balance',
      'llm.error.owner': 'caller',
      'llm.error.classified_by': 'collector',
    });
    expect(await errorsIn(collector.outputFile)).toMatchObject([
      {
        value: 1,
        monotonic: true,
        temporality,
        attributes: { 'gen_ai.provider.name': 'deepseek', 'llm.error.category': 'insufficient_balance' },
      },
    ]);
  });

  it('changes nothing in what a Collector before it has judged', async () => {
    const first = await startCollector({ config: bothOf(collectorYaml({ parts: ['classification'] })) });
    await sendSpans(first.otlpHttp, [resourceSpans([failed])]);
    const [judged] = await waitForSpans(first.outputFile, 1);
    await first.stop();
    const second = await startCollector({ config: bothOf(collectorYaml({ parts: ['classification'] })) });
    await sendSpans(second.otlpHttp, [resourceSpans([judged!.raw])]);
    const [again] = await waitForSpans(second.outputFile, 1);
    await second.stop();
    expect(again?.raw).toEqual(judged?.raw);
  });
});
