import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../packages/balance/src/adapter.ts';
import { adapterOf } from '../../packages/balance/src/adapters/all.ts';
import { type Account, PROVIDERS, readBalance } from '../../packages/balance/src/index.ts';
import { text } from './hostile.ts';
import { check, checkAsync } from './runs.ts';

const KEY = 'sk-fake-0000-not-a-key-0000';
const CURRENCY = /^(?:[A-Z]{3}|[a-z][a-z0-9_]{1,19})$/;

/** What some providers want besides a key. */
const NEEDS: Readonly<Record<string, Partial<Account>>> = {
  new_api: { baseUrl: 'http://127.0.0.1:1' },
  litellm: { baseUrl: 'http://127.0.0.1:1' },
  cloudflare: { options: { account: 'fake-account' } },
  zhipu: { baseUrl: 'https://open.bigmodel.cn' },
  http: { options: { url: 'https://money.example/balance', amounts: [{ path: 'a.b[0]', currency: 'USD' }] } },
};

function sound(outcome: Outcome | undefined): void {
  if (outcome === undefined || 'next' in outcome) return;
  if ('failure' in outcome) {
    expect(outcome.failure.message).toMatch(/\S/);
    expect(outcome.failure.message).not.toMatch(/Cannot read|is not a function|undefined/);
    expect(outcome.failure.message).not.toContain(KEY);
    return;
  }
  const { amounts, spent = [] } = outcome;
  expect(amounts.length + spent.length).toBeGreaterThan(0);
  for (const { amount, currency } of [...amounts, ...spent]) {
    expect(Number.isFinite(amount)).toBe(true);
    expect(currency).toMatch(CURRENCY);
  }
}

/** Names of members that adapters look for. */
const MEMBERS = [
  'data', 'balance', 'balances', 'balance_infos', 'total_balance', 'granted_balance', 'topped_up_balance', 'currency',
  'total_credits', 'total_usage', 'limit', 'limit_remaining', 'usage', 'remaining', 'used', 'quota', 'credits', 'amount',
  'available_balance', 'cash_balance', 'voucher_balance', 'status', 'code', 'success', 'result', 'items', 'a', 'b', 'info',
  'max_budget', 'spend', 'results', 'cost', 'value', 'subscription', 'character_limit', 'character_count', '__proto__',
] as const; // biome-ignore format: a table

const body: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.double(),
    fc.integer(),
    fc.constantFrom<unknown>(
      '1.50',
      '1,234.5',
      '-3',
      '1e999',
      'NaN',
      '',
      'USD',
      'usd',
      'CNY',
      '€',
      null,
      true,
      false,
      0,
    ),
    text,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...MEMBERS) }, fc.string()), tie('any'), {
      maxKeys: 6,
    }),
  ),
})).any;

describe.each([...PROVIDERS])('the answer of %s', (provider) => {
  const adapter = adapterOf(provider)!;
  const account: Account = { provider, key: KEY, ...NEEDS[provider] };

  it('is amounts that can be true, or a failure that says something', () => {
    const answer = fc.record({
      status: fc.constantFrom(200, 200, 200, 201, 400, 401, 403, 404, 429, 500, 599),
      body,
      at: fc.double({ min: 0, max: 4e9, noNaN: true }),
    });
    check(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 3 }), (responses) => {
        const { status = 0 } = responses.at(-1) ?? {};
        sound(status < 300 ? adapter.read(responses, account) : adapter.readError?.(responses, account));
      }),
      0.2,
    );
  });
});

describe('a balance that is read over HTTP', () => {
  let server: Server;
  let baseUrl: string;
  let answer: { readonly status: number; readonly headers: [string, string][]; readonly bytes: Uint8Array };
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.statusCode = answer.status;
      for (const [name, value] of answer.headers) response.setHeader(name, value);
      response.end(answer.bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is a reading whatever comes: amounts, or a failure of a documented kind', async () => {
    const header = fc.constantFrom<[string, string]>(
      ['content-type', 'text/html'],
      ['content-type', 'application/json; charset=utf-16'],
      ['content-encoding', 'gzip'],
      ['content-encoding', 'unknown'],
      ['retry-after', '-1'],
      ['retry-after', '9'.repeat(300)],
      ['retry-after', 'Sat, 21 Nov 2026 15:00:00 GMT'],
      ['retry-after', 'soon'],
      ['location', '//elsewhere.example/'],
      ['location', '::'],
      ['location', '/'],
    );
    const bytes = fc.oneof(
      body.map((one) => Buffer.from(JSON.stringify(one) ?? '')),
      fc.uint8Array({ maxLength: 300 }),
      text.map((one) => Buffer.from(one)),
      fc.constant(Buffer.alloc(1_100_000, 0x5b)),
    );
    await checkAsync(
      fc.asyncProperty(
        fc.record({
          status: fc.constantFrom(
            200,
            200,
            200,
            204,
            206,
            301,
            307,
            308,
            400,
            401,
            402,
            403,
            404,
            408,
            429,
            500,
            503,
          ),
          headers: fc.array(header, { maxLength: 2 }),
          bytes,
        }),
        fc.constantFrom('deepseek', 'openrouter', 'new_api', 'litellm', 'siliconflow', 'moonshot', 'stepfun'),
        async (given, provider) => {
          answer = given;
          const currency = ['deepseek', 'openrouter', 'new_api', 'litellm'].includes(provider)
            ? {}
            : { options: { currency: 'USD' } };
          const reading = await readBalance(
            { provider, key: KEY, baseUrl, ...currency },
            { timeoutSeconds: 20 },
          );
          expect(reading.at).toBeGreaterThan(1.7e9);
          if (reading.ok) return sound({ amounts: reading.amounts, spent: reading.spent });
          expect(REASONS).toContain(reading.failure.reason);
          expect(reading.failure.message).not.toMatch(/could not be read \(/);
          const { retryAfter = 0 } = reading.failure;
          expect(retryAfter >= 0 && Number.isFinite(retryAfter)).toBe(true);
          return sound({ failure: reading.failure });
        },
      ),
      0.3,
    );
  });
});

const REASONS = [
  'authentication', 'permission_denied', 'rate_limited', 'timeout', 'connection_error', 'server_error',
  'unexpected_response',
]; // biome-ignore format: a table
