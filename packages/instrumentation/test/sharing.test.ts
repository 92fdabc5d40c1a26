import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { OpenAI } from 'openai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HELLO, useSimulator } from './setup.ts';
import { Telemetry } from './telemetry.ts';

/** Several instrumentations, ours and others', on one client class. */
const simulator = useSimulator();
let first: Telemetry;
let second: Telemetry;
beforeEach(() => {
  first = new Telemetry();
  second = new Telemetry();
});
afterEach(async () => {
  await first.close();
  await second.close();
});

const instrument = (telemetry: Telemetry): OpenAIInstrumentation => {
  const instrumentation = new OpenAIInstrumentation();
  instrumentation.setTracerProvider(telemetry.tracerProvider);
  instrumentation.manuallyInstrument(OpenAI);
  return instrumentation;
};
const call = (): Promise<unknown> =>
  new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') }).chat.completions.create({
    model: 'gpt-5.2',
    messages: HELLO,
  });

test('of two, the one that came last records, and when it is off the other does', async () => {
  const [earlier, later] = [instrument(first), instrument(second)];
  await call();
  expect([first.spans.length, second.spans.length]).toEqual([0, 1]);
  later.disable();
  await call();
  expect([first.spans.length, second.spans.length]).toEqual([1, 1]);
  earlier.disable();
});

test('switched off and on again it records', async () => {
  const instrumentation = instrument(first);
  instrumentation.disable();
  await call();
  instrumentation.enable();
  await call();
  expect(first.spans).toHaveLength(1);
  instrumentation.disable();
});

test('a call under way when it is switched off still ends its span', async () => {
  const instrumentation = instrument(first);
  simulator().delivery.latencyMs = 30;
  const pending = call();
  await new Promise((resolve) => setTimeout(resolve, 10));
  instrumentation.disable();
  await pending;
  expect(first.spans).toHaveLength(1);
});

test('what another library wrapped around it stays when it is switched off', async () => {
  const instrumentation = instrument(first);
  const prototype = OpenAI.prototype as unknown as { makeRequest(...args: unknown[]): unknown };
  const ours = prototype.makeRequest;
  let seen = 0;
  prototype.makeRequest = function (...args) {
    seen++;
    return ours.apply(this, args);
  };
  instrumentation.disable();
  await call();
  prototype.makeRequest = ours;
  expect(seen).toBe(1);
});
