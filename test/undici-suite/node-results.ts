import { basename } from 'node:path';
import { type SuiteRun, type TestOutcome, testKey } from '../openai-suite/results.ts';
import type { ReportedTest } from './reporter.ts';

/** @param lines what the reporter wrote, one JSON text per line */
export function fromReporterLines(lines: string): SuiteRun {
  const tests = new Map<string, TestOutcome>();
  const strayErrors: string[] = [];
  for (const line of lines.split('\n').filter(Boolean)) {
    const { file, name, state, message }: ReportedTest = JSON.parse(line);
    // The runner reports what goes wrong outside a file's tests as a test that is named like the file.
    if (basename(name) === basename(file)) {
      if (state === 'failed') strayErrors.push(`${file}: ${message ?? 'failed'}`);
    } else {
      tests.set(testKey(file, name, tests), { state, ...(message ? { message } : {}) });
    }
  }
  return { tests: Object.fromEntries(tests), strayErrors };
}
