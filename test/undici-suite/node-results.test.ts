import { expect, test } from 'vitest';
import { fromReporterLines } from './node-results.ts';

const line = (value: object): string => `${JSON.stringify(value)}\n`;

test('reporter lines become tests by file and name', () => {
  const lines =
    line({ file: 'test/fetch/a.js', name: 'works', state: 'passed' }) +
    line({ file: 'test/fetch/a.js', name: 'breaks', state: 'failed', message: 'TypeError: no' });
  expect(fromReporterLines(lines)).toEqual({
    tests: {
      'test/fetch/a.js > works': { state: 'passed' },
      'test/fetch/a.js > breaks': { state: 'failed', message: 'TypeError: no' },
    },
    strayErrors: [],
  });
});

test('a failure that is reported for a whole file is a stray error', () => {
  const lines = line({
    file: 'test/fetch/a.js',
    name: 'test/fetch/a.js',
    state: 'failed',
    message: 'test failed',
  });
  expect(fromReporterLines(lines)).toEqual({ tests: {}, strayErrors: ['test/fetch/a.js: test failed'] });
});
