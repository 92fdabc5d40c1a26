import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, EMPTY_LEDGER, type Ledger } from '../src/ledger.ts';
import type { Amount, Spent } from '../src/reading.ts';

type Told = Parameters<typeof advance>[1];

const amounts = (kinds: Readonly<Record<string, number>>, currency = 'USD'): Amount[] =>
  Object.entries(kinds).map(([kind, amount]) => ({ kind, amount, currency }));

const told = (
  kinds: Readonly<Record<string, number>>,
  spent: readonly (readonly [amount: number, period?: string])[] = [],
): Told => ({
  amounts: amounts(kinds),
  spent: spent.map(
    ([amount, period]): Spent => ({ amount, currency: 'USD', ...(period !== undefined && { period }) }),
  ),
  resetsAt: undefined,
  at: 0,
});

const after = (readings: readonly Told[]): Ledger => readings.reduce(advance, EMPTY_LEDGER);

describe('spend and top-ups', () => {
  it.each<[string, readonly Told[], number, number]>([
    ['nothing, at the first reading', [told({ total: 10 })], 0, 0],
    ['the fall of the balance', [told({ total: 10 }), told({ total: 7.5 })], 2.5, 0],
    ['what falls below 0', [told({ total: 1 }), told({ total: -2 })], 3, 0],
    ['no spending by a top-up', [told({ total: 1 }), told({ total: 51 })], 0, 1],
    [
      'falls before and after a top-up',
      [told({ total: 5 }), told({ total: 3 }), told({ total: 20 }), told({ total: 19 })],
      3,
      1,
    ],
    [
      'no floating-point dust',
      [told({ total: 0.3 }), told({ total: 0.1 + 0.2 }), told({ total: 0.3 })],
      0,
      0,
    ],
    [
      'steps below the dust, once they add up',
      Array.from({ length: 101 }, (_, step) => told({ total: 1 - step * 5e-10 })),
      5e-8,
      0,
    ],
    [
      'the parts, where no total is told',
      [told({ topped_up: 5, granted: 5 }), told({ topped_up: 5, granted: 3 })],
      2,
      0,
    ],
    [
      'no shift between the parts',
      [told({ total: 10, topped_up: 5, granted: 5 }), told({ total: 10, topped_up: 8, granted: 2 })],
      0,
      0,
    ],
    [
      'the fall of a cap where nothing else is told',
      [told({ limit_remaining: 9 }), told({ limit_remaining: 6 })],
      3,
      0,
    ],
    [
      'no top-up where a cap is renewed',
      [told({ limit_remaining: 1 }), told({ limit_remaining: 100 })],
      0,
      0,
    ],
    ['nothing where another kind is told', [told({ limit_remaining: 90 }), told({ total: 4 })], 0, 0],
    ['nothing of debts', [told({ owed: 9, reserved: 3 }), told({ owed: 1, reserved: 1 })], 0, 0],
    [
      'the rise of the total that the provider keeps',
      [told({ total: 10 }, [[90]]), told({ total: 10 }, [[93]])],
      3,
      0,
    ],
    [
      'what the provider says rather than the balance',
      [told({ total: 10 }, [[90]]), told({ total: 60 }, [[93]])],
      3,
      1,
    ],
    ['nothing that is taken back', [told({ total: 10 }, [[90]]), told({ total: 12 }, [[88]])], 0, 0],
    [
      'nothing that servers tell up and down',
      Array.from({ length: 9 }, (_, at) => told({ total: 10 }, [[at % 2 === 0 ? 90 : 89.5]])),
      0,
      0,
    ],
    [
      'only what goes beyond what was taken back',
      [told({ total: 10 }, [[90]]), told({ total: 12 }, [[88]]), told({ total: 9 }, [[91]])],
      1,
      0,
    ],
    [
      'a top-up after spending that was taken back',
      [told({ total: 10 }, [[90]]), told({ total: 12 }, [[88]]), told({ total: 13 }, [[88]])],
      0,
      1,
    ],
    [
      'what follows where a total begins anew',
      [told({ total: 10 }, [[90]]), told({ total: 10 }, [[1]]), told({ total: 8 }, [[3]])],
      2,
      0,
    ],
    [
      'steps of a total below the dust, once they add up',
      Array.from({ length: 91 }, (_, step) => told({}, [[1 + step * 4e-10]])),
      3.6e-8,
      0,
    ],
    [
      'all of a new period',
      [told({ total: 10 }, [[90, '2026-05']]), told({ total: 8 }, [[2, '2026-06']])],
      2,
      0,
    ],
    [
      'the balance where the provider stops telling, and nothing twice where it tells again',
      [
        told({ total: 90 }, [[10]]),
        told({ total: 85 }),
        told({ total: 83 }, [[17]]),
        told({ total: 82 }, [[18]]),
      ],
      8,
      0,
    ],
    ['spending alone', [told({}, [[5]]), told({}, [[6.5]])], 1.5, 0],
  ])('count %s', (_, readings, spend, topups) => {
    const ledger = after(readings);
    expect(ledger.spend.get('USD') ?? 0).toBeCloseTo(spend, 9);
    expect(ledger.topups.get('USD') ?? 0).toBe(topups);
  });

  it.each<[string, readonly Told[], number]>([
    [
      'a grant that is gone while what was paid in stands is no spending',
      [told({ total: 15, granted: 10, topped_up: 5 }), told({ total: 5, granted: 0, topped_up: 5 })],
      0,
    ],
    [
      'so is it after smaller steps',
      [
        told({ total: 15, granted: 10, topped_up: 5 }),
        told({ total: 14.5, granted: 9.5, topped_up: 5 }),
        told({ total: 5, granted: 0, topped_up: 5 }),
      ],
      0.5,
    ],
    [
      'a grant that is used up takes the rest from what was paid in',
      [told({ total: 15, granted: 10, topped_up: 5 }), told({ total: 4.9, granted: 0, topped_up: 4.9 })],
      10.1,
    ],
    [
      'the last of a grant is spending where the step is a usual one',
      [
        told({ total: 6, granted: 1, topped_up: 5 }),
        told({ total: 5.5, granted: 0.5, topped_up: 5 }),
        told({ total: 5, granted: 0, topped_up: 5 }),
      ],
      1,
    ],
    [
      'where nothing was paid in, nobody can tell: it counts as spending',
      [told({ total: 10, granted: 10, topped_up: 0 }), told({ total: 0, granted: 0, topped_up: 0 })],
      10,
    ],
  ])('tell expiry from use: %s', (_, readings, spend) => {
    expect(after(readings).spend.get('USD')).toBeCloseTo(spend, 9);
  });

  it('keep currencies apart, and go on where one comes back', () => {
    const both = (usd: number, cny: number): Told => ({
      ...told({}),
      amounts: [...amounts({ total: usd }), ...amounts({ total: cny }, 'CNY')],
    });
    const ledger = after([both(10, 100), told({ total: 9 }), both(8, 70)]);
    expect([...ledger.spend]).toEqual([
      ['USD', 2],
      ['CNY', 30],
    ]);
  });

  it('count no top-up where an allowance was renewed since', () => {
    const allowance = (total: number, at: number, resetsAt: number): Told => ({
      ...told({ total }),
      at,
      resetsAt,
    });
    const ledger = after([allowance(5, 100, 200), allowance(90, 201, 300)]);
    expect(ledger.topups.get('USD')).toBe(0);
  });

  it('follow no endless number of currencies: each is a series for good', () => {
    const readings = Array.from({ length: 99 }, (_, at) => ({
      ...told({}),
      amounts: amounts({ total: 1 }, `unit${at}`),
    }));
    expect(after(readings).spend.size).toBe(50);
  });

  it('change nothing in the ledger before', () => {
    const before = after([told({ total: 10 })]);
    advance(before, told({ total: 5 }));
    expect(before.spend.get('USD')).toBe(0);
  });
});

describe('of any readings', () => {
  const cents = fc.integer({ min: -100_000, max: 100_000 }).map((amount) => amount / 100);
  const anyReading: fc.Arbitrary<Told> = fc.record({
    amounts: fc.array(
      fc.record({
        kind: fc.constantFrom('total', 'granted', 'topped_up', 'limit_remaining', 'owed'),
        amount: fc.oneof(cents, fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
        currency: fc.constantFrom('USD', 'CNY'),
      }),
      { maxLength: 5 },
    ),
    spent: fc.array(
      fc.record(
        { amount: cents, currency: fc.constantFrom('USD', 'CNY'), period: fc.constantFrom('a', 'b') },
        { requiredKeys: ['amount', 'currency'] },
      ),
      { maxLength: 2 },
    ),
    resetsAt: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
    at: fc.integer({ min: 0, max: 10 }),
  });

  it('spend and top-ups begin at 0, are never negative and never fall', () => {
    fc.assert(
      fc.property(fc.array(anyReading, { maxLength: 12 }), (readings) => {
        let ledger = EMPTY_LEDGER;
        for (const reading of readings) {
          const next = advance(ledger, reading);
          for (const total of ['spend', 'topups'] as const) {
            for (const [currency, value] of next[total]) {
              expect(value).toBeGreaterThanOrEqual(ledger[total].get(currency) ?? 0);
              if (!ledger[total].has(currency)) expect(value).toBe(0);
            }
            for (const currency of ledger[total].keys()) expect(next[total].has(currency)).toBe(true);
          }
          ledger = next;
        }
      }),
    );
  });

  it('spend is the sum of the falls of the total, and top-ups are the number of its rises', () => {
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 30 }), (balances) => {
        const ledger = after(balances.map((total) => told({ total })));
        const moves = balances.slice(1).map((balance, at) => balance - balances[at]!);
        const falls = moves.filter((move) => move < 0).reduce((sum, move) => sum - move, 0);
        expect(ledger.spend.get('USD')).toBeCloseTo(falls, 6);
        expect(ledger.topups.get('USD')).toBe(moves.filter((move) => move > 0).length);
      }),
    );
  });
});
