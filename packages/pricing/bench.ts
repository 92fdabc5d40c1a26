/**
 * What a price costs: run `node --experimental-strip-types packages/pricing/bench.ts` after `pnpm build`.
 * Prints the first look-up of a model, the repeated ones, and the price library alone for comparison.
 */
import { createRequire } from 'node:module';
import type * as Pricing from '@fuelgauge/pricing';

const require: NodeJS.Require = createRequire(import.meta.url);
const started = performance.now();
const { createPricer, normalizeUsage }: typeof Pricing = require('./dist/index.cjs');
const imported = performance.now();

const at = new Date('2026-11-20T12:00:00Z');
const chat = {
  prompt_tokens: 1200,
  completion_tokens: 340,
  total_tokens: 1540,
  prompt_tokens_details: { cached_tokens: 1024 },
  completion_tokens_details: { reasoning_tokens: 128 },
};
const usage = normalizeUsage(chat);

const calls: Record<string, Pricing.PricedCall> = {
  'openai, same id': { provider: 'openai', requestModel: 'gpt-5.2', responseModel: 'gpt-5.2', usage, at },
  'openai, dated id': {
    provider: 'openai',
    requestModel: 'gpt-5.2',
    responseModel: 'gpt-5.2-2025-12-11',
    usage,
    at,
  },
  'deepseek, built in': { provider: 'deepseek', responseModel: 'deepseek-flash', usage, at },
  'openrouter, list': { provider: 'openrouter', responseModel: 'openai/gpt-5.2', usage, at },
  'openrouter, usage.cost': {
    provider: 'openrouter',
    responseModel: 'openai/gpt-5.2',
    usage,
    responseBody: { usage: { ...chat, cost: 0.0042, is_byok: false } },
    at,
  },
  'unknown model': { provider: 'openai', responseModel: 'no-such-model', usage, at },
};

function nanoseconds(run: () => unknown, times: number): number {
  let best = Infinity;
  for (let round = 0; round < 7; round++) {
    const from = performance.now();
    for (let count = 0; count < times; count++) run();
    best = Math.min(best, ((performance.now() - from) * 1e6) / times);
  }
  return Math.round(best);
}

console.log(`import                          ${(imported - started).toFixed(1)} ms`);
const cold = performance.now();
createPricer().priceCall(calls['openai, same id'] ?? { provider: '' });
console.log(`first call, loads the library   ${(performance.now() - cold).toFixed(1)} ms`);

console.log(`\n${'ns per call'.padEnd(26)}${'first'.padStart(10)}${'repeated'.padStart(10)}`);
for (const [name, call] of Object.entries(calls)) {
  const first = nanoseconds(() => createPricer().priceCall(call), 2_000);
  const pricer = createPricer();
  const repeated = nanoseconds(() => pricer.priceCall(call), 200_000);
  console.log(`${name.padEnd(26)}${String(first).padStart(10)}${String(repeated).padStart(10)}`);
}

const library: typeof import('@pydantic/genai-prices') = require('@pydantic/genai-prices');
const counts = { input_tokens: 1200, output_tokens: 340, cache_read_tokens: 1024 };
console.log(`\nnormalizeUsage${String(nanoseconds(() => normalizeUsage(chat), 200_000)).padStart(32)}`);
for (const [providerId, model] of [
  ['openai', 'gpt-5.2'],
  ['openrouter', 'openai/gpt-5.2'],
] as const) {
  const own = nanoseconds(() => library.calcPrice(counts, model, { providerId, timestamp: at }), 20_000);
  console.log(`calcPrice, ${providerId.padEnd(12)}${String(own).padStart(23)}`);
}
