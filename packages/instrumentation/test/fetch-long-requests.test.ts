/** Requests that are too long to be parsed: images and documents in them. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answering } from './families.ts';
import { Telemetry } from './telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry();
});
afterEach(() => telemetry.close());

const LONG = 'x'.repeat(300_000);
const ANTHROPIC = 'https://api.anthropic.com/v1/messages';
const VERTEX =
  'https://us-central1-aiplatform.googleapis.com/v1/projects/fake-project/locations/us-central1/publishers/anthropic/models/claude-sonnet-4-5:rawPredict';
const TOOL_USE = {
  role: 'assistant',
  content: [
    { type: 'tool_use', id: 'fake', name: 'look_up', input: { model: 'what the user drives', stream: true } },
  ],
};

async function ask(url: string, body: object): Promise<void> {
  const get = answering(telemetry, () => Response.json({ id: 'a', content: [] }));
  await (await get(url, { method: 'POST', body: JSON.stringify(body) })).json();
}

test.each<[string, (messages: object[]) => object]>([
  ['before them', (messages) => ({ model: 'claude-sonnet-4-5', messages })],
  ['behind them', (messages) => ({ messages, model: 'claude-sonnet-4-5' })],
])('the model that stands %s is told, not a tool’s argument of that name', async (_, body) => {
  await ask(ANTHROPIC, body([TOOL_USE, { role: 'user', content: LONG }, TOOL_USE]));
  expect(telemetry.attributes['gen_ai.request.model']).toBe('claude-sonnet-4-5');
  expect(telemetry.attributes).not.toHaveProperty('gen_ai.request.stream');
});

test('a request without a model does not take a tool’s argument for it', async () => {
  await ask(VERTEX, { messages: [TOOL_USE, { role: 'user', content: LONG }, TOOL_USE] });
  expect(telemetry.attributes['gen_ai.request.model']).toBe('claude-sonnet-4-5');
});

test('whatever stands around it, the outermost model is told', async () => {
  const strange = fc.oneof(fc.jsonValue(), fc.constant({ model: 'inner' }), fc.constant('"model":"inner"'));
  await fc.assert(
    fc.asyncProperty(fc.array(strange), fc.array(strange), fc.boolean(), async (before, after, first) => {
      const rest = { before, long: [LONG, after] };
      await ask(ANTHROPIC, first ? { model: 'outer', ...rest } : { ...rest, model: 'outer' });
      expect(telemetry.spans.at(-1)!.attributes['gen_ai.request.model']).toBe('outer');
    }),
    { numRuns: 60 },
  );
});
