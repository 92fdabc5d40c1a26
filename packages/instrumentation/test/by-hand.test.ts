import { instrument } from '@fuelgauge/instrumentation';
import { metrics, trace } from '@opentelemetry/api';
import { OpenAI } from 'openai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HELLO, useSimulator } from './setup.ts';
import { Telemetry } from './telemetry.ts';

const simulator = useSimulator();
let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry();
  trace.setGlobalTracerProvider(telemetry.tracerProvider);
  metrics.setGlobalMeterProvider(telemetry.meterProvider);
});
afterEach(async () => {
  trace.disable();
  metrics.disable();
  await telemetry.close();
});

const ask = (client: OpenAI): Promise<unknown> =>
  client.chat.completions.create({ model: 'gpt-5.2', messages: HELLO });

test('an instrumented client is the same client, and its calls go to the global providers', async () => {
  const client = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
  expect(instrument(client)).toBe(client);
  await ask(client);
  expect(telemetry.span.name).toBe('chat gpt-5.2');
  expect(await telemetry.points('llm.call.cost')).toHaveLength(1);
});

test('providers that are registered after the first call are found', async () => {
  const client = instrument(new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') }));
  trace.disable();
  metrics.disable();
  await ask(client);
  trace.setGlobalTracerProvider(telemetry.tracerProvider);
  metrics.setGlobalMeterProvider(telemetry.meterProvider);
  await ask(client);
  expect(telemetry.spans).toHaveLength(1);
  expect(await telemetry.points('llm.call.cost')).toHaveLength(1);
});
