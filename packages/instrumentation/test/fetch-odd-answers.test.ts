/** Answers as no provider should write them, and as some do. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answering, geminiChunk, sse, streamOf } from './families.ts';
import { Telemetry } from './telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry();
});
afterEach(() => telemetry.close());

const CHAT = 'https://api.openai.com/v1/chat/completions';
const RESPONSES = 'https://api.openai.com/v1/responses';
const GOOGLE = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash';
const CALL = { method: 'POST', body: '{"model":"gpt-5.2","stream":true}' };

test('a Responses stream is priced by the tier that served it, not by the one that was asked for', async () => {
  const response = { id: 'r', object: 'response', model: 'gpt-5.2', error: null };
  const usage = { input_tokens: 1_000_000, output_tokens: 0, total_tokens: 1_000_000 };
  const events = [
    {
      type: 'response.created',
      response: { ...response, status: 'in_progress', service_tier: 'auto', usage: null },
    },
    {
      type: 'response.completed',
      response: { ...response, status: 'completed', service_tier: 'priority', usage },
    },
  ];
  const prices = [
    { provider: 'openai', model: 'gpt-5.2', serviceTier: 'priority', input: 3.5, output: 28 },
    { provider: 'openai', model: 'gpt-5.2', input: 1.75, output: 14 },
  ];
  await (await answering(telemetry, () => streamOf(sse(events)), { prices })(RESPONSES, CALL)).text();
  expect(telemetry.attributes['gen_ai.usage.cost.amount']).toBe(3.5);
});

test('a last event that carries an image is not too large to have its usage told', async () => {
  const output = [{ type: 'image_generation_call', id: 'ig_fake', result: 'A'.repeat(2_000_000) }];
  const usage = { input_tokens: 7, output_tokens: 5, total_tokens: 12 };
  const events = [{ type: 'response.completed', response: { object: 'response', output, usage } }];
  await (await answering(telemetry, () => streamOf(sse(events), { size: 65_536 }))(RESPONSES, CALL)).text();
  const chunks = await answering(telemetry, () => streamOf(sse(events), { size: 65_536 }))(RESPONSES, CALL);
  for await (const _ of chunks.body!);
  const told = telemetry.spans.map(({ attributes }) => attributes['gen_ai.usage.output_tokens']);
  expect(told).toEqual([5, 5]);
});

test.each([0.5, -1, Number.NaN, '0', 99])(
  'a choice numbered %s ends for the reason that it states',
  async (index) => {
    const events = sse(
      [{ id: 'a', choices: [{ index, delta: {}, finish_reason: 'stop' }] } as object],
      false,
    );
    await (await answering(telemetry, () => streamOf(events))(CHAT, CALL)).text();
    expect(telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['stop']);
  },
);

test.each(['text', 'arrayBuffer'] as const)(
  'an event too large to keep is skipped when it comes whole, by %s()',
  async (reader) => {
    const event = { id: 'a', choices: [], error: { message: 'x'.repeat(5_000_000) } };
    const response = await answering(telemetry, () => streamOf(sse([event as object], false), { size: 1e7 }))(
      CHAT,
      CALL,
    );
    await response[reader]();
    expect(telemetry.attributes).not.toHaveProperty('error.type');
  },
);

test('a JSON array that is cut behind a backslash, with an empty piece after it, is read on', async () => {
  const text = JSON.stringify([geminiChunk({ extra: 'an inch " ] of it' })]);
  const cut = text.lastIndexOf('\\') + 1;
  const pieces = [text.slice(0, cut), '', text.slice(cut)].map((piece) => new TextEncoder().encode(piece));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
  const answer = (): Response => new Response(body, { headers: { 'content-type': 'application/json' } });
  const get = answering(telemetry, answer);
  const response = await get(`${GOOGLE}:streamGenerateContent`, { method: 'POST', body: '{}' });
  for await (const _ of response.body!);
  expect(telemetry.attributes['gen_ai.usage.input_tokens']).toBe(50);
});

test.each([
  ['runs that are nearly long enough for base64', `${'A'.repeat(511)} `.repeat(200)],
  ['links in links', 'http://'.repeat(15_000)],
])('to blank secrets in %s takes a time in proportion to the text', async (_, content) => {
  const get = answering(telemetry, () => Response.json({}), {
    captureMessageContent: true,
    maxContentLength: 100_000,
  });
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] });
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    await get(CHAT, { method: 'POST', body });
    best = Math.min(best, performance.now() - start);
  }
  // Without a proportion, 60 ms and more; with it, 1 or 2.
  expect(best).toBeLessThan(20);
});
