import {
  AggregationTemporality,
  createAllowListAttributesProcessor,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endingCounter, vanishingGauge } from '../src/index.ts';

const { CUMULATIVE, DELTA } = AggregationTemporality;

class Reader {
  readonly exporter: InMemoryMetricExporter;
  readonly reader: PeriodicExportingMetricReader;

  constructor(temporality: AggregationTemporality) {
    this.exporter = new InMemoryMetricExporter(temporality);
    this.reader = new PeriodicExportingMetricReader({
      exporter: this.exporter,
      exportIntervalMillis: 3_600_000,
    });
  }

  /** Series of one collection: attribute and value. */
  async collect(): Promise<string[]> {
    this.exporter.reset();
    await this.reader.forceFlush();
    return this.exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .flatMap(({ dataPoints }) => dataPoints as DataPoint<number>[])
      .map(({ attributes, value }) => `${attributes.name} ${value}`)
      .sort();
  }
}

let values: Record<string, number>;
let reader: Reader;
let other: Reader;
let provider: MeterProvider;

const begin = (temporality: AggregationTemporality, views: ViewOptions[] = []): void => {
  reader = new Reader(temporality);
  other = new Reader(CUMULATIVE);
  provider = new MeterProvider({ readers: [reader.reader, other.reader], views });
};

beforeEach(() => {
  values = { a: 1, b: 2 };
});
afterEach(() => provider.shutdown());

describe.each([
  ['cumulative', CUMULATIVE],
  ['delta', DELTA],
])('a vanishing gauge with a %s reader', (_, temporality) => {
  let end: () => void;

  beforeEach(() => {
    begin(temporality);
    end = vanishingGauge(provider.getMeter('test'), 'gauge', { unit: '{thing}' }, (observe) => {
      for (const [name, value] of Object.entries(values)) observe(value, { name });
    });
  });

  it('has what is observed', async () => {
    expect(await reader.collect()).toEqual(['a 1', 'b 2']);
  });

  it('loses a series that is not observed any more, in the next collection', async () => {
    await reader.collect();
    values = { b: 3 };
    expect(await reader.collect()).toEqual(['b 3']);
  });

  it('loses it for a second reader too', async () => {
    await reader.collect();
    await other.collect();
    values = {};
    expect([await reader.collect(), await other.collect()]).toEqual([[], []]);
  });

  it('keeps what is observed when two readers collect at the same time', async () => {
    expect(await Promise.all([reader.collect(), other.collect()])).toEqual([
      ['a 1', 'b 2'],
      ['a 1', 'b 2'],
    ]);
  });

  it('has a series again that is observed again', async () => {
    await reader.collect();
    values = {};
    await reader.collect();
    values = { a: 5 };
    expect(await reader.collect()).toEqual(['a 5']);
  });

  it('has nothing once it is ended', async () => {
    await reader.collect();
    end();
    expect(await reader.collect()).toEqual([]);
  });
});

describe('an ending counter', () => {
  let end: () => void;
  const start = (): void => {
    end = endingCounter(provider.getMeter('test'), 'counter', {}, (observe) => {
      for (const [name, value] of Object.entries(values)) observe(value, { name });
    });
  };

  it('has the totals, with a cumulative reader', async () => {
    begin(CUMULATIVE);
    start();
    await reader.collect();
    values = { a: 4, b: 2 };
    expect(await reader.collect()).toEqual(['a 4', 'b 2']);
  });

  it('has the differences, with a delta reader', async () => {
    begin(DELTA);
    start();
    await reader.collect();
    values = { a: 4, b: 2 };
    expect(await reader.collect()).toEqual(['a 3', 'b 0']);
  });

  it.each([
    ['cumulative', CUMULATIVE, ['b 3']],
    ['delta', DELTA, ['b 1']],
  ])('loses a series that is not observed any more, with a %s reader', async (_, temporality, expected) => {
    begin(temporality);
    start();
    await reader.collect();
    values = { b: 3 };
    expect(await reader.collect()).toEqual(expected);
  });

  it('counts nothing again where a view takes attributes away', async () => {
    begin(DELTA, [
      { instrumentName: 'counter', attributesProcessors: [createAllowListAttributesProcessor([])] },
    ]);
    start();
    values = { a: 1 };
    await reader.collect();
    values = { a: 4 };
    expect([await reader.collect(), await reader.collect()]).toEqual([['undefined 3'], ['undefined 0']]);
  });

  it('has nothing once it is ended', async () => {
    begin(CUMULATIVE);
    start();
    await reader.collect();
    end();
    expect(await reader.collect()).toEqual([]);
  });
});
