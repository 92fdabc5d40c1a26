import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ProviderId, type Simulator, startSimulator } from '../src/index.ts';

const messages = [{ role: 'user' as const, content: 'How far does the fuel last?' }];
const providers: ProviderId[] = ['openrouter', 'deepseek', 'openai', 'moonshot', 'siliconflow'];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const client = (provider: ProviderId): OpenAI =>
  new OpenAI({ apiKey: 'sk-fake-answers', baseURL: simulator.url(provider), maxRetries: 0 });

/** Every data line of a stream, parsed; `[DONE]` and comments as text. */
async function streamLines(provider: ProviderId, body: object): Promise<unknown[]> {
  const response = await fetch(`${simulator.url(provider)}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-fake-answers', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'deepseek/deepseek-v4-flash', messages, stream: true, ...body }),
  });
  return (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('data: {') ? JSON.parse(line.slice(6)) : line));
}

describe('an answer in one piece', () => {
  test.each(providers)('from %s has the text and its token counts', async (provider) => {
    const answer = await client(provider).chat.completions.create({ model: 'gpt-5.2', messages });
    expect(answer.choices[0]!.message.content).toBe(simulator.answer.text);
    expect(answer.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 14, total_tokens: 21 });
  });

  test('from OpenRouter says what it cost and which account paid', async () => {
    simulator.answer.promptTokens = 1_000_000;
    simulator.answer.completionTokens = 1_000_000;
    const answer = await client('openrouter').chat.completions.create({
      model: 'deepseek/deepseek-v4-flash',
      messages,
    });
    expect(answer.usage).toMatchObject({
      cost: 0.75,
      is_byok: false,
      cost_details: {
        upstream_inference_cost: null,
        upstream_inference_prompt_cost: 0.15,
        upstream_inference_completions_cost: 0.6,
      },
    });
  });

  test('from DeepSeek splits the prompt into cache hits and misses', async () => {
    simulator.answer.promptTokens = 100;
    simulator.answer.cachedTokens = 64;
    const answer = await client('deepseek').chat.completions.create({ model: 'deepseek-flash', messages });
    expect(answer.usage).toMatchObject({ prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 });
  });

  test('from OpenAI has its details, tier and fingerprint', async () => {
    simulator.answer.reasoningTokens = 5;
    const answer = await client('openai').chat.completions.create({ model: 'gpt-4o-mini', messages });
    expect(answer).toMatchObject({
      model: 'gpt-4o-mini-2024-07-18',
      service_tier: 'default',
      system_fingerprint: 'fp_fake000001',
      usage: {
        completion_tokens_details: { reasoning_tokens: 5 },
        prompt_tokens_details: { cached_tokens: 0 },
      },
    });
  });

  test('from OpenAI carries a request id and the rate limits in its headers', async () => {
    const { response } = await client('openai')
      .chat.completions.create({ model: 'gpt-5.2', messages })
      .withResponse();
    expect(response.headers.get('x-request-id')).toMatch(/^req_fake/);
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('499');
  });

  test('from Moonshot tells cached tokens beside the totals', async () => {
    simulator.answer.cachedTokens = 3;
    const answer = await client('moonshot').chat.completions.create({ model: 'kimi-k2.6', messages });
    expect(answer.usage).toMatchObject({ cached_tokens: 3 });
  });

  test('is cut at max_tokens', async () => {
    const answer = await client('openai').chat.completions.create({
      model: 'gpt-5.2',
      messages,
      max_tokens: 4,
    });
    expect([answer.choices[0]!.finish_reason, answer.usage!.completion_tokens]).toEqual(['length', 4]);
  });

  test('has as many choices as were asked for', async () => {
    const answer = await client('openai').chat.completions.create({ model: 'gpt-5.2', messages, n: 3 });
    expect(answer.choices.map((choice) => choice.index)).toEqual([0, 1, 2]);
  });
});

describe('a streamed answer', () => {
  test.each(providers)('from %s adds up to the text', async (provider) => {
    const stream = await client(provider).chat.completions.create({
      model: 'gpt-5.2',
      messages,
      stream: true,
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(simulator.answer.text);
  });

  test.each(providers)('from %s ends with [DONE]', async (provider) => {
    expect((await streamLines(provider, {})).at(-1)).toBe('data: [DONE]');
  });

  test('from OpenRouter begins with comments', async () => {
    expect((await streamLines('openrouter', {}))[0]).toBe(': OPENROUTER PROCESSING');
  });

  test('from OpenRouter has usage and cost in its last chunk without being asked', async () => {
    const lines = await streamLines('openrouter', {});
    expect(lines.at(-2)).toMatchObject({ usage: { cost: expect.any(Number), is_byok: false } });
  });

  test.each(['deepseek', 'openai', 'siliconflow'] as const)(
    'from %s has no usage unless asked',
    async (provider) => {
      expect(JSON.stringify(await streamLines(provider, {}))).not.toContain('total_tokens');
    },
  );

  test('from OpenAI has usage, when asked, in a chunk of its own without choices', async () => {
    const lines = await streamLines('openai', { stream_options: { include_usage: true } });
    expect(lines.at(-2)).toMatchObject({ choices: [], usage: { prompt_tokens: 7 } });
  });

  test('from DeepSeek has usage, when asked, beside the finish reason', async () => {
    const lines = await streamLines('deepseek', { stream_options: { include_usage: true } });
    expect(lines.at(-2)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      usage: { prompt_cache_miss_tokens: 7 },
    });
  });

  test('from Moonshot has usage inside the last choice', async () => {
    expect((await streamLines('moonshot', {})).at(-2)).toMatchObject({
      choices: [{ finish_reason: 'stop', usage: { total_tokens: 21 } }],
    });
  });

  test('from SiliconFlow has running totals that end at the true ones', async () => {
    const lines = (await streamLines('siliconflow', { stream_options: { include_usage: true } })).slice(
      0,
      -1,
    );
    const completed = lines.map(
      (line) => (line as { usage: { completion_tokens: number } }).usage.completion_tokens,
    );
    expect(completed).toEqual([...completed].sort((a, b) => a - b));
    expect(completed.at(-1)).toBe(14);
  });

  test('has the number of text chunks that was set', async () => {
    simulator.delivery.chunks = 3;
    const lines = await streamLines('deepseek', {});
    // role, three pieces, finish, [DONE]
    expect(lines).toHaveLength(6);
  });
});

describe('the request log', () => {
  test('keeps the body and blanks the key', async () => {
    await client('deepseek').chat.completions.create({ model: 'deepseek-flash', messages });
    const [request] = simulator.requests;
    expect(request).toMatchObject({
      provider: 'deepseek',
      method: 'POST',
      path: '/deepseek/chat/completions',
      status: 200,
      body: { model: 'deepseek-flash', messages },
    });
    expect(request!.headers.authorization).toBe('[blanked]');
    expect(JSON.stringify(simulator.requests)).not.toContain('sk-fake-answers');
  });
});
