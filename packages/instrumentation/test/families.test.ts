import { SpanStatusCode } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ANTHROPIC_EVENTS, answering, GEMINI_CHUNKS, geminiChunk, sse, streamOf } from './families.ts';
import { settled, useInstrumentedFetch } from './setup.ts';

const at = useInstrumentedFetch();

const ANTHROPIC = 'https://api.anthropic.com/v1/messages';
const GOOGLE = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash';
const VERTEX =
  'https://europe-west1-aiplatform.googleapis.com/v1/projects/fake-project/locations/europe-west1';

const ANTHROPIC_REQUEST = {
  method: 'POST',
  headers: { 'x-api-key': 'sk-ant-fake-1', 'anthropic-version': '2023-06-01' },
  body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 300, temperature: 0.5, messages: [] }),
} as const;
const GOOGLE_REQUEST = {
  method: 'POST',
  headers: { 'x-goog-api-key': 'AIza-fake-1' },
  body: JSON.stringify({
    contents: [],
    generationConfig: { maxOutputTokens: 200, temperature: 0.1, topP: 0.9 },
  }),
} as const;

const GATEWAY = 'https://ai-gateway.vercel.sh/v4/ai/language-model';
const GATEWAY_REQUEST = {
  method: 'POST',
  headers: {
    authorization: 'Bearer vck_fake_1',
    'ai-gateway-protocol-version': '0.0.1',
    'ai-language-model-specification-version': '4',
    'ai-language-model-id': 'm/x',
    'ai-language-model-streaming': 'false',
  },
  body: JSON.stringify({ prompt: [], maxOutputTokens: 300, temperature: 0.5, topP: 0.9 }),
} as const;

const GATEWAY_ANSWER = {
  content: [{ type: 'tool-call', toolCallId: 'call_fake1', toolName: 'fuel', input: '{}' }],
  finishReason: { unified: 'tool-calls', raw: 'tool_use' },
  usage: {
    inputTokens: { total: 100, noCache: 50, cacheRead: 40, cacheWrite: 10 },
    outputTokens: { total: 30, text: 18, reasoning: 12 },
  },
  providerMetadata: {
    gateway: {
      routing: { originalModelId: 'm/x', resolvedProviderApiModelId: 'x-2026-01-01', canonicalSlug: 'm/x' },
      cost: '0.0045405',
      marketCost: '0.0045405',
      generationId: 'gen_fake1',
    },
  },
  warnings: [],
};

const anthropicStream = (options = {}): Response => streamOf(sse(ANTHROPIC_EVENTS), options);
const geminiArray = (options = {}): Response =>
  streamOf(JSON.stringify(GEMINI_CHUNKS, undefined, 2), {
    type: 'application/json; charset=UTF-8',
    ...options,
  });
const geminiSse = (options = {}): Response => streamOf(sse(GEMINI_CHUNKS, false), options);

describe('which requests are calls', () => {
  const seen = async (url: string, init: RequestInit, config = {}): Promise<string | undefined> => {
    const get = answering(at.telemetry, () => Response.json({}), config);
    await (await get(url, { method: 'POST', ...init })).json();
    return at.telemetry.spans[0]?.name;
  };
  const version = { headers: { 'anthropic-version': '2023-06-01' } };
  const body = { body: '{"model":"m"}' };

  test.each<[name: string | undefined, url: string, init: RequestInit]>([
    ['chat m', ANTHROPIC, body],
    ['chat m', `${ANTHROPIC}?beta=true`, body],
    ['chat m', 'https://openrouter.ai/api/v1/messages', body],
    ['chat m', 'https://api.deepseek.com/anthropic/v1/messages', body],
    ['chat m', 'https://api.moonshot.ai/anthropic/v1/messages', body],
    ['chat m', 'https://api.z.ai/api/anthropic/v1/messages', body],
    ['chat m', 'https://acme.services.ai.azure.com/anthropic/v1/messages', body],
    ['chat m', 'http://localhost:4000/v1/messages', { ...body, ...version }],
    ['chat m', 'http://localhost:4000/anthropic/messages', { ...body, ...version }],
    ['chat m', 'http://localhost/proxy:1/v1/messages', { ...body, ...version }],
    [undefined, 'http://localhost:4000/v1/messages', body],
    [undefined, 'https://api.openai.com/v1/threads/thread_fake/messages', body],
    [undefined, `${ANTHROPIC}/count_tokens`, body],
    [undefined, `${ANTHROPIC}/batches`, body],
    ['chat claude-x@1', `${VERTEX}/publishers/anthropic/models/claude-x@1:rawPredict`, {}],
    ['chat claude-x@1', `${VERTEX}/publishers/anthropic/models/claude-x@1:streamRawPredict`, {}],
    [undefined, `${VERTEX}/publishers/anthropic/models/count-tokens:rawPredict`, {}],
    [undefined, `${VERTEX}/publishers/mistralai/models/mistral-x:rawPredict`, {}],
    ['generate_content gemini-2.5-flash', `${GOOGLE}:generateContent`, {}],
    ['generate_content gemini-2.5-flash', `${GOOGLE}:streamGenerateContent?alt=sse`, {}],
    ['embeddings gemini-2.5-flash', `${GOOGLE}:embedContent`, {}],
    ['embeddings gemini-2.5-flash', `${GOOGLE}:batchEmbedContents`, {}],
    [undefined, `${GOOGLE}:countTokens`, {}],
    ['generate_content tunedModels/mine', `${GOOGLE}/../../tunedModels/mine:generateContent`, {}],
    ['generate_content gemini-x', `${VERTEX}/publishers/google/models/gemini-x:generateContent`, {}],
    ['generate_content endpoints/123', `${VERTEX}/endpoints/123:generateContent`, {}],
    ['embeddings text-embedding-005', `${VERTEX}/publishers/google/models/text-embedding-005:predict`, {}],
    [undefined, `${VERTEX}/publishers/google/models/imagen-x:predict`, {}],
    ['generate_content gemini-x', 'http://10.0.0.7/gemini/v1beta/models/gemini-x:generateContent', {}],
    ['chat m', 'https://api.cohere.com/v2/chat', body],
    ['embeddings m', 'https://api.cohere.com/v2/embed', body],
    ['chat m/x', 'https://ai-gateway.vercel.sh/v4/ai/language-model', GATEWAY_REQUEST],
    ['chat m/x', 'https://gateway.example.com/v4/ai/language-model', GATEWAY_REQUEST],
    ['chat', 'https://ai-gateway.vercel.sh/v1/ai/language-model', body],
    [
      'embeddings m/x',
      'https://ai-gateway.vercel.sh/v3/ai/embedding-model',
      { headers: { 'ai-model-id': 'm/x' } },
    ],
    [undefined, 'https://gateway.example.com/v4/ai/language-model', body],
    [undefined, 'https://ai-gateway.vercel.sh/v4/ai/image-model', GATEWAY_REQUEST],
    [undefined, 'https://chat.example.com/v2/chat', body],
    [undefined, 'https://chat.example.com/messages', body],
    [undefined, 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse', body],
    ['chat m', 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions', body],
    [undefined, 'https://api.openai.com/v1/images/generations', body],
  ])('%s: %s', async (name, url, init) => {
    expect(await seen(url, init)).toBe(name);
  });

  test.each([
    ['/v1/messages', 'chat m'],
    ['/v2/chat', 'chat m'],
    ['/v1/responses', 'chat m'],
    ['/v1/embeddings', 'embeddings m'],
    ['/models/m:generateContent', 'generate_content m'],
  ])('on a host that the user named, %s is a call', async (path, name) => {
    const config = { providers: { 'llm.internal': 'litellm' } };
    expect(await seen(`https://llm.internal${path}`, body, config)).toBe(name);
    expect(at.telemetry.attributes['gen_ai.provider.name']).toBe('litellm');
  });
});

describe('a whole answer', () => {
  test('of Anthropic tells id, model, finish reason, tokens with both caches, and has a cost', async () => {
    const { message } = ANTHROPIC_EVENTS[0] as { message: { usage: object } };
    const body = { ...message, stop_reason: 'tool_use', usage: { ...message.usage, output_tokens: 25 } };
    await (await answering(at.telemetry, () => Response.json(body))(ANTHROPIC, ANTHROPIC_REQUEST)).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.request.max_tokens': 300,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.id': 'msg_fake0001',
      'gen_ai.response.model': 'claude-sonnet-4-5-20250929',
      'gen_ai.response.finish_reasons': ['tool_use'],
      'gen_ai.usage.input_tokens': 200,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.cache_write.input_tokens': 60,
      'gen_ai.usage.output_tokens': 25,
      'llm.account.id': expect.stringMatching(/^key-[0-9a-f]{10}$/),
    });
    expect(at.telemetry.attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
  });

  test('of Gemini tells id, model, finish reason, tokens with thoughts and cache, and has a cost', async () => {
    const get = answering(at.telemetry, () => Response.json(GEMINI_CHUNKS[2]));
    await (await get(`${GOOGLE}:generateContent`, GOOGLE_REQUEST)).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.request.max_tokens': 200,
      'gen_ai.request.temperature': 0.1,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.response.id': 'fake-response-1',
      'gen_ai.response.finish_reasons': ['STOP'],
      'gen_ai.usage.input_tokens': 50,
      'gen_ai.usage.cache_read.input_tokens': 20,
      'gen_ai.usage.output_tokens': 42,
      'gen_ai.usage.reasoning.output_tokens': 12,
    });
    expect(at.telemetry.attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
    expect(at.telemetry.attributes).not.toHaveProperty('gen_ai.request.stream');
  });

  test('of OpenRouter in Anthropic’s words has the cost that it states', async () => {
    const { message } = ANTHROPIC_EVENTS[0] as { message: { usage: object } };
    const body = { ...message, usage: { ...message.usage, cost: 0.0123 } };
    const get = answering(at.telemetry, () => Response.json(body));
    await (await get('https://openrouter.ai/api/v1/messages', ANTHROPIC_REQUEST)).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.usage.cost.amount': 0.0123,
      'gen_ai.usage.cost.source': 'provider',
    });
  });

  test('of Claude at Vertex is priced, and paid by the project', async () => {
    const { message } = ANTHROPIC_EVENTS[0] as { message: object };
    const get = answering(at.telemetry, () => Response.json(message));
    const init = { method: 'POST', headers: { authorization: 'Bearer ya29.fake-token' }, body: '{}' };
    const url = `${VERTEX}/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict`;
    await (await get(url, init)).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.provider.name': 'gcp.vertex_ai',
      'gen_ai.request.model': 'claude-sonnet-4-5@20250929',
      'llm.account.id': 'fake-project',
      'gen_ai.usage.cost.amount': expect.any(Number),
    });
  });

  test('of Cohere tells id, finish reason and the tokens that are billed', async () => {
    const body = {
      id: 'fake-cohere-1',
      finish_reason: 'COMPLETE',
      message: { role: 'assistant', content: [{ type: 'text', text: 'hi' }] },
      usage: {
        billed_units: { input_tokens: 5, output_tokens: 7 },
        tokens: { input_tokens: 71, output_tokens: 8 },
      },
    };
    const get = answering(at.telemetry, () => Response.json(body));
    await (
      await get('https://api.cohere.com/v2/chat', { method: 'POST', body: '{"model":"command-a"}' })
    ).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.response.id': 'fake-cohere-1',
      'gen_ai.response.finish_reasons': ['COMPLETE'],
      'gen_ai.usage.input_tokens': 5,
      'gen_ai.usage.output_tokens': 7,
    });
  });

  test('of the Vercel AI Gateway tells model, finish reason, tokens and what it cost', async () => {
    const get = answering(at.telemetry, () => Response.json(GATEWAY_ANSWER));
    await (await get(GATEWAY, GATEWAY_REQUEST)).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'vercel',
      'gen_ai.request.model': 'm/x',
      'gen_ai.request.max_tokens': 300,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.top_p': 0.9,
      'gen_ai.response.id': 'gen_fake1',
      'gen_ai.response.model': 'x-2026-01-01',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.cache_write.input_tokens': 10,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.reasoning.output_tokens': 12,
      'gen_ai.usage.cost.amount': 0.0045405,
      'gen_ai.usage.cost.currency': 'USD',
      'gen_ai.usage.cost.source': 'provider',
      'llm.account.id': expect.stringMatching(/^key-[0-9a-f]{10}$/),
    });
    expect(at.telemetry.attributes).not.toHaveProperty('gen_ai.request.stream');
  });

  test('of the Vercel AI Gateway in the words of 2025 tells the same', async () => {
    const { providerMetadata } = GATEWAY_ANSWER;
    const usage = { inputTokens: 100, outputTokens: 30, totalTokens: 130, cachedInputTokens: 40 };
    const response = { id: 'msg_fake1', modelId: 'x-1', timestamp: '2026-01-01T00:00:00Z' };
    const body = { content: [], finishReason: 'content-filter', usage, response, providerMetadata };
    await (await answering(at.telemetry, () => Response.json(body))(GATEWAY, GATEWAY_REQUEST)).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.response.id': 'msg_fake1',
      'gen_ai.response.model': 'x-1',
      'gen_ai.response.finish_reasons': ['content_filter'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.cost.amount': 0.0045405,
    });
  });

  test('of the Vercel AI Gateway to embeddings has tokens and a cost', async () => {
    const { providerMetadata } = GATEWAY_ANSWER;
    const body = { embeddings: [[0, 1]], usage: { tokens: 8 }, providerMetadata };
    const init = { method: 'POST', headers: { 'ai-model-id': 'm/embed' }, body: '{"values":["a"]}' };
    const get = answering(at.telemetry, () => Response.json(body));
    await (await get(GATEWAY.replace('language', 'embedding'), init)).json();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.request.model': 'm/embed',
      'gen_ai.usage.input_tokens': 8,
      'gen_ai.usage.cost.amount': 0.0045405,
    });
  });

  test('of the Vercel AI Gateway for the caller’s own key did not cost the 0 that the gateway took', async () => {
    const gateway = { cost: '0', marketCost: '0.0045405' };
    const get = answering(at.telemetry, () =>
      Response.json({ ...GATEWAY_ANSWER, providerMetadata: { gateway } }),
    );
    await (await get(GATEWAY, GATEWAY_REQUEST)).json();
    expect(at.telemetry.attributes['gen_ai.usage.input_tokens']).toBe(100);
    expect(at.telemetry.attributes).not.toHaveProperty('gen_ai.usage.cost.amount');
  });

  test('of Vertex’ embeddings counts the tokens of all texts', async () => {
    const prediction = (count: number): object => ({
      embeddings: { values: [0], statistics: { token_count: count } },
    });
    const get = answering(at.telemetry, () => Response.json({ predictions: [prediction(4), prediction(9)] }));
    const url = `${VERTEX}/publishers/google/models/text-embedding-005:predict`;
    await (await get(url, { method: 'POST', body: '{}' })).json();
    expect(at.telemetry.attributes['gen_ai.usage.input_tokens']).toBe(13);
  });

  test('with one choice that ended and one that did not has `error` in the place of the second', async () => {
    const body = { model: 'm', choices: [{ index: 1, finish_reason: 'stop' }] };
    const get = answering(at.telemetry, () => Response.json(body));
    await (await get('https://api.openai.com/v1/chat/completions', { method: 'POST', body: '{}' })).json();
    expect(at.telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['error', 'stop']);
  });
});

const STREAMS = {
  'Anthropic’s events': [ANTHROPIC, ANTHROPIC_REQUEST, anthropicStream],
  'Gemini’s events': [`${GOOGLE}:streamGenerateContent?alt=sse`, GOOGLE_REQUEST, geminiSse],
  'Gemini’s array': [`${GOOGLE}:streamGenerateContent`, GOOGLE_REQUEST, geminiArray],
} as const;
const STREAM_NAMES = Object.keys(STREAMS) as (keyof typeof STREAMS)[];
const TOKENS: Record<string, object> = {
  'Anthropic’s events': {
    'gen_ai.response.finish_reasons': ['end_turn'],
    'gen_ai.usage.input_tokens': 200,
    'gen_ai.usage.cache_read.input_tokens': 40,
    'gen_ai.usage.cache_write.input_tokens': 60,
    'gen_ai.usage.output_tokens': 25,
  },
  'Gemini’s events': {
    'gen_ai.response.finish_reasons': ['STOP'],
    'gen_ai.usage.input_tokens': 50,
    'gen_ai.usage.output_tokens': 42,
  },
};
TOKENS['Gemini’s array'] = TOKENS['Gemini’s events']!;

describe.each(STREAM_NAMES)('%s', (name) => {
  const [url, init, stream] = STREAMS[name];

  test.each([1, 7, 64, 100_000])('in pieces of %i bytes tell the same, and what it cost', async (size) => {
    await (await answering(at.telemetry, () => stream({ size }))(url, init)).body!.pipeTo(
      new WritableStream(),
    );
    expect(at.telemetry.attributes).toMatchObject({ ...TOKENS[name], 'gen_ai.usage.cost.source': 'local' });
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.response.time_to_first_chunk');
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
  });

  test.each(['text', 'arrayBuffer'] as const)('read by %s() tell the same', async (reader) => {
    await (await answering(at.telemetry, () => stream())(url, init))[reader]();
    expect(at.telemetry.attributes).toMatchObject(TOKENS[name]!);
  });

  test('broken off by the connection fail, with the finish reason `error`', async () => {
    const response = await answering(at.telemetry, () => stream({ cut: 700 }))(url, init);
    const { error } = await settled(response.text());
    expect(String(error)).toContain('terminated');
    expect(at.telemetry.attributes).toMatchObject({ 'llm.error.category': 'connection_error' });
  });

  test('broken off while they are read fail, with the finish reason `error`', async () => {
    const response = await answering(at.telemetry, () => stream({ cut: 700 }))(url, init);
    await settled(response.body!.pipeTo(new WritableStream()));
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.response.finish_reasons': ['error'],
      'llm.error.category': 'connection_error',
    });
  });

  test('that end too early, as if all were well, have the finish reason `error`', async () => {
    const whole = await stream().text();
    const type = name === 'Gemini’s array' ? 'application/json' : 'text/event-stream';
    const response = await answering(at.telemetry, () => streamOf(whole.slice(0, 700), { type }))(url, init);
    await response.body!.pipeTo(new WritableStream());
    expect(at.telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['error']);
  });

  test('let go of early end the call as cut, and stop the download', async () => {
    let cancelled = false;
    const source = stream({ onCancel: () => (cancelled = true) });
    const response = await answering(at.telemetry, () => source)(url, init);
    const reader = response.body!.getReader();
    for (let bytes = 0; bytes < 700; ) bytes += (await reader.read()).value!.byteLength;
    await reader.cancel('enough');
    expect(at.telemetry.attributes).toMatchObject({ 'gen_ai.response.finish_reasons': ['error'] });
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
    expect(cancelled).toBe(true);
  });
});

describe('an error in the middle', () => {
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  const unavailable = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };
  test.each<[string, string, RequestInit, () => Response]>([
    [
      'an Anthropic event',
      ANTHROPIC,
      ANTHROPIC_REQUEST,
      () => streamOf(sse([...ANTHROPIC_EVENTS.slice(0, 4), overloaded])),
    ],
    [
      'a Gemini event',
      `${GOOGLE}:streamGenerateContent?alt=sse`,
      GOOGLE_REQUEST,
      () => streamOf(sse([GEMINI_CHUNKS[0]!, unavailable], false)),
    ],
    [
      'bare JSON between Gemini events',
      `${GOOGLE}:streamGenerateContent?alt=sse`,
      GOOGLE_REQUEST,
      () => streamOf(sse([GEMINI_CHUNKS[0]!], false) + JSON.stringify(unavailable, undefined, 2)),
    ],
    [
      'an element of Gemini’s array',
      `${GOOGLE}:streamGenerateContent`,
      GOOGLE_REQUEST,
      () => streamOf(JSON.stringify([GEMINI_CHUNKS[0], unavailable]), { type: 'application/json' }),
    ],
  ])(
    'as %s has a verdict, keeps what was counted, and is the finish reason',
    async (_, url, init, answer) => {
      await (await answering(at.telemetry, answer)(url, init)).text();
      expect(at.telemetry.attributes).toMatchObject({
        'llm.error.category': 'overloaded',
        'llm.error.owner': 'provider',
        'gen_ai.response.finish_reasons': ['error'],
        'gen_ai.usage.input_tokens': expect.any(Number),
      });
      expect(at.telemetry.span.status.code).toBe(SpanStatusCode.ERROR);
    },
  );

  test('as an error status with an array around it, as Gemini’s streams have, has a verdict', async () => {
    const quota = [
      { error: { code: 429, message: 'Quota exceeded for metric', status: 'RESOURCE_EXHAUSTED' } },
    ];
    const get = answering(at.telemetry, () => Response.json(quota, { status: 429 }));
    await (await get(`${GOOGLE}:streamGenerateContent`, GOOGLE_REQUEST)).text();
    expect(at.telemetry.attributes).toMatchObject({
      'http.response.status_code': 429,
      'llm.error.owner': 'caller',
    });
    expect(['rate_limited', 'quota_exceeded']).toContain(at.telemetry.attributes['llm.error.category']);
  });
});

describe('what a filter stops', () => {
  test('in an answer is an answer: no failed call, the finish reason as sent', async () => {
    const body = geminiChunk({ candidates: [{ finishReason: 'SAFETY', index: 0 }] });
    const get = answering(at.telemetry, () => Response.json(body));
    await (await get(`${GOOGLE}:generateContent`, GOOGLE_REQUEST)).json();
    expect(at.telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['SAFETY']);
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
  });

  test.each([
    ['whole', ':generateContent', (body: object) => Response.json(body)],
    ['streamed', ':streamGenerateContent?alt=sse', (body: object) => streamOf(sse([body], false))],
  ])('in a prompt leaves nothing, and the call has failed (%s)', async (_, method, answer) => {
    const body = geminiChunk({
      candidates: undefined,
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    });
    await (await answering(at.telemetry, () => answer(body))(GOOGLE + method, GOOGLE_REQUEST)).text();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.response.finish_reasons': ['PROHIBITED_CONTENT'],
      'llm.error.category': 'content_filtered',
      'llm.error.owner': 'caller',
    });
  });

  test('at Anthropic is a refusal, no failed call', async () => {
    const body = {
      id: 'msg_fake1',
      type: 'message',
      model: 'claude-x',
      stop_reason: 'refusal',
      content: [],
      usage: {},
    };
    await (await answering(at.telemetry, () => Response.json(body))(ANTHROPIC, ANTHROPIC_REQUEST)).json();
    expect(at.telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['refusal']);
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
  });
});

describe('who pays', () => {
  const account = async (url: string, headers: Record<string, string>, config = {}): Promise<unknown> => {
    const get = answering(at.telemetry, () => Response.json({ candidates: [] }), config);
    await (await get(url, { method: 'POST', headers, body: '{}' })).json();
    return at.telemetry.spans.at(-1)!.attributes['llm.account.id'];
  };

  test('the same key is the same account in each place that takes one', async () => {
    const url = `${GOOGLE}:generateContent`;
    const ids = [
      await account(url, { 'x-goog-api-key': 'AIza-fake-1' }),
      await account(url, { authorization: 'Bearer AIza-fake-1' }),
      await account(`${url}?key=AIza-fake-1`, {}),
      await account(`${url}?alt=sse&key=AIza-fake-1&x=1`, {}),
    ];
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^key-[0-9a-f]{10}$/);
  });

  test('a key in a URL gets its name, and leaves nowhere', async () => {
    const key = 'AIza-fake-secret-1';
    const name = await account(`${GOOGLE}:generateContent?key=${key}`, {}, { accounts: { prod: key } });
    expect(name).toBe('prod');
    const { resource: _, ...span } = at.telemetry.span as unknown as Record<string, unknown>;
    expect(JSON.stringify([span.name, span.attributes, span.events, span.status])).not.toContain('secret');
    expect(JSON.stringify(await at.telemetry.points('gen_ai.client.operation.duration'))).not.toContain(
      'secret',
    );
  });

  test('at Vertex a project pays, whatever token is used', async () => {
    const url = `${VERTEX}/publishers/google/models/gemini-x:generateContent`;
    expect(await account(url, { authorization: 'Bearer ya29.fake-1' })).toBe('fake-project');
    expect(await account(url, { authorization: 'Bearer fake-opaque-2' })).toBe('fake-project');
    expect(
      await account(url.replace('fake-project', 'other-project'), { authorization: 'Bearer ya29.fake-1' }),
    ).toBe('other-project');
  });

  test('at Vertex a rotating token without a project is no account', async () => {
    const url = 'https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-x:generateContent';
    expect(await account(url, { authorization: 'Bearer ya29.fake-1' })).toBeUndefined();
    expect(await account(url, { 'x-goog-api-key': 'AIza-fake-1' })).toMatch(/^key-/);
  });
});

test.each<[string, RequestInit['headers']]>([
  ['a plain object', { 'X-Stainless-Retry-Count': '2' }],
  ['pairs', [['x-stainless-retry-count', '2']]],
  ['Headers', new Headers({ 'x-stainless-retry-count': '2' })],
])('a repetition that the SDK counts in %s is told', async (_, headers) => {
  const get = answering(at.telemetry, () => Response.json({}));
  await (await get(ANTHROPIC, { method: 'POST', headers: headers!, body: '{}' })).json();
  expect(at.telemetry.attributes['http.request.resend_count']).toBe(2);
});

test('a first attempt has no count of repetitions', async () => {
  const get = answering(at.telemetry, () => Response.json({}));
  await (
    await get(ANTHROPIC, { method: 'POST', headers: { 'x-stainless-retry-count': '0' }, body: '{}' })
  ).json();
  expect(at.telemetry.attributes).not.toHaveProperty('http.request.resend_count');
});

test('an array is read alike wherever it is cut and however it is spaced', async () => {
  const text = fc.string({ unit: fc.constantFrom('"', '\\', '{', '[', ']', '}', 'a', 'é', '\n', ',') });
  const property = fc.asyncProperty(
    fc.array(text, { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom(0, 2),
    async (texts, size, indent) => {
      at.telemetry.exporter.reset();
      const chunks = [...texts.map((part) => geminiChunk({ text: part })), GEMINI_CHUNKS[2]];
      const body = JSON.stringify(chunks, undefined, indent);
      const get = answering(at.telemetry, () => streamOf(body, { type: 'application/json', size }));
      const response = await get(`${GOOGLE}:streamGenerateContent`, GOOGLE_REQUEST);
      await response.body!.pipeTo(new WritableStream());
      return at.telemetry.attributes['gen_ai.usage.output_tokens'] === 42;
    },
  );
  await fc.assert(property, { numRuns: 100 });
});

test.each([
  null,
  1,
  'text',
  [],
  [null],
  { candidates: [null, 1] },
  { candidates: {} },
  { usage: 'x' },
  { usage: { inputTokens: null }, finishReason: {}, providerMetadata: { gateway: { routing: 1 } } },
  { type: 'error' },
])('an answer of no known shape (%j) does no harm', async (body) => {
  for (const [url, init] of [...Object.values(STREAMS), [GATEWAY, GATEWAY_REQUEST] as const]) {
    at.telemetry.exporter.reset();
    const response = await answering(at.telemetry, () => Response.json(body))(url, init);
    expect(await response.json()).toEqual(body);
    expect(at.telemetry.spans).toHaveLength(1);
  }
});

test.each([
  ['first', 0],
  ['last', 5],
])('the cost that OpenRouter states in the %s of Anthropic’s events is the cost', async (_, place) => {
  const events = structuredClone(ANTHROPIC_EVENTS) as { usage?: object; message?: { usage: object } }[];
  const event = events[place]!;
  Object.assign(event.usage ?? event.message!.usage, { cost: 0.0042 });
  const get = answering(at.telemetry, () => streamOf(sse(events as object[])));
  await (await get('https://openrouter.ai/api/v1/messages', ANTHROPIC_REQUEST)).text();
  expect(at.telemetry.attributes).toMatchObject({
    'gen_ai.usage.cost.amount': 0.0042,
    'gen_ai.usage.cost.source': 'provider',
    'gen_ai.usage.output_tokens': 25,
  });
});

test('a stream of Cohere tells id, finish reason and tokens', async () => {
  const usage = { billed_units: { input_tokens: 5, output_tokens: 7 } };
  const events = [
    { type: 'message-start', id: 'fake-cohere-1' },
    { type: 'content-delta', index: 0, delta: { message: { content: { text: 'hi' } } } },
    { type: 'message-end', delta: { finish_reason: 'MAX_TOKENS', usage } },
  ];
  const get = answering(at.telemetry, () => streamOf(sse(events)));
  const body = JSON.stringify({ model: 'command-a', stream: true, p: 0.3 });
  await (await get('https://api.cohere.com/v2/chat', { method: 'POST', body })).text();
  expect(at.telemetry.attributes).toMatchObject({
    'gen_ai.request.stream': true,
    'gen_ai.request.top_p': 0.3,
    'gen_ai.response.id': 'fake-cohere-1',
    'gen_ai.response.finish_reasons': ['MAX_TOKENS'],
    'gen_ai.usage.output_tokens': 7,
  });
});

describe('a stream of the Vercel AI Gateway', () => {
  const asked = {
    ...GATEWAY_REQUEST,
    headers: { ...GATEWAY_REQUEST.headers, 'ai-language-model-streaming': 'true' },
  };
  const text = { type: 'text-delta', id: '1', delta: 'so {"type":"finish"} far' };
  const begun = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'msg_fake1', modelId: 'x-1', timestamp: '2026-01-01T00:00:00Z' },
    ...Array.from({ length: 50 }, () => text),
  ];
  const read = async (
    parts: readonly { readonly type: string; readonly [more: string]: unknown }[],
  ): Promise<void> => {
    const body = `${sse(parts, false)}data: [DONE]\n\n`;
    await (await answering(at.telemetry, () => streamOf(body))(GATEWAY, asked)).text();
  };

  test('tells id, model, finish reason, tokens and cost, and few parts are parsed', async () => {
    const { finishReason, usage, providerMetadata } = GATEWAY_ANSWER;
    const parse = vi.spyOn(JSON, 'parse');
    await read([...begun, { type: 'finish', finishReason, usage, providerMetadata }]);
    const parsed = parse.mock.calls.length;
    parse.mockRestore();
    expect(parsed).toBeLessThan(6);
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.id': 'msg_fake1',
      'gen_ai.response.model': 'x-1',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 30,
      'gen_ai.usage.cost.amount': 0.0045405,
    });
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
  });

  const call = { name: 'AI_APICallError', url: 'https://api.deepseek.com/chat/completions', statusCode: 402 };
  test.each<[name: string, error: unknown, category: string, owner: string, upstream?: string]>([
    [
      'the gateway’s own',
      { message: 'No more', type: 'insufficient_funds' },
      'insufficient_balance',
      'caller',
    ],
    ['a sentence', 'Overloaded', 'overloaded', 'provider'],
    [
      'a failed call to an upstream',
      { ...call, message: 'Insufficient Balance' },
      'insufficient_balance',
      'gateway',
      'deepseek',
    ],
    [
      'a failed call to an upstream without a sentence of its own',
      { ...call, responseBody: '{"error":{"message":"Insufficient Balance"}}' },
      'insufficient_balance',
      'gateway',
      'deepseek',
    ],
  ])('that ends in an error (%s) has its verdict', async (_name, error, category, owner, upstream) => {
    await read([...begun, { type: 'error', error }]);
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.ERROR);
    expect(at.telemetry.attributes).toMatchObject({
      'llm.error.category': category,
      'llm.error.owner': owner,
      'gen_ai.response.finish_reasons': ['error'],
    });
    expect(at.telemetry.attributes['llm.error.upstream']).toBe(upstream);
  });
});

describe('of a stream whose every event counts on', () => {
  const chat = (tokens: number, more: object = {}): object => ({
    id: 'fake-1',
    model: 'deepseek-v4-flash',
    choices: [{ index: 0, delta: { content: 'text' }, finish_reason: null }],
    usage: { prompt_tokens: 10, completion_tokens: tokens },
    ...more,
  });
  const many = Array.from({ length: 100 }, (_, count) => count);
  const ways: Readonly<Record<string, readonly [url: string, body: string]>> = {
    'OpenAI’s, with a last event of its own': [
      'https://api.siliconflow.com/v1/chat/completions',
      `${sse([...many.map((count) => chat(count)), chat(7, { choices: [{ index: 0, finish_reason: 'stop' }] })], false)}data: [DONE]\n\n`,
    ],
    'OpenAI’s, without one': [
      'https://api.siliconflow.com/v1/chat/completions',
      `${sse([...many.map((count) => chat(count)), chat(7)], false)}data: [DONE]\n\n`,
    ],
    'Gemini’s': [
      `${GOOGLE}:streamGenerateContent?alt=sse`,
      sse(
        [
          ...many.map(() => geminiChunk()),
          geminiChunk({ usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 7 } }),
        ],
        false,
      ),
    ],
  };

  test.each(Object.keys(ways))('%s, the last count is told, and few events are parsed', async (way) => {
    const [url, body] = ways[way]!;
    const response = await answering(at.telemetry, () => streamOf(body))(url, { method: 'POST', body: '{}' });
    const parse = vi.spyOn(JSON, 'parse');
    await response.body!.pipeTo(new WritableStream());
    const parsed = parse.mock.calls.length;
    parse.mockRestore();
    expect(parsed).toBeLessThan(4);
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 7,
    });
  });

  test('a client that lets go at [DONE] has the last count told', async () => {
    const [url, body] = ways['OpenAI’s, without one']!;
    const response = await answering(at.telemetry, () => streamOf(body, { size: 1e6 }))(url, {
      method: 'POST',
    });
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    expect(at.telemetry.attributes['gen_ai.usage.output_tokens']).toBe(7);
  });
});
