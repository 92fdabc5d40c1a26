import { type MeterProvider as ApiMeterProvider, context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** A point of a counter or a histogram: its attributes, and its value or its sum and count. */
export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly count: number;
}

/** The real SDK, keeping what it gets in memory. */
export class Telemetry {
  readonly exporter: InMemorySpanExporter = new InMemorySpanExporter();
  readonly tracerProvider: TracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: this.exporter })],
  });
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #reader = new PeriodicExportingMetricReader({
    exporter: this.#metrics,
    exportIntervalMillis: 3_600_000,
  });
  readonly meterProvider: ApiMeterProvider & MeterProvider = new MeterProvider({ readers: [this.#reader] });

  constructor() {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  }

  get spans(): ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  /** The one span there is. */
  get span(): ReadableSpan {
    const { spans } = this;
    if (spans.length !== 1)
      throw new Error(`expected one span, got ${spans.length}: ${spans.map((s) => s.name)}`);
    return spans[0]!;
  }

  get attributes(): Readonly<Record<string, unknown>> {
    return this.span.attributes;
  }

  async points(metric: string): Promise<Point[]> {
    this.#metrics.reset();
    await this.#reader.forceFlush();
    return this.#metrics
      .getMetrics()
      .flatMap((resource) => resource.scopeMetrics)
      .flatMap((scope) => scope.metrics)
      .filter((data) => data.descriptor.name === metric)
      .flatMap((data): readonly { attributes: Point['attributes']; value: unknown }[] => data.dataPoints)
      .map(({ attributes, value }) => {
        if (typeof value === 'number') return { attributes, value, count: 1 };
        const { sum, count } = value as { sum: number; count: number };
        return { attributes, value: sum, count };
      });
  }

  async close(): Promise<void> {
    await this.tracerProvider.shutdown();
    await this.meterProvider.shutdown();
    context.disable();
  }
}
