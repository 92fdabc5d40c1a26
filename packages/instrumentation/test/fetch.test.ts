import { FetchInstrumentation, instrumentFetch, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { OpenAI } from 'openai';
import { expect, test } from 'vitest';
import { HELLO, settled, useInstrumentedFetch, useSimulator } from './setup.ts';

const simulator = useSimulator();
const platform = globalThis.fetch;
const at = useInstrumentedFetch();
const model = 'deepseek/deepseek-v4-flash';

const ask = (more: object = {}, init: RequestInit = {}): Promise<Response> =>
  fetch(`${simulator().hostUrl('openrouter')}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: HELLO, ...more }),
    ...init,
  });

interface Answer {
  id: string;
  usage: { prompt_tokens: number; completion_tokens: number; cost: number };
}

test('a chat call through fetch is one span with provider, model, account, tokens and cost', async () => {
  const answer = (await (await ask()).json()) as Answer;
  expect(at.telemetry.span.name).toBe(`chat ${model}`);
  expect(at.telemetry.attributes).toMatchObject({
    'gen_ai.provider.name': 'openrouter',
    'gen_ai.request.model': model,
    'gen_ai.response.id': answer.id,
    'gen_ai.usage.input_tokens': answer.usage.prompt_tokens,
    'gen_ai.usage.cost.amount': answer.usage.cost,
    'server.address': 'openrouter.ai',
    'llm.account.id': expect.stringMatching(/^key-[0-9a-f]{10}$/),
  });
});

const READERS: Readonly<Record<string, (response: Response) => Promise<unknown>>> = {
  'text()': (r) => r.text(),
  'json()': (r) => r.json(),
  'arrayBuffer()': (r) => r.arrayBuffer(),
  'bytes()': (r) => (r as unknown as { bytes(): Promise<Uint8Array> }).bytes(),
  'a reader': async (r) => {
    const reader = r.body!.getReader();
    while (!(await reader.read()).done);
  },
  'for await': async (r) => {
    for await (const _ of r.body!);
  },
  'pipeThrough()': async (r) => {
    for await (const _ of r.body!.pipeThrough(new TextDecoderStream()));
  },
  'pipeTo()': (r) => r.body!.pipeTo(new WritableStream()),
  'tee()': async (r) => {
    const [left, right] = r.body!.tee();
    await Promise.all([new Response(left).text(), new Response(right).text()]);
  },
  'a clone': async (r) => {
    const copy = r.clone();
    await Promise.all([copy.text(), r.text()]);
  },
  'a new Response around the body': (r) => new Response(r.body, r).text(),
};

test.each(Object.keys(READERS))('the answer is seen when the application reads it by %s', async (name) => {
  await READERS[name]!(await ask());
  expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
});

test.each(Object.keys(READERS).filter((name) => name !== 'json()'))(
  'a stream is seen when the application reads it by %s',
  async (name) => {
    await READERS[name]!(await ask({ stream: true }));
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.cost.source': 'provider',
    });
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.response.time_to_first_chunk');
  },
);

test.each(Object.keys(READERS))('reading by %s gives the same bytes as without us', async (name) => {
  simulator().answer.text = 'the same, ça va, 好';
  const read = async (get: typeof fetch): Promise<string> => {
    const response = await get(`${simulator().url('openrouter')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake-key-1' },
      body: JSON.stringify({ model, messages: HELLO, stream: true }),
    });
    let bytes = '';
    const tap = new Response(
      response.body!.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            bytes += Buffer.from(chunk).toString('latin1');
            controller.enqueue(chunk);
          },
        }),
      ),
      response,
    );
    await settled(READERS[name]!(tap));
    return bytes.replace(/fake\d+/g, 'fake').replace(/"created":\d+/g, '');
  };
  expect(await read(fetch)).toBe(await read(platform));
});

test.each([1, 2, 7])('a stream cut into pieces of %i bytes is read the same', async (splitBytes) => {
  Object.assign(simulator().delivery, { splitBytes, crlf: true });
  await (await ask({ stream: true })).text();
  for await (const _ of (await ask({ stream: true })).body!);
  const [first, second] = at.telemetry.spans.map((span) => span.attributes['gen_ai.usage.cost.amount']);
  expect(first).toBeGreaterThan(0);
  expect(second).toBe(first);
});

test('a gzipped answer is read as the application reads it', async () => {
  simulator().delivery.gzip = true;
  await (await ask()).json();
  expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
});

test('cancelling the body stops the download and ends the span', async () => {
  Object.assign(simulator().delivery, { chunks: 200, chunkDelayMs: 5 });
  const response = await ask({ stream: true });
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  expect(at.telemetry.spans).toHaveLength(1);
  const [request] = simulator().requests;
  await request!.closed;
  expect(request!.aborted).toBe(true);
});

test('aborting before the headers is cancelled by the caller', async () => {
  simulator().failNext('openrouter', 'slow_first_byte');
  const { error } = await settled(ask({}, { signal: AbortSignal.timeout(20) }));
  expect((error as Error).name).toBe('TimeoutError');
  expect(at.telemetry.span.status.code).toBe(SpanStatusCode.ERROR);
});

test('the response is the platform’s own, with its url, type and flags', async () => {
  const response = await ask();
  expect(response).toBeInstanceOf(Response);
  expect(response.url).toContain('/chat/completions');
  expect([response.type, response.redirected, response.bodyUsed, response.body!.locked]).toEqual([
    'basic',
    false,
    false,
    false,
  ]);
  const body = response.body;
  expect(response.body).toBe(body);
  await response.text();
  expect(response.bodyUsed).toBe(true);
});

test('reading a body twice fails as it does without us', async () => {
  const response = await ask();
  await response.text();
  const { error } = await settled(response.text());
  expect(error).toBeInstanceOf(TypeError);
  expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
});

test('fetch keeps its name and length', () => {
  expect([fetch.name, fetch.length]).toEqual([platform.name, platform.length]);
});

test('an error status has a verdict once the application has read the body', async () => {
  simulator().failNext('openrouter', 'upstream_insufficient_balance');
  const response = await ask();
  await response.text();
  expect(at.telemetry.attributes).toMatchObject({
    'error.type': '402',
    'http.response.status_code': 402,
    'llm.error.category': 'insufficient_balance',
    'llm.error.owner': 'gateway',
    'llm.error.upstream': 'deepseek',
  });
});

test('an error whose body nobody reads ends with what the status says', async () => {
  simulator().failNext('openrouter', 'invalid_key');
  expect((await ask()).status).toBe(401);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(at.telemetry.attributes['llm.error.category']).toBe('authentication');
});

test('an error in the middle of a stream has a verdict', async () => {
  simulator().failNext('openrouter', 'midstream_rate_limited');
  await (await ask({ stream: true })).text();
  expect(at.telemetry.attributes).toMatchObject({
    'llm.error.category': 'rate_limited',
    'llm.error.owner': 'gateway',
  });
});

test('a refused connection keeps its error and has a verdict', async () => {
  const { error } = await settled(
    fetch('http://127.0.0.1:9/v1/chat/completions', { method: 'POST', body: '{"model":"m"}' }),
  );
  expect((error as Error).message).toBe('fetch failed');
  expect(at.telemetry.attributes).toMatchObject({
    'error.type': 'TypeError',
    'gen_ai.provider.name': 'self_hosted',
    'gen_ai.request.model': 'm',
    'llm.error.category': 'connection_error',
  });
});

test('other traffic leaves no trace', async () => {
  await fetch(`${simulator().hostUrl('openrouter')}/models`);
  await settled(fetch(`${simulator().origin}/anything`, { method: 'POST', body: '{}' }));
  expect(at.telemetry.spans).toEqual([]);
});

test('a Request object is seen too', async () => {
  const request = new Request(`${simulator().hostUrl('openrouter')}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: HELLO }),
  });
  await (await fetch(request)).json();
  expect(at.telemetry.attributes).toMatchObject({
    'gen_ai.response.model': model,
    'gen_ai.provider.name': 'openrouter',
  });
});

test('an SDK call over the instrumented fetch is one span', async () => {
  const openai = new OpenAIInstrumentation();
  openai.setTracerProvider(at.telemetry.tracerProvider);
  openai.manuallyInstrument(OpenAI);
  try {
    const client = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openrouter') });
    await client.chat.completions.create({ model, messages: HELLO });
    expect(at.telemetry.spans).toHaveLength(1);
  } finally {
    openai.disable();
  }
});

test('an SDK that nobody patched is seen through the fetch that it was built with', async () => {
  const client = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openrouter') });
  await client.chat.completions.create({ model, messages: HELLO });
  expect(at.telemetry.attributes).toMatchObject({ 'gen_ai.request.model': model });
});

test('a fetch wrapped by hand is recorded by the global providers', async () => {
  trace.setGlobalTracerProvider(at.telemetry.tracerProvider);
  try {
    const own = instrumentFetch(platform);
    const answer = await own(`${simulator().hostUrl('openrouter')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake-key-1' },
      body: JSON.stringify({ model, messages: HELLO }),
    });
    await answer.json();
    expect(at.telemetry.span.name).toBe(`chat ${model}`);
  } finally {
    trace.disable();
  }
});

test('switched off, it gives the platform its fetch back', () => {
  const before = globalThis.fetch;
  const instrumentation = new FetchInstrumentation();
  expect(globalThis.fetch).not.toBe(before);
  instrumentation.disable();
  expect(globalThis.fetch).toBe(before);
});
