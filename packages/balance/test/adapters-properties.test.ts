import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BalanceResponse, Outcome } from '../src/adapter.ts';
import { ADAPTERS } from '../src/adapters/all.ts';
import type { Account } from '../src/index.ts';
import { READABLE, UNREADABLE } from './adapters.cases.ts';
import { account, FAKE_KEY } from './adapters.support.ts';

const MARK = 'MARK-of-the-body';

/** What each adapter needs besides a key. */
const NEEDS: Readonly<Record<string, Partial<Account>>> = {
  litellm: { baseUrl: 'https://llm.example.test' },
  new_api: { baseUrl: 'https://relay.example.test' },
  cloudflare: { options: { account: 'account-fake' } },
  http: {
    options: {
      url: 'https://acme.test/',
      each: 'data',
      amounts: [{ path: 'a.b[0]', minusPath: 'c', currencyPath: 'currency', factor: 1e10 }],
      spent: [{ path: 'a', currency: 'USD' }],
      resetsAtPath: 'next',
    },
  },
};

/** Names that documented answers have, at any depth. */
const NAMES = [
  ...new Set(
    [...READABLE, ...UNREADABLE].flatMap(({ answers }) => answers.flatMap(({ body }) => namesIn(body))),
  ),
];

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(Array.isArray(value) ? [] : [name]),
    ...namesIn(inner),
  ]);
}

const leaf = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 1e300, -0, 5e-324),
  fc.integer().map(String),
  fc.constantFrom(
    '1e400',
    '9'.repeat(400),
    '1,234.56',
    '-0',
    'NaN',
    'Infinity',
    '',
    'USD',
    'usd',
    MARK,
    FAKE_KEY,
  ),
  fc.constantFrom('2026-11-01T00:00:00Z', '9999-99-99', 'SCOPE_TEAM', 'organization.spend_limit', 'month'),
  fc.boolean(),
  fc.constant(null),
);

/** JSON of the names that adapters read, with anything in the places of what they expect. */
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES, '__proto__', 'constructor'), tie('value'), { maxKeys: 8 }),
  ),
})).value;

/** A documented answer in which some values are replaced: deeper inside than chance gets. */
function spoiled(body: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(body)) return fc.oneof(leaf, fc.tuple(...body.map(spoiled)), fc.constant([]));
  if (typeof body !== 'object' || body === null) {
    return fc.oneof({ weight: 2, arbitrary: fc.constant(body) }, leaf);
  }
  const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, spoiled(value)]));
  return fc.oneof({ weight: 6, arbitrary: fc.record(fields) }, leaf, json);
}

function check(outcome: Outcome | undefined): void {
  if (outcome === undefined || 'next' in outcome) return;
  if ('failure' in outcome) {
    expect(outcome.failure.message).not.toContain(FAKE_KEY);
    expect(outcome.failure.message).not.toContain(MARK);
    expect(outcome.failure.message).toMatch(/\S/);
    return;
  }
  const { amounts, spent = [], resetsAt = 0 } = outcome;
  expect(amounts.length + spent.length).toBeGreaterThan(0);
  for (const { amount, currency } of [...amounts, ...spent]) {
    expect(Number.isFinite(amount) && !Object.is(amount, -0)).toBe(true);
    expect(currency).toMatch(/^(?:[A-Z]{3}|[a-z][a-z0-9_]{1,19})$/);
  }
  expect(Number.isFinite(resetsAt)).toBe(true);
}

describe.each([...ADAPTERS.values()])('$provider', (adapter) => {
  const who = account(adapter.provider, NEEDS[adapter.provider]);
  const documented = [...READABLE, ...UNREADABLE]
    .filter(({ provider }) => provider === adapter.provider)
    .map(({ answers }) => answers);
  const answer: fc.Arbitrary<BalanceResponse> = fc.record({
    status: fc.constantFrom(200, 200, 200, 401, 403, 404, 422, 500),
    body: json,
    at: fc.oneof(fc.constant(1_794_916_800), fc.double()),
  });
  const chain = documented.map((answers) =>
    fc.tuple(
      ...answers.map(({ status, body }) =>
        fc.record({ status: fc.constant(status), body: spoiled(body), at: fc.constant(1_794_916_800) }),
      ),
    ),
  );
  const chains: fc.Arbitrary<readonly BalanceResponse[]> = fc.oneof(
    fc.array(answer, { minLength: 1, maxLength: 3 }),
    ...chain,
  );

  it('gives finite amounts or a failure without key and body, whatever the answers are', () => {
    fc.assert(
      fc.property(chains, (responses) => {
        const status = responses.at(-1)?.status ?? 0;
        check(status < 300 ? adapter.read(responses, who) : adapter.readError?.(responses, who));
      }),
      { numRuns: 300 },
    );
  });

  it('asks next only at the host that it asked first', () => {
    const host = new URL(adapter.request(who).url).host;
    fc.assert(
      fc.property(chains, (responses) => {
        const status = responses.at(-1)?.status ?? 0;
        const outcome = status < 300 ? adapter.read(responses, who) : adapter.readError?.(responses, who);
        if (outcome !== undefined && 'next' in outcome) expect(new URL(outcome.next.url).host).toBe(host);
      }),
      { numRuns: 100 },
    );
  });
});
