/** An answer that is read through clones of its response: in middlewares, caches and loggers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FuelgaugeConfig } from '@fuelgauge/instrumentation';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answering, sse, streamOf } from './families.ts';
import { Telemetry } from './telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry();
});
afterEach(() => telemetry.close());

const URL = 'https://api.openai.com/v1/chat/completions';
const CALL = { method: 'POST', body: '{"model":"gpt-5.2","stream":true}' };
const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const said = (content: string): object => ({ id: 'a', choices: [{ index: 0, delta: { content } }] });
const EVENTS = sse(
  [
    said('Hel'),
    said('lo'),
    said(' you'),
    { id: 'a', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] } as object,
    { id: 'a', choices: [], usage: USAGE } as object,
  ],
  false,
);

const stream = (config?: FuelgaugeConfig): Promise<Response> =>
  answering(telemetry, () => streamOf(EVENTS, { size: 40 }), config)(URL, CALL);

const drain = async ({ body }: Response): Promise<void> => {
  for await (const _ of body!);
};

test.each([
  ['untouched', false],
  ['touched before', true],
])('an answer and its clone, both read, tell the text once: body %s', async (_, touched) => {
  const response = await stream({ captureMessageContent: true });
  if (touched) expect(response.body!.locked).toBe(false);
  const copy = response.clone();
  await Promise.all([drain(response), drain(copy)]);
  expect(telemetry.attributes['gen_ai.output.messages']).toContain('"Hello you"');
});

test('JSON whose body was touched before it was cloned is read once', async () => {
  const answer = { id: 'a', choices: [], usage: USAGE };
  const response = await answering(telemetry, () => Response.json(answer))(URL, CALL);
  expect(response.body!.locked).toBe(false);
  const copy = response.clone();
  await drain(response);
  await drain(copy);
  expect(telemetry.attributes['gen_ai.usage.input_tokens']).toBe(10);
});

test('a clone that is let go early does not end the call that is still read', async () => {
  const response = await stream();
  const reader = response.clone().body!.getReader();
  await reader.read();
  void reader.cancel();
  await response.text();
  expect(telemetry.attributes['gen_ai.usage.output_tokens']).toBe(5);
});

test('an error whose clone is let go has the verdict of the body that is still read', async () => {
  const error = { error: { code: 'insufficient_quota', message: 'You exceeded your current quota' } };
  const response = await answering(telemetry, () => Response.json(error, { status: 429 }))(URL, CALL);
  void response.clone().body!.cancel();
  await response.text();
  expect(telemetry.attributes['llm.error.category']).toBe('insufficient_balance');
});

test('an answer and its clone, both let go, end the call', async () => {
  const response = await stream();
  const copy = response.clone();
  await Promise.all([copy.body!.cancel(), response.body!.cancel()]);
  expect(telemetry.spans).toHaveLength(1);
});

test('a clone that outlives its response is read to its end', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const copy = await (async () => (await stream()).clone())();
  const reader = copy.body!.getReader();
  await reader.read();
  for (let round = 0; round < 5; round++) {
    gc();
    await sleep(10);
  }
  while (!(await reader.read()).done);
  expect(telemetry.attributes['gen_ai.usage.output_tokens']).toBe(5);
});
