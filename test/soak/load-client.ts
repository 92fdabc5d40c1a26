/**
 * One variant of `load.ts`, in a process of its own:
 * `node load-client.ts <variant> <calls | streams> <how many> <how many at a time> <port>`. Prints one line of JSON.
 */
import { createRequire } from 'node:module';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import * as openai from 'openai';
import type { Measured } from './load.ts';

const [variant = 'bare', work = 'calls', count = '2000', atOnce = '1000', port = ''] = process.argv.slice(2);

let spans = 0;
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracerProvider = new TracerProvider({
  spanProcessors: [
    {
      onStart: () => {},
      onEnd: () => {
        spans++;
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  ],
});
const meterProvider = new MeterProvider({
  readers: [
    new PeriodicExportingMetricReader({
      exportIntervalMillis: 1_000,
      exporter: {
        export: (_, done) => done({ code: 0 }),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    }),
  ],
});

interface Peer {
  setTracerProvider(provider: unknown): void;
  setMeterProvider(provider: unknown): void;
  init(): { patch(exports: unknown): unknown }[];
}

// Copies, since a namespace cannot be patched; the classes in it are the ones.
const exported = { ...openai };
if (variant === 'fuelgauge') {
  const ours = [new FetchInstrumentation(), new OpenAIInstrumentation()] as const;
  for (const one of ours) {
    one.setTracerProvider(tracerProvider);
    one.setMeterProvider(meterProvider);
  }
  ours[1].manuallyInstrument(exported.OpenAI);
} else if (variant === 'contrib') {
  const beside = createRequire(new URL('../beside/package.json', import.meta.url));
  const { OpenAIInstrumentation: Contrib } = beside('@opentelemetry/instrumentation-openai') as {
    OpenAIInstrumentation: new () => Peer;
  };
  const peer = new Contrib();
  peer.setTracerProvider(tracerProvider);
  peer.setMeterProvider(meterProvider);
  // By hand: it does not admit this version of openai.
  for (const definition of peer.init()) definition.patch(exported);
}

const client = new exported.OpenAI({
  apiKey: 'sk-fake-load',
  baseURL: `http://127.0.0.1:${port}/v1`,
  maxRetries: 0,
});
const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const call = () => client.chat.completions.create({ model: 'gpt-5.2', messages });
const readStream = async (): Promise<void> => {
  for await (const _ of await client.chat.completions.create({ model: 'gpt-5.2', messages, stream: true }));
};
const one: () => Promise<unknown> = work === 'streams' ? readStream : call;

/** Keeps so many under way until all are done. */
async function all(total: number): Promise<void> {
  let left = total;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: Math.min(Number(atOnce), total) }, worker));
}

// Opens the connections and compiles.
await all(Number(atOnce));
const before = spans;
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const from = performance.now();
await all(Number(count));
const seconds = (performance.now() - from) / 1000;
delay.disable();
const expected = variant === 'bare' ? 0 : Number(count);
if (spans - before !== expected) throw new Error(`${variant}: ${spans - before} spans of ${expected} calls`);
const ms = (nanoseconds: number): number => nanoseconds / 1e6;
const measured: Measured = {
  'per second': Number(count) / seconds,
  'delay p50 ms': ms(delay.percentile(50)),
  'delay p99 ms': ms(delay.percentile(99)),
  'delay max ms': ms(delay.max),
};
console.log(JSON.stringify(measured));
process.exit();
