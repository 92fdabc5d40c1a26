import { type HrTime, ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { ACCOUNT_METRICS, type AccountMetric, type Point } from '../account-metrics.ts';
import type { AccountState } from '../account-state.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';

const SCOPE = { name: PACKAGE_NAME, version: PACKAGE_VERSION };

/** The points of counters, as a reader wants them. */
export interface ProducerOptions {
  /** Default: cumulative. */
  readonly counters?: AggregationTemporality;
}

/**
 * Metrics of exactly what is known now. An observable gauge of the SDK repeats its last value for ever
 * (https://github.com/open-telemetry/opentelemetry-js/issues/4096); a balance that cannot be read must go. Each
 * reader needs a producer of its own, because differences are between two collections of one reader.
 */
export class AccountMetricProducer implements MetricProducer {
  readonly #states: () => readonly AccountState[];
  readonly #counters: AggregationTemporality;
  readonly #started: HrTime = now();
  /** When this reader was last answered; for differences. */
  #collected: HrTime = this.#started;
  /** Series → value when this reader was last answered; for differences. */
  #reported: ReadonlyMap<string, number> = new Map();

  constructor(states: () => readonly AccountState[], options: ProducerOptions = {}) {
    this.#states = states;
    this.#counters = options.counters ?? AggregationTemporality.CUMULATIVE;
  }

  async collect(): Promise<CollectionResult> {
    const at = now();
    const states = this.#states();
    const reported = new Map<string, number>();
    const metrics = ACCOUNT_METRICS.flatMap((metric) => this.#metric(metric, states, at, reported));
    this.#collected = at;
    this.#reported = reported;
    return {
      // The reader puts its own resource in place of this one.
      resourceMetrics: {
        resource: emptyResource(),
        scopeMetrics: metrics.length === 0 ? [] : [{ scope: SCOPE, metrics }],
      },
      errors: [],
    };
  }

  #metric(
    metric: AccountMetric,
    states: readonly AccountState[],
    at: HrTime,
    reported: Map<string, number>,
  ): MetricData[] {
    const series = new Map<string, Point>();
    for (const state of states) {
      for (const point of metric.points(state)) {
        const key = JSON.stringify([metric.name, ...Object.values(point.attributes)]);
        // One value for one series: a second makes the whole scrape invalid.
        if (!series.has(key) && Number.isFinite(point.value)) series.set(key, point);
      }
    }
    if (series.size === 0) return [];
    const descriptor = {
      name: metric.name,
      description: metric.brief,
      unit: metric.unit,
      valueType: ValueType.DOUBLE,
    };
    const counts = metric.kind === 'counter';
    const delta = counts && this.#counters === AggregationTemporality.DELTA;
    const dataPoints = [...series].map(([key, { value, attributes }]): DataPoint<number> => {
      if (counts) reported.set(key, value);
      return {
        startTime: delta ? this.#collected : this.#started,
        endTime: at,
        attributes,
        value: delta ? value - (this.#reported.get(key) ?? 0) : value,
      };
    });
    const aggregationTemporality = delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
    return [
      counts
        ? {
            descriptor,
            aggregationTemporality,
            dataPointType: DataPointType.SUM,
            isMonotonic: true,
            dataPoints,
          }
        : { descriptor, aggregationTemporality, dataPointType: DataPointType.GAUGE, dataPoints },
    ];
  }
}

function now(): HrTime {
  const milliseconds = Date.now();
  return [Math.trunc(milliseconds / 1000), (milliseconds % 1000) * 1e6];
}
