/** A service that passes on what its users choose: models, hosts, keys. Metrics must stay bounded. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answering } from './families.ts';
import { Telemetry } from './telemetry.ts';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = new Telemetry();
});
afterEach(() => telemetry.close());

const URL = 'https://api.openai.com/v1/chat/completions';
const MANY = 600;
const LIMITS = {
  'x-ratelimit-limit-requests': '100',
  'x-ratelimit-remaining-requests': '9',
  'x-ratelimit-reset-requests': '60s',
};

interface Asked {
  readonly url?: string;
  readonly model?: string;
  readonly key?: string;
}

/** @param answer the answer to the n-th request. */
async function askMany(ask: (n: number) => Asked, answer: (n: number) => object = () => ({})): Promise<void> {
  let count = 0;
  const get = answering(telemetry, () =>
    Response.json({ id: 'a', choices: [], ...answer(count) }, { headers: LIMITS }),
  );
  for (; count < MANY; count++) {
    const { url = URL, model = 'gpt-5.2', key = 'sk-fake-1' } = ask(count);
    const headers = { authorization: `Bearer ${key}` };
    await (await get(url, { method: 'POST', headers, body: JSON.stringify({ model }) })).json();
  }
}

const values = async (metric: string, attribute: string): Promise<Set<unknown>> =>
  new Set((await telemetry.points(metric)).map(({ attributes }) => attributes[attribute]));

const DURATION = 'gen_ai.client.operation.duration';

test.each<[string, string, string, (n: number) => Asked, ((n: number) => object)?]>([
  ['models that users name', DURATION, 'gen_ai.request.model', (n) => ({ model: `users-${n}` })],
  ['models without a price', 'llm.call.unpriced', 'gen_ai.request.model', (n) => ({ model: `users-${n}` })],
  ['models that answer', DURATION, 'gen_ai.response.model', () => ({}), (n) => ({ model: `answers-${n}` })],
  [
    'hosts',
    DURATION,
    'server.address',
    (n) => ({ url: `https://customer-${n}.example/v1/chat/completions` }),
  ],
])(
  'however many %s there are, %s has a bounded number of %s, and the rest',
  async (_, metric, label, ask, answer) => {
    await askMany(ask, answer);
    const seen = await values(metric, label);
    expect(seen.size).toBeLessThan(310);
    expect(seen).toContain('other');
  },
);

test('however many hosts there are, the port of the rest is left out', async () => {
  await askMany((n) => ({ url: `http://localhost-${n}.example:${1000 + n}/v1/chat/completions` }));
  const rest = (await telemetry.points(DURATION)).filter(
    ({ attributes }) => attributes['server.address'] === 'other',
  );
  expect(rest.map(({ attributes }) => attributes['server.port'])).toEqual([undefined]);
});

test.each<[string, string, (n: number) => Asked]>([
  ['models', 'gen_ai.request.model', (n) => ({ model: `users-${n}` })],
  ['accounts', 'llm.account.id', (n) => ({ key: `sk-fake-${n}` })],
])('the limits of %s beyond the bound are not mixed in one reading', async (_, label, ask) => {
  await askMany(ask);
  expect(await values('llm.limit.remaining', label)).not.toContain('other');
});

test.each([
  ['a text of many lines', 'write me a poem\nabout my secret'],
  ['a very long text', 'about my secret '.repeat(100)],
])('%s in the place of a model is no model', async (_, model) => {
  const get = answering(telemetry, () => Response.json({ id: 'a', choices: [] }));
  await (await get(URL, { method: 'POST', body: JSON.stringify({ model }) })).json();
  const { name, attributes } = telemetry.span;
  const points = await telemetry.points(DURATION);
  expect(JSON.stringify([name, attributes, points])).not.toContain('secret');
});

test('a model whose name has spaces, as local servers have, is told', async () => {
  const model = 'Qwen 2.5 (7B) Q4_K_M.gguf';
  const get = answering(telemetry, () => Response.json({ id: 'a', choices: [] }));
  await (await get(URL, { method: 'POST', body: JSON.stringify({ model }) })).json();
  expect(telemetry.attributes['gen_ai.request.model']).toBe(model);
});

test('a server that tells another window with each answer does not crowd out what others tell', async () => {
  let answers = 0;
  const get = answering(telemetry, () => {
    const window = 100 + answers++;
    const policy = { 'ratelimit-policy': `"api";q=500;w=${window}`, ratelimit: '"api";r=5;t=60' };
    return Response.json({ id: 'a', choices: [] }, { headers: answers === 1 ? LIMITS : policy });
  });
  const ask = async (url: string): Promise<void> => {
    await (await get(url, { method: 'POST', body: '{"model":"m"}' })).json();
  };
  await ask(URL);
  for (let n = 0; n < 2_500; n++) await ask('https://router.huggingface.co/v1/chat/completions');
  const points = await telemetry.points('llm.limit.remaining');
  expect(points.length).toBeLessThan(50);
  expect(points.map(({ attributes }) => attributes['gen_ai.provider.name'])).toContain('openai');
});
