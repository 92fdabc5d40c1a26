/**
 * Runs the hand-written tests of the checkout in the current folder, with the checkout's own vitest and
 * configuration, one more setup file and one reporter of ours.
 * Arguments: setup file, result file, then the test files to run (none: all).
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { excludedFiles } from './excluded.ts';
import { type SuiteRun, type TestOutcome, testKey } from './results.ts';

/** The parts of vitest's reporter interface that are read here (vitest 4, `vitest/node`). */
interface TestModule {
  readonly moduleId: string;
  readonly children: { allTests(): Iterable<TestCase> };
  errors(): readonly VitestError[];
}
interface TestCase {
  readonly fullName: string;
  result(): {
    state: 'passed' | 'failed' | 'skipped' | 'pending';
    errors?: readonly VitestError[] | undefined;
  };
}
interface VitestError {
  readonly name?: string;
  readonly message: string;
}

const [setupFile, resultFile, ...filters] = process.argv.slice(2);
if (!setupFile || !resultFile) throw new TypeError('expected a setup file and a result file');
const checkout = process.cwd();

function firstLine({ name, message }: VitestError): string {
  return `${name ?? 'Error'}: ${message.split('\n', 1)[0]}`;
}

function outcome(test: TestCase): TestOutcome {
  const { state, errors } = test.result();
  const [error] = errors ?? [];
  return { state: state === 'pending' ? 'skipped' : state, ...(error ? { message: firstLine(error) } : {}) };
}

function toSuiteRun(modules: readonly TestModule[], unhandled: readonly VitestError[]): SuiteRun {
  const tests = new Map<string, TestOutcome>();
  const strayErrors = unhandled.map(firstLine);
  for (const module of modules) {
    const file = relative(checkout, module.moduleId);
    for (const error of module.errors()) strayErrors.push(`${file}: ${firstLine(error)}`);
    for (const test of module.children.allTests()) {
      tests.set(testKey(file, test.fullName, tests), outcome(test));
    }
  }
  return { tests: Object.fromEntries(tests), strayErrors };
}

const vitestNode = createRequire(join(checkout, 'package.json')).resolve('vitest/node');
const { startVitest } = await import(pathToFileURL(vitestNode).href);

await startVitest('test', filters, {
  run: true,
  watch: false,
  config: join(checkout, 'vitest.config.mts'),
  cliExclude: excludedFiles,
  setupFiles: [setupFile],
  // The span ledger collects garbage before it calls a span left open.
  execArgv: ['--expose-gc'],
  reporters: [
    'dot',
    {
      onTestRunEnd(modules: readonly TestModule[], unhandled: readonly VitestError[]): void {
        writeFileSync(resultFile, JSON.stringify(toSuiteRun(modules, unhandled)));
      },
    },
  ],
});
