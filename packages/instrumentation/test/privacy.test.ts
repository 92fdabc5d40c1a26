import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OpenAI } from 'openai';
import { expect, test } from 'vitest';
import { HELLO, settled, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const simulator = useSimulator();
const at = useInstrumentedOpenAI(OpenAI);

const KEY = 'sk-fake-0123456789abcdefghij';
const client = (provider: 'openai' | 'openrouter'): OpenAI =>
  new OpenAI({ apiKey: KEY, baseURL: simulator().hostUrl(provider), maxRetries: 1 });

/** Everything that left: spans whole, and every point of every metric. */
async function exported(): Promise<string> {
  const spans = at.telemetry.spans.map(({ name, attributes, status, events }) => ({
    name,
    attributes,
    status,
    events,
  }));
  const names = [
    'gen_ai.client.operation.duration',
    'gen_ai.client.token.usage',
    'llm.call.cost',
    'llm.call.errors',
    'llm.call.retries',
    'llm.call.unpriced',
  ];
  return JSON.stringify([spans, await Promise.all(names.map((name) => at.telemetry.points(name)))]);
}

test('no prompt and no answer leaves', async () => {
  const answer = await client('openai').chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
  const out = await exported();
  expect(out).not.toContain(HELLO[0]!.content);
  expect(out).not.toContain(answer.choices[0]!.message.content);
});

test('no part of the key leaves', async () => {
  await client('openai').chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
  const out = await exported();
  expect(out).toContain('llm.account.id');
  for (let at = 0; at + 6 <= KEY.length; at++) {
    if (!KEY.slice(at, at + 6).includes('fake')) expect(out).not.toContain(KEY.slice(at, at + 6));
  }
});

test.each([
  ['openrouter', 'upstream_insufficient_balance'],
  ['openrouter', 'free_tier_daily'],
  ['openai', 'invalid_key'],
] as const)('no user id and no key of an error body leaves: %s %s', async (provider, scenario) => {
  simulator().failNext(provider, scenario, { times: 2 });
  await settled(
    client(provider).chat.completions.create({ model: 'deepseek/deepseek-v4-flash', messages: HELLO }),
  );
  const out = await exported();
  expect(out).not.toContain('user_fake');
  expect(out).not.toContain('sk-fake');
});

test('the text that a filter flagged does not leave', async () => {
  simulator().failNext('openrouter', 'moderation_flagged');
  await settled(
    client('openrouter').chat.completions.create({ model: 'deepseek/deepseek-v4-flash', messages: HELLO }),
  );
  expect(await exported()).not.toContain(HELLO[0]!.content);
});

test('a url with its path is in no metric', async () => {
  await client('openai').chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
  const points = await at.telemetry.points('gen_ai.client.operation.duration');
  expect(JSON.stringify(points)).not.toContain('/v1');
});

test('what a hook threw is logged by its kind and place, not its words', async () => {
  const logged: unknown[] = [];
  const note = (...args: unknown[]): void => void logged.push(args);
  diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note }, DiagLogLevel.ERROR);
  at.openai.setConfig({
    requestHook: (_span, { body }) => {
      throw new RangeError(`of the hook\n    at ${JSON.stringify(body)}`);
    },
  });
  try {
    await client('openai').chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(JSON.stringify(logged)).toContain('RangeError');
    expect(JSON.stringify(logged)).not.toContain(HELLO[0]!.content);
  } finally {
    diag.disable();
  }
});
