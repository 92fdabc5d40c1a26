import {
  costFromResponse,
  createPricer,
  normalizeUsage,
  type PricedCall,
  usageOfBody,
} from '@fuelgauge/pricing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyone, headers, type Maker, made, text } from './hostile.ts';
import { check } from './runs.ts';

/** What stands where a count or an amount should. */
const number: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.nat(1_000_000) },
  fc.double(),
  fc.constantFrom<unknown>(
    Number.NaN,
    Infinity,
    -Infinity,
    -1,
    -0,
    0.1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER + 2,
    '12',
    '0x10',
    '1e999',
    '９',
    '9'.repeat(5_000),
    10n,
    null,
    true,
    [],
    [7],
    {},
  ),
  fc.bigInt(),
  text,
);

const COUNTS = [
  'prompt_tokens', 'completion_tokens', 'total_tokens', 'input_tokens', 'output_tokens', 'promptTokenCount',
  'candidatesTokenCount', 'thoughtsTokenCount', 'totalTokenCount', 'cachedContentTokenCount', 'toolUsePromptTokenCount',
  'cache_read_input_tokens', 'cache_creation_input_tokens', 'prompt_cache_hit_tokens', 'prompt_cache_miss_tokens',
  'cached_tokens', 'reasoning_tokens', 'audio_tokens', 'image_tokens', 'cost', 'cost_in_usd_ticks', 'inputTokens',
  'outputTokens', 'cachedInputTokens', 'search_units', 'web_search_requests', 'ephemeral_1h_input_tokens',
] as const; // biome-ignore format: a table
const PARTS = [
  'prompt_tokens_details', 'completion_tokens_details', 'input_tokens_details', 'output_tokens_details',
  'cache_creation', 'server_tool_use', 'cost_details', 'tokens', 'billed_units', '__proto__',
] as const; // biome-ignore format: a table

const counts = fc.dictionary(fc.constantFrom(...COUNTS), number, { maxKeys: 8 });
const usage = fc
  .tuple(
    counts,
    fc.dictionary(fc.constantFrom(...PARTS), counts, { maxKeys: 4 }),
    fc.array(fc.record({ modality: fc.constantFrom('AUDIO', 'TEXT', 1), tokenCount: number }), {
      maxLength: 3,
    }),
  )
  .map(([flat, parts, details]) => ({ ...flat, ...parts, promptTokensDetails: details }));

const anyUsage: fc.Arbitrary<Maker> = fc.oneof({ weight: 4, arbitrary: made(usage) }, anyone);

it('normalizes any usage to counts that can be true, or to nothing', () => {
  check(
    fc.property(anyUsage, (make) => {
      const given = normalizeUsage(make());
      if (given === undefined) return;
      for (const [name, count] of Object.entries(given)) {
        if (count !== undefined)
          expect([name, Number.isSafeInteger(count) && count >= 0]).toEqual([name, true]);
      }
      const { inputTokens = Infinity, outputTokens = Infinity } = given;
      expect((given.cacheReadTokens ?? 0) <= inputTokens).toBe(true);
      expect((given.reasoningTokens ?? 0) <= outputTokens).toBe(true);
    }),
    3,
  );
});

it('finds the usage of any body without a throw', () => {
  check(
    fc.property(anyone, anyUsage, (make, makeUsage) => {
      usageOfBody(make());
      normalizeUsage(usageOfBody({ usage: makeUsage() }));
      normalizeUsage(usageOfBody({ response: { usage: makeUsage() } }));
    }),
  );
});

const PROVIDERS = [
  'openai',
  'openrouter',
  'anthropic',
  'x_ai',
  'litellm',
  'deepseek',
  'gcp.gemini',
  'perplexity',
];
const MODELS = [
  'gpt-5.2',
  'claude-sonnet-4-5',
  'deepseek-chat',
  'x-ai/grok-4:free',
  'a'.repeat(5_000),
  '',
  '*',
  '-v1',
];

it('states of a response a cost that can be true, or none', () => {
  check(
    fc.property(fc.constantFrom(...PROVIDERS), anyUsage, number, headers, (provider, make, cost, bag) => {
      const found = costFromResponse(
        provider,
        { usage: make(), cost, response_cost: cost },
        bag() as Record<string, string>,
      );
      if (found !== undefined) expect(found.amount >= 0 && found.amount < Infinity).toBe(true);
    }),
    2,
  );
});

it('prices any call at an amount that can be true, or not at all', () => {
  const pricer = createPricer({
    table: [
      {
        provider: '*',
        model: '*-v1',
        input: 1,
        output: 2,
        windows: [{ start: '23:00', end: '01:00', input: 3 }],
      },
    ],
  });
  const call: fc.Arbitrary<() => PricedCall> = fc
    .record({
      provider: made(fc.oneof(fc.constantFrom(...PROVIDERS), text)),
      baseUrl: made(
        fc.oneof(fc.constantFrom('https://api.moonshot.cn/v1', 'https://openrouter.ai/api/v1'), text),
      ),
      requestModel: made(fc.oneof(fc.constantFrom(...MODELS), text)),
      responseModel: fc.oneof(made(fc.constantFrom(...MODELS)), anyone),
      usage: anyUsage,
      responseCost: made(number),
      responseBody: fc.oneof(anyUsage, anyone),
      headers,
      serviceTier: made(fc.oneof(fc.constantFrom('flex', 'batch', 'default'), text)),
      at: made(fc.oneof(fc.date({ noInvalidDate: false }), fc.double())),
    })
    .map(
      (makers) => () =>
        Object.fromEntries(Object.entries(makers).map(([key, make]) => [key, make()])) as PricedCall,
    );
  check(
    fc.property(call, (make) => {
      const cost = pricer.priceCall(make());
      if (cost === undefined) return;
      expect(cost.amount >= 0 && cost.amount < Infinity).toBe(true);
      expect(cost.currency).toMatch(/^[A-Z]{3}$/);
      expect(['provider', 'local']).toContain(cost.source);
    }),
    2,
  );
});
