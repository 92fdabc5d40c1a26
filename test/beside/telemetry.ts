import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Sampler,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** A span as it leaves the process, with its batch: what is written to it afterwards arrives nowhere. */
export interface ExportedSpan {
  readonly scope: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly statusMessage: string | undefined;
  readonly events: readonly string[];
  /** Of each event, in their order. */
  readonly eventAttributes: readonly Readonly<Record<string, unknown>>[];
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly links: readonly string[];
  /** Seconds. */
  readonly duration: number;
}

export interface Point {
  readonly scope: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** A counter's value, a histogram's sum. */
  readonly value: number;
}

/** Copies a span as an exporter that serialises does. */
export function copyOf(span: ReadableSpan): ExportedSpan {
  return {
    scope: span.instrumentationScope.name,
    name: span.name,
    kind: span.kind,
    attributes: { ...span.attributes },
    status: span.status.code,
    statusMessage: span.status.message,
    events: span.events.map((event) => event.name),
    eventAttributes: span.events.map((event) => ({ ...event.attributes })),
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    links: span.links.map((link) => link.context.spanId),
    duration: span.duration[0] + span.duration[1] / 1e9,
  };
}

class CopyingExporter implements SpanExporter {
  readonly spans: ExportedSpan[] = [];

  export(spans: ReadableSpan[], done: (result: { code: number }) => void): void {
    this.spans.push(...spans.map(copyOf));
    done({ code: 0 });
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

export interface TelemetryOptions {
  readonly sampler?: Sampler;
  /** Processors that stand before the one that exports. */
  readonly processors?: readonly SpanProcessor[];
}

/** The real SDK, registered globally, as in an application. One for a process. */
export class Telemetry {
  readonly #spans = new CopyingExporter();
  readonly #points = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  readonly #reader = new PeriodicExportingMetricReader({
    exporter: this.#points,
    exportIntervalMillis: 3_600_000,
  });
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;

  constructor(options: TelemetryOptions = {}) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    this.tracerProvider = new TracerProvider({
      ...(options.sampler !== undefined && { sampler: options.sampler }),
      spanProcessors: [...(options.processors ?? []), new BatchSpanProcessor({ exporter: this.#spans })],
    });
    this.meterProvider = new MeterProvider({ readers: [this.#reader] });
    trace.setGlobalTracerProvider(this.tracerProvider);
    metrics.setGlobalMeterProvider(this.meterProvider);
  }

  get spans(): readonly ExportedSpan[] {
    return this.#spans.spans;
  }

  /** The one span there is. */
  get span(): ExportedSpan {
    const [span, ...more] = this.spans;
    if (span === undefined || more.length > 0)
      throw new Error(`expected one span, got ${this.spans.length}: ${this.spans.map((s) => s.name)}`);
    return span;
  }

  /** Points of one metric since the last reset. */
  async points(metric: string): Promise<Point[]> {
    await this.#reader.forceFlush();
    return this.#points
      .getMetrics()
      .flatMap((resource) => resource.scopeMetrics)
      .flatMap(({ scope, metrics }) => metrics.map((data) => ({ scope: scope.name, data })))
      .filter(({ data }) => data.descriptor.name === metric)
      .flatMap(({ scope, data }) =>
        data.dataPoints.map(({ attributes, value }) => ({
          scope,
          attributes,
          value: typeof value === 'number' ? value : (value.sum ?? 0),
        })),
      );
  }

  /** How many measurements were made of a metric since the last reset, by whom: scope → count. */
  async counts(metric: string): Promise<Record<string, number>> {
    await this.#reader.forceFlush();
    const counts: Record<string, number> = {};
    for (const resource of this.#points.getMetrics()) {
      for (const { scope, metrics } of resource.scopeMetrics) {
        for (const data of metrics) {
          if (data.descriptor.name !== metric) continue;
          for (const { value } of data.dataPoints) {
            counts[scope.name] =
              (counts[scope.name] ?? 0) + (typeof value === 'number' ? value : value.count);
          }
        }
      }
    }
    return counts;
  }

  /** Sends the batch off. */
  async flush(): Promise<void> {
    await this.tracerProvider.forceFlush();
  }

  async reset(): Promise<void> {
    await this.flush();
    await this.#reader.forceFlush();
    this.#points.reset();
    this.#spans.spans.length = 0;
  }

  async close(): Promise<void> {
    await this.tracerProvider.shutdown();
    await this.meterProvider.shutdown();
    context.disable();
    trace.disable();
    metrics.disable();
  }
}
