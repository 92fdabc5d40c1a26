import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver } from '@fuelgauge/simulator';
import { expect, test } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** Runs an example as its `start` script does, on the built packages, with telemetry sent to a receiver. */
async function run(example: string, args: string[]) {
  const receiver = await startOtlpReceiver();
  const { OPENAI_API_KEY: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['--experimental-strip-types', path('test/simulator/src/stand-in.ts'), ...args],
    { cwd: path(`examples/${example}`), env: { ...env, ...receiver.env }, stdio: 'ignore' },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  await receiver.close();
  const spans = receiver.spans.toSorted((one, other) => one.start - other.start);
  return { code, spans, cost: receiver.points('llm.call.cost') };
}

test('the quickstart records two answers and an empty account', async () => {
  const { code, spans } = await run('quickstart', ['service.mjs']);
  expect(code).toBe(0);
  expect(spans.map(({ attributes }) => attributes['llm.error.category'])).toEqual([
    undefined,
    undefined,
    'insufficient_balance',
  ]);
});

test('the example with an SDK of its own records a call through openai and one through fetch', async () => {
  const { code, spans, cost } = await run('existing-sdk', ['--import', './telemetry.mjs', 'service.mjs']);
  expect(code).toBe(0);
  expect(spans.map(({ name }) => name)).toEqual(['chat gpt-4o-mini', 'chat gpt-4o-mini']);
  expect(cost.map(({ attributes }) => attributes['gen_ai.provider.name'])).toContain('openai');
});

test('plain fetch to Anthropic and Gemini records three answers and an empty account', async () => {
  const { code, spans } = await run('fetch', ['service.mjs']);
  expect(code).toBe(0);
  expect(spans.map(({ attributes }) => attributes['gen_ai.provider.name'])).toEqual([
    'anthropic',
    'gcp.gemini',
    'anthropic',
    'anthropic',
  ]);
  expect(spans.map(({ attributes }) => attributes['llm.error.category'])).toEqual([
    undefined,
    undefined,
    undefined,
    'insufficient_balance',
  ]);
});

test('the AI SDK’s own spans get cost and verdict, and a call without its telemetry gets a span', async () => {
  const { code, spans } = await run('vercel-ai-sdk', ['service.mjs']);
  expect(code).toBe(0);
  const calls = spans.filter(({ name }) => name === 'chat gpt-4o-mini');
  expect(calls.map(({ scope }) => scope)).toEqual(['gen_ai', '@fuelgauge/instrumentation', 'gen_ai']);
  expect(calls.map(({ attributes }) => attributes['gen_ai.usage.cost.currency'])).toEqual([
    'USD',
    'USD',
    undefined,
  ]);
  expect(calls[2]!.attributes['llm.error.category']).toBe('insufficient_balance');
});

test('LangChain’s own copy of openai is recorded as a client, not as requests', async () => {
  const { code, spans } = await run('langchain', ['service.mjs']);
  expect(code).toBe(0);
  expect(spans.map(({ attributes }) => attributes['llm.error.category'])).toEqual([
    undefined,
    undefined,
    'insufficient_balance',
  ]);
  // Only the patched client knows its error by its class; a request knows the status.
  expect(spans[2]!.attributes['error.type']).toBe('RateLimitError');
});

test('OpenLLMetry’s spans get the cost, and a failure that it never ends still arrives', async () => {
  const { code, spans } = await run('beside-openllmetry', ['service.mjs']);
  expect(code).toBe(0);
  expect(spans.map(({ attributes }) => attributes['gen_ai.usage.cost.source'])).toEqual([
    'local',
    'local',
    undefined,
  ]);
  expect(spans[0]!.scope).toBe('@traceloop/instrumentation-openai');
  expect(spans[2]!.attributes['llm.error.category']).toBe('insufficient_balance');
});
