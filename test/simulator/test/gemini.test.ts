import { classify } from '@fuelgauge/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';

const KEY = 'AIza-fake-gemini';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const post = (
  method: string,
  body: object = {},
  headers: Readonly<Record<string, string>> = { 'x-goog-api-key': KEY },
): Promise<Response> =>
  fetch(`${simulator.url('gemini')}/v1beta/models/gemini-2.5-flash:${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ contents: [{ parts: [{ text: 'How far does the fuel last?' }] }], ...body }),
  });

interface Piece {
  readonly candidates?: readonly {
    readonly content?: { readonly parts: readonly { readonly text?: string; readonly thought?: boolean }[] };
    readonly finishReason?: string;
  }[];
  readonly usageMetadata?: Readonly<Record<string, number>>;
  readonly promptFeedback?: unknown;
  readonly error?: unknown;
}

const answered = async (body?: object): Promise<Piece> =>
  (await (await post('generateContent', body)).json()) as Piece;

/** The pieces of a stream of events. */
async function streamed(body?: object): Promise<Piece[]> {
  const text = await (await post('streamGenerateContent?alt=sse', body)).text();
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => JSON.parse(block.slice(6)) as Piece);
}

const textOf = (pieces: readonly Piece[], thought = false): string =>
  pieces
    .flatMap((piece) => piece.candidates?.[0]?.content?.parts ?? [])
    .filter((part) => (part.thought ?? false) === thought)
    .map((part) => part.text ?? '')
    .join('');

const tools = [
  {
    functionDeclarations: [
      { name: 'range', parameters: { type: 'OBJECT', properties: { liters: { type: 'NUMBER' } } } },
    ],
  },
];

describe('an answer', () => {
  test('has a candidate, its usage, the model and an id', async () => {
    expect(await answered()).toEqual({
      candidates: [
        {
          content: { parts: [{ text: simulator.answer.text }], role: 'model' },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: {
        promptTokenCount: 7,
        candidatesTokenCount: 14,
        totalTokenCount: 21,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: 7 }],
      },
      modelVersion: 'gemini-2.5-flash',
      responseId: expect.stringContaining('fake'),
    });
  });

  test('counts thoughts beside the candidates, and the cached part among the prompt', async () => {
    Object.assign(simulator.answer, {
      promptTokens: 100,
      cachedTokens: 20,
      completionTokens: 50,
      reasoningTokens: 30,
    });
    expect((await answered()).usageMetadata).toMatchObject({
      promptTokenCount: 100,
      cachedContentTokenCount: 20,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 150,
    });
  });

  test('is paid for by the account of its key', async () => {
    const account = simulator.accounts.open('gemini', KEY, { toppedUp: 10 });
    Object.assign(simulator.answer, { promptTokens: 1_000_000, completionTokens: 1_000_000 });
    await answered();
    expect(account.spent).toBeCloseTo(2.8, 9);
  });

  test('stops at maxOutputTokens', async () => {
    const answer = await answered({ generationConfig: { maxOutputTokens: 4 } });
    expect(answer.candidates![0]!.finishReason).toBe('MAX_TOKENS');
  });

  test('calls the first function', async () => {
    expect((await answered({ tools })).candidates![0]).toMatchObject({
      content: { parts: [{ functionCall: { name: 'range', args: { liters: 42 } } }] },
      finishReason: 'STOP',
    });
  });

  test('is final after the response of a function', async () => {
    const contents = [{ parts: [{ functionResponse: { name: 'range', response: { km: 42 } } }] }];
    expect(textOf([await answered({ tools, contents })])).toBe(simulator.answer.text);
  });

  test('is JSON when a schema asks for it', async () => {
    const responseSchema = { type: 'OBJECT', properties: { n: { type: 'INTEGER' } } };
    const answer = await answered({ generationConfig: { responseSchema } });
    expect(JSON.parse(textOf([answer]))).toEqual({ n: 42 });
  });

  test('shows its thoughts when they are asked for', async () => {
    const answer = await answered({ generationConfig: { thinkingConfig: { includeThoughts: true } } });
    expect(textOf([answer], true)).toContain('multiply');
    expect(answer.usageMetadata!.thoughtsTokenCount).toBe(18);
  });
});

describe('an answer that the filter stops has status 200', () => {
  test('and no candidate when it is the prompt', async () => {
    simulator.answer.blocked = 'prompt';
    const response = await post('generateContent');
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ promptFeedback: expect.objectContaining({ blockReason: 'SAFETY' }) }),
    ]);
  });

  test('and a candidate without content when it is the answer', async () => {
    simulator.answer.blocked = 'answer';
    const [candidate] = (await answered()).candidates!;
    expect(candidate).toMatchObject({ finishReason: 'SAFETY' });
    expect(candidate).not.toHaveProperty('content');
  });

  test('and part of the text when it is streamed', async () => {
    simulator.answer.blocked = 'answer';
    const pieces = await streamed();
    expect(pieces.at(-1)!.candidates![0]!.finishReason).toBe('SAFETY');
    const text = textOf(pieces);
    expect([text.length > 0, simulator.answer.text.startsWith(text)]).toEqual([true, true]);
  });

  test.each(['prompt', 'answer'] as const)('and is content that was filtered: the %s', async (blocked) => {
    simulator.answer.blocked = blocked;
    const response = await post('generateContent');
    expect(
      classify({
        baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
        status: response.status,
        headers: response.headers,
        body: await response.text(),
      }).category,
    ).toBe('content_filtered');
  });
});

describe('a stream of events', () => {
  test('adds up to the text and ends without [DONE]', async () => {
    expect(textOf(await streamed())).toBe(simulator.answer.text);
    expect(await (await post('streamGenerateContent?alt=sse')).text()).not.toContain('[DONE]');
  });

  test('tells a running total of usage and ends at the true one', async () => {
    const counts = (await streamed()).map((piece) => piece.usageMetadata!.candidatesTokenCount!);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(14);
  });

  test('has the finish reason in its last piece only', async () => {
    const reasons = (await streamed()).map((piece) => piece.candidates![0]!.finishReason);
    expect([reasons.at(-1), reasons.slice(0, -1).every((reason) => reason === undefined)]).toEqual([
      'STOP',
      true,
    ]);
  });

  test('thinks before it answers', async () => {
    const pieces = await streamed({ generationConfig: { thinkingConfig: { includeThoughts: true } } });
    expect(textOf(pieces.slice(0, 1), true).length).toBeGreaterThan(0);
    expect(pieces[0]!.usageMetadata).not.toHaveProperty('candidatesTokenCount');
  });

  test('breaks off with an error that is no event', async () => {
    simulator.failNext('gemini', 'gemini_midstream_overloaded');
    const text = await (await post('streamGenerateContent?alt=sse')).text();
    const blocks = text.trimEnd().split('\n\n');
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.at(-2)).toMatch(/^data: /);
    expect(JSON.parse(blocks.at(-1)!)).toMatchObject({ error: { code: 503, status: 'UNAVAILABLE' } });
  });
});

describe('a stream without alt=sse', () => {
  const pieces = async (body?: object): Promise<Piece[]> =>
    (await (await post('streamGenerateContent', body)).json()) as Piece[];

  test('is one JSON array', async () => {
    const response = await post('streamGenerateContent');
    expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8');
    expect(textOf((await response.json()) as Piece[])).toBe(simulator.answer.text);
  });

  test('comes in pieces', async () => {
    await (await post('streamGenerateContent')).text();
    await simulator.requests[0]!.closed;
    // One for each piece of the text, one for the end of the array.
    expect(simulator.requests[0]!.chunksSent).toBe(simulator.delivery.chunks + 1);
  });

  test.each([
    ['padded', { padToBytes: 50_000 }],
    ['with lines ended by CR LF', { crlf: true }],
    ['compressed in pieces of five bytes', { gzip: true, splitBytes: 5 }],
  ])('stays JSON %s', async (_, delivery) => {
    Object.assign(simulator.delivery, delivery);
    expect(textOf(await pieces())).toBe(simulator.answer.text);
  });

  test('ends with the error that breaks it off', async () => {
    simulator.failNext('gemini', 'gemini_midstream_overloaded');
    const all = await pieces();
    expect(all.length).toBeGreaterThan(1);
    expect(all.at(-1)).toMatchObject({ error: { code: 503 } });
  });

  test('lists the error that comes instead of it', async () => {
    simulator.failNext('gemini', 'gemini_per_minute');
    expect(await pieces()).toEqual([{ error: expect.objectContaining({ status: 'RESOURCE_EXHAUSTED' }) }]);
  });

  test('can be cut by a closed socket', async () => {
    simulator.failNext('gemini', 'cut');
    await expect(pieces()).rejects.toThrow('terminated');
  });

  test('can hold JSON that does not parse', async () => {
    simulator.failNext('gemini', 'malformed_json');
    await expect(pieces()).rejects.toThrow(SyntaxError);
  });
});

test('the OpenAI-compatible door answers in chat completions and lists its errors', async () => {
  const ask = () =>
    fetch(`${simulator.url('gemini')}/v1beta/openai/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gemini-2.5-flash', messages: [] }),
    });
  expect(await (await ask()).json()).toMatchObject({ object: 'chat.completion' });
  simulator.failNext('gemini', 'overloaded');
  expect(await (await ask()).json()).toEqual([{ error: expect.objectContaining({ code: 503 }) }]);
});

test('an error names its quota and when to come back', async () => {
  simulator.failNext('gemini', 'gemini_free_tier_per_day');
  const { error } = (await (await post('generateContent')).json()) as { error: { details: object[] } };
  expect(error.details).toEqual([
    expect.objectContaining({ '@type': 'type.googleapis.com/google.rpc.Help' }),
    {
      '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
      violations: [
        expect.objectContaining({
          quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
          quotaValue: '20',
        }),
      ],
    },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '58s' },
  ]);
});

test.each([
  ['invalid_key', 400],
  ['overloaded', 503],
  ['server_error', 500],
] as const)('%s has the status that Google gives it, %i', async (scenario, status) => {
  simulator.failNext('gemini', scenario);
  const response = await post('generateContent');
  expect([response.status, await response.json()]).toEqual([
    status,
    { error: expect.objectContaining({ code: status }) },
  ]);
});

describe('embeddings', () => {
  test('come one for one content', async () => {
    const response = await post('embedContent', { content: { parts: [{ text: 'hello' }] } });
    expect(await response.json()).toMatchObject({
      embedding: { values: [0.25, -0.5, 0.75, 1] },
      usageMetadata: { promptTokenCount: 2 },
    });
  });

  test('come one for each of a batch', async () => {
    const requests = ['a', 'b', 'c'].map((text) => ({ content: { parts: [{ text }] } }));
    const response = await post('batchEmbedContents', { requests });
    expect(((await response.json()) as { embeddings: unknown[] }).embeddings).toHaveLength(3);
  });
});

describe('countTokens', () => {
  test('tells the tokens and costs nothing', async () => {
    const account = simulator.accounts.open('gemini', KEY, { toppedUp: 1 });
    expect(await (await post('countTokens')).json()).toMatchObject({ totalTokens: 7 });
    expect(account.spent).toBe(0);
  });

  test('reads the contents of a whole request', async () => {
    const generateContentRequest = { contents: [{ parts: [{ text: 'x'.repeat(40) }] }] };
    const response = await post('countTokens', { contents: undefined, generateContentRequest });
    expect(await response.json()).toMatchObject({ totalTokens: 10 });
  });
});

describe('the key', () => {
  test('may stand in the query, and is blanked in the log', async () => {
    const account = simulator.accounts.open('gemini', 'AIza-fake-in-query', { toppedUp: 1 });
    expect((await post('streamGenerateContent?key=AIza-fake-in-query&alt=sse', {}, {})).status).toBe(200);
    expect(account.spent).toBeGreaterThan(0);
    expect(simulator.requests[0]!.path).toMatch(/\?key=\[blanked\]&alt=sse$/);
    expect(JSON.stringify(simulator.requests)).not.toContain('AIza-fake-in-query');
  });

  test('is blanked in its header', async () => {
    await answered();
    expect(simulator.requests[0]!.headers['x-goog-api-key']).toBe('[blanked]');
  });

  test('is wanted', async () => {
    expect((await post('generateContent', {}, {})).status).toBe(400);
  });
});

test('the model of a path can be told apart in failures', async () => {
  simulator.failNext('gemini', 'overloaded', { model: 'gemini-2.5-pro' });
  expect((await post('generateContent')).status).toBe(200);
  simulator.failNext('gemini', 'overloaded', { model: 'gemini-2.5-flash' });
  expect((await post('generateContent')).status).toBe(503);
});

test('the list of models is in its own form', async () => {
  const response = await fetch(`${simulator.url('gemini')}/v1beta/models?key=${KEY}`);
  expect(await response.json()).toMatchObject({ models: [{ name: 'models/gemini-2.5-flash' }, {}, {}] });
});
