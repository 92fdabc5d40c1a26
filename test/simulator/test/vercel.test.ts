import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';

const KEY = 'vck_fake_1';
const MODEL = 'deepseek/deepseek-v4-flash';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => {
  simulator.reset();
  Object.assign(simulator.answer, { promptTokens: 100, completionTokens: 30, cachedTokens: 40 });
});
afterAll(() => simulator.close());

const ask = (version: number, streams: boolean, options: object = {}, path = 'language-model') =>
  fetch(`${simulator.url('vercel')}/v${version === 2 ? 1 : version}/ai/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'ai-language-model-specification-version': String(version),
      'ai-language-model-id': MODEL,
      'ai-language-model-streaming': String(streams),
    },
    body: JSON.stringify({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'How far?' }] }],
      ...options,
    }),
  });

const answered = async (...asked: Parameters<typeof ask>): Promise<Record<string, unknown>> =>
  (await (await ask(...asked)).json()) as Record<string, unknown>;

type Part = Readonly<Record<string, unknown>>;

const streamed = async (version: number): Promise<Part[]> =>
  (await (await ask(version, true)).text())
    .trim()
    .split('\n\n')
    .filter((block) => block !== 'data: [DONE]')
    .map((block) => JSON.parse(block.slice('data: '.length)) as Part);

const TOTALS = {
  inputTokens: { total: 100, noCache: 60, cacheRead: 40 },
  outputTokens: { total: 30 },
};

describe.each([
  [2, 'stop', { inputTokens: 100, outputTokens: 30, totalTokens: 130, cachedInputTokens: 40 }],
  [3, { unified: 'stop', raw: 'stop' }, TOTALS],
  [4, { unified: 'stop', raw: 'stop' }, TOTALS],
])('in the form of specification v%i', (version, finishReason, usage) => {
  test('an answer has finish reason, usage and the cost that the account paid', async () => {
    const account = simulator.accounts.of('vercel', KEY);
    const before = account.spent;
    const answer = await answered(version, false);
    expect(answer).toMatchObject({ content: [{ type: 'text' }], finishReason, usage });
    const { gateway } = answer.providerMetadata as { gateway: { cost: string } };
    expect(Number(gateway.cost)).toBeCloseTo(account.spent - before, 12);
  });

  test('a stream ends with the same', async () => {
    const parts = await streamed(version);
    expect(parts.slice(0, 2).map(({ type }) => type)).toEqual(['stream-start', 'response-metadata']);
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      finishReason,
      usage,
      providerMetadata: { gateway: {} },
    });
    const text = parts.filter(({ type }) => type === 'text-delta').map(({ delta }) => delta);
    expect(text.join('')).toBe(simulator.answer.text);
  });
});

test('a tool is called, and not again once it has answered', async () => {
  const tools = [{ type: 'function', name: 'range', inputSchema: { type: 'object', properties: {} } }];
  const first = await answered(4, false, { tools });
  expect(first).toMatchObject({
    content: [{ type: 'tool-call', toolName: 'range', input: '{}' }],
    finishReason: { unified: 'tool-calls' },
  });
  const prompt = [{ role: 'tool', content: [] }];
  expect(await answered(4, false, { tools, prompt })).toMatchObject({ content: [{ type: 'text' }] });
});

test.each([{ values: ['a', 'b'] }, { input: ['a', 'b'] }])('embeddings of %j are two', async (body) => {
  const answer = await answered(4, false, body, 'embedding-model');
  expect(answer.embeddings).toHaveLength(2);
  expect(answer.usage).toEqual({ tokens: 100 });
});

test('OpenAI’s API has the cost in the usage, and beside the message', async () => {
  const client = new OpenAI({ apiKey: KEY, baseURL: `${simulator.url('vercel')}/v1` });
  const { usage, choices } = await client.chat.completions.create({ model: MODEL, messages: [] });
  const cost = (usage as unknown as { cost: number }).cost;
  expect(cost).toBeGreaterThan(0);
  expect(choices[0]!.message).toMatchObject({ provider_metadata: { gateway: { cost: String(cost) } } });
});

test('an empty account is told in the gateway’s words, whichever API is asked', async () => {
  simulator.accounts.of('vercel', 'vck_fake_empty').empty();
  for (const path of ['/v4/ai/language-model', '/v1/chat/completions']) {
    const response = await fetch(simulator.url('vercel') + path, {
      method: 'POST',
      headers: { authorization: 'Bearer vck_fake_empty' },
      body: '{}',
    });
    expect([response.status, await response.json()]).toEqual([
      402,
      { error: expect.objectContaining({ type: 'insufficient_funds' }) },
    ]);
  }
});
