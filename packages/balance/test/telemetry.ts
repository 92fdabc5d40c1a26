import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/** The real SDK with a reader, cumulative as Prometheus and OTLP have it; collects when it is told to. */
export class Telemetry {
  readonly #exporter: InMemoryMetricExporter;
  readonly #reader: PeriodicExportingMetricReader;
  readonly provider: MeterProvider;

  constructor(temporality: AggregationTemporality = AggregationTemporality.CUMULATIVE) {
    this.#exporter = new InMemoryMetricExporter(temporality);
    this.#reader = new PeriodicExportingMetricReader({
      exporter: this.#exporter,
      exportIntervalMillis: 3_600_000,
    });
    this.provider = new MeterProvider({ readers: [this.#reader] });
  }

  /** The points of one collection, by metric. */
  async collect(): Promise<ReadonlyMap<string, readonly DataPoint<number>[]>> {
    this.#exporter.reset();
    await this.#reader.forceFlush();
    const all = this.#exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics);
    return new Map(
      all.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints as DataPoint<number>[]]),
    );
  }

  /** `kind currency value` of each point of a metric, in one collection. */
  async series(name: string): Promise<string[]> {
    return ((await this.collect()).get(name) ?? [])
      .map(({ attributes, value }) =>
        [attributes['llm.balance.kind'], attributes['llm.currency'], value].filter(
          (part) => part !== undefined,
        ),
      )
      .map((parts) => parts.join(' '))
      .sort();
  }
}
