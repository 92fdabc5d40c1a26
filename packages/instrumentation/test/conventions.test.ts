import { METRICS } from '@fuelgauge/semconv';
import { context, trace } from '@opentelemetry/api';
import { OpenAI } from 'openai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answering } from './families.ts';
import { HELLO, settled, useInstrumentedFetch, useInstrumentedOpenAI, useSimulator } from './setup.ts';
import type { Point } from './telemetry.ts';

const simulator = useSimulator();
const MODEL = 'deepseek/deepseek-v4-flash';
const LATEST = METRICS.filter(({ optIn }) => optIn === 'latest conventions').map(({ name }) => name);
const DEPLOYED = ['gen_ai.client.operation.duration', 'gen_ai.client.token.usage'];

const client = (): OpenAI =>
  new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openrouter'), maxRetries: 0 });
const ask = (): Promise<unknown> => client().chat.completions.create({ model: MODEL, messages: HELLO });
async function askStreaming(): Promise<void> {
  const stream = await client().chat.completions.create({ model: MODEL, messages: HELLO, stream: true });
  for await (const _ of stream);
}
const embed = (): Promise<unknown> =>
  new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') }).embeddings.create({
    model: 'text-embedding-3-small',
    input: 'a prompt',
  });

afterEach(() => vi.unstubAllEnvs());

describe.each(['', 'http', 'gen_ai_latest'])('with OTEL_SEMCONV_STABILITY_OPT_IN=%j', (value) => {
  beforeEach(() => void vi.stubEnv('OTEL_SEMCONV_STABILITY_OPT_IN', value));
  const at = useInstrumentedOpenAI(OpenAI);

  test.each(DEPLOYED)('%s is recorded', async (name) => {
    await ask();
    expect(await at.telemetry.points(name)).not.toEqual([]);
  });

  test.each(LATEST)('%s is not', async (name) => {
    await askStreaming();
    expect(await at.telemetry.points(name)).toEqual([]);
  });
});

describe('with the newest conventions asked for', () => {
  beforeEach(() => void vi.stubEnv('OTEL_SEMCONV_STABILITY_OPT_IN', 'http/dup, gen_ai_latest_experimental'));
  const at = useInstrumentedOpenAI(OpenAI);
  const tokensOf = async (kind: string): Promise<Point[]> =>
    at.telemetry.points(`gen_ai.client.inference.usage.${kind}`);

  test.each(DEPLOYED)('%s is not recorded of an inference', async (name) => {
    await ask();
    expect(await at.telemetry.points(name)).toEqual([]);
  });

  test('the duration is that of the span, under the new name', async () => {
    await ask();
    const [seconds, nanos] = at.telemetry.span.duration;
    const [point] = await at.telemetry.points('gen_ai.client.inference.duration');
    expect(point!.value).toBeCloseTo(seconds + nanos / 1e9, 3);
  });

  test('an embedding keeps the old name of its duration, and has no inference metric', async () => {
    await embed();
    expect(await at.telemetry.points('gen_ai.client.operation.duration')).toHaveLength(1);
    for (const name of LATEST) expect(await at.telemetry.points(name)).toEqual([]);
  });

  test('tokens are counted with their modality, and without error.type', async () => {
    simulator().answer.promptTokens = 30;
    simulator().answer.completionTokens = 12;
    simulator().answer.cachedTokens = 10;
    await ask();
    await ask();
    const [input] = await tokensOf('input_tokens');
    expect(input).toMatchObject({
      value: 60,
      attributes: { 'gen_ai.token.modality': 'unknown', 'gen_ai.request.model': MODEL },
    });
    expect(input!.attributes).not.toHaveProperty('error.type');
    expect((await tokensOf('output_tokens'))[0]!.value).toBe(24);
    expect((await tokensOf('cache_read.input_tokens'))[0]!.value).toBe(20);
  });

  test('the sizes of calls are histograms without modality', async () => {
    simulator().answer.promptTokens = 30;
    await ask();
    await ask();
    const [size] = await at.telemetry.points('gen_ai.client.inference.operation.input_tokens');
    expect(size).toMatchObject({ value: 60, count: 2 });
    expect(size!.attributes).not.toHaveProperty('gen_ai.token.modality');
  });

  test.each([
    'input_tokens',
    'output_tokens',
    'cache_read.input_tokens',
    'cache_write.input_tokens',
    'reasoning.output_tokens',
  ])('a failed call counts no %s, which is a zero of unknown modality', async (kind) => {
    simulator().failNext('openrouter', 'upstream_insufficient_balance');
    await settled(ask());
    const [point] = await tokensOf(kind);
    expect(point).toMatchObject({ value: 0, attributes: { 'gen_ai.token.modality': 'unknown' } });
  });

  test('a failed call has its error.type on the duration and on the size', async () => {
    simulator().failNext('openrouter', 'upstream_insufficient_balance');
    await settled(ask());
    for (const name of ['duration', 'operation.input_tokens']) {
      const [point] = await at.telemetry.points(`gen_ai.client.inference.${name}`);
      expect(point!.attributes['error.type']).toBe(at.telemetry.attributes['error.type']);
    }
  });

  test('a call that is no stream has no time of chunks', async () => {
    await ask();
    for (const name of ['time_to_first_chunk', 'time_per_output_chunk']) {
      expect(await at.telemetry.points(`gen_ai.client.inference.${name}`)).toEqual([]);
    }
  });

  test('a stream has the time to its first chunk and the mean time between chunks', async () => {
    Object.assign(simulator().delivery, { firstChunkDelayMs: 80, chunks: 5, chunkDelayMs: 20 });
    await askStreaming();
    const [first] = await at.telemetry.points('gen_ai.client.inference.time_to_first_chunk');
    const [each] = await at.telemetry.points('gen_ai.client.inference.time_per_output_chunk');
    expect(first!.value).toBeGreaterThan(0.07);
    expect(each!.count).toBe(1);
    expect(each!.value).toBeGreaterThan(0.008);
    expect(each!.value).toBeLessThan(0.06);
  });
});

describe('with the newest conventions asked for, of an answer that tells kinds of tokens', () => {
  beforeEach(() => void vi.stubEnv('OTEL_SEMCONV_STABILITY_OPT_IN', 'gen_ai_latest_experimental'));
  const at = useInstrumentedFetch();
  const usage = {
    prompt_tokens: 100,
    completion_tokens: 50,
    total_tokens: 150,
    prompt_tokens_details: { audio_tokens: 30, image_tokens: 20, cached_tokens: 0 },
    completion_tokens_details: { audio_tokens: 50 },
  };
  beforeEach(async () => {
    const get = answering(at.telemetry, () => Response.json({ choices: [], usage }));
    await (await get('https://api.openai.com/v1/chat/completions', { method: 'POST', body: '{}' })).json();
  });

  test.each([
    ['input_tokens', { audio: 30, image: 20, unknown: 50 }],
    ['output_tokens', { audio: 50 }],
    ['cache_read.input_tokens', { unknown: 0 }],
  ])('%s are counted by modality, and their sum is the total', async (kind, expected) => {
    const points = await at.telemetry.points(`gen_ai.client.inference.usage.${kind}`);
    const counted = points.map(({ attributes, value }) => [attributes['gen_ai.token.modality'], value]);
    expect(Object.fromEntries(counted)).toEqual(expected);
  });

  test('the span tells them too, and nothing of kinds that were not there', () => {
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.usage.audio.input_tokens': 30,
      'gen_ai.usage.image.input_tokens': 20,
      'gen_ai.usage.audio.output_tokens': 50,
    });
    expect(at.telemetry.attributes).not.toHaveProperty('gen_ai.usage.image.output_tokens');
  });
});

describe('with the newest conventions asked for, in a span of the AI SDK', () => {
  beforeEach(() => void vi.stubEnv('OTEL_SEMCONV_STABILITY_OPT_IN', 'gen_ai_latest_experimental'));
  const at = useInstrumentedOpenAI(OpenAI);

  test('the duration, which that records, is left out, and the tokens are not', async () => {
    const tracer = at.telemetry.tracerProvider.getTracer('gen_ai');
    const host = tracer.startSpan('chat', { attributes: { 'gen_ai.operation.name': 'chat' } });
    await context.with(trace.setSpan(context.active(), host), ask);
    host.end();
    expect(await at.telemetry.points('gen_ai.client.inference.duration')).toEqual([]);
    expect(await at.telemetry.points('gen_ai.client.inference.usage.input_tokens')).toHaveLength(1);
  });
});

describe('with the newest conventions asked for, at fetch', () => {
  beforeEach(() => void vi.stubEnv('OTEL_SEMCONV_STABILITY_OPT_IN', 'gen_ai_latest_experimental'));
  const at = useInstrumentedFetch();

  test('chunks that are not parsed are counted too', async () => {
    Object.assign(simulator().delivery, { chunks: 40, chunkDelayMs: 5 });
    const reader = (
      await fetch(`${simulator().hostUrl('openrouter')}/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
        body: JSON.stringify({ model: MODEL, messages: HELLO, stream: true }),
      })
    ).body!.getReader();
    for (;;) if ((await reader.read()).done) break;
    const [each] = await at.telemetry.points('gen_ai.client.inference.time_per_output_chunk');
    // Were only the telling chunks counted, there would be a few, and about 0.1 s between them.
    expect(each!.value).toBeLessThan(0.03);
  });
});
