/** Beside OpenTelemetry's instrumentation of `openai` when its span is not sampled: such a span shows nothing. */
import { createRequire } from 'node:module';
import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { OpenAIInstrumentation as Peer } from '@opentelemetry/instrumentation-openai';
import { SamplingDecision as Decision, type SamplingDecision } from '@opentelemetry/sdk-trace';
import type OpenAI from 'openai6';
import { beforeEach, expect, it } from 'vitest';
import { PROMPT, settle, useWorld } from './setup.ts';

let decision: SamplingDecision = Decision.RECORD_AND_SAMPLED;
const world = useWorld({
  sampler: { shouldSample: () => ({ decision }), toString: () => 'as the test says' },
});
const peer = new Peer();
peer.setMeterProvider(world.telemetry.meterProvider);
new OpenAIInstrumentation();
const Client = createRequire(import.meta.url)('openai6').OpenAI as typeof OpenAI;

const ask = async (): Promise<void> => {
  const client = new Client({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai') });
  await client.chat.completions.create({ model: 'gpt-4o-mini', messages: PROMPT });
  await settle(world);
};

beforeEach(async () => {
  decision = Decision.RECORD_AND_SAMPLED;
  await ask();
  await world.telemetry.reset();
  decision = Decision.NOT_RECORD;
});

it('a call whose span is not sampled has its duration counted once, by the other one', async () => {
  await ask();
  expect(await world.telemetry.counts('gen_ai.client.operation.duration')).toEqual({
    '@opentelemetry/instrumentation-openai': 1,
  });
});

it('a call whose span is not sampled has its cost counted', async () => {
  await ask();
  expect(Object.keys(await world.telemetry.counts('llm.call.cost'))).toEqual(['@fuelgauge/instrumentation']);
});

it('a call whose span is not sampled leaves no span', async () => {
  await ask();
  expect(world.telemetry.spans).toEqual([]);
});
