import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type ProviderId,
  SCENARIOS,
  type Scenario,
  type ScenarioName,
  type Simulator,
  startSimulator,
} from '../src/index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const all = Object.entries(SCENARIOS) as [ScenarioName, Scenario][];
const providerOf = (scenario: Scenario): ProviderId => scenario.seenAt[0] ?? 'openai';

const post = (provider: ProviderId, body: object = {}, path = '/chat/completions'): Promise<Response> =>
  fetch(simulator.url(provider) + path, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-fake-failures', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'deepseek/deepseek-v4-flash', messages: [], ...body }),
  });

describe('a failing response', () => {
  test.each(
    all.flatMap(([name, scenario]) =>
      scenario.failure.kind === 'response'
        ? [[name, providerOf(scenario), scenario.failure.status] as const]
        : [],
    ),
  )('%s at %s has status %i and is logged under its name', async (name, provider, status) => {
    simulator.failNext(provider, name);
    const response = await post(provider);
    await response.text();
    expect([response.status, simulator.requests[0]!.scenario]).toEqual([status, name]);
  });

  test('happens as often as was asked, then never', async () => {
    simulator.failNext('openai', 'server_error', { times: 2 });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await post('openai')).status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  test('can be kept for one model', async () => {
    simulator.failNext('openai', 'server_error', { model: 'gpt-5.2' });
    expect((await post('openai', { model: 'gpt-4o-mini' })).status).toBe(200);
    expect((await post('openai', { model: 'gpt-5.2' })).status).toBe(500);
  });

  test('from an upstream carries its JSON error as text inside', async () => {
    simulator.failNext('openrouter', 'upstream_insufficient_balance');
    const { error } = (await (await post('openrouter')).json()) as { error: { metadata: { raw: string } } };
    expect(JSON.parse(error.metadata.raw)).toMatchObject({ error: { message: 'Insufficient Balance' } });
  });

  test('from a relayed upstream carries it as text inside text', async () => {
    simulator.failNext('openrouter', 'upstream_insufficient_balance_nested');
    const { error } = (await (await post('openrouter')).json()) as { error: { metadata: { raw: string } } };
    const outer = JSON.parse(error.metadata.raw) as { error: { message: string } };
    expect(JSON.parse(outer.error.message)).toMatchObject({ error: { message: 'Insufficient Balance' } });
  });

  test('tells the official client when to come back', async () => {
    simulator.failNext('openai', 'rate_limited');
    const client = new OpenAI({ apiKey: 'sk-fake', baseURL: simulator.url('openai') });
    const before = Date.now();
    await client.chat.completions.create({ model: 'gpt-5.2', messages: [] });
    expect(simulator.requests.map((request) => request.status)).toEqual([429, 200]);
    expect(Date.now() - before).toBeLessThan(400);
  });

  test.each(['openrouter', 'deepseek', 'openai', 'moonshot', 'siliconflow'] as const)(
    'that any service can give is worded as %s words its errors',
    async (provider) => {
      simulator.failNext(provider, 'context_length_exceeded');
      const body = (await (await post(provider)).json()) as Record<string, unknown>;
      expect(Object.keys(body)).toEqual(
        provider === 'siliconflow'
          ? ['code', 'message', 'data']
          : provider === 'openrouter'
            ? ['error', 'user_id']
            : ['error'],
      );
    },
  );
});

describe('an error in the middle of an answer', () => {
  test('stands in a chunk with finish_reason error at OpenRouter', async () => {
    simulator.failNext('openrouter', 'midstream_error');
    const lines = (await (await post('openrouter', { stream: true })).text()).trim().split('\n\n');
    expect(JSON.parse(lines.at(-1)!.slice(6))).toMatchObject({
      error: { message: 'Provider disconnected unexpectedly' },
      choices: [{ finish_reason: 'error' }],
    });
  });

  test('comes after part of the text', async () => {
    simulator.failNext('openrouter', 'midstream_error');
    const client = new OpenAI({ apiKey: 'sk-fake', baseURL: simulator.url('openrouter'), maxRetries: 0 });
    const stream = await client.chat.completions.create({
      model: 'deepseek/deepseek-v4-flash',
      messages: [],
      stream: true,
    });
    let text = '';
    await expect(async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    }).rejects.toThrow('Provider disconnected');
    expect(text.length).toBeGreaterThan(0);
    expect(simulator.answer.text.startsWith(text)).toBe(true);
  });

  test('stands beside the choice when the answer comes in one piece', async () => {
    simulator.failNext('openrouter', 'midstream_error');
    const response = await post('openrouter');
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({
        choices: [expect.objectContaining({ finish_reason: 'error', error: expect.anything() })],
      }),
    ]);
  });

  test.each([
    [
      'response_failed',
      'response.failed',
      { response: { status: 'failed', error: { code: 'server_error' } } },
    ],
    ['midstream_overloaded', 'error', { error: { code: 'server_is_overloaded' } }],
    ['response_error_flat', 'error', { code: 'server_error' }],
  ] as const)('%s ends a Responses stream with the event %s', async (scenario, type, event) => {
    simulator.failNext('openai', scenario);
    const text = await (await post('openai', { input: 'hi', stream: true }, '/responses')).text();
    const [eventLine, dataLine] = text.trim().split('\n\n').at(-1)!.split('\n');
    expect(eventLine).toBe(`event: ${type}`);
    expect(JSON.parse(dataLine!.slice(6))).toMatchObject({ type, ...event });
  });

  test('makes a Responses answer in one piece a failed one', async () => {
    simulator.failNext('openai', 'response_failed');
    expect(await (await post('openai', { input: 'hi' }, '/responses')).json()).toMatchObject({
      status: 'failed',
      error: { code: 'server_error' },
      output: [],
    });
  });
});
