import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Limits } from '../src/limits/limits.ts';

const CHANNEL = 'fuelgauge.account.balance';
const VENICE = { provider: 'venice', host: 'api.venice.ai', model: 'model-fake', account: 'team-fake' };

describe('balances that responses tell', () => {
  let published: unknown[] = [];
  const listen = (message: unknown): void => {
    published.push(message);
  };

  beforeEach(() => {
    published = [];
    subscribe(CHANNEL, listen);
  });
  afterEach(() => {
    unsubscribe(CHANNEL, listen);
  });

  it.each([
    [
      'Venice, its balances',
      VENICE,
      { 'x-venice-balance-usd': '12.5', 'x-venice-balance-diem': '90.25' },
      [
        { kind: 'total', amount: 12.5, currency: 'USD' },
        { kind: 'total', amount: 90.25, currency: 'diem' },
      ],
    ],
    [
      'LiteLLM, what the budget of the key leaves',
      { ...VENICE, provider: 'litellm', host: 'litellm.example.test' },
      { 'x-litellm-key-max-budget': '10', 'x-litellm-key-spend': '7.5' },
      [{ kind: 'limit_remaining', amount: 2.5, currency: 'USD' }],
    ],
  ])('are published: %s', (_, who, headers, amounts) => {
    new Limits().observe(headers, who);
    expect(published).toEqual([{ provider: who.provider, id: 'team-fake', amounts }]);
  });

  it.each([
    [
      'a limit that is no money',
      { ...VENICE, provider: 'groq', host: 'groq.test' },
      { 'x-ratelimit-remaining-requests': '3' },
    ],
    ['an account that nobody knows', { ...VENICE, account: undefined }, { 'x-venice-balance-usd': '12.5' }],
    ['a balance that is no number', VENICE, { 'x-venice-balance-usd': 'null' }],
  ])('are not published: %s', (_, who, headers) => {
    new Limits().observe(headers, who);
    expect(published).toEqual([]);
  });

  it('cost nothing where neither a meter nor a subscriber is there: no header is read', () => {
    unsubscribe(CHANNEL, listen);
    let read = 0;
    new Limits().observe({ get: () => void read++ }, VENICE);
    expect(read).toBe(0);
  });
});
