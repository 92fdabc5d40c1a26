import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../src/index.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const post = (path: string, body: string, contentType = 'application/json'): Promise<Response> =>
  fetch(receiver.url + path, { method: 'POST', headers: { 'content-type': contentType }, body });

const provider = (): TracerProvider =>
  new TracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` }) }),
    ],
  });

describe('a span from the official exporter', () => {
  test('arrives flattened', async () => {
    const tracer = provider().getTracer('scope-name');
    const span = tracer.startSpan('chat gpt-5.2', {
      kind: SpanKind.CLIENT,
      attributes: { text: 'a', int: 42, double: 0.5, bool: true, list: ['a', 'b'] },
    });
    span.addEvent('llm.call.retry', { attempt: 1 });
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no money' });
    span.end();
    const [received] = await receiver.waitForSpans(1);
    expect(received).toMatchObject({
      name: 'chat gpt-5.2',
      kind: 'client',
      attributes: { text: 'a', int: 42, double: 0.5, bool: true, list: ['a', 'b'] },
      status: { code: 'error', message: 'no money' },
      events: [{ name: 'llm.call.retry', attributes: { attempt: 1 } }],
      parentSpanId: undefined,
      traceId: span.spanContext().traceId,
      spanId: span.spanContext().spanId,
      scope: 'scope-name',
    });
    expect(received!.end).toBeGreaterThanOrEqual(received!.start);
    expect(Math.abs(Date.now() - received!.end)).toBeLessThan(60_000);
  });

  test('is handed to a listener, until it stops listening', async () => {
    const names: string[] = [];
    const stop = receiver.onSpan((span) => names.push(span.name));
    const tracer = provider().getTracer('scope-name');
    tracer.startSpan('first').end();
    await receiver.waitForSpans(1);
    stop();
    tracer.startSpan('second').end();
    await receiver.waitForSpans(2);
    expect(names).toEqual(['first']);
  });
});

describe('metrics from the official exporter', () => {
  test('arrive as the last point of each series', async () => {
    const meterProvider = new MeterProvider({
      readers: [
        new PeriodicExportingMetricReader({
          exporter: new OTLPMetricExporter({ url: `${receiver.url}/v1/metrics` }),
          exportIntervalMillis: 60_000,
        }),
      ],
    });
    const meter = meterProvider.getMeter('scope-name');
    const cost = meter.createCounter('llm.call.cost', { unit: '{currency}' });
    cost.add(0.25, { model: 'a' });
    meter.createGauge('llm.account.balance').record(-3);
    meter.createHistogram('duration', { advice: { explicitBucketBoundaries: [1, 2] } }).record(1.5);
    await meterProvider.forceFlush();
    cost.add(0.5, { model: 'a' });
    cost.add(1, { model: 'b' });
    await meterProvider.forceFlush();
    expect(
      receiver.points('llm.call.cost').map(({ attributes, value }) => [attributes.model, value]),
    ).toEqual([
      ['a', 0.75],
      ['b', 1],
    ]);
    expect(receiver.points('llm.call.cost')[0]).toMatchObject({
      kind: 'sum',
      unit: '{currency}',
      monotonic: true,
      temporality: 'cumulative',
      scope: 'scope-name',
    });
    expect(receiver.points('llm.account.balance')[0]).toMatchObject({ kind: 'gauge', value: -3 });
    expect(receiver.points('duration')[0]).toMatchObject({
      kind: 'histogram',
      value: 1.5,
      count: 1,
      bounds: [1, 2],
      counts: [0, 1, 0],
    });
    await meterProvider.shutdown();
  });
});

const sum = (temporality: number, value: number): string =>
  JSON.stringify({
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'calls',
                sum: { aggregationTemporality: temporality, dataPoints: [{ asInt: String(value) }] },
              },
            ],
          },
        ],
      },
    ],
  });

test.each([
  ['delta points are added up', 1, 5],
  ['cumulative points replace one another', 2, 3],
])('%s', async (_, temporality, total) => {
  await post('/v1/metrics', sum(temporality, 2));
  await post('/v1/metrics', sum(temporality, 3));
  expect(receiver.points('calls')[0]!.value).toBe(total);
  expect(receiver.metricExports.map((points) => points[0]!.value)).toEqual([2, 3]);
});

test('logs arrive flattened', async () => {
  const record = {
    body: { stringValue: 'low' },
    severityText: 'WARN',
    attributes: [],
    timeUnixNano: '1000000',
  };
  await post('/v1/logs', JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }));
  expect(receiver.logs).toMatchObject([{ body: 'low', severity: 'WARN', time: 1 }]);
});

test('protobuf is refused with 415 and remembered', async () => {
  expect((await post('/v1/traces', 'x', 'application/x-protobuf')).status).toBe(415);
  expect(receiver.refused).toEqual(['application/x-protobuf']);
});

test('a body that does not parse is refused with 400', async () => {
  expect((await post('/v1/traces', '{')).status).toBe(400);
});

test('waiting in vain says what there is', async () => {
  await expect(receiver.waitForSpans(1, 50)).rejects.toThrow('have 0 spans');
});
