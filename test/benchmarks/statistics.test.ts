import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedDifferences, quantile, shuffled, summarise } from './statistics.ts';

const samples = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });

describe('quantile', () => {
  it.each([
    [[7], 0.5, 7],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[5, 1, 4, 2, 3], 0.25, 2],
    [[10, 0], 0.95, 9.5],
  ])('of %j at %d is %d', (values, at, expected) => {
    expect(quantile(values, at)).toBeCloseTo(expected, 12);
  });

  it('lies between the smallest and the largest sample', () => {
    fc.assert(
      fc.property(samples, fc.double({ noNaN: true, min: 0, max: 1 }), (values, at) => {
        const value = quantile(values, at);
        expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  it('leaves the samples in their order', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses to tell of no samples', () => {
    expect(() => quantile([], 0.5)).toThrow('no samples');
  });
});

describe('summarise', () => {
  it('gives the median, the quartiles and the number of samples', () => {
    expect(summarise([5, 1, 4, 2, 3])).toEqual({ median: 3, lower: 2, upper: 4, samples: 5 });
  });
});

describe('pairedDifferences', () => {
  it('takes each from the sample of its own round', () => {
    expect(pairedDifferences([10, 25, 13], [9, 20, 14])).toEqual([1, 5, -1]);
  });

  it('is blind to what disturbs a round for both', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.integer(), fc.integer())), (rounds) => {
        const disturbed = pairedDifferences(
          rounds.map(([own, , noise]) => own + noise),
          rounds.map(([, base, noise]) => base + noise),
        );
        expect(disturbed).toEqual(rounds.map(([own, base]) => own - base + 0));
      }),
    );
  });

  it('refuses rounds without a partner', () => {
    expect(() => pairedDifferences([1, 2], [1])).toThrow('2 samples cannot be paired with 1');
  });
});

describe('shuffled', () => {
  it('has the same items', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (items) => {
        expect(shuffled(items).sort()).toEqual([...items].sort());
      }),
    );
  });

  it('can give every order', () => {
    const orders = new Set(Array.from({ length: 500 }, () => shuffled(['a', 'b', 'c']).join('')));
    expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  });

  it('follows the numbers that it is given', () => {
    expect(shuffled([1, 2, 3], () => 0)).toEqual([2, 3, 1]);
  });
});
