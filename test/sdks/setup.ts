import { FetchInstrumentation } from '@fuelgauge/instrumentation';
import { resolveHostsLocally, type Simulator, startSimulator } from '@fuelgauge/simulator';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

export interface World {
  readonly simulator: Simulator;
  /** Spans that have ended. */
  readonly spans: readonly ReadableSpan[];
  /** The one span there is. */
  readonly span: ReadableSpan;
}

/** A simulator under the providers' real names, global fetch instrumented, and the real OpenTelemetry SDK. */
export function useWorld(): World {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  let simulator: Simulator;
  let restoreLookup: () => void;
  let fetching: FetchInstrumentation;
  beforeAll(async () => {
    simulator = await startSimulator();
    restoreLookup = resolveHostsLocally();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
  });
  beforeEach(() => {
    simulator.reset();
    exporter.reset();
    fetching = new FetchInstrumentation();
  });
  afterEach(() => fetching.disable());
  afterAll(async () => {
    restoreLookup();
    trace.disable();
    context.disable();
    await simulator.close();
  });
  return {
    get simulator() {
      return simulator;
    },
    get spans() {
      return exporter.getFinishedSpans();
    },
    get span() {
      const spans = exporter.getFinishedSpans();
      if (spans.length !== 1) throw new Error(`expected one span, got ${spans.map((span) => span.name)}`);
      return spans[0]!;
    },
  };
}

/** Runs something with the platform's own fetch in the place of the instrumented one. */
export async function withoutUs<T>(platform: typeof fetch, run: () => Promise<T>): Promise<T> {
  const ours = globalThis.fetch;
  globalThis.fetch = platform;
  try {
    return await run();
  } finally {
    globalThis.fetch = ours;
  }
}

/** A result or an error as text, without what differs from call to call. */
export function comparable(value: unknown): string {
  const text = JSON.stringify(
    value instanceof Error ? { ...value, name: value.name, message: value.message } : value,
    (key, part: unknown) =>
      /^(?:date|created|created_at|timestamp|.*Ms|headers|latency|sdkHttpResponse|rawResponse|request|httpMeta)$/i.test(
        key,
      )
        ? undefined
        : part,
  );
  return (text ?? String(value))
    .replace(/fake[\w-]*\d+/g, 'fake')
    .replace(/\b[\w-]*[0-9a-zA-Z]{16,}\b/g, 'id')
    .replace(/"(?:created|createTime|\w+At)":[^,}]+/g, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time');
}

/** What a promise settles to. */
export async function settled(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}
