/** A model that is given by name alone, to each AI SDK: the Vercel AI Gateway answers, at its own address. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { instrumentFetch } from '@fuelgauge/instrumentation';
import { SpanStatusCode } from '@opentelemetry/api';
import * as ai7 from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { comparable, settled, useWorld, withoutUs } from './setup.ts';

type Ai = typeof ai7;

// The older ones are installed where they are tested beside their own telemetry.
const beside = createRequire(new URL('../beside/package.json', import.meta.url));
const older = async (name: string): Promise<Ai> =>
  (await import(pathToFileURL(beside.resolve(name)).href)) as Ai;

const SDKS: Readonly<Record<string, Ai>> = {
  'ai 5': await older('ai5'),
  'ai 6': await older('ai6'),
  'ai 7': ai7,
};

const platform = globalThis.fetch;
const world = useWorld();
const model = 'deepseek/deepseek-v4-flash';
const prompt = 'a prompt that must stay at home';

beforeEach(() => {
  vi.stubEnv('AI_GATEWAY_API_KEY', 'vck_fake_1');
  globalThis.fetch = instrumentFetch(world.simulator.fetch);
});
afterEach(() => {
  vi.unstubAllEnvs();
  globalThis.fetch = platform;
});

const withoutSpans = <T>(run: () => Promise<T>): Promise<T> => withoutUs(world.simulator.fetch, run);

describe.each(Object.keys(SDKS))('%s', (name) => {
  const { generateText, streamText, embed } = SDKS[name]!;

  const CALLS = {
    'an answer': async () => {
      const { text, usage, finishReason, providerMetadata } = await generateText({
        model,
        prompt,
        maxOutputTokens: 99,
        maxRetries: 0,
      });
      return { text, usage, finishReason, providerMetadata };
    },
    'a stream': async () => {
      let failure: unknown;
      const result = streamText({
        model,
        prompt,
        maxOutputTokens: 99,
        maxRetries: 0,
        onError: ({ error }) => {
          failure = error;
        },
      });
      const parts: string[] = [];
      for await (const part of result.textStream) parts.push(part);
      if (failure !== undefined) throw failure;
      return { parts, usage: await result.usage, finishReason: await result.finishReason };
    },
  } as const;
  const NAMES = Object.keys(CALLS) as (keyof typeof CALLS)[];

  test.each(NAMES)('%s is one span, with what the gateway says that it cost', async (call) => {
    Object.assign(world.simulator.answer, {
      promptTokens: 1000,
      completionTokens: 50,
      cachedTokens: 300,
      reasoningTokens: 20,
    });
    const account = world.simulator.accounts.of('vercel', 'vck_fake_1');
    const before = account.spent;
    await CALLS[call]();
    const { attributes, status, name: span } = world.span;
    expect(span).toBe(`chat ${model}`);
    expect(attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'vercel',
      'gen_ai.request.model': model,
      'gen_ai.request.max_tokens': 99,
      'gen_ai.response.id': expect.stringMatching(/^gen_fake/),
      'gen_ai.response.model': 'deepseek-v4-flash',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 300,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.reasoning.output_tokens': 20,
      'gen_ai.usage.cost.source': 'provider',
      'server.address': 'ai-gateway.vercel.sh',
      'llm.account.id': expect.stringMatching(/^key-/),
    });
    expect(attributes['gen_ai.usage.cost.amount']).toBeCloseTo(account.spent - before, 12);
    expect(attributes['gen_ai.request.stream']).toBe(call === 'a stream' ? true : undefined);
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(JSON.stringify(attributes)).not.toContain('must stay at home');
  });

  test('an embedding is one span, with tokens and cost', async () => {
    await embed({ model: 'openai/text-embedding-3-small', value: prompt, maxRetries: 0 });
    expect(world.span.attributes).toMatchObject({
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'vercel',
      'gen_ai.request.model': 'openai/text-embedding-3-small',
      'gen_ai.usage.input_tokens': 8,
      'gen_ai.usage.cost.source': 'provider',
    });
  });

  test.each(NAMES)('%s is the same as without us', async (call) => {
    const alone = await withoutSpans<unknown>(() => CALLS[call]());
    expect(comparable(await CALLS[call]())).toBe(comparable(alone));
  });

  const FAILURES = {
    vercel_insufficient_funds: ['insufficient_balance', 'caller', undefined],
    vercel_rate_limited: ['rate_limited', 'caller', undefined],
    vercel_byok_insufficient_balance: ['insufficient_balance', 'byok', 'deepseek'],
    vercel_upstream_rate_limited: ['rate_limited', 'gateway', 'deepseek'],
    model_not_found: ['model_not_found', 'caller', undefined],
    vercel_midstream_overloaded: ['overloaded', 'provider', 'deepseek'],
  } as const;
  const CASES = (Object.keys(FAILURES) as (keyof typeof FAILURES)[]).flatMap((failure) =>
    NAMES.map((call) => [failure, call] as const),
  );

  test.each(CASES)('%s of %s has its verdict, and its caller the same error', async (failure, call) => {
    world.simulator.failNext('vercel', failure);
    const alone = await withoutSpans(() => settled(CALLS[call]()));
    world.simulator.failNext('vercel', failure);
    const error = await settled(CALLS[call]());
    expect(comparable(error)).toBe(comparable(alone));
    const [category, owner, upstream] = FAILURES[failure];
    expect(world.span.attributes).toMatchObject({
      'llm.error.category': category,
      'llm.error.owner': owner,
    });
    expect(world.span.attributes['llm.error.upstream']).toBe(upstream);
    expect(world.span.status.code).toBe(SpanStatusCode.ERROR);
  });
});
