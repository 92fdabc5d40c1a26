/** What the span processor adds to spans of others, and to metrics, of failures that they tell in full. */
import { FuelgaugeSpanProcessor } from '@fuelgauge/instrumentation';
import { metrics, SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canary } from './canaries.ts';
import { findCanaries } from './forms.ts';
import { type Answer, OUTCOMES } from './outcomes.ts';

const KEY = canary('openai');
const bodies = Object.entries(OUTCOMES).flatMap(([name, { answer }]): [string, Answer][] => {
  const made = answer?.({ key: KEY, attempt: 1 });
  return made === undefined || made.status < 400 ? [] : [[name, made]];
});

const exporter = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 1e6 });
const meters = new MeterProvider({ readers: [reader] });

beforeAll(() => {
  metrics.setGlobalMeterProvider(meters);
});
afterAll(async () => {
  metrics.disable();
  await meters.shutdown();
});

describe('on a span of another library, the span processor adds nothing private', () => {
  it.each(bodies)('%s', async (_name, { status, body }) => {
    exporter.reset();
    const provider = new TracerProvider({
      spanProcessors: [new FuelgaugeSpanProcessor(), new SimpleSpanProcessor({ exporter })],
    });
    const message = typeof body === 'string' ? body : JSON.stringify(body);
    const theirs = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.prompt': canary('prompt'),
      'server.address': `http://user:${canary('password in the base URL')}@api.openai.com/v1?key=${KEY}`,
      'user.id': canary('user'),
    };
    const span = provider.getTracer('another library').startSpan('chat', { attributes: theirs });
    span.recordException(Object.assign(new Error(message), { name: 'APIError', code: String(status) }));
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    span.end();
    await provider.forceFlush();
    const [ended] = exporter.getFinishedSpans();
    const added = Object.entries(ended?.attributes ?? {}).filter(([name]) => !(name in theirs));
    expect(added.map(([name]) => name)).toContain('llm.error.category');
    expect(findCanaries(JSON.stringify(added))).toEqual([]);
    await reader.forceFlush();
    const points = JSON.stringify(measured.getMetrics());
    expect(points).toContain('llm.call.errors');
    expect(findCanaries(points)).toEqual([]);
  });
});
