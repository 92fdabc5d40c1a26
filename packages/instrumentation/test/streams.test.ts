import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { OPENAI_VERSIONS } from './openai-versions.ts';
import { HELLO, settled, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const simulator = useSimulator();

describe.each(OPENAI_VERSIONS)('a stream through openai $version', ({ OpenAI, version }) => {
  const at = useInstrumentedOpenAI(OpenAI);
  const model = 'deepseek/deepseek-v4-flash';
  const client = (): InstanceType<typeof OpenAI> =>
    new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openrouter'), maxRetries: 0 });
  const open = (): Promise<AsyncIterable<{ usage?: unknown }> & { controller: AbortController }> =>
    client().chat.completions.create({ model, messages: HELLO, stream: true }) as never;

  test('read to its end has tokens, cost and finish reason of its last chunks', async () => {
    let usage: { cost?: number; prompt_tokens?: number; completion_tokens?: number } = {};
    for await (const chunk of await open()) if (chunk.usage) usage = chunk.usage;
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.usage.input_tokens': usage.prompt_tokens,
      'gen_ai.usage.output_tokens': usage.completion_tokens,
      'gen_ai.usage.cost.amount': usage.cost,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });

  test('tells the time to its first chunk', async () => {
    simulator().delivery.firstChunkDelayMs = 40;
    for await (const _ of await open());
    expect(at.telemetry.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0.035);
  });

  test('has no span before it has ended', async () => {
    const stream = await open();
    expect(at.telemetry.spans).toEqual([]);
    for await (const _ of stream);
    expect(at.telemetry.spans).toHaveLength(1);
  });

  test('left early ends its span and stops the download', async () => {
    Object.assign(simulator().delivery, { chunks: 200, chunkDelayMs: 5 });
    for await (const _ of await open()) break;
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
    const [request] = simulator().requests;
    await request!.closed;
    expect(request!.aborted).toBe(true);
    expect(request!.chunksSent).toBeLessThan(request!.chunksTotal!);
  });

  test('left by an exception in the loop ends its span', async () => {
    const { error } = await settled(
      (async () => {
        for await (const _ of await open()) throw new Error('of the application');
      })(),
    );
    expect((error as Error).message).toBe('of the application');
    expect(at.telemetry.spans).toHaveLength(1);
  });

  test('aborted by its controller ends its span', async () => {
    simulator().delivery.chunkDelayMs = 20;
    const stream = await open();
    await settled(
      (async () => {
        for await (const _ of stream) stream.controller.abort();
      })(),
    );
    expect(at.telemetry.spans).toHaveLength(1);
  });

  test('teed is one span, whoever reads', async () => {
    const stream = (await open()) as unknown as { tee(): [AsyncIterable<unknown>, AsyncIterable<unknown>] };
    const [left, right] = stream.tee();
    let count = 0;
    for await (const _ of left) count++;
    for await (const _ of right) count--;
    expect(count).toBe(0);
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
  });

  test('turned into a readable stream is recorded', async () => {
    const stream = (await open()) as unknown as { toReadableStream(): ReadableStream<Uint8Array> };
    const text = await new Response(stream.toReadableStream()).text();
    expect(text.trim().split('\n').length).toBeGreaterThan(2);
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
  });

  test('through withResponse() is recorded', async () => {
    const { data, response } = await client()
      .chat.completions.create({ model, messages: HELLO, stream: true })
      .withResponse();
    expect(response.status).toBe(200);
    for await (const _ of data);
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
  });

  test('read raw from asResponse() is recorded', async () => {
    const response = await client()
      .chat.completions.create({ model, messages: HELLO, stream: true })
      .asResponse();
    expect(await response.text()).toContain('[DONE]');
    // The node-fetch of version 4 gives a Node stream for a body; its text is seen all the same.
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
  });

  test('that fails in the middle gives the application its error and the span a verdict', async () => {
    simulator().failNext('openrouter', 'midstream_rate_limited');
    const { error } = await settled(
      (async () => {
        for await (const _ of await open());
      })(),
    );
    expect((error as Error).constructor.name).toBe('APIError');
    expect(at.telemetry.attributes).toMatchObject({
      'error.type': 'APIError',
      'llm.error.category': 'rate_limited',
      'llm.error.owner': 'gateway',
    });
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.ERROR);
  });

  test('whose connection breaks is a connection error', async () => {
    simulator().failNext('openrouter', 'cut');
    const { error } = await settled(
      (async () => {
        for await (const _ of await open());
      })(),
    );
    expect(error).toBeDefined();
    expect(at.telemetry.attributes['llm.error.category']).toBe('connection_error');
  });

  test('without usage from the provider has no tokens and counts as unpriced', async () => {
    const openai = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    const stream = await openai.chat.completions.create({ model: 'gpt-5.2', messages: HELLO, stream: true });
    for await (const _ of stream);
    expect(at.telemetry.attributes).not.toHaveProperty('gen_ai.usage.input_tokens');
    expect(await at.telemetry.points('llm.call.unpriced')).toMatchObject([{ value: 1 }]);
  });

  test('asked for usage has it', async () => {
    const openai = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai') });
    const stream = await openai.chat.completions.create({
      model: 'gpt-5.2',
      messages: HELLO,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const _ of stream);
    expect(at.telemetry.attributes['gen_ai.usage.cost.source']).toBe('local');
  });

  test('from the stream() helper is recorded once', async () => {
    const chat = client() as unknown as Record<string, never>;
    const completions = (version === 4 ? chat.beta : chat) as unknown as InstanceType<typeof OpenAI>;
    const runner = completions.chat.completions.stream({ model, messages: HELLO });
    const final = await runner.finalChatCompletion();
    expect(final.choices[0]!.message.content).not.toBe('');
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
  });
});
