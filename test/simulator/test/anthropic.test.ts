import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';

const KEY = 'sk-ant-fake-messages';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

interface Asked {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const HEADERS = { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' } as const;

const post = (body: object = {}, { path = '/v1/messages', headers = HEADERS }: Asked = {}) =>
  fetch(simulator.url('anthropic') + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      model: 'claude-haiku-4-5',
      max_tokens: 1000,
      messages: [{ role: 'user', content: 'How far does the fuel last?' }],
      ...body,
    }),
  });

const answered = async (body?: object, asked?: Asked): Promise<Record<string, unknown>> =>
  (await (await post(body, asked)).json()) as Record<string, unknown>;

type StreamEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** Every event of a stream; each names itself twice. */
async function streamed(body: object = {}): Promise<StreamEvent[]> {
  const text = await (await post({ stream: true, ...body })).text();
  return text
    .trim()
    .split('\n\n')
    .map((block) => {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(block)!;
      const event = JSON.parse(data!) as StreamEvent;
      expect(event.type).toBe(name);
      return event;
    });
}

const typesOf = (events: readonly StreamEvent[]): string[] =>
  events.map((event) => event.type).filter((type, at, all) => type !== all[at - 1]);

/** What the deltas of a stream add up to, by their own field. */
const joined = (events: readonly StreamEvent[], field: 'text' | 'thinking' | 'partial_json'): string =>
  events.map((event) => (event.delta as Record<string, string> | undefined)?.[field] ?? '').join('');

const tools = [
  { name: 'range', input_schema: { type: 'object', properties: { liters: { type: 'number' } } } },
];

describe('a message', () => {
  test('has a text block, the dated model and the reason that it ended', async () => {
    expect(await answered()).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-haiku-4-5-20251001',
      content: [{ type: 'text', text: simulator.answer.text }],
      stop_reason: 'end_turn',
      stop_sequence: null,
    });
  });

  test('counts what the cache read and wrote beside the input tokens, not among them', async () => {
    Object.assign(simulator.answer, {
      promptTokens: 100,
      cachedTokens: 20,
      cacheWriteTokens: 10,
      cacheWriteHourTokens: 5,
    });
    expect((await answered()).usage).toMatchObject({
      input_tokens: 65,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 15,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 5 },
    });
  });

  test('costs more for what is written to the cache, less for what is read', async () => {
    const account = simulator.accounts.open('anthropic', KEY, { toppedUp: 10 });
    Object.assign(simulator.answer, {
      promptTokens: 4_000_000,
      cachedTokens: 1_000_000,
      cacheWriteTokens: 1_000_000,
      cacheWriteHourTokens: 1_000_000,
      completionTokens: 0,
    });
    await answered();
    expect(account.spent).toBeCloseTo(1 + 0.1 + 1.25 + 2, 9);
  });

  test('stops at max_tokens', async () => {
    expect(await answered({ max_tokens: 4 })).toMatchObject({
      stop_reason: 'max_tokens',
      usage: { output_tokens: 4 },
    });
  });

  test('calls the first tool', async () => {
    expect(await answered({ tools })).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', name: 'range', input: { liters: 42 } }],
    });
  });

  test('is final after the result of a tool', async () => {
    const messages = [
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_fake', content: '42' }] },
    ];
    expect(await answered({ tools, messages })).toMatchObject({ stop_reason: 'end_turn' });
  });

  test.each([{ type: 'enabled', budget_tokens: 1024 }, { type: 'adaptive' }])(
    'shows its thoughts when thinking is $type',
    async (thinking) => {
      expect(await answered({ thinking })).toMatchObject({
        content: [{ type: 'thinking', signature: expect.any(String) }, { type: 'text' }],
        usage: { output_tokens: 32, output_tokens_details: { thinking_tokens: 18 } },
      });
    },
  );

  test('is JSON when a schema asks for it', async () => {
    const format = { type: 'json_schema', schema: { type: 'object', properties: { n: { type: 'number' } } } };
    const { content } = (await answered({ output_config: { format } })) as { content: [{ text: string }] };
    expect(JSON.parse(content[0].text)).toEqual({ n: 42 });
  });

  test('that the filter stops is a refusal with status 200', async () => {
    simulator.answer.blocked = 'prompt';
    expect(await answered()).toMatchObject({
      content: [],
      stop_reason: 'refusal',
      stop_details: { type: 'refusal' },
    });
  });
});

describe('a streamed message', () => {
  test('goes through its events in order', async () => {
    expect(typesOf(await streamed())).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  test('adds up to the text', async () => {
    expect(joined(await streamed(), 'text')).toBe(simulator.answer.text);
  });

  test('tells the input at its start and the whole output at its end', async () => {
    Object.assign(simulator.answer, { promptTokens: 100, cachedTokens: 20, completionTokens: 30 });
    const events = await streamed();
    expect(events[0]).toMatchObject({
      message: { usage: { input_tokens: 80, cache_read_input_tokens: 20, output_tokens: 1 } },
    });
    expect(events.at(-2)).toMatchObject({
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: 80, cache_read_input_tokens: 20, output_tokens: 30 },
    });
  });

  test('gives the input of a tool as JSON in pieces', async () => {
    const events = await streamed({ tools });
    expect(events[1]).toMatchObject({ content_block: { type: 'tool_use', name: 'range', input: {} } });
    expect(JSON.parse(joined(events, 'partial_json'))).toEqual({ liters: 42 });
  });

  test('thinks in a block of its own, with a signature', async () => {
    const events = await streamed({ thinking: { type: 'adaptive' } });
    expect(joined(events, 'thinking')).toContain('multiply');
    expect(events).toContainEqual({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'signature_delta', signature: expect.any(String) },
    });
    expect(events).toContainEqual(expect.objectContaining({ type: 'content_block_start', index: 1 }));
  });

  test('breaks off with an error event after part of the text', async () => {
    simulator.failNext('anthropic', 'anthropic_midstream_overloaded');
    const events = await streamed();
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    const text = joined(events, 'text');
    expect([text.length > 0, simulator.answer.text.startsWith(text)]).toEqual([true, true]);
    expect(text).not.toBe(simulator.answer.text);
  });

  test('that the filter stops ends as a refusal after part of the text', async () => {
    simulator.answer.blocked = 'answer';
    const events = await streamed();
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'refusal' } });
    expect(simulator.answer.text.startsWith(joined(events, 'text'))).toBe(true);
  });
});

describe('a stream on its way', () => {
  test('can be cut by a closed socket', async () => {
    simulator.failNext('anthropic', 'cut');
    await expect(streamed()).rejects.toThrow('terminated');
  });

  test('can hold an event whose JSON does not parse, still under its name', async () => {
    simulator.failNext('anthropic', 'malformed_json');
    expect(await (await post({ stream: true })).text()).toContain(
      'event: content_block_delta\ndata: {"id":"broken\n\n',
    );
  });

  test('is noticed when the client leaves', async () => {
    simulator.delivery.chunkDelayMs = 10;
    const response = await post({ stream: true });
    await response.body!.cancel();
    await simulator.requests[0]!.closed;
    expect(simulator.requests[0]!.aborted).toBe(true);
  });

  test('can be compressed', async () => {
    simulator.delivery.gzip = true;
    expect((await post({ stream: true })).headers.get('content-encoding')).toBe('gzip');
    expect(joined(await streamed(), 'text')).toBe(simulator.answer.text);
  });
});

describe('count_tokens', () => {
  const path = '/v1/messages/count_tokens';

  test('tells the input tokens and costs nothing', async () => {
    const account = simulator.accounts.open('anthropic', KEY, { toppedUp: 1 });
    expect(await answered({}, { path })).toEqual({ input_tokens: 7 });
    expect(account.spent).toBe(0);
  });

  test('fails only when it is named', async () => {
    simulator.failNext('anthropic', 'server_error');
    expect((await post({}, { path })).status).toBe(200);
    simulator.failNext('anthropic', 'overloaded', { path: 'count_tokens' });
    expect((await post({}, { path })).status).toBe(529);
  });
});

describe('a request', () => {
  test('may carry its key as a bearer token', async () => {
    const headers = { authorization: `Bearer ${KEY}`, 'anthropic-version': '2023-06-01' };
    expect((await post({}, { headers })).status).toBe(200);
  });

  test('without a version is refused', async () => {
    const response = await post({}, { headers: { 'x-api-key': KEY } });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({
        error: { type: 'invalid_request_error', message: 'anthropic-version: header is required' },
      }),
    ]);
  });

  test('is logged without its key', async () => {
    await answered();
    expect(simulator.requests[0]!.headers['x-api-key']).toBe('[blanked]');
    expect(JSON.stringify(simulator.requests)).not.toContain(KEY);
  });
});

describe('the headers', () => {
  test('of a good answer tell four limits, each with what remains and when it is full', async () => {
    const { headers } = await post();
    for (const limit of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
      const of = (word: string) => headers.get(`anthropic-ratelimit-${limit}-${word}`);
      expect(Number(of('remaining'))).toBeLessThanOrEqual(Number(of('limit')));
      expect(of('reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  });

  test('of a throttled call say when to come back, and which limit it was', async () => {
    simulator.failNext('anthropic', 'anthropic_rate_limited');
    const { headers } = await post();
    expect(headers.get('retry-after')).toBe('12');
    expect(headers.get('anthropic-ratelimit-input-tokens-remaining')).toBe('0');
  });

  test('of a refused call tell no limits', async () => {
    const { headers } = await post({}, { headers: { ...HEADERS, 'x-api-key': 'sk-ant-fake-invalid' } });
    expect(headers.get('anthropic-ratelimit-requests-limit')).toBeNull();
  });

  test('name the request as the body of an error does', async () => {
    simulator.failNext('anthropic', 'server_error');
    const response = await post();
    const body = (await response.json()) as { request_id: string };
    expect(response.headers.get('request-id')).toBe(body.request_id);
  });
});

test('the list of models is in its own form', async () => {
  const response = await fetch(`${simulator.url('anthropic')}/v1/models`, { headers: HEADERS });
  expect(await response.json()).toMatchObject({ data: [{ type: 'model', id: 'claude-opus-5' }, {}, {}] });
});
