/**
 * `pnpm collector:bench [--seconds N] [--rounds N] [--exporter nop|otlp_http]`: what the generated configuration costs a
 * Collector.
 *
 * The same spans go through Collectors that differ only in what is between receiver and exporter, in turn, in one run: so
 * a busy machine slows all of them. With `nop` (the default) the Collector without us does nothing but decode, which
 * shows our part at its largest; with `otlp_http` it sends the spans on, compressed, as Collectors do. Figures are ratios of a Collector's processor time for each span to that
 * of the Collector without us in the same round, and spans per second; the median and the range of the rounds.
 */
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { type CollectorConfig, type CollectorOptions, collectorConfig } from '@fuelgauge/collector-processor';
import { fixtureRows } from './agreement/rows.ts';
import { exportRequest } from './bench-protobuf.ts';
import { type RunningCollector, startCollector } from './collector.ts';
import { type OtlpSpan, resourceSpans, span } from './otlp.ts';
import { STYLES } from './styles/style.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    exporter: { type: 'string', default: 'nop' },
  },
});
const SECONDS = positive('--seconds', values.seconds);
const ROUNDS = positive('--rounds', values.rounds);
const EXPORTER = exporterNamed(values.exporter);

/** Spans in a request: what a batch processor sends by default is more, but it comes from many services. */
const BATCH = 512;
const IN_FLIGHT = 4;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 600) return value;
  throw new TypeError(`${name} must be a number above 0, at most 600; got ${JSON.stringify(text)}`);
}

function exporterNamed(text: string): 'nop' | 'otlp_http' {
  if (text === 'nop' || text === 'otlp_http') return text;
  throw new TypeError(`--exporter must be nop or otlp_http; got ${JSON.stringify(text)}`);
}

/** Spans of what else a service does. */
const ordinary = (at: number): OtlpSpan =>
  span({
    name: 'GET /orders/{id}',
    kind: at % 2 === 0 ? 'server' : 'client',
    attributes: {
      'http.request.method': 'GET',
      'url.full': `https://orders.example/orders/${at}`,
      'server.address': 'orders.example',
      'server.port': 443,
      'http.response.status_code': 200,
      'network.protocol.version': '1.1',
      'user_agent.original': 'example/1.0',
      'thread.id': at % 8,
    },
  });

/** As opentelemetry-instrumentation-openai-v2 emits an answered call. */
const answered = (at: number): OtlpSpan =>
  span({
    name: 'chat model-a',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'model-a',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.model': 'model-a-2026-01-01',
      'gen_ai.response.id': `response-${at}`,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 100 + (at % 900),
      'gen_ai.usage.output_tokens': 20 + (at % 80),
      'server.address': 'api.openai.com',
    },
  });

const ROWS = fixtureRows();

/** Every fixture of @fuelgauge/errors, with the whole body in the text, as older `openai` packages write it. */
const failed = (at: number): OtlpSpan => span(STYLES['python-contrib'].span(ROWS[at % ROWS.length]!).span);

const LOADS: Readonly<Record<string, (at: number) => OtlpSpan>> = {
  'no LLM calls at all': ordinary,
  'calls, all answered': answered,
  'calls, all failed': failed,
};

const PATHS: Readonly<Record<string, CollectorOptions | undefined>> = {
  without: undefined,
  verdicts: { parts: ['classification'] },
  metrics: { parts: ['errors', 'cost', 'duration', 'tokens'], metricsElsewhere: [] },
  both: { metricsElsewhere: [] },
};

/** Takes what is exported, and answers. */
const sink = createServer((incoming, response) => {
  incoming.resume();
  incoming.once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
});
await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;

function start(options: CollectorOptions | undefined): Promise<RunningCollector> {
  const generated: Partial<CollectorConfig> =
    options === undefined ? {} : collectorConfig({ ...options, exporters: ['nop'] });
  const connectors = Object.keys(generated.connectors ?? {});
  const traces = {
    receivers: ['otlp'],
    processors: options === undefined ? [] : ['transform/fuelgauge'],
    exporters: [EXPORTER, ...connectors],
  };
  const own = `
receivers: {otlp: {protocols: {http: {endpoint: "\${env:OTLP_HTTP}"}}}}
exporters:
  nop: {}
  otlp_http: {endpoint: ${sinkUrl}, sending_queue: {enabled: false}, retry_on_failure: {enabled: false}}
service: {pipelines: {traces: ${JSON.stringify(traces)}}}
`;
  return startCollector({ config: [own, generated] });
}

/** Bodies that are made before anything is measured. */
function bodiesOf(make: (at: number) => OtlpSpan): readonly Buffer[] {
  return Array.from({ length: 4 }, (_, batch) =>
    exportRequest([
      resourceSpans(
        Array.from({ length: BATCH }, (_, at) => make(batch * BATCH + at)),
        { scope: { name: 'bench' } },
      ),
    ]),
  );
}

const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });

function send(url: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v1/traces`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length },
      },
      (response) => {
        response.resume();
        response.once('end', () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`the Collector answered ${response.statusCode}`)),
        );
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

interface Measured {
  readonly spansPerSecond: number;
  /** Of the Collector's own processor time. */
  readonly microsecondsPerSpan: number;
}

/**
 * Processor time of a Collector in seconds (Linux: /proc, in hundredths).
 * @throws {Error} with its log, when it is no more.
 */
function processorSeconds({ pid, log }: RunningCollector): number {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    throw new Error(`a Collector's processor time cannot be read; it said: ${log().slice(-2_000)}`, {
      cause: error,
    });
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure(
  collector: RunningCollector,
  bodies: readonly Buffer[],
  seconds: number,
): Promise<Measured> {
  const before = processorSeconds(collector);
  const begun = performance.now();
  let batches = 0;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (performance.now() - begun < seconds * 1000)
        await send(collector.otlpHttp, bodies[batches++ % bodies.length]!);
    }),
  );
  const spans = batches * BATCH;
  return {
    spansPerSecond: spans / ((performance.now() - begun) / 1000),
    microsecondsPerSpan: ((processorSeconds(collector) - before) * 1e6) / spans,
  };
}

const sorted = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b);
const median = (numbers: readonly number[]): number =>
  sorted(numbers)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** Median, and the range of the rounds. */
const spread = (numbers: readonly number[], digits: number): string =>
  `${median(numbers).toFixed(digits)} (${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)})`;

const collectors = await Promise.all(
  Object.entries(PATHS).map(async ([name, options]) => ({ name, collector: await start(options) })),
);
try {
  for (const [load, make] of Object.entries(LOADS)) {
    const bodies = bodiesOf(make);
    const rounds = new Map<string, Measured[]>(collectors.map(({ name }) => [name, []]));
    for (const { collector } of collectors) await measure(collector, bodies, Math.min(1, SECONDS));
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, collector } of collectors) {
        rounds.get(name)!.push(await measure(collector, bodies, SECONDS));
      }
    }
    const base = rounds.get('without')!;
    console.log(`\n${load}`);
    console.log(
      `  ${'path'.padEnd(10)}${'spans/s'.padStart(10)}${'µs/span'.padStart(10)}   processor time, ratio`,
    );
    for (const [name, measured] of rounds) {
      const ratios = measured.map(
        ({ microsecondsPerSpan }, at) => microsecondsPerSpan / base[at]!.microsecondsPerSpan,
      );
      console.log(
        `  ${name.padEnd(10)}${median(measured.map((one) => one.spansPerSecond))
          .toFixed(0)
          .padStart(10)}` +
          `${median(measured.map((one) => one.microsecondsPerSpan))
            .toFixed(1)
            .padStart(10)}   ${spread(ratios, 2)}`,
      );
    }
  }
} finally {
  agent.destroy();
  for (const { collector } of collectors) await collector.stop();
  sink.closeAllConnections();
  sink.close();
}
