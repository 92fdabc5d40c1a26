import { readFileSync } from 'node:fs';
import {
  FetchInstrumentation,
  instrument,
  instrumentFetch,
  OpenAIInstrumentation,
} from '@fuelgauge/instrumentation';
import { OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { HELLO, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const simulator = useSimulator();

const MALFORMED: readonly [config: object, message: RegExp][] = [
  [{ providers: 'x' }, /config\.providers must be an object of host → provider name, got string/],
  [
    { providers: { 'llm.internal': 7 } },
    /config\.providers\["llm\.internal"\] must be a non-empty string, got number/,
  ],
  [{ accounts: [] }, /config\.accounts must be an object of account name → API key, got an array/],
  [{ accounts: { production: undefined } }, /config\.accounts\[entry 1\] must be a non-empty string/],
  [{ accountId: 'x' }, /config\.accountId must be a function, got string/],
  [{ requestHook: {} }, /config\.requestHook must be a function, got an object/],
  [
    { priceLibrary: true },
    /config\.priceLibrary must be the module @pydantic\/genai-prices, or false, got boolean/,
  ],
  [{ maxAccounts: -1 }, /config\.maxAccounts must be a whole number, 0 or more/],
  [{ prices: [{ provider: 'openai', model: 'm', input: 'free' }] }, /table\[0\]\.input/],
];

describe.each([
  ['OpenAIInstrumentation', OpenAIInstrumentation],
  ['FetchInstrumentation', FetchInstrumentation],
] as const)('%s', (_, Instrumentation) => {
  test.each(MALFORMED)('refuses %j at start and names the field', (config, message) => {
    expect(() => new Instrumentation({ enabled: false, ...config } as never)).toThrow(message);
  });
});

test('a malformed key is not quoted in the error', () => {
  const config = { accounts: { production: ['sk-fake-secret'] } } as never;
  expect(() => new OpenAIInstrumentation(config)).toThrow(expect.not.stringContaining('sk-fake-secret'));
});

test('instrument() refuses what is no client', () => {
  expect(() => instrument({})).toThrow(/wants an OpenAI client/);
});

test('instrumentFetch() refuses what is no function', () => {
  expect(() => instrumentFetch(undefined as never)).toThrow(/wants a function, got undefined/);
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(new OpenAIInstrumentation({ enabled: false }).instrumentationVersion).toBe(version);
});

describe('with a name for a host', () => {
  const at = useInstrumentedOpenAI(OpenAI, { providers: { localhost: 'acme_gateway' } });

  test('the provider is that name', async () => {
    const client = new OpenAI({
      apiKey: 'sk-fake-key-1',
      baseURL: simulator().url('openai').replace('127.0.0.1', 'localhost'),
    });
    await client.chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(at.telemetry.attributes['gen_ai.provider.name']).toBe('acme_gateway');
  });
});

describe('with prices of its own', () => {
  const at = useInstrumentedOpenAI(OpenAI, {
    prices: [{ provider: 'openai', model: 'gpt-5.2', currency: 'EUR', input: 1, output: 2 }],
  });

  test('they come before every list', async () => {
    const client = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    await client.chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(at.telemetry.attributes['gen_ai.usage.cost.currency']).toBe('EUR');
  });
});

describe('without a price library', () => {
  const at = useInstrumentedOpenAI(OpenAI, { priceLibrary: false });

  test('a call that tells no cost has none', async () => {
    const client = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    await client.chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(at.telemetry.attributes).not.toHaveProperty('gen_ai.usage.cost.amount');
  });
});

describe('with hooks', () => {
  const seen: unknown[] = [];
  const at = useInstrumentedOpenAI(OpenAI, {
    requestHook: (span, request) => {
      span.setAttribute('app.asked', request.operation);
      seen.push(request.body);
    },
    responseHook: (span, response) => span.setAttribute('app.answered', (response as { id: string }).id),
  });

  test('they see the request and the response and can add to the span', async () => {
    const client = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    const body = { model: 'gpt-5.2', messages: HELLO };
    const answer = await client.chat.completions.create(body);
    expect(seen).toEqual([body]);
    expect(at.telemetry.attributes).toMatchObject({ 'app.asked': 'chat', 'app.answered': answer.id });
  });
});

describe('with hooks that throw', () => {
  const fault = (): never => {
    throw new Error('of the application');
  };
  const at = useInstrumentedOpenAI(OpenAI, { requestHook: fault, responseHook: fault });

  test('the call goes on and is recorded', async () => {
    const client = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    await client.chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
  });
});
