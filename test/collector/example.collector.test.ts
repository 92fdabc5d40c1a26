// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the Collector expands them
/** `examples/collector` and the recipes of `docs/collector.md`, on a real Collector. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type RunningCollector, startCollector, validateConfig } from './collector.ts';
import { describeCollector } from './needs-collector.ts';
import {
  type ReadPoint,
  type ResourceSpans,
  readPoints,
  resourceSpans,
  sendSpans,
  span,
  waitForSpans,
} from './otlp.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(root(path), 'utf8');

const GENERATED = read('packages/collector-processor/generated/contrib.yaml');

// biome-ignore lint/suspicious/noExplicitAny: a configuration as YAML has it
type Config = any;

/** Every pipeline with a list changed. */
function withPipelines(config: Config, change: (ids: readonly string[]) => readonly string[]): Config {
  const pipelines = Object.entries<Config>(config.service.pipelines).map(([name, pipeline]) => [
    name,
    { ...pipeline, receivers: change(pipeline.receivers), exporters: change(pipeline.exporters) },
  ]);
  return { ...config, service: { ...config.service, pipelines: Object.fromEntries(pipelines) } };
}

/** The tests' Collector has nothing of Datadog's: a file stands in for the exporter, and the APM connector is left out. */
function withoutDatadogComponents(config: Config): Config {
  const { datadog: _exporter, ...exporters } = config.exporters;
  const { 'datadog/connector': _connector, ...connectors } = config.connectors ?? {};
  return withPipelines(
    { ...config, connectors, exporters: { ...exporters, file: { path: '${env:OUTPUT_FILE}' } } },
    (ids) => ids.filter((id) => id !== 'datadog/connector').map((id) => (id === 'datadog' ? 'file' : id)),
  );
}

const CONFIGS = {
  'config.yaml': withoutDatadogComponents(parse(read('examples/collector/config.yaml'))),
  'config-prometheus.yaml': parse(read('examples/collector/config-prometheus.yaml')),
};

const SPAN = JSON.parse(read('examples/collector/span.json')) as { resourceSpans: ResourceSpans[] };

let running: RunningCollector | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** On a port of this test's own, in place of the fixed one. */
const FREE_PORT = { exporters: { 'prometheus/fuelgauge': { endpoint: '${env:PROMETHEUS}' } } };

async function start(...configs: (string | object)[]): Promise<RunningCollector> {
  running = await startCollector({ config: [...configs, FREE_PORT] });
  return running;
}

/** The lines of the Prometheus exporter about failed calls, once there are any. */
async function errorLines({ prometheus, log }: RunningCollector): Promise<string[]> {
  for (const end = Date.now() + 20_000; ; ) {
    const page = await (await fetch(prometheus)).text();
    const lines = page.split('\n').filter((line) => line.startsWith('llm_call_errors_total{'));
    if (lines.length > 0) return lines;
    if (Date.now() > end) throw new Error(`no llm_call_errors_total came out\n${log()}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/**
 * What stands in for Datadog got of failed calls, once it got so many. The counts of ten seconds come as one point,
 * later than a scrape, and two calls may fall into two such points.
 */
async function errorPoints({ outputFile, log }: RunningCollector, calls: number): Promise<ReadPoint[]> {
  for (const end = Date.now() + 40_000; ; ) {
    const points = readPoints(outputFile).filter(({ metric }) => metric === 'llm.call.errors');
    if (total(points) >= calls) return points;
    if (Date.now() > end) throw new Error(`${total(points)} of ${calls} came out\n${log()}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

const total = (points: readonly ReadPoint[]): number => points.reduce((sum, { value }) => sum + value, 0);

describeCollector('examples/collector', () => {
  test.each(Object.entries(CONFIGS))('%s with the generated file is valid', async (_name, config) => {
    expect(await validateConfig({ config: [config, GENERATED] })).toBeUndefined();
  });

  test.each(Object.entries(CONFIGS))('%s makes one count of the example’s span', async (_name, config) => {
    const collector = await start(config, GENERATED);
    await sendSpans(collector.otlpHttp, SPAN.resourceSpans);
    const lines = await errorLines(collector);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/llm_error_category="insufficient_balance"/);
    expect(lines[0]).toMatch(/llm_error_owner="gateway"/);
    expect(lines[0]).toMatch(/ 1$/);
  });

  test('Datadog gets what was added since the last time', async () => {
    const collector = await start(CONFIGS['config.yaml'], GENERATED);
    await sendSpans(collector.otlpHttp, SPAN.resourceSpans);
    await sendSpans(collector.otlpHttp, SPAN.resourceSpans);
    const points = await errorPoints(collector, 2);
    expect(total(points)).toBe(2);
    expect(points[0]).toMatchObject({ kind: 'sum', monotonic: true, temporality: 'delta' });
  });

  test('Datadog gets the spans with their verdicts', async () => {
    const collector = await start(CONFIGS['config.yaml'], GENERATED);
    await sendSpans(collector.otlpHttp, SPAN.resourceSpans);
    const spans = await waitForSpans(collector.outputFile, 1);
    expect(spans.map(({ attributes }) => attributes)).toMatchObject([
      { 'llm.error.category': 'insufficient_balance', 'llm.error.owner': 'gateway' },
    ]);
  });

  test('docker-compose.yaml mounts files that are there', () => {
    const { services } = parse(read('examples/collector/docker-compose.yaml'));
    const files = [...services.collector.volumes, ...services.prometheus.volumes].map((volume: string) =>
      volume
        .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
        .split(':')
        .at(0),
    );
    const folder = dirname(root('examples/collector/docker-compose.yaml'));
    expect(files.filter((file) => !existsSync(resolve(folder, file as string)))).toEqual([]);
  });
});

/** The YAML of a section of the page, by its heading. */
function recipe(heading: string): Config {
  const section = read('docs/collector.md')
    .split(/^#+ /m)
    .find((text) => text.startsWith(`${heading}\n`));
  const yaml = /```yaml\n([\s\S]*?)```/.exec(section ?? '')?.[1];
  if (yaml === undefined) throw new Error(`docs/collector.md has no YAML under "${heading}"`);
  return parse(yaml);
}

/** The example with a recipe's processor where the page says: before ours, or behind it. */
function withRecipe(heading: string, place: 'before' | 'behind'): Config {
  const base = CONFIGS['config.yaml'];
  const { processors } = recipe(heading);
  const [id] = Object.keys(processors) as [string];
  const { traces } = base.service.pipelines;
  const at = traces.processors.indexOf('transform/fuelgauge') + (place === 'behind' ? 1 : 0);
  return {
    ...base,
    processors: { ...base.processors, ...processors },
    service: {
      ...base.service,
      pipelines: {
        ...base.service.pipelines,
        traces: { ...traces, processors: traces.processors.toSpliced(at, 0, id) },
      },
    },
  };
}

const OPENINFERENCE_FAILURE = resourceSpans(
  [
    span({
      name: 'ChatCompletion',
      kind: 'internal',
      attributes: { 'openinference.span.kind': 'LLM', 'llm.system': 'openai' },
      status: { code: 'error', message: 'InternalServerError: Error code: 500' },
    }),
  ],
  { resource: { 'service.name': 'answers' }, scope: { name: 'openinference.instrumentation.openai' } },
);

describeCollector('recipes of docs/collector.md', () => {
  test('a host that is named decides whose fault it is', async () => {
    const collector = await start(withRecipe('Name the host', 'before'), GENERATED);
    await sendSpans(collector.otlpHttp, [OPENINFERENCE_FAILURE]);
    const spans = await waitForSpans(collector.outputFile, 1);
    expect(spans.map(({ attributes }) => attributes)).toMatchObject([
      { 'llm.error.category': 'server_error', 'llm.error.owner': 'gateway' },
    ]);
  });

  test('an account that is named is on the metric', async () => {
    const collector = await start(withRecipe('Name the account', 'before'), GENERATED);
    const [example] = SPAN.resourceSpans;
    await sendSpans(collector.otlpHttp, [
      { ...example, resource: OPENINFERENCE_FAILURE.resource } as ResourceSpans,
    ]);
    expect((await errorLines(collector))[0]).toMatch(/llm_account_id="openrouter-production"/);
  });

  test('a text that is shortened behind ours has been judged whole', async () => {
    const collector = await start(withRecipe('Keep what helps a person', 'behind'), GENERATED);
    const message = `Error code: 402 - {'error': {'message': '${'x'.repeat(600)}', 'code': 'insufficient_quota'}}`;
    await sendSpans(collector.otlpHttp, [
      resourceSpans([
        span({
          name: 'chat',
          attributes: { 'gen_ai.operation.name': 'chat', 'server.address': 'api.openai.com' },
          status: { code: 'error', message },
        }),
      ]),
    ]);
    const [shortened] = await waitForSpans(collector.outputFile, 1);
    expect(shortened?.status.message).toBe(message.slice(0, 500));
    expect(shortened?.attributes).toMatchObject({
      'llm.error.category': 'insufficient_balance',
      'llm.error.owner': 'caller',
    });
  });
});
