import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { OPENAI_VERSIONS } from './openai-versions.ts';
import { HELLO, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const simulator = useSimulator();

describe.each(OPENAI_VERSIONS)('a chat call through openai $version', ({ OpenAI }) => {
  const at = useInstrumentedOpenAI(OpenAI);
  const model = 'deepseek/deepseek-v4-flash';
  const client = (): InstanceType<typeof OpenAI> =>
    new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openrouter') });

  test('is one client span named after operation and model', async () => {
    await client().chat.completions.create({ model, messages: HELLO });
    expect(at.telemetry.span.kind).toBe(SpanKind.CLIENT);
    expect(at.telemetry.span.name).toBe(`chat ${model}`);
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('says who was called, what was asked and what came back', async () => {
    const answer = await client().chat.completions.create({ model, messages: HELLO, max_tokens: 99 });
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openrouter',
      'gen_ai.request.model': model,
      'gen_ai.request.max_tokens': 99,
      'gen_ai.response.model': model,
      'gen_ai.response.id': answer.id,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': answer.usage?.prompt_tokens,
      'gen_ai.usage.output_tokens': answer.usage?.completion_tokens,
      'server.address': 'openrouter.ai',
      'server.port': simulator().port,
    });
  });

  test('carries the cost that the response told', async () => {
    const answer = await client().chat.completions.create({ model, messages: HELLO });
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.usage.cost.amount': (answer.usage as unknown as { cost: number }).cost,
      'gen_ai.usage.cost.currency': 'USD',
      'gen_ai.usage.cost.source': 'provider',
    });
  });

  test('is priced from a table where the response tells no cost', async () => {
    const openai = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    const answer = await openai.chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    const { prompt_tokens, completion_tokens } = answer.usage!;
    expect(at.telemetry.attributes['gen_ai.usage.cost.amount']).toBeCloseTo(
      (prompt_tokens * 1.75 + completion_tokens * 14) / 1e6,
      12,
    );
    expect(at.telemetry.attributes['gen_ai.usage.cost.source']).toBe('local');
  });

  test('counts duration, tokens and cost', async () => {
    const answer = await client().chat.completions.create({ model, messages: HELLO });
    const { telemetry } = at;
    const [duration] = await telemetry.points('gen_ai.client.operation.duration');
    expect(duration).toMatchObject({ count: 1, attributes: { 'gen_ai.provider.name': 'openrouter' } });
    const tokens = await telemetry.points('gen_ai.client.token.usage');
    expect(tokens.map((point) => [point.attributes['gen_ai.token.type'], point.value])).toEqual([
      ['input', answer.usage!.prompt_tokens],
      ['output', answer.usage!.completion_tokens],
    ]);
    const [cost] = await telemetry.points('llm.call.cost');
    expect(cost).toMatchObject({
      value: (answer.usage as unknown as { cost: number }).cost,
      attributes: {
        'gen_ai.provider.name': 'openrouter',
        'gen_ai.request.model': model,
        'llm.currency': 'USD',
        'llm.account.id': telemetry.attributes['llm.account.id'],
      },
    });
  });

  test('whose price nobody knows counts as unpriced and has no cost', async () => {
    const openai = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    await openai.chat.completions.create({ model: 'gpt-nobody-knows', messages: HELLO });
    expect(at.telemetry.attributes).not.toHaveProperty('gen_ai.usage.cost.amount');
    expect(await at.telemetry.points('llm.call.unpriced')).toMatchObject([
      {
        value: 1,
        attributes: { 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-nobody-knows' },
      },
    ]);
    expect(await at.telemetry.points('llm.call.cost')).toEqual([]);
  });

  test('lasts as long as the application waited', async () => {
    simulator().delivery.latencyMs = 60;
    await client().chat.completions.create({ model, messages: HELLO });
    const [seconds, nanos] = at.telemetry.span.duration;
    const milliseconds = seconds * 1000 + nanos / 1e6;
    expect(milliseconds).toBeGreaterThanOrEqual(55);
    const [duration] = await at.telemetry.points('gen_ai.client.operation.duration');
    expect(duration!.value * 1000).toBeCloseTo(milliseconds, 3);
  });

  test('is a child of the span it was made in', async () => {
    const tracer = at.telemetry.tracerProvider.getTracer('test');
    await tracer.startActiveSpan('outer', async (outer) => {
      await client().chat.completions.create({ model, messages: HELLO });
      outer.end();
    });
    const [call, outer] = at.telemetry.spans;
    expect(call!.parentSpanContext?.spanId).toBe(outer!.spanContext().spanId);
  });

  test('makes its span the parent of what happens inside fetch', async () => {
    const tracer = at.telemetry.tracerProvider.getTracer('test');
    const inner = new OpenAI({
      apiKey: 'sk-fake-key-1',
      baseURL: simulator().hostUrl('openrouter'),
      fetch: (async (url: string, init: RequestInit) => {
        tracer.startSpan('POST').end();
        return fetch(url, init);
      }) as never,
    });
    await inner.chat.completions.create({ model, messages: HELLO });
    const [http, call] = at.telemetry.spans;
    expect(http!.parentSpanContext?.spanId).toBe(call!.spanContext().spanId);
  });

  test('through a switched-off instrumentation leaves no trace', async () => {
    at.openai.disable();
    await client().chat.completions.create({ model, messages: HELLO });
    expect(at.telemetry.spans).toEqual([]);
  });

  test('is one span though the class was patched twice', async () => {
    at.openai.manuallyInstrument(OpenAI);
    await client().chat.completions.create({ model, messages: HELLO });
    expect(at.telemetry.spans).toHaveLength(1);
  });
});
