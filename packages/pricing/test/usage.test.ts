import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeUsage, type Usage, usageOfBody } from '../src/index.ts';

interface Shape {
  readonly name: string;
  readonly raw: unknown;
  readonly usage: Usage | undefined;
}

const shapes: readonly Shape[] = [
  {
    name: 'OpenAI chat',
    raw: {
      prompt_tokens: 1117,
      completion_tokens: 46,
      total_tokens: 1163,
      prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 7, accepted_prediction_tokens: 0 },
    },
    usage: {
      inputTokens: 1117,
      outputTokens: 46,
      cacheReadTokens: 1024,
      reasoningTokens: 20,
      inputAudioTokens: 5,
      outputAudioTokens: 7,
      totalTokens: 1163,
    },
  },
  {
    name: 'OpenAI responses',
    raw: {
      input_tokens: 36,
      input_tokens_details: { cached_tokens: 10 },
      output_tokens: 87,
      output_tokens_details: { reasoning_tokens: 64 },
      total_tokens: 123,
    },
    usage: {
      inputTokens: 36,
      outputTokens: 87,
      cacheReadTokens: 10,
      reasoningTokens: 64,
      totalTokens: 123,
    },
  },
  {
    name: 'OpenAI embeddings, which have no output',
    raw: { prompt_tokens: 8, total_tokens: 8 },
    usage: { inputTokens: 8, totalTokens: 8 },
  },
  {
    name: 'the AI SDK, v2',
    raw: { inputTokens: 100, outputTokens: 30, totalTokens: 130, reasoningTokens: 12, cachedInputTokens: 40 },
    usage: {
      inputTokens: 100,
      outputTokens: 30,
      cacheReadTokens: 40,
      reasoningTokens: 12,
      totalTokens: 130,
    },
  },
  {
    name: 'the AI SDK, v3 and v4',
    raw: {
      inputTokens: { total: 100, noCache: 50, cacheRead: 40, cacheWrite: 10 },
      outputTokens: { total: 30, text: 18, reasoning: 12 },
      raw: { input_tokens: 50, cache_read_input_tokens: 40 },
    },
    usage: {
      inputTokens: 100,
      outputTokens: 30,
      cacheReadTokens: 40,
      cacheWriteTokens: 10,
      reasoningTokens: 12,
    },
  },
  {
    name: 'the AI SDK, v3 and v4, of a provider that tells parts and no totals',
    raw: { inputTokens: { noCache: 50, cacheRead: 40 }, outputTokens: { text: 18, reasoning: 12 } },
    usage: { inputTokens: 90, outputTokens: 30, cacheReadTokens: 40, reasoningTokens: 12 },
  },
  {
    name: 'the AI SDK, v3 and v4, of a provider that tells nothing',
    raw: { inputTokens: {}, outputTokens: {} },
    usage: undefined,
  },
  {
    name: 'the AI SDK’s embeddings',
    raw: { tokens: 8 },
    usage: { inputTokens: 8 },
  },
  {
    name: 'OpenAI images',
    raw: {
      input_tokens: 50,
      input_tokens_details: { text_tokens: 10, image_tokens: 40 },
      output_tokens: 50,
      total_tokens: 100,
    },
    usage: { inputTokens: 50, outputTokens: 50, inputImageTokens: 40, totalTokens: 100 },
  },
  {
    name: 'OpenAI realtime',
    raw: {
      input_tokens: 127,
      input_token_details: {
        cached_tokens: 64,
        cached_tokens_details: { text_tokens: 54, audio_tokens: 10 },
        audio_tokens: 20,
      },
      output_tokens: 46,
      output_token_details: { audio_tokens: 30 },
      total_tokens: 173,
    },
    usage: {
      inputTokens: 127,
      outputTokens: 46,
      cacheReadTokens: 64,
      inputAudioTokens: 20,
      cacheReadAudioTokens: 10,
      outputAudioTokens: 30,
      totalTokens: 173,
    },
  },
  {
    name: 'DeepSeek',
    raw: {
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
    },
    usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 64, totalTokens: 120 },
  },
  {
    name: 'DeepSeek with nothing but hits and misses',
    raw: { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36, completion_tokens: 20 },
    usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 64 },
  },
  {
    name: 'Moonshot',
    raw: { prompt_tokens: 19, completion_tokens: 21, total_tokens: 40, cached_tokens: 10 },
    usage: { inputTokens: 19, outputTokens: 21, cacheReadTokens: 10, totalTokens: 40 },
  },
  {
    name: 'OpenRouter with cache writes',
    raw: {
      prompt_tokens: 4000,
      completion_tokens: 2,
      total_tokens: 4002,
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 3900 },
    },
    usage: {
      inputTokens: 4000,
      outputTokens: 2,
      cacheReadTokens: 0,
      cacheWriteTokens: 3900,
      totalTokens: 4002,
    },
  },
  {
    name: 'LiteLLM, which adds Anthropic fields to totals that include them',
    raw: {
      prompt_tokens: 2011,
      completion_tokens: 10,
      total_tokens: 2021,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 0,
    },
    usage: {
      inputTokens: 2011,
      outputTokens: 10,
      cacheReadTokens: 2000,
      cacheWriteTokens: 0,
      totalTokens: 2021,
    },
  },
  {
    name: 'xAI, which counts reasoning beside the completion',
    raw: {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      completion_tokens_details: { reasoning_tokens: 94 },
    },
    usage: { inputTokens: 32, outputTokens: 103, reasoningTokens: 94, totalTokens: 135 },
  },
  {
    name: 'Gemini in the shape of OpenAI, whose thoughts are in the total only',
    raw: { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 },
    usage: { inputTokens: 20, outputTokens: 603, totalTokens: 623 },
  },
  {
    name: 'a chat total that shows that cached tokens stand beside the prompt',
    raw: {
      prompt_tokens: 500,
      completion_tokens: 10,
      total_tokens: 610,
      cache_read_input_tokens: 100,
    },
    usage: { inputTokens: 600, outputTokens: 10, cacheReadTokens: 100, totalTokens: 610 },
  },
  {
    name: 'Anthropic, which counts cached tokens beside the input',
    raw: {
      input_tokens: 21,
      cache_creation_input_tokens: 400,
      cache_read_input_tokens: 1000,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 300 },
      output_tokens: 50,
      server_tool_use: { web_search_requests: 2 },
      service_tier: 'standard',
    },
    usage: {
      inputTokens: 1421,
      outputTokens: 50,
      cacheReadTokens: 1000,
      cacheWriteTokens: 400,
      cacheWrite1hTokens: 300,
      webSearches: 2,
    },
  },
  {
    name: 'Anthropic without a cache',
    raw: {
      input_tokens: 21,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 5,
    },
    usage: { inputTokens: 21, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
  },
  {
    name: 'a gateway that adds Anthropic fields to a responses total',
    raw: { input_tokens: 1000, cache_read_input_tokens: 900, output_tokens: 10, total_tokens: 1010 },
    usage: { inputTokens: 1000, outputTokens: 10, cacheReadTokens: 900, totalTokens: 1010 },
  },
  {
    name: 'Gemini, which counts thoughts beside the candidates',
    raw: {
      promptTokenCount: 100,
      toolUsePromptTokenCount: 8,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 158,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 80 },
        { modality: 'AUDIO', tokenCount: 20 },
      ],
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 15 }],
    },
    usage: {
      inputTokens: 108,
      outputTokens: 50,
      cacheReadTokens: 60,
      reasoningTokens: 30,
      inputAudioTokens: 20,
      outputImageTokens: 15,
      totalTokens: 158,
    },
  },
  {
    name: 'Bedrock Converse, which counts cached tokens beside the input',
    raw: {
      inputTokens: 10,
      outputTokens: 4,
      totalTokens: 314,
      cacheReadInputTokens: 100,
      cacheWriteInputTokens: 200,
    },
    usage: {
      inputTokens: 310,
      outputTokens: 4,
      cacheReadTokens: 100,
      cacheWriteTokens: 200,
      totalTokens: 314,
    },
  },
  {
    name: 'Cohere, where what is billed wins',
    raw: {
      billed_units: { input_tokens: 5, output_tokens: 418 },
      tokens: { input_tokens: 71, output_tokens: 418 },
    },
    usage: { inputTokens: 5, outputTokens: 418 },
  },
  {
    name: 'a cache that cannot be part of the input',
    raw: { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 90 } },
    usage: { inputTokens: 100, outputTokens: 1, cacheReadTokens: 90 },
  },
  {
    name: 'bad values, of which nothing is kept',
    raw: {
      prompt_tokens: 12,
      completion_tokens: -3,
      total_tokens: Number.NaN,
      prompt_tokens_details: { cached_tokens: '5' },
      completion_tokens_details: null,
    },
    usage: { inputTokens: 12 },
  },
  { name: 'counts that are all bad', raw: { prompt_tokens: null, completion_tokens: {} }, usage: undefined },
  { name: 'fractions', raw: { input_tokens: 0.5, output_tokens: 1e300 }, usage: undefined },
  { name: 'an empty object', raw: {}, usage: undefined },
  { name: 'null', raw: null, usage: undefined },
  { name: 'a string', raw: 'usage', usage: undefined },
];

describe('normalizeUsage', () => {
  it.each(shapes)('reads $name', ({ raw, usage }) => {
    expect(normalizeUsage(raw)).toEqual(usage);
  });

  it.each(shapes.filter(({ usage }) => usage))('leaves its own result as it is: $name', ({ usage }) => {
    expect(normalizeUsage(usage)).toEqual(usage);
  });

  it('survives a getter that throws', () => {
    const raw = {
      get prompt_tokens(): number {
        throw new Error('no');
      },
    };
    expect(normalizeUsage(raw)).toBeUndefined();
  });

  const value = fc.oneof(
    fc.integer({ min: -5, max: 5000 }),
    fc.maxSafeNat(),
    fc.double(),
    fc.constantFrom(null, undefined, '7', Number.NaN, {}, []),
  );
  const details = fc.record(
    { cached_tokens: value, cache_write_tokens: value, audio_tokens: value, reasoning_tokens: value },
    { requiredKeys: [] },
  );
  const anyUsage = fc.record(
    {
      prompt_tokens: value,
      completion_tokens: value,
      total_tokens: value,
      input_tokens: value,
      output_tokens: value,
      cached_tokens: value,
      prompt_cache_hit_tokens: value,
      cache_read_input_tokens: value,
      cache_creation_input_tokens: value,
      promptTokenCount: value,
      cachedContentTokenCount: value,
      thoughtsTokenCount: value,
      inputTokens: value,
      cacheReadInputTokens: value,
      cacheReadTokens: value,
      reasoningTokens: value,
      prompt_tokens_details: details,
      completion_tokens_details: details,
      input_tokens_details: details,
      output_tokens_details: details,
    },
    { requiredKeys: [] },
  );

  it('never lets a part exceed its total', () => {
    fc.assert(
      fc.property(anyUsage, (raw) => {
        const usage = normalizeUsage(raw);
        if (!usage) return;
        const input = usage.inputTokens ?? 0;
        expect((usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0)).toBeLessThanOrEqual(input);
        expect(usage.cacheWrite1hTokens ?? 0).toBeLessThanOrEqual(usage.cacheWriteTokens ?? 0);
        expect(usage.reasoningTokens ?? 0).toBeLessThanOrEqual(usage.outputTokens ?? 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('returns counts only', () => {
    fc.assert(
      fc.property(fc.oneof(anyUsage, fc.anything()), (raw) => {
        for (const count of Object.values(normalizeUsage(raw) ?? {}))
          expect(Number.isInteger(count) && (count as number) >= 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('usageOfBody', () => {
  const usage = { prompt_tokens: 1 };

  it.each([
    ['a completion', { usage }],
    ['a Gemini response', { usageMetadata: usage }],
    ["Anthropic's message_start", { type: 'message_start', message: { usage } }],
    ["the responses API's last event", { type: 'response.completed', response: { usage } }],
    ["Groq's last chunk", { x_groq: { usage } }],
    ["Moonshot's last chunk", { choices: [{ usage }] }],
  ])('finds the usage of %s', (_name, body) => {
    expect(usageOfBody(body)).toBe(usage);
  });

  it.each([[undefined], [null], ['text'], [{ usage: null }], [{ choices: [] }]])(
    'finds none in %j',
    (body) => {
      expect(usageOfBody(body)).toBeUndefined();
    },
  );
});
