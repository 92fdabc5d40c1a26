import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** What is registered while a setting is measured, in one process. */
export const TELEMETRY = {
  traces: 'a tracer provider (spans are counted and dropped)',
  metrics: 'a tracer provider and a meter provider (collected by hand)',
  none: 'nothing registered',
} as const;

export type TelemetryName = keyof typeof TELEMETRY;

/** Counts ended spans by scope, and keeps them only while it is told to. */
class CountingProcessor implements SpanProcessor {
  readonly ended: Map<string, number> = new Map();
  kept: ReadableSpan[] | undefined;

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const { name } = span.instrumentationScope;
    this.ended.set(name, (this.ended.get(name) ?? 0) + 1);
    this.kept?.push(span);
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export interface Registered {
  /** Ended spans so far, of one scope. */
  ended(scope: string): number;
  /** The spans that end while `work` runs, and a little later. */
  spansOf(work: () => Promise<void>): Promise<readonly ReadableSpan[]>;
  /** Names of all metrics by the scope that recorded them. Empty where no meter provider is registered. */
  recordedMetrics(): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Registers what the setting asks for, globally: a process has one setting. */
export function register(name: TelemetryName): Registered {
  const processor = new CountingProcessor();
  const reader = name === 'metrics' ? new ManualReader() : undefined;
  if (name !== 'none') {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
  }
  if (reader !== undefined) metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  return {
    ended: (scope) => processor.ended.get(scope) ?? 0,
    async spansOf(work) {
      const spans: ReadableSpan[] = [];
      processor.kept = spans;
      await work();
      await new Promise((resolve) => setTimeout(resolve, 20));
      processor.kept = undefined;
      return spans;
    },
    async recordedMetrics() {
      if (reader === undefined) return new Map();
      const { resourceMetrics } = await reader.collect();
      return new Map(
        resourceMetrics.scopeMetrics.map((each) => [
          each.scope.name,
          each.metrics.map((metric) => metric.descriptor.name),
        ]),
      );
    },
  };
}
