import { OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { HELLO, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const simulator = useSimulator();
const call = (apiKey: string, options: object = {}): Promise<unknown> =>
  new OpenAI({ apiKey, baseURL: simulator().hostUrl('openrouter'), ...options }).chat.completions.create({
    model: 'deepseek/deepseek-v4-flash',
    messages: HELLO,
  });

describe('without configuration', () => {
  const at = useInstrumentedOpenAI(OpenAI);
  const ids = (): unknown[] => at.telemetry.spans.map((span) => span.attributes['llm.account.id']);

  test('the same key is the same account, another key another', async () => {
    await call('sk-fake-key-1');
    await call('sk-fake-key-1');
    await call('sk-fake-key-2');
    const [first, second, third] = ids();
    expect(first).toMatch(/^key-[0-9a-f]{10}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('the key that is really sent counts, not the one of the client', async () => {
    await call('sk-fake-key-1');
    await call('sk-fake-key-2', { defaultHeaders: { Authorization: 'Bearer sk-fake-key-1' } });
    const [first, second] = ids();
    expect(second).toBe(first);
  });

  test('a token that rotates is no account', async () => {
    await call('eyJmYWtl.eyJmYWtl.c2lnbmVk');
    expect(ids()).toEqual([undefined]);
  });
});

describe('with names for keys', () => {
  const at = useInstrumentedOpenAI(OpenAI, { accounts: { production: 'sk-fake-key-1' } });

  test('a call carries the name', async () => {
    await call('sk-fake-key-1');
    expect(at.telemetry.attributes['llm.account.id']).toBe('production');
  });
});

describe('with a function that decides', () => {
  const at = useInstrumentedOpenAI(OpenAI, {
    accountId: ({ id, provider }) => (provider === 'openrouter' ? `team-${id?.length}` : undefined),
  });

  test('a call carries what it returned', async () => {
    await call('sk-fake-key-1');
    expect(at.telemetry.attributes['llm.account.id']).toBe('team-14');
  });
});

describe('with a function that throws', () => {
  const at = useInstrumentedOpenAI(OpenAI, {
    accountId: () => {
      throw new Error('of the application');
    },
  });

  test('a call is recorded with the digest', async () => {
    await call('sk-fake-key-1');
    expect(at.telemetry.attributes['llm.account.id']).toMatch(/^key-/);
  });
});

describe('with a bound on accounts', () => {
  const at = useInstrumentedOpenAI(OpenAI, { maxAccounts: 1 });

  test('metrics put the rest together, spans do not', async () => {
    await call('sk-fake-key-1');
    await call('sk-fake-key-2');
    await call('sk-fake-key-3');
    const points = await at.telemetry.points('llm.call.cost');
    expect(points.map((point) => point.attributes['llm.account.id'])).toEqual([
      at.telemetry.spans[0]!.attributes['llm.account.id'],
      'other',
    ]);
    expect(new Set(at.telemetry.spans.map((span) => span.attributes['llm.account.id'])).size).toBe(3);
  });
});
