import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createPricer, type PricedCall, priceCall } from '../src/index.ts';

const MILLION = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
const FRIDAY_NOON = '2026-11-20T12:00:00Z';

function amountOf(provider: string, model: string, at: string = FRIDAY_NOON): number | undefined {
  return priceCall({ provider, responseModel: model, usage: MILLION, at: new Date(at) })?.amount;
}

describe('DeepSeek prices', () => {
  // https://api-docs.deepseek.com/quick_start/pricing, one million tokens in and one million out.
  it.each([
    ['deepseek-flash', 'Friday noon', '2026-11-20T12:00:00Z', 0.75],
    ['deepseek-flash', 'Friday peak', '2026-11-20T02:00:00Z', 1.5],
    ['deepseek-flash', 'the second peak', '2026-11-20T06:00:00Z', 1.5],
    ['deepseek-flash', 'the end of a peak', '2026-11-20T10:00:00Z', 0.75],
    ['deepseek-flash', 'between the peaks', '2026-11-20T05:00:00Z', 0.75],
    ['deepseek-flash', 'Saturday morning', '2026-11-21T02:00:00Z', 0.75],
    ['deepseek-flash', 'Sunday morning', '2026-11-22T08:00:00Z', 0.75],
    ['deepseek-flash', 'Monday peak', '2026-11-23T01:00:00Z', 1.5],
    ['deepseek-v4-flash', 'Friday noon', '2026-11-20T12:00:00Z', 0.75],
    ['deepseek-v4-flash', 'Friday peak', '2026-11-20T02:00:00Z', 1.5],
    ['deepseek-v4-flash', 'Saturday morning', '2026-11-21T02:00:00Z', 0.75],
    ['deepseek-v4-flash', 'a peak of V4 itself', '2026-09-01T02:00:00Z', 1.76],
    ['deepseek-v4-flash', 'the Saturday before weekends were off-peak', '2026-08-22T02:00:00Z', 1.76],
    ['deepseek-v4-flash', 'the Sunday after', '2026-08-23T02:00:00Z', 0.88],
    ['deepseek-v4-flash', 'the time before the peaks', '2026-08-01T02:00:00Z', 0.42],
    ['deepseek-v4-pro', 'Friday noon', '2026-11-20T12:00:00Z', 2.64],
    ['deepseek-v4-pro', 'Friday peak', '2026-11-20T02:00:00Z', 5.28],
    ['deepseek-v4-pro', 'Saturday morning', '2026-11-21T02:00:00Z', 2.64],
    ['deepseek-v4-pro', 'the time before the peaks', '2026-08-01T02:00:00Z', 1.305],
    ['deepseek-chat', 'its last months', '2026-07-01T02:00:00Z', 0.42],
  ])('%s at %s', (model, _when, at, amount) => {
    expect(amountOf('deepseek', model, at)).toBeCloseTo(amount, 9);
  });

  it.each([
    ['deepseek-chat', FRIDAY_NOON],
    ['deepseek-reasoner', FRIDAY_NOON],
    ['deepseek-flash', '2026-08-01T02:00:00Z'],
  ])('%s has no price at a time when it was not served', (model, at) => {
    expect(amountOf('deepseek', model, at)).toBeUndefined();
  });

  it('bills cache hits at their own price', () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 1_000_000 };
    expect(
      priceCall({ provider: 'deepseek', responseModel: 'deepseek-flash', usage, at: new Date(FRIDAY_NOON) })
        ?.amount,
    ).toBeCloseTo(0.003, 9);
  });

  it('is said to be built in', () => {
    expect(
      priceCall({
        provider: 'deepseek',
        responseModel: 'deepseek-flash',
        usage: MILLION,
        at: new Date(FRIDAY_NOON),
      }),
    ).toMatchObject({ source: 'local', origin: 'built-in', model: 'deepseek-flash', currency: 'USD' });
  });
});

describe('a price from the library', () => {
  it.each([
    ['openai', 'gpt-5.2', 15.75, 'gpt-5.2', 'exact'],
    ['openai', 'gpt-5.2-2025-12-11', 15.75, 'gpt-5.2', 'exact'],
    ['openai', 'gpt-5-nano-2025-08-07', 0.45, 'gpt-5-nano', 'version'],
    ['openai', 'gpt-4-0613', 90, 'gpt-4', 'exact'],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:acme::fake0001', 1.5, 'ft:gpt-4o-mini', 'version'],
    ['openrouter', 'openai/gpt-5.2', 15.75, 'openai/gpt-5.2', 'exact'],
    ['anthropic', 'claude-haiku-4-5-20251001', 6, 'claude-haiku-4-5', 'version'],
    ['anthropic', 'claude-3-5-haiku-latest', 4.8, 'claude-3-5-haiku-latest', 'exact'],
    ['azure.ai.openai', 'gpt-4o-2024-11-20', 12.5, 'gpt-4o', 'exact'],
    ['gcp.gemini', 'models/gemini-2.5-flash', 2.8, 'gemini-2.5-flash', 'exact'],
    ['gcp.vertex_ai', 'google/gemini-2.5-flash', 2.8, 'gemini-2.5-flash', 'exact'],
    ['gcp.vertex_ai', 'claude-opus-5@20260801', 30, 'claude-opus-5', 'version'],
    ['aws.bedrock', 'eu.amazon.nova-lite-v1:0', 0.3, 'amazon.nova-lite-v1:0', 'version'],
    ['x_ai', 'grok-4-fast-non-reasoning', 0.7, 'grok-4-fast-non-reasoning', 'exact'],
    ['moonshot_ai', 'kimi-k3', 18, 'kimi-k3', 'exact'],
    ['zhipu', 'glm-5.3', 5.8, 'GLM-5.3', 'exact'],
    // The library lists this name beside M2's, with M2's price.
    ['minimax', 'MiniMax-M2.5', 1.5, 'MiniMax-M2', 'exact'],
  ])('%s %s', (provider, model, amount, id, match) => {
    const usage = { inputTokens: 100_000, outputTokens: 100_000 };
    const cost = priceCall({ provider, responseModel: model, usage, at: new Date(FRIDAY_NOON) });
    expect(cost).toMatchObject({
      model: id,
      match,
      source: 'local',
      origin: 'genai-prices',
      currency: 'USD',
    });
    expect(cost?.amount).toBeCloseTo(amount / 10, 9);
  });

  it.each([
    ['anthropic', 'claude-sonnet-5-5', 'the library finds claude-sonnet-5'],
    ['moonshot_ai', 'kimi-k2.5-thinking', 'the library finds kimi-k2.5'],
    ['gcp.gemini', 'gemini-1.5-flash-8b', 'the library finds gemini-1.5-flash'],
    ['deepseek', 'deepseek-chat-v9', 'the library finds deepseek-chat'],
    ['aws.bedrock', 'amazon.titan-embed-text-v2:0', 'the library finds version 1'],
    ['openai', 'gpt-5-nano-pro', 'the library finds gpt-5-nano'],
    ['azure.ai.inference', 'DeepSeek-V3.2', "the library falls back on DeepSeek's own price"],
    ['openai', 'omni-moderation-latest', 'the library has an empty price'],
    ['openai', 'whisper-1', 'it is billed by the hour'],
    ['openai', 'no-such-model', 'nobody knows it'],
    ['siliconflow', 'deepseek-ai/DeepSeek-V3', 'the library lacks the provider'],
    ['self_hosted', 'gpt-5.2', 'the provider is not OpenAI'],
    ['constructor', 'gpt-5.2', 'that is no provider'],
  ])('%s %s has none, as %s', (provider, model) => {
    expect(amountOf(provider, model)).toBeUndefined();
  });

  it.each([
    [271_999, 2.5],
    [272_000, 5],
    [400_000, 5],
  ])('is the one of the tier for the whole call: %i input tokens', (inputTokens, perMillion) => {
    const usage = { inputTokens, outputTokens: 0, cacheReadTokens: 0 };
    const cost = priceCall({ provider: 'openai', responseModel: 'gpt-5.4', usage });
    expect(cost?.amount).toBeCloseTo((inputTokens * perMillion) / 1e6, 9);
  });

  it('follows a dated price', () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0 };
    const call = { provider: 'openai', responseModel: 'o3', usage };
    expect(priceCall({ ...call, at: new Date('2025-05-01') })?.amount).toBe(10);
    expect(priceCall({ ...call, at: new Date('2025-07-01') })?.amount).toBe(2);
  });

  it('bills cache reads, cache writes of both lifetimes and searches of Anthropic', () => {
    const responseBody = {
      model: 'claude-haiku-4-5-20251001',
      usage: {
        input_tokens: 1_000,
        cache_read_input_tokens: 10_000,
        cache_creation_input_tokens: 5_000,
        cache_creation: { ephemeral_5m_input_tokens: 2_000, ephemeral_1h_input_tokens: 3_000 },
        output_tokens: 500,
        server_tool_use: { web_search_requests: 2 },
      },
    };
    const expected = (1_000 * 1 + 10_000 * 0.1 + 2_000 * 1.25 + 3_000 * 2 + 500 * 5) / 1e6 + 2 * 0.01;
    expect(priceCall({ provider: 'anthropic', responseBody })?.amount).toBeCloseTo(expected, 12);
  });

  it('is not used for audio when the library has only the price of text', () => {
    const usage = { inputTokens: 100, outputTokens: 10, inputAudioTokens: 50 };
    expect(priceCall({ provider: 'openai', responseModel: 'gpt-4o-audio-preview', usage })).toBeUndefined();
  });

  it.each([
    ['https://api.moonshot.cn/v1', undefined],
    ['https://api.moonshot.ai/v1', 18],
  ])('depends on the country that bills: %s', (baseUrl, amount) => {
    expect(
      priceCall({ provider: 'moonshot_ai', baseUrl, responseModel: 'kimi-k3', usage: MILLION })?.amount,
    ).toBe(amount);
  });

  it('is frozen', () => {
    expect(Object.isFrozen(priceCall({ provider: 'openai', responseModel: 'gpt-5.2', usage: MILLION }))).toBe(
      true,
    );
  });
});

describe('OpenRouter suffixes', () => {
  it('price :free at 0, whatever the model and the counts', () => {
    expect(priceCall({ provider: 'openrouter', responseModel: 'acme/new-model:free' })).toMatchObject({
      amount: 0,
      source: 'local',
    });
  });

  it('price :free when only the request has it', () => {
    expect(
      priceCall({
        provider: 'openrouter',
        requestModel: 'openai/gpt-oss-120b:free',
        responseModel: 'openai/gpt-oss-120b',
        usage: MILLION,
      })?.amount,
    ).toBe(0);
  });

  it('do not make a fall-back model free', () => {
    expect(
      priceCall({
        provider: 'openrouter',
        requestModel: 'openai/gpt-oss-120b:free',
        responseModel: 'openai/gpt-5.2',
        usage: MILLION,
      })?.amount,
    ).toBe(15.75);
  });

  it.each([['nitro'], ['floor'], ['exacto']])('mark the price of :%s as a list price', (suffix) => {
    const cost = priceCall({
      provider: 'openrouter',
      responseModel: `openai/gpt-5.2:${suffix}`,
      usage: MILLION,
    });
    expect(cost).toMatchObject({ amount: 15.75, model: 'openai/gpt-5.2', listPrice: true });
  });

  it.each([
    ['openai/gpt-5.2:online', 'openai/gpt-5.2:online'],
    ['openai/gpt-5.2:online', 'openai/gpt-5.2'],
    ['openai/gpt-5.2:online', 'openai/gpt-5.1'],
  ])('leave a search unpriced: %s answered by %s', (requestModel, responseModel) => {
    expect(
      priceCall({ provider: 'openrouter', requestModel, responseModel, usage: MILLION }),
    ).toBeUndefined();
  });

  it('resolve openrouter/auto by the model that answered', () => {
    const call = { provider: 'openrouter', requestModel: 'openrouter/auto', usage: MILLION };
    expect(priceCall({ ...call, responseModel: 'openai/gpt-5.2' })?.amount).toBe(15.75);
    expect(priceCall(call)).toBeUndefined();
  });

  it('are nothing special elsewhere', () => {
    expect(priceCall({ provider: 'openai', responseModel: 'gpt-5.2:free', usage: MILLION })).toBeUndefined();
  });
});

describe('the model that counts', () => {
  it('is the one that answered', () => {
    expect(
      priceCall({ provider: 'openai', requestModel: 'gpt-5.2', responseModel: 'o3', usage: MILLION })?.model,
    ).toBe('o3');
  });

  it('is never the requested one when another, unknown one answered', () => {
    expect(
      priceCall({ provider: 'openai', requestModel: 'gpt-5.2', responseModel: 'gpt-9', usage: MILLION }),
    ).toBeUndefined();
  });

  it('is the requested one when the answer only adds a version', () => {
    const call = { provider: 'openai', requestModel: 'gpt-5.2', responseModel: 'gpt-5.2-2031-01-01' };
    expect(priceCall({ ...call, usage: MILLION })?.model).toBe('gpt-5.2');
  });

  it('is the requested one when the response names none', () => {
    expect(priceCall({ provider: 'openai', requestModel: 'gpt-5.2', usage: MILLION })?.amount).toBe(15.75);
  });

  it('is never the name of an Azure deployment', () => {
    expect(
      priceCall({ provider: 'azure.ai.openai', requestModel: 'gpt-4o', usage: MILLION }),
    ).toBeUndefined();
  });

  it('can be read from the body', () => {
    const responseBody = {
      response: { model: 'gpt-5.2', usage: { input_tokens: 1_000_000, output_tokens: 0 } },
    };
    expect(priceCall({ provider: 'openai', responseBody })?.amount).toBe(1.75);
  });
});

describe('usage', () => {
  it.each([
    ['no counts', undefined],
    ['an empty object', {}],
    ['zeros, which no answered call has', { inputTokens: 0, outputTokens: 0 }],
    ['an output without an input', { outputTokens: 5 }],
    ['a total that shows that the output is missing', { inputTokens: 5, totalTokens: 9 }],
  ])('of %s gives no price', (_name, usage) => {
    expect(priceCall({ provider: 'openai', responseModel: 'gpt-5.2', usage })).toBeUndefined();
  });

  it('of an embedding needs no output', () => {
    const responseBody = {
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 1_000_000, total_tokens: 1_000_000 },
    };
    expect(priceCall({ provider: 'openai', responseBody })?.amount).toBe(0.02);
  });
});

describe('service tiers', () => {
  const call = { provider: 'openai', responseModel: 'gpt-5.2', usage: MILLION };

  it.each([['flex'], ['batch'], ['priority'], ['scale'], ['Flex']])(
    'mark %s as a list price',
    (serviceTier) => {
      expect(priceCall({ ...call, serviceTier })).toMatchObject({ amount: 15.75, listPrice: true });
    },
  );

  it.each([['default'], ['auto'], ['standard'], [undefined]])('leave %s unmarked', (serviceTier) => {
    expect(priceCall({ ...call, serviceTier })).not.toHaveProperty('listPrice');
  });

  it('are read from the response', () => {
    expect(priceCall({ ...call, responseBody: { service_tier: 'flex' } })?.listPrice).toBe(true);
    expect(priceCall({ ...call, responseBody: { usage: { service_tier: 'batch' } } })?.listPrice).toBe(true);
  });
});

describe('createPricer', () => {
  const call: PricedCall = { provider: 'openai', responseModel: 'gpt-5.2', usage: MILLION };

  it('asks the library once for a model, not once for a call', () => {
    const calcPrice = vi.fn(() => null);
    const pricer = createPricer({ library: { calcPrice, findProvider: () => undefined } });
    pricer.priceCall(call);
    pricer.priceCall(call);
    expect(calcPrice).toHaveBeenCalledTimes(1);
  });

  it('asks again after a while, as an application may update the prices', () => {
    vi.useFakeTimers();
    try {
      const calcPrice = vi.fn(() => null);
      const pricer = createPricer({ library: { calcPrice, findProvider: () => undefined } });
      pricer.priceCall(call);
      vi.advanceTimersByTime(11 * 60_000);
      pricer.priceCall(call);
      expect(calcPrice).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does without a library that throws', () => {
    const calcPrice = (): never => {
      throw new Error('broken');
    };
    const pricer = createPricer({ library: { calcPrice, findProvider: () => undefined } });
    expect(pricer.priceCall(call)).toBeUndefined();
  });

  it('does without the library', () => {
    const pricer = createPricer({ library: false });
    expect(pricer.priceCall(call)).toBeUndefined();
    expect(
      pricer.priceCall({ ...call, provider: 'deepseek', responseModel: 'deepseek-flash' }),
    ).toBeDefined();
  });

  it('stays right when thousands of made-up models have passed', () => {
    const pricer = createPricer();
    for (let index = 0; index < 2_500; index++)
      pricer.priceCall({ ...call, provider: 'acme', responseModel: `model-${index}` });
    expect(pricer.priceCall(call)?.amount).toBe(15.75);
  });
});

describe('priceCall', () => {
  it('never warns on the console', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const usage = { ...MILLION, reasoningTokens: 5, webSearches: 1, inputImageTokens: 3, totalTokens: 9 };
    createPricer().priceCall({ provider: 'openai', responseModel: 'gpt-5.2', usage });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('never throws, and gives a finite amount of 0 or more', () => {
    const pricer = createPricer({
      table: [
        { provider: 'acme', model: '*', input: 1e300, output: 1e300, perRequest: 1 },
        { provider: 'fine', model: 'm*', input: 1, output: 2, cacheRead: 0.1, reasoning: 3, inputAudio: 4 },
      ],
    });
    const token = fc.oneof(fc.maxSafeNat(), fc.integer(), fc.double(), fc.constantFrom(undefined, null, 'x'));
    const usage = fc.oneof(
      fc.anything(),
      fc.record(
        {
          inputTokens: token,
          outputTokens: token,
          cacheReadTokens: token,
          cacheWriteTokens: token,
          cacheWrite1hTokens: token,
          reasoningTokens: token,
          inputAudioTokens: token,
          cacheReadAudioTokens: token,
          webSearches: token,
        },
        { requiredKeys: [] },
      ),
    );
    const model = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'gpt-5.2',
        'm1',
        'deepseek-flash',
        'openai/gpt-5.2:free',
        ':free',
        'a:constructor',
        '-latest',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom('openai', 'acme', 'fine', 'deepseek', 'openrouter', 'aws.bedrock'),
        ),
        model,
        model,
        usage,
        fc.anything(),
        fc.oneof(fc.date({ noInvalidDate: false }), fc.double(), fc.anything()),
        (provider, requestModel, responseModel, usage, responseBody, at) => {
          const cost = pricer.priceCall({
            provider,
            requestModel,
            responseModel,
            usage,
            responseBody,
            at,
          } as PricedCall);
          if (cost) expect(cost.amount >= 0 && Number.isFinite(cost.amount)).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it.each([[undefined], [null], [1], ['call'], [{}], [{ provider: {} }]])('survives %j', (call) => {
    expect(priceCall(call as unknown as PricedCall)).toBeUndefined();
  });
});
