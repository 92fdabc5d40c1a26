import { describe, expect, test } from 'vitest';
import budget from './budget.json' with { type: 'json' };
import { budgetFor, MEASURES, overBudget, type Size } from './budget.ts';
import { publishedPackages } from './manifests.ts';

const SIZE: Size = {
  packed: 1_000,
  unpacked: 4_000,
  installedPackages: 3,
  installed: 9_000,
  loadedModules: 2,
  loaded: 2_000,
};

test('every published package has a budget', () => {
  expect(Object.keys(budget)).toEqual(publishedPackages().map(({ manifest }) => manifest.name));
});

test('a size is within the budget that is written for it', () => {
  expect(overBudget({ a: SIZE }, { a: budgetFor(SIZE) })).toEqual([]);
});

describe('one more than the budget is named', () => {
  test.each(MEASURES)('%s', (measure) => {
    const limits = budgetFor(SIZE);
    const size = { ...SIZE, [measure]: limits[measure] + 1 };
    expect(overBudget({ a: size }, { a: limits })).toEqual([
      `a: ${measure} is ${limits[measure] + 1}, the budget ${limits[measure]} (1 over)`,
    ]);
  });
});

test('a package without a budget is named, and a budget without a package', () => {
  expect(overBudget({ a: SIZE }, { b: budgetFor(SIZE) })).toEqual([
    'a has no budget',
    'b has a budget, and is no package',
  ]);
});
