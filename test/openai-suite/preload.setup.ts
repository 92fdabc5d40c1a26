/**
 * Runs before every test file, inside the suite's own module graph: registers OpenTelemetry providers,
 * applies the instrumentation under test to `openai` (an alias of the checkout's sources), and writes down
 * afterwards which spans never ended. Serves vitest and jest alike; the runner says what to load by
 * environment variables.
 */
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
// @ts-expect-error there is no such package here: the checkout's configuration makes it its own sources
import * as openai from 'openai';
import { registerProviders } from './providers.ts';
import { SpanLedger } from './span-ledger.ts';
import { isSubjectName, type Subject, subjects } from './subjects.ts';

declare const afterAll: (hook: () => Promise<void>, timeoutMilliseconds: number) => void;
declare const expect: { getState(): { currentTestName?: string | undefined } };

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start this suite with run.ts`);
  return value;
}

const subjectName = variable('SUITE_SUBJECT');
if (!isSubjectName(subjectName)) throw new Error(`no such instrumentation: ${subjectName}`);
const subject: Subject = subjects[subjectName];
const requirePackage = createRequire(join(variable('SUITE_PACKAGES'), 'package.json'));

const ledger = new SpanLedger(() => expect.getState().currentTestName ?? '(outside a test)');
const { meterProvider, collect } = registerProviders(requirePackage, ledger);

// Jest leads every import of `openai` to the alias; vitest leaves those of installed packages to Node.
if (subject.importsOpenAI && process.env.VITEST) {
  const path = requirePackage.resolve('openai');
  const linked = new Module(path);
  linked.exports = openai;
  linked.loaded = true;
  requirePackage.cache[path] = linked;
}

const instrumentationModule = requirePackage(variable('SUITE_ENTRY'));
subject.patch({ module: instrumentationModule, openai, meterProvider, require: requirePackage });
if (process.env.SUITE_GLOBAL_FETCH) {
  globalThis.fetch = instrumentationModule.instrumentFetch(globalThis.fetch);
}

afterAll(async () => {
  await ledger.settle();
  ledger.write(variable('SUITE_SPANS'));
  await collect();
}, 60_000);
