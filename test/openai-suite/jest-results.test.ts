import { expect, test } from 'vitest';
import { fromJestReport } from './jest-results.ts';

test('a jest report becomes tests by file and name', () => {
  const report = {
    testResults: [
      {
        name: '/repo/tests/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { fullName: 'works', status: 'passed', failureMessages: [] },
          { fullName: 'breaks', status: 'failed', failureMessages: ['TypeError: no\n    at a.ts:1'] },
          { fullName: 'waits', status: 'pending' },
        ],
      },
    ],
  };
  expect(fromJestReport(report, '/repo')).toEqual({
    tests: {
      'tests/a.test.ts > works': { state: 'passed' },
      'tests/a.test.ts > breaks': { state: 'failed', message: 'TypeError: no' },
      'tests/a.test.ts > waits': { state: 'skipped' },
    },
    strayErrors: [],
  });
});

test('a file that jest could not load is a stray error with its reason', () => {
  const message = '  ● Test suite failed to run\n\n    Cannot find module "openai"\n\n      at x.ts:1';
  const report = {
    testResults: [{ name: '/repo/tests/a.test.ts', status: 'failed', message, assertionResults: [] }],
  };
  expect(fromJestReport(report, '/repo').strayErrors).toEqual([
    'tests/a.test.ts: Cannot find module "openai"',
  ]);
});
