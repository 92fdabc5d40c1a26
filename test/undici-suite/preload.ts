/**
 * Loaded with `--import` into every test process, before the test file: replaces `fetch` on the exports of
 * the checkout in the current folder, where the tests take it from.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after } from 'node:test';
import { registerProviders } from '../openai-suite/providers.ts';
import { SpanLedger } from '../openai-suite/span-ledger.ts';
import { isWrapperName, type WrapperTools, wrappers } from './wrappers.ts';

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start this suite with run.ts`);
  return value;
}

function wrapFetch(): void {
  const wrapperName = variable('SUITE_WRAPPER');
  if (!isWrapperName(wrapperName)) throw new Error(`no such wrapper: ${wrapperName}`);

  const testFile = process.argv[1] ?? '';
  const ledger = new SpanLedger(() => testFile);
  registerProviders(createRequire(join(variable('SUITE_PACKAGES'), 'package.json')), ledger);
  after(() => ledger.settle());
  process.once('exit', () => ledger.write(variable('SUITE_SPANS')));

  const requireHere = createRequire(import.meta.url);
  const tools: WrapperTools = {
    instrumentFetch: (fetch) => requireHere(variable('SUITE_ENTRY')).instrumentFetch(fetch),
  };
  const undici = createRequire(join(process.cwd(), 'package.json'))('./index.js');
  undici.fetch = wrappers[wrapperName](undici.fetch, tools);
}

// The test runner starts with the same arguments as its children, and has nothing to wrap.
if (process.env.NODE_TEST_CONTEXT) wrapFetch();
