import { calcPrice, findProvider, type ModelInfo } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { LIBRARY_PROVIDERS } from '../src/genai-prices.ts';
import { createPricer } from '../src/index.ts';

const pricer = createPricer({ library: { calcPrice, findProvider } });
const at = new Date('2026-11-20T12:00:00Z');

describe('the mapping of providers', () => {
  it.each(Object.entries(LIBRARY_PROVIDERS))('%s is %s in the library', (_provider, id) => {
    expect(findProvider({ providerId: id })?.id).toBe(id);
  });
});

/** The same usage in our words and in the library's. */
const usages = [
  [
    { inputTokens: 1_234, outputTokens: 567 },
    { input_tokens: 1_234, output_tokens: 567 },
  ],
  [
    {
      inputTokens: 300_000,
      outputTokens: 2_000,
      cacheReadTokens: 100_000,
      cacheWriteTokens: 50_000,
      cacheWrite1hTokens: 20_000,
    },
    {
      input_tokens: 300_000,
      output_tokens: 2_000,
      cache_read_tokens: 100_000,
      cache_write_tokens: 50_000,
      cache_write_1h_tokens: 20_000,
    },
  ],
  [
    {
      inputTokens: 1_000,
      outputTokens: 500,
      inputAudioTokens: 300,
      outputAudioTokens: 100,
      cacheReadTokens: 200,
    },
    {
      input_tokens: 1_000,
      output_tokens: 500,
      input_audio_tokens: 300,
      output_audio_tokens: 100,
      cache_read_tokens: 200,
      cache_audio_read_tokens: 0,
    },
  ],
] as const;

/** A name under which the library finds the model. */
function nameOf(model: ModelInfo): string {
  return /"equals":"([^"]+)"/.exec(JSON.stringify(model.match))?.[1] ?? model.id;
}

function libraryPrice(providerId: string, model: string, usage: Record<string, number>): number | undefined {
  try {
    return calcPrice(usage, model, { providerId, timestamp: at })?.total_price;
  } catch {
    return undefined;
  }
}

describe('our arithmetic', () => {
  // DeepSeek has its own table here.
  const providers = Object.entries(LIBRARY_PROVIDERS).filter(([provider]) => provider !== 'deepseek');

  it.each(providers)("gives the library's amounts for every model of %s", (provider, id) => {
    let compared = 0;
    for (const info of findProvider({ providerId: id })?.models ?? []) {
      const model = nameOf(info);
      for (const [ours, theirs] of usages) {
        const got = pricer.priceCall({ provider, responseModel: model, usage: ours, at });
        const wanted = libraryPrice(id, model, theirs);
        if (got === undefined || wanted === undefined) continue;
        compared++;
        expect(got.amount, `${model} ${JSON.stringify(ours)}`).toBeCloseTo(wanted, 9);
      }
    }
    // Embedding models have no price for the output of these usages.
    if (provider !== 'voyage') expect(compared).toBeGreaterThan(0);
  });
});

describe('a neighbour', () => {
  const suffixes = ['-5', '.5', '-mini', '-v2', '-8b', '-turbo', '-preview', '-max', '-pro', '-lite', 'b'];

  it.each(Object.entries(LIBRARY_PROVIDERS))('of a model of %s never gets its price', (provider, id) => {
    const usage = { inputTokens: 1_000, outputTokens: 100 };
    for (const { id: model, match } of findProvider({ providerId: id })?.models ?? []) {
      const spelledOut = JSON.stringify(match).toLowerCase();
      for (const suffix of suffixes) {
        const neighbour = model + suffix;
        if (spelledOut.includes(`"${neighbour.toLowerCase()}"`)) continue;
        const cost = pricer.priceCall({ provider, responseModel: neighbour, usage, at });
        expect(cost?.model, neighbour).not.toBe(model);
      }
    }
  });
});
