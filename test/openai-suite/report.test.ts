import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeComparison, exitCode, readSpans } from './report.ts';
import type { Comparison } from './results.ts';
import { SpanLedger } from './span-ledger.ts';

const clean: Comparison = {
  passed: 2,
  controlPassed: 2,
  newFailures: [],
  controlFailures: [],
  newStrayErrors: [],
};
const broken: Comparison = {
  ...clean,
  passed: 1,
  newFailures: [{ test: 'x.ts > a', message: 'TypeError: no' }],
};
const spans = { started: 3, open: [{ name: 'chat gpt-fake', test: 'a' }] };

describe('exitCode', () => {
  test.each([
    ['nothing is worse', clean, spans, 0],
    ['a test newly fails', broken, spans, 1],
    ['a new error is thrown outside tests', { ...clean, newStrayErrors: ['Error: late'] }, spans, 1],
    ['no span was started', clean, { started: 0, open: [] }, 2],
  ] as const)('when %s', (_when, comparison, counts, code) => {
    expect(exitCode(comparison, counts)).toBe(code);
  });

  test('when no span was started and none was expected', () => {
    expect(exitCode(clean, { started: 0, open: [] }, false)).toBe(0);
  });
});

test('the report closes with the three counts', () => {
  expect(describeComparison(broken, spans)).toMatch(
    /\n1 passed, 1 newly failing, 1 spans left open \(.*\)\n$/,
  );
});

describe('the span ledger', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'span-ledger-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('adds up what several workers wrote', async () => {
    const path = join(folder, 'spans.jsonl');
    for (const worker of ['first', 'second']) {
      const ledger = new SpanLedger(() => `test of the ${worker} worker`);
      const ended = { name: 'chat' };
      ledger.onStart(ended);
      ledger.onEnd(ended);
      ledger.onStart({ name: 'embeddings' });
      ledger.write(path);
    }
    expect(await readSpans(path)).toEqual({
      started: 4,
      open: [
        { name: 'embeddings', test: 'test of the first worker' },
        { name: 'embeddings', test: 'test of the second worker' },
      ],
    });
  });

  test('waits for a span that ends a moment late', async () => {
    const path = join(folder, 'spans.jsonl');
    const ledger = new SpanLedger(() => 'late');
    const late = { name: 'chat' };
    ledger.onStart(late);
    setTimeout(() => ledger.onEnd(late), 30);
    await ledger.settle();
    ledger.write(path);
    expect((await readSpans(path)).open).toEqual([]);
  });
});
