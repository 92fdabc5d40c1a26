import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Comparison, SuiteRun } from './results.ts';
import type { LedgerLine, OpenSpan } from './span-ledger.ts';

export interface SpanCounts {
  readonly started: number;
  readonly open: readonly OpenSpan[];
}

/** Adds up the ledger lines that the test workers wrote; zero if there is no file. */
export async function readSpans(path: string): Promise<SpanCounts> {
  if (!existsSync(path)) return { started: 0, open: [] };
  const lines: LedgerLine[] = (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return {
    started: lines.reduce((sum, { started }) => sum + started, 0),
    open: lines.flatMap(({ open }) => open),
  };
}

function list(heading: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `\n${heading}\n${items.map((item) => `  ${item}\n`).join('')}`;
}

export function describeControl({ tests, strayErrors }: SuiteRun): string {
  const entries = Object.entries(tests);
  const failed = entries.filter(([, { state }]) => state === 'failed');
  const passed = entries.filter(([, { state }]) => state === 'passed');
  return (
    `${passed.length} passed, ${failed.length} failed, ${entries.length - passed.length - failed.length} skipped without instrumentation\n` +
    list(
      'Failed:',
      failed.map(([test, { message }]) => `${test}\n    ${message}`),
    ) +
    list('Errors outside tests:', strayErrors)
  );
}

/** @param expectsSpans whether a run that started no span proves nothing */
export function describeComparison(
  comparison: Comparison,
  { started, open }: SpanCounts,
  expectsSpans: boolean = true,
): string {
  const { passed, controlPassed, newFailures, controlFailures, newStrayErrors } = comparison;
  return (
    list(
      'Newly failing:',
      newFailures.map(({ test, message }) => `${test}\n    ${message}`),
    ) +
    list('New errors outside tests:', newStrayErrors) +
    list(
      'Spans left open:',
      open.map(({ name, test }) => `${name}  in  ${test}`),
    ) +
    list('Failing without instrumentation too, not counted:', controlFailures) +
    (expectsSpans && started === 0
      ? '\nNo span was started: the instrumentation did not take, so this run proves nothing.\n'
      : '') +
    `\n${passed} passed, ${newFailures.length} newly failing, ${open.length} spans left open` +
    ` (of ${controlPassed} tests that pass without instrumentation; ${started} spans started;` +
    ` ${newStrayErrors.length} new errors outside tests)\n`
  );
}

/** 0: as good as without instrumentation; 1: something is worse; 2: nothing was instrumented. */
export function exitCode(
  { newFailures, newStrayErrors }: Comparison,
  { started }: SpanCounts,
  expectsSpans: boolean = true,
): 0 | 1 | 2 {
  if (expectsSpans && started === 0) return 2;
  return newFailures.length > 0 || newStrayErrors.length > 0 ? 1 : 0;
}
