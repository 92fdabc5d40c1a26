import type {
  MeterProvider as ApiMeterProvider,
  TracerProvider as ApiTracerProvider,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { type ReadableSpan, type Span, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** A point of a metric: its attributes, and its value where it is no histogram. */
export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

/** Counts how often each span starts and ends, and keeps the last. */
export class Telemetry implements SpanProcessor {
  started = 0;
  /** Spans that have ended, each as often as it did. */
  readonly ended: ReadableSpan[] = [];
  readonly tracerProvider: ApiTracerProvider & TracerProvider = new TracerProvider({
    spanProcessors: [this],
  });
  readonly #exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #reader = new PeriodicExportingMetricReader({
    exporter: this.#exporter,
    exportIntervalMillis: 3_600_000,
  });
  readonly meterProvider: ApiMeterProvider & MeterProvider = new MeterProvider({ readers: [this.#reader] });

  onStart(_span: Span): void {
    this.started++;
  }

  onEnd(span: ReadableSpan): void {
    this.ended.push(span);
  }

  forgetSpans(): void {
    this.started = 0;
    this.ended.length = 0;
  }

  async points(metric: string): Promise<readonly Point[]> {
    this.#exporter.reset();
    await this.#reader.forceFlush();
    return this.#exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === metric)
      .flatMap(({ dataPoints }): readonly Point[] => dataPoints);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  async close(): Promise<void> {
    await this.meterProvider.shutdown();
  }
}
