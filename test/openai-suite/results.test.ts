import { describe, expect, test } from 'vitest';
import { compare, type SuiteRun, testKey } from './results.ts';

const passed = { state: 'passed' } as const;
const failed = { state: 'failed', message: 'TypeError: no' } as const;
const skipped = { state: 'skipped' } as const;

const run = (tests: SuiteRun['tests'], strayErrors: readonly string[] = []): SuiteRun => ({
  tests,
  strayErrors,
});

describe('compare', () => {
  test('a test that passes in the control and fails in the other run is a new failure', () => {
    expect(compare(run({ a: passed }), run({ a: failed })).newFailures).toEqual([
      { test: 'a', message: 'TypeError: no' },
    ]);
  });

  test('a test that the other run does not have is a new failure', () => {
    expect(compare(run({ a: passed }), run({})).newFailures).toEqual([{ test: 'a', message: 'did not run' }]);
  });

  test('a test that only the other run skips is a new failure', () => {
    expect(compare(run({ a: passed }), run({ a: skipped })).newFailures).toEqual([
      { test: 'a', message: 'skipped' },
    ]);
  });

  test('a test that fails in the control is listed and not counted', () => {
    expect(compare(run({ a: failed, b: passed }), run({ a: failed, b: passed }))).toEqual({
      passed: 1,
      controlPassed: 1,
      newFailures: [],
      controlFailures: ['a'],
      newStrayErrors: [],
    });
  });

  test('of stray errors only those beyond the control’s count are new', () => {
    const { newStrayErrors } = compare(
      run({}, ['known', 'known']),
      run({}, ['known', 'new', 'known', 'known']),
    );
    expect(newStrayErrors).toEqual(['new', 'known']);
  });
});

test('tests of the same name in one file get different keys', () => {
  const keys = new Set<string>();
  for (const name of ['same', 'same', 'other', 'same']) keys.add(testKey('x.test.ts', name, keys));
  expect([...keys]).toEqual([
    'x.test.ts > same',
    'x.test.ts > same (2)',
    'x.test.ts > other',
    'x.test.ts > same (3)',
  ]);
});
