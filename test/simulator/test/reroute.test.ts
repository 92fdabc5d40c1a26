import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ProviderId, resolveHostsLocally, type Simulator, startSimulator } from '../src/index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const realUrls: [ProviderId, string][] = [
  ['openrouter', 'https://openrouter.ai/api/v1'],
  ['deepseek', 'https://api.deepseek.com'],
  ['deepseek', 'https://api.deepseek.com/v1'],
  ['openai', 'https://api.openai.com/v1'],
  ['moonshot', 'https://api.moonshot.ai/v1'],
  ['siliconflow', 'https://api.siliconflow.cn/v1'],
  ['anthropic', 'https://api.anthropic.com/v1'],
  ['gemini', 'https://generativelanguage.googleapis.com/v1beta/openai'],
];

test.each(realUrls)('the rerouting fetch reaches %s under %s', async (provider, baseURL) => {
  const client = new OpenAI({ apiKey: 'sk-fake', baseURL, fetch: simulator.fetch, maxRetries: 0 });
  await client.chat.completions.create({ model: 'gpt-5.2', messages: [] });
  expect(simulator.requests[0]!.provider).toBe(provider);
});

test('the rerouting fetch leaves other hosts alone', async () => {
  const response = await simulator.fetch(`${simulator.url('deepseek')}/user/balance`, {
    headers: { authorization: 'Bearer sk-fake' },
  });
  expect(response.status).toBe(200);
});

test('names resolved locally reach each service by its Host header', async () => {
  const restore = resolveHostsLocally();
  try {
    for (const provider of new Set(realUrls.map(([id]) => id))) {
      const client = new OpenAI({ apiKey: 'sk-fake', baseURL: simulator.hostUrl(provider), maxRetries: 0 });
      await client.chat.completions.create({ model: 'gpt-5.2', messages: [] });
      expect(simulator.requests.at(-1)!.provider).toBe(provider);
    }
  } finally {
    restore();
  }
  expect(simulator.requests[0]!.headers.host).toBe(`openrouter.ai:${simulator.port}`);
});
