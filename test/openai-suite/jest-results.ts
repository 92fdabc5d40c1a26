import { relative } from 'node:path';
import { type SuiteRun, type TestOutcome, testKey } from './results.ts';

/** The parts of jest's `--json` report that are read here. */
export interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** Jest heads the message of a file that did not load with one general line; the reason is in the next. */
function loadError(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('●'))[0] ?? 'did not load';
}

/** @param root the folder that file names are made relative to */
export function fromJestReport(report: JestReport, root: string): SuiteRun {
  const tests = new Map<string, TestOutcome>();
  const strayErrors: string[] = [];
  for (const file of report.testResults) {
    const name = relative(root, file.name);
    if (file.status === 'failed' && file.assertionResults.length === 0) {
      strayErrors.push(`${name}: ${loadError(file.message)}`);
    }
    for (const { fullName, status, failureMessages } of file.assertionResults) {
      const state = status === 'passed' || status === 'failed' ? status : 'skipped';
      const message = failureMessages?.[0]?.split('\n', 1)[0];
      tests.set(testKey(name, fullName, tests), { state, ...(message ? { message } : {}) });
    }
  }
  return { tests: Object.fromEntries(tests), strayErrors };
}
