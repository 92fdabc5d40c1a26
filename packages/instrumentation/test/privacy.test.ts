import { AsyncResource } from 'node:async_hooks';
import { inspect } from 'node:util';
import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';
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

test('what a hook threw is not logged by a name that is none', async () => {
  const logged: unknown[] = [];
  const note = (...args: unknown[]): void => void logged.push(args);
  diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note }, DiagLogLevel.ERROR);
  at.openai.setConfig({
    requestHook: () => {
      throw Object.assign(new TypeError('x'), { name: `could not send ${HELLO[0]?.content}` });
    },
  });
  try {
    await client('openai').chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(JSON.stringify(logged)).toContain('TypeError');
    expect(JSON.stringify(logged)).not.toContain(HELLO[0]!.content);
  } finally {
    diag.disable();
  }
});

test('an id in the place of a code is no error.type', async () => {
  const answering = new OpenAI({
    apiKey: KEY,
    baseURL: 'https://api.openai.com/v1',
    fetch: async () =>
      Response.json({ error: { message: 'no', code: 'user_fakeabcdefghijklmn', type: 'server_error' } }),
  });
  await settled(answering.chat.completions.create({ model: 'gpt-5.2', messages: HELLO }));
  expect(at.telemetry.attributes['error.type']).toBe('server_error');
});

test('an object that is made during a call does not show the call when it is logged', async () => {
  let shown = '';
  const watching = new OpenAI({
    apiKey: KEY,
    baseURL: simulator().hostUrl('openai'),
    fetch: (...args) => {
      shown = inspect(new AsyncResource('task'), { depth: 8 });
      return fetch(...args);
    },
  });
  await watching.chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
  expect(shown).toContain('Call {}');
  expect(shown).not.toContain(KEY);
  expect(shown).not.toContain(HELLO[0]!.content);
});

test.each([
  ['logged', (value: object) => inspect(value, { depth: 8 })],
  ['its configuration is logged', (value: OpenAIInstrumentation) => inspect(value.getConfig())],
  [
    'its configuration is written as JSON',
    (value: OpenAIInstrumentation) => JSON.stringify(value.getConfig()),
  ],
])('an instrumentation does not show the keys of accounts when it is %s', (_how, show) => {
  const instrumentation = new OpenAIInstrumentation({ enabled: false, accounts: { production: KEY } });
  const shown = show(instrumentation as never);
  expect(shown).toContain('production');
  expect(shown).not.toContain(KEY);
});

test('a configuration that was asked for can be set again', () => {
  const instrumentation = new OpenAIInstrumentation({ enabled: false, accounts: { production: KEY } });
  instrumentation.setConfig({ ...instrumentation.getConfig(), maxAccounts: 3 });
  expect(instrumentation.getConfig().accounts?.production).toBe(KEY);
});

test('a host that is a URL with a password is not repeated', () => {
  const providers = { 'https://jane:fakepass@llm.example.test': '' };
  const make = (): unknown => new OpenAIInstrumentation({ enabled: false, providers });
  expect(make).toThrow(/^fuelgauge: config\.providers\[entry 1\] must be a non-empty string/);
});

test.each([
  ['the key itself', { [KEY]: KEY }],
  ['a name that holds the key', { [`production ${KEY}`]: KEY }],
  ['another key', { 'sk-ant-api03-fakefakefakefake': KEY }],
])('an account is not called by a key: %s', (_what, accounts) => {
  const make = (): unknown => new OpenAIInstrumentation({ enabled: false, accounts });
  expect(make).toThrow(/^fuelgauge: config\.accounts\[entry 1\] must be called by a name/);
  expect(make).not.toThrow(/fake/);
});
