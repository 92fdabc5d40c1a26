/**
 * One variant of a soak, in a process of its own: `node --expose-gc variant.ts <bare|fuelgauge|leaking> <calls>`.
 * Prints each sample as a line of JSON.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import OpenAI from 'openai';
import { inProcess, PROVIDER } from './answers.ts';
import { mixOf } from './calls.ts';
import type { Sample } from './verdict.ts';

/** Calls under way at a time. */
const AT_ONCE = 25;

const [variant = 'bare', callsWanted = '1000'] = process.argv.slice(2);
const collect = globalThis.gc;
if (collect === undefined) throw new Error('start this with --expose-gc');

const spans = { started: 0, ended: 0 };
const counting: SpanProcessor = {
  onStart: () => {
    spans.started++;
  },
  onEnd: () => {
    spans.ended++;
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracerProvider = new TracerProvider({ spanProcessors: [counting] });
const meterProvider = new MeterProvider({
  readers: [
    new PeriodicExportingMetricReader({
      exportIntervalMillis: 500,
      exporter: {
        export: (_, done) => done({ code: 0 }),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    }),
  ],
});

// The client takes the fetch that is there when it is made, so this comes first.
globalThis.fetch = inProcess(globalThis.fetch);
if (variant !== 'bare') {
  const instrumentations = [
    new FetchInstrumentation({ providers: { '127.0.0.1': 'self_hosted' } }),
    new OpenAIInstrumentation(),
  ] as const;
  for (const one of instrumentations) {
    one.setTracerProvider(tracerProvider);
    one.setMeterProvider(meterProvider);
  }
  instrumentations[1].manuallyInstrument(OpenAI);
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    void inProcess(fetch)(`${PROVIDER}/chat/completions`, { body }).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      for await (const chunk of answer.body ?? []) response.write(chunk);
      response.end();
    });
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const network = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

const made = { apiKey: 'sk-fake-soak', baseURL: PROVIDER };
const mix = mixOf(new OpenAI({ ...made, maxRetries: 0 }), new OpenAI({ ...made, maxRetries: 1 }), network);

/** What a leak looks like: something small is kept of every call. */
const kept: unknown[] = [];

let calls = 0;
async function callSome(count: number): Promise<void> {
  for (let left = count; left > 0; left -= AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, left) }, () => {
        const [, call] = mix[calls++ % mix.length] as (typeof mix)[number];
        if (variant === 'leaking')
          kept.push({ calls, at: Date.now(), attributes: new Array(10).fill(calls) });
        return call();
      }),
    );
  }
}

/** What nobody reads ends when it is collected, an unread error a second later: waited for, 5 seconds at most. */
async function settle(): Promise<void> {
  for (let round = 0; round < 100; round++) {
    collect?.();
    await nextTurn();
    if (round >= 3 && spans.started === spans.ended) return;
    if (round >= 3) await sleep(50);
  }
}

function sample(): Sample {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    calls,
    heap: heapUsed + Math.max(external, arrayBuffers),
    handles: process.getActiveResourcesInfo().length,
    openSpans: spans.started - spans.ended,
  };
}

/** A short run has few samples: each waits a second for what nobody reads. */
const SAMPLES = Number(callsWanted) < 10_000 ? 8 : 15;
const each = Math.ceil(Number(callsWanted) / SAMPLES);
for (let round = 0; round < SAMPLES; round++) {
  await callSome(each);
  await settle();
  console.log(JSON.stringify(sample()));
}
if (variant !== 'bare' && spans.started === 0)
  throw new Error('no span has started: nothing was instrumented');
await meterProvider.shutdown();
server.closeAllConnections();
server.close();
