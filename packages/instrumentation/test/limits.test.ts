import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Limits, type ResponseOrigin } from '../src/limits/limits.ts';

const NOW = Date.parse('2026-05-04T12:00:00Z');
const WHO: ResponseOrigin = {
  provider: 'groq',
  host: 'api.groq.com',
  model: 'llama-fake',
  account: 'team-fake',
};
const HEADERS = {
  'x-ratelimit-limit-requests': '14400',
  'x-ratelimit-remaining-requests': '14370',
  'x-ratelimit-reset-requests': '2m59.56s',
  'x-ratelimit-limit-tokens': '18000',
  'x-ratelimit-remaining-tokens': '17997',
  'x-ratelimit-reset-tokens': '7.66s',
};

/** A reader of the real SDK, cumulative as Prometheus and OTLP ask for. */
class Reader {
  readonly exporter: InMemoryMetricExporter;
  readonly reader: PeriodicExportingMetricReader;

  constructor(temporality: AggregationTemporality = AggregationTemporality.CUMULATIVE) {
    this.exporter = new InMemoryMetricExporter(temporality);
    this.reader = new PeriodicExportingMetricReader({
      exporter: this.exporter,
      exportIntervalMillis: 3_600_000,
    });
  }

  /** What one collection has: `kind/window value`, without the metric's prefix. */
  async collect(metric: 'remaining' | 'total'): Promise<string[]> {
    return (await this.points(metric))
      .map(
        ({ attributes, value }) =>
          `${attributes['llm.limit.kind']}/${attributes['llm.limit.window'] ?? '-'} ${value}`,
      )
      .sort();
  }

  async points(metric: 'remaining' | 'total'): Promise<DataPoint<number>[]> {
    this.exporter.reset();
    await this.reader.forceFlush();
    return this.exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === `llm.limit.${metric}`)
      .flatMap(({ dataPoints }) => dataPoints as DataPoint<number>[]);
  }
}

describe('limits as gauges of the real SDK', () => {
  let now = NOW;
  let limits: Limits;
  let prometheus: Reader;
  let otlp: Reader;
  let provider: MeterProvider;

  beforeEach(() => {
    now = NOW;
    limits = new Limits({ now: () => now });
    prometheus = new Reader();
    otlp = new Reader();
    provider = new MeterProvider({ readers: [prometheus.reader, otlp.reader] });
    limits.bind(provider.getMeter('test'));
  });

  afterEach(() => provider.shutdown());

  it('keep what only an earlier response has told', async () => {
    limits.observe(HEADERS, WHO);
    const { 'x-ratelimit-remaining-tokens': _, 'x-ratelimit-limit-tokens': __, ...others } = HEADERS;
    limits.observe({ ...others, 'x-ratelimit-remaining-requests': '14369' }, WHO);
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14369', 'tokens/minute 17997']);
  });

  it('hold from when the response came, not from when they are collected', async () => {
    limits.observe(HEADERS, WHO);
    now += 7_000;
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370', 'tokens/minute 17997']);
    now += 1_000;
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370', 'tokens/minute 18000']);
  });

  it('are told of each of many owners', async () => {
    const owners = Array.from({ length: 250 }, (_, at) => `team-fake-${at}`);
    for (const remaining of ['12', '11']) {
      for (const account of owners) {
        limits.observe({ ...HEADERS, 'x-ratelimit-remaining-requests': remaining }, { ...WHO, account });
      }
    }
    const told = (await prometheus.points('remaining')).filter(({ value }) => value === 11);
    expect(new Set(told.map(({ attributes }) => attributes['llm.account.id']))).toEqual(new Set(owners));
  });

  it('carry provider, model, account, kind and window, and no other attribute', async () => {
    limits.observe(HEADERS, WHO);
    const points = await prometheus.points('total');
    expect(points.map(({ attributes }) => attributes)).toContainEqual({
      'gen_ai.provider.name': 'groq',
      'gen_ai.request.model': 'llama-fake',
      'llm.account.id': 'team-fake',
      'llm.limit.kind': 'tokens',
      'llm.limit.window': 'minute',
    });
  });

  it('leave out the model, the account and the window that nobody knows', async () => {
    limits.observe(
      { 'x-ratelimit-limit-requests': '5' },
      {
        provider: 'openai',
        host: 'api.openai.com',
        model: undefined,
        account: undefined,
      },
    );
    const [point] = await prometheus.points('total');
    expect(point?.attributes).toEqual({ 'gen_ai.provider.name': 'openai', 'llm.limit.kind': 'requests' });
  });

  it('have an annotation for a unit, so that Prometheus adds no suffix', async () => {
    limits.observe(HEADERS, WHO);
    await prometheus.reader.forceFlush();
    const metrics = prometheus.exporter.getMetrics().flatMap((r) => r.scopeMetrics.flatMap((s) => s.metrics));
    expect(metrics.map(({ descriptor }) => descriptor.unit)).toEqual(['{limit}', '{limit}']);
  });

  it('are whole again in the collection after the reset', async () => {
    limits.observe(HEADERS, WHO);
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370', 'tokens/minute 17997']);
    now += 7_660;
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370', 'tokens/minute 18000']);
  });

  it('lose a remainder in the collection after its reset where nobody told the total', async () => {
    const { 'x-ratelimit-limit-tokens': _, ...headers } = HEADERS;
    limits.observe(headers, WHO);
    now += 7_660;
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370']);
  });

  it('lose everything in the collection after the greatest age', async () => {
    limits.observe({ ...HEADERS, 'x-ratelimit-reset-requests': '6h' }, WHO);
    now += 5 * 60_000 - 1;
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370', 'tokens/minute 18000']);
    now += 1;
    expect(await prometheus.collect('remaining')).toEqual([]);
    expect(await prometheus.collect('total')).toEqual([]);
  });

  it('stay lost, and come back with the next response', async () => {
    limits.observe(HEADERS, WHO);
    await prometheus.collect('total');
    now += 600_000;
    await prometheus.collect('total');
    expect(await prometheus.collect('total')).toEqual([]);
    limits.observe(HEADERS, WHO);
    expect(await prometheus.collect('total')).toEqual(['requests/day 14400', 'tokens/minute 18000']);
  });

  it('are gone for a second reader by its second collection', async () => {
    limits.observe(HEADERS, WHO);
    await prometheus.collect('total');
    await otlp.collect('total');
    now += 600_000;
    await prometheus.collect('total');
    await otlp.collect('total');
    expect(await otlp.collect('total')).toEqual([]);
    expect(await prometheus.collect('total')).toEqual([]);
  });

  it('are whole for both of two readers that collect at the same time', async () => {
    limits.observe(HEADERS, WHO);
    const both = await Promise.all([prometheus.collect('total'), otlp.collect('total')]);
    const all = ['requests/day 14400', 'tokens/minute 18000'];
    expect(both).toEqual([all, all]);
  });

  it('follow the last response', async () => {
    limits.observe(HEADERS, WHO);
    await prometheus.collect('remaining');
    limits.observe({ ...HEADERS, 'x-ratelimit-remaining-tokens': '12' }, WHO);
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370', 'tokens/minute 12']);
  });

  it('are whole at once when a response says that the reset has passed', async () => {
    limits.observe(HEADERS, WHO);
    limits.observe({ ...HEADERS, 'x-ratelimit-reset-tokens': '0' }, WHO);
    expect(await prometheus.collect('remaining')).toEqual(['requests/day 14370', 'tokens/minute 18000']);
  });

  it('keep a remainder that is the whole limit, which a reset does not change', async () => {
    limits.observe(
      { ...HEADERS, 'x-ratelimit-remaining-tokens': '18000', 'x-ratelimit-reset-tokens': '0s' },
      WHO,
    );
    now += 60_000;
    expect(await prometheus.collect('remaining')).toContain('tokens/minute 18000');
  });

  it('keep a remainder without a reset for the length of its window', async () => {
    const mistral = { ...WHO, provider: 'mistral_ai', host: 'api.mistral.ai' };
    limits.observe({ 'x-ratelimit-remaining-req-minute': '5' }, mistral);
    now += 59_999;
    expect(await prometheus.collect('remaining')).toEqual(['requests/minute 5']);
    now += 1;
    expect(await prometheus.collect('remaining')).toEqual([]);
  });

  it('move to the meter that was bound last, begin anew there and leave nothing behind at the other', async () => {
    limits.observe(HEADERS, WHO);
    await prometheus.collect('total');
    await otlp.collect('total');
    const later = new Reader();
    const next = new MeterProvider({ readers: [later.reader] });
    limits.bind(next.getMeter('test'));
    expect(await prometheus.collect('total')).toEqual([]);
    limits.observe(HEADERS, WHO);
    expect(await later.collect('total')).toHaveLength(2);
    await next.shutdown();
  });

  it('are reported once when the same meter is bound twice', async () => {
    limits.bind(provider.getMeter('test'));
    limits.observe(HEADERS, WHO);
    expect(await prometheus.collect('total')).toHaveLength(2);
  });

  it('do not count series of the past against the limit of the SDK', async () => {
    for (let wave = 0; wave < 4; wave++) {
      for (let model = 0; model < 700; model++)
        limits.observe(HEADERS, { ...WHO, model: `fake-${wave}-${model}` });
      const points = await prometheus.points('total');
      expect(points.some(({ attributes }) => 'otel.metric.overflow' in attributes)).toBe(false);
      now += 600_000;
    }
  });

  it('work with delta temporality', async () => {
    const delta = new Reader(AggregationTemporality.DELTA);
    const datadog = new MeterProvider({ readers: [delta.reader] });
    limits.bind(datadog.getMeter('test'));
    limits.observe(HEADERS, WHO);
    expect(await delta.collect('total')).toHaveLength(2);
    expect(await delta.collect('total')).toHaveLength(2);
    now += 600_000;
    expect(await delta.collect('total')).toEqual([]);
    await datadog.shutdown();
  });

  it('are bounded in number, and the least recently seen go first', async () => {
    limits = new Limits({ now: () => now, maxSeries: 4 });
    limits.bind(provider.getMeter('test'));
    for (const model of ['a', 'b', 'a', 'c']) limits.observe(HEADERS, { ...WHO, model });
    const models = (await prometheus.points('total')).map(
      (point) => point.attributes['gen_ai.request.model'],
    );
    expect(models.sort()).toEqual(['a', 'a', 'c', 'c']);
  });
});
