/** Beside OpenTelemetry's instrumentation of `openai`, by users who want a span of fuelgauge's for every call. */
import { createRequire } from 'node:module';
import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { OpenAIInstrumentation as Peer } from '@opentelemetry/instrumentation-openai';
import type OpenAI from 'openai6';
import { beforeEach, expect, it } from 'vitest';
import { PROMPT, settle, useWorld } from './setup.ts';

const OURS = '@fuelgauge/instrumentation';
const THEIRS = '@opentelemetry/instrumentation-openai';

const world = useWorld();
new Peer().setMeterProvider(world.telemetry.meterProvider);
new OpenAIInstrumentation({ enrich: false });
const Client = createRequire(import.meta.url)('openai6').OpenAI as typeof OpenAI;

beforeEach(async () => {
  const client = new Client({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai') });
  await client.chat.completions.create({ model: 'gpt-4o-mini', messages: PROMPT });
  await settle(world);
});

it('a call has a span of its own below the other one', () => {
  const [own, theirs] = world.telemetry.spans;
  expect([own?.scope, theirs?.scope]).toEqual([OURS, THEIRS]);
  expect(own?.parentSpanId).toBe(theirs?.spanId);
});

it('the other span gets nothing of ours', () => {
  const theirs = world.telemetry.spans[1]!;
  expect(Object.keys(theirs.attributes).filter((name) => /^llm\.|cost/.test(name))).toEqual([]);
});

it('the duration is counted once all the same', async () => {
  expect(await world.telemetry.counts('gen_ai.client.operation.duration')).toEqual({ [THEIRS]: 1 });
});
