/** A span that its maker never ends, in a process that goes on. */
import { createRequire } from 'node:module';
import { FuelgaugeSpanProcessor, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { trace } from '@opentelemetry/api';
import { OpenAIInstrumentation as Peer } from '@traceloop/instrumentation-openai';
import type OpenAI from 'openai6';
import { expect, it } from 'vitest';
import { outcome, PROMPT, useWorld } from './setup.ts';

const world = useWorld({ processors: [new FuelgaugeSpanProcessor({ metrics: false })] });
new Peer({});
new OpenAIInstrumentation();
const Client = createRequire(import.meta.url)('openai6').OpenAI as typeof OpenAI;

it('is stood in for within two seconds, beside it in the trace and with the times of the call', async () => {
  world.simulator.failNext('openai', 'insufficient_quota');
  world.simulator.delivery.latencyMs = 50;
  const client = new Client({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai'), maxRetries: 0 });
  await trace.getTracer('the-application').startActiveSpan('GET /chat', async (active) => {
    await outcome(() => client.chat.completions.create({ model: 'gpt-4o-mini', messages: PROMPT }));
    active.end();
  });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await world.telemetry.flush();
  const around = world.telemetry.spans.find((span) => span.scope === 'the-application')!;
  const told = world.telemetry.spans.find((span) => span.scope === '@fuelgauge/instrumentation')!;
  expect(told.parentSpanId).toBe(around.spanId);
  expect(told.attributes['llm.error.category']).toBe('insufficient_balance');
  expect(told.duration).toBeGreaterThan(0.045);
  expect(told.duration).toBeLessThan(1);
});

it('is stood in for when the SDK shuts down, by a span that is still exported', async () => {
  world.simulator.failNext('openai', 'insufficient_quota');
  const client = new Client({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai'), maxRetries: 0 });
  await outcome(() => client.chat.completions.create({ model: 'gpt-4o-mini', messages: PROMPT }));
  await world.telemetry.tracerProvider.shutdown();
  expect(world.telemetry.span.attributes['llm.error.category']).toBe('insufficient_balance');
});
