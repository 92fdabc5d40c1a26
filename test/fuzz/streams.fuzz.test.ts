import { setImmediate as nextTurn } from 'node:timers/promises';
import { FetchInstrumentation } from '@fuelgauge/instrumentation';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { text } from './hostile.ts';
import { checkAsync } from './runs.ts';
import { Telemetry } from './telemetry.ts';

const telemetry = new Telemetry();
const instrumentation = new FetchInstrumentation({ enabled: false });
let answer: () => Response;
let call: typeof fetch;

beforeAll(() => {
  instrumentation.setTracerProvider(telemetry.tracerProvider);
  instrumentation.setMeterProvider(telemetry.meterProvider);
  instrumentation.isEnabled = () => true;
  call = instrumentation.wrap((async () => answer()) as typeof fetch);
});
beforeEach(() => telemetry.forgetSpans());
afterAll(() => telemetry.close());

const URLS = [
  'https://api.openai.com/v1/chat/completions',
  'https://api.openai.com/v1/responses',
  'https://api.anthropic.com/v1/messages',
  'https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:streamGenerateContent',
  'https://api.cohere.com/v2/chat',
] as const;

const TYPES = [
  'text/event-stream', 'text/event-stream; charset=utf-8', 'application/json', 'application/x-ndjson', 'text/html',
  'application/octet-stream', 'audio/mpeg', '', 'TEXT/EVENT-STREAM', 'application/vnd.api+json',
] as const; // biome-ignore format: a table

const encoder = new TextEncoder();
const bytesOf = (one: string): Uint8Array => encoder.encode(one);

const EVENTS = [
  '{"id":"1","model":"gpt-5.2","choices":[{"index":0,"delta":{"content":"é😀"}}]}',
  '{"choices":[{"finish_reason":"stop","delta":{}}]}',
  '{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":1}}}',
  '{"choices":null,"usage":{"prompt_tokens":"3"}}',
  '{"type":"response.completed","response":{"usage":{"input_tokens":1,"output_tokens":2}}}',
  '{"type":"message_start","message":{"usage":{"input_tokens":1}}}',
  '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
  '{"error":{"message":"Insufficient Balance","code":402}}',
  '{"candidates":[{"finishReason":"SAFETY"}],"usageMetadata":{"promptTokenCount":1}}',
  '{"usage":{"prompt_tokens":1e999,"completion_tokens":-1},"model":{}}',
  '{"__proto__":{"polluted":1},"choices":{"0":1}}',
  '[DONE]', '[', '{', 'null', '"', '[[[[', '[{"candidates":[]},',
] as const; // biome-ignore format: a table

/** A piece of a stream: nearly always one that somebody sends, sometimes what nobody should. */
const piece: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...EVENTS).map((event) => bytesOf(`data: ${event}\n\n`)) },
  { weight: 2, arbitrary: fc.constantFrom(...EVENTS).map((event) => bytesOf(`data:${event}\r\n\r\n`)) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        ': keep-alive\n\n', '\n', '\r', '\r\n', 'event: error\n', 'event: message_stop\n', 'id: 1\n', 'retry: 5\n',
        'data', 'data:', 'data: ', '\ufeff', '\0', ',\n', ']', '}', '[{', '"usage":', '{"error": {',
      ) // biome-ignore format: a table
      .map(bytesOf),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }) },
  { weight: 1, arbitrary: text.map((one) => bytesOf(one.slice(0, 5_000))) },
  { weight: 1, arbitrary: fc.constant(Uint8Array.of(0xf0, 0x9f, 0x98)) },
);

const sent: fc.Arbitrary<Uint8Array> = fc
  .array(piece, { maxLength: 20 })
  .map((pieces) => new Uint8Array(Buffer.concat(pieces)));

/** The bytes in pieces, cut at arbitrary places; some of them empty. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.slice(from, at[index] ?? bytes.length));
}

interface Sending {
  readonly bytes: Uint8Array;
  readonly places: readonly number[];
  readonly type: (typeof TYPES)[number];
  readonly status: number;
  readonly url: (typeof URLS)[number];
  readonly fails: boolean;
  readonly asBytes: boolean;
}

const sending: fc.Arbitrary<Sending> = fc.record({
  bytes: sent,
  places: fc.array(fc.nat(4_000), { maxLength: 12 }),
  type: fc.oneof(
    { weight: 2, arbitrary: fc.constant('text/event-stream' as const) },
    fc.constantFrom(...TYPES),
  ),
  status: fc.constantFrom(200, 200, 200, 201, 299, 400, 402, 429, 500, 529),
  url: fc.constantFrom(...URLS),
  fails: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  asBytes: fc.boolean(),
});

const BROKEN = new Error('the connection broke');

function respond({ bytes, places, type, status, fails, asBytes }: Sending): Response {
  const pieces = cut(bytes, places);
  type Controller = ReadableStreamDefaultController<Uint8Array> | ReadableByteStreamController;
  const next = async (controller: Controller): Promise<void> => {
    let one = pieces.shift();
    // A stream takes no empty piece.
    while (one?.length === 0) one = pieces.shift();
    if (one !== undefined) controller.enqueue(one as Uint8Array<ArrayBuffer>);
    else if (fails) {
      // In a turn of its own, as a connection breaks: not between two steps of whoever reads.
      await nextTurn();
      controller.error(BROKEN);
    } else controller.close();
  };
  const body = asBytes
    ? new ReadableStream({ type: 'bytes', pull: next })
    : new ReadableStream<Uint8Array>({ pull: next });
  return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, {
    status,
    headers: type === '' ? {} : { 'content-type': type },
  });
}

/** What the application got: a value, or what was thrown. */
interface Got {
  readonly value?: unknown;
  readonly thrown?: string;
}

const got = async (read: () => Promise<unknown>): Promise<Got> => {
  try {
    return { value: await read() };
  } catch (error) {
    return { thrown: error === BROKEN ? 'broken' : `${(error as Error).name}: ${(error as Error).message}` };
  }
};

async function readAll(chunks: AsyncIterable<Uint8Array>, most = Infinity): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    parts.push(chunk);
    if (parts.length >= most) break;
  }
  return Buffer.concat(parts).toString('hex');
}

/** Every way to read a body. What each gives is compared with what it gives without fuelgauge. */
const WAYS: Readonly<Record<string, (response: Response, most: number) => Promise<unknown>>> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: async (response) => Buffer.from(await response.arrayBuffer()).toString('hex'),
  bytes: async (response) => Buffer.from(await response.bytes()).toString('hex'),
  blob: async (response) => Buffer.from(await (await response.blob()).arrayBuffer()).toString('hex'),
  'for await': (response) => readAll(response.body as unknown as AsyncIterable<Uint8Array>),
  'for await, broken off': (response, most) =>
    readAll(response.body as unknown as AsyncIterable<Uint8Array>, most),
  reader: async (response) => {
    const reader = response.body?.getReader();
    const parts: Uint8Array[] = [];
    for (let step = await reader?.read(); step && !step.done; step = await reader?.read())
      parts.push(step.value);
    return Buffer.concat(parts).toString('hex');
  },
  'reader, cancelled': async (response, most) => {
    const reader = response.body?.getReader();
    const parts: Uint8Array[] = [];
    for (let count = 0; count < most; count++) {
      const step = await reader?.read();
      if (step === undefined || step.done) break;
      parts.push(step.value);
    }
    await reader?.cancel('enough');
    return Buffer.concat(parts).toString('hex');
  },
  tee: async (response) => {
    const [one, other] = response.body?.tee() ?? [];
    return Promise.all(
      [one, other].map((branch) => got(() => readAll(branch as unknown as AsyncIterable<Uint8Array>))),
    );
  },
  pipeThrough: (response) =>
    readAll(response.body?.pipeThrough(new TransformStream()) as unknown as AsyncIterable<Uint8Array>),
  clone: async (response) => {
    const copy = response.clone();
    return Promise.all([got(() => copy.text()), got(() => response.text())]);
  },
  cancel: (response) => response.body?.cancel() ?? Promise.resolve(),
};

describe.each(Object.keys(WAYS))('a body of any bytes, read by %s', (way) => {
  const read = WAYS[way] as (response: Response, most: number) => Promise<unknown>;

  it('gives the application what it gives without fuelgauge, and the span ends once', async () => {
    await checkAsync(
      fc.asyncProperty(sending, fc.integer({ min: 1, max: 4 }), async (given, most) => {
        telemetry.forgetSpans();
        const without = await got(() => read(respond(given), most));
        answer = () => respond(given);
        const response = await call(given.url, { method: 'POST', body: '{"model":"gpt-5.2","stream":true}' });
        const withUs = await got(() => read(response, most));
        expect(withUs).toEqual(without);
        // What ends a span in a later turn of the loop may end it now.
        if (telemetry.ended.length === 0) await nextTurn();
        expect(telemetry.started).toBe(1);
        expect(telemetry.ended).toHaveLength(1);
        const { attributes } = telemetry.ended[0]!;
        for (const [name, value] of Object.entries(attributes)) {
          if (name.startsWith('gen_ai.usage.')) expect([name, isSound(value)]).toEqual([name, true]);
        }
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      0.3,
    );
  });
});

/** A count or an amount that can be true, or a word. */
const isSound = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'number' && value >= 0 && value < Infinity);

it('a single event of millions of characters reaches the application whole, and the span ends', async () => {
  const event = bytesOf(
    `data: {"choices":[{"delta":{"content":"${'é'.repeat(3_000_000)}"}}]}\n\ndata: [DONE]\n\n`,
  );
  const places = Array.from({ length: 300 }, (_, at) => at * 20_011);
  const given: Sending = {
    bytes: event,
    places,
    type: 'text/event-stream',
    status: 200,
    url: URLS[0],
    fails: false,
    asBytes: true,
  };
  answer = () => respond(given);
  const response = await call(given.url, { method: 'POST', body: '{"model":"gpt-5.2","stream":true}' });
  const read = await readAll(response.body as unknown as AsyncIterable<Uint8Array>);
  expect(read === Buffer.from(event).toString('hex')).toBe(true);
  expect(telemetry.ended).toHaveLength(1);
});
