import { classify, type Verdict } from '@fuelgauge/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ProviderId,
  SCENARIOS,
  type ScenarioName,
  type Simulator,
  startSimulator,
} from '../src/index.ts';

/** Real base URLs: whose words they are is part of the evidence. */
const BASE_URLS: Readonly<Record<ProviderId, string>> = {
  openrouter: 'https://openrouter.ai/api/v1',
  deepseek: 'https://api.deepseek.com',
  openai: 'https://api.openai.com/v1',
  moonshot: 'https://api.moonshot.ai/v1',
  siliconflow: 'https://api.siliconflow.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta',
  vercel: 'https://ai-gateway.vercel.sh/v4/ai',
};
const DIRECT: readonly ProviderId[] = [
  'deepseek',
  'openai',
  'moonshot',
  'siliconflow',
  'anthropic',
  'gemini',
];
const MODEL = 'deepseek/deepseek-v4-flash';

/** Path and body of a call in the service's own API. */
const CALLS: Readonly<Partial<Record<ProviderId, readonly [string, object]>>> = {
  anthropic: ['/v1/messages', { model: MODEL, messages: [], max_tokens: 99, stream: true }],
  gemini: [
    `/v1beta/models/${encodeURIComponent(MODEL)}:streamGenerateContent?alt=sse`,
    { contents: [{ parts: [{ text: 'hello' }] }] },
  ],
  vercel: ['/v4/ai/language-model', { prompt: [] }],
};

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

async function verdictOn(provider: ProviderId, scenario: ScenarioName): Promise<Verdict> {
  simulator.failNext(provider, scenario);
  const [path, body] = CALLS[provider] ?? ['/chat/completions', { model: MODEL, messages: [] }];
  const response = await fetch(simulator.url(provider) + path, {
    method: 'POST',
    headers: {
      authorization: 'Bearer sk-fake-verdicts',
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'ai-language-model-id': MODEL,
      'ai-language-model-streaming': 'true',
    },
    body: JSON.stringify(body),
  });
  return classify({
    baseUrl: BASE_URLS[provider],
    status: response.status,
    headers: response.headers,
    body: await response.text(),
  });
}

const cases = (Object.keys(SCENARIOS) as ScenarioName[]).flatMap((name) => {
  const { seenAt, failure, verdict } = SCENARIOS[name];
  if (!verdict || failure.kind === 'transport') return [];
  return (seenAt.length > 0 ? seenAt : DIRECT).map((provider) => ({ name, provider, verdict }));
});

describe('the classifier says of a simulated failure what the table expects', () => {
  for (const { name, provider, verdict } of cases) {
    test(`${name} at ${provider}`, async () => {
      expect(await verdictOn(provider, name)).toMatchObject(verdict);
    });
  }
});
