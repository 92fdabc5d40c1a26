/**
 * A server that is every provider, and tells on its callers. A request's path begins with the number of its outcome:
 * `/12/v1/chat/completions`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canary } from './canaries.ts';
import { type Answer, type ErrorAnswer, headersOf, OUTCOMES, type Outcome } from './outcomes.ts';

export interface Provider {
  readonly port: number;
  /** Requests so far. */
  readonly asked: number;
  close(): Promise<void>;
}

const NAMES = Object.keys(OUTCOMES);

/** Where the outcome stands in the path of a request. */
export const pathOf = (outcome: string): string => `/${NAMES.indexOf(outcome)}`;

export async function startProvider(): Promise<Provider> {
  const attempts = new Map<string, number>();
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    request.resume();
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://fake');
      const number = Number(/^\/(\d+)\//.exec(url.pathname)?.[1] ?? -1);
      const name = NAMES[number] ?? 'success';
      const outcome = OUTCOMES[name] ?? {};
      const call = String(request.headers['x-fake-call'] ?? '');
      const attempt = (attempts.get(call) ?? 0) + 1;
      attempts.set(call, attempt);
      const key = keyOf(request, url);
      const answer = outcome.answer?.({ key, attempt });
      if (answer !== undefined) fail(url.pathname, answer, response);
      else succeed(url.pathname, isStream(request, url), name, outcome, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get asked() {
      return asked;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function keyOf({ headers }: IncomingMessage, url: URL): string {
  const given =
    headers.authorization ??
    headers['api-key'] ??
    headers['x-api-key'] ??
    headers['x-goog-api-key'] ??
    url.searchParams.get('key');
  return String(given ?? '').replace(/^Bearer /, '');
}

const isStream = ({ headers }: IncomingMessage, url: URL): boolean =>
  headers['x-fake-stream'] === 'true' || url.pathname.includes(':stream');

function fail(path: string, answer: Answer, response: ServerResponse): void {
  const { body } = answer;
  const text =
    typeof body === 'string'
      ? body
      : JSON.stringify('json' in body ? body.json : errorOf(path, body, answer.status));
  response.writeHead(answer.status, {
    'content-type': answer.type ?? 'application/json',
    ...answer.headers,
  });
  response.end(text);
}

/** The error as the API below that path writes it. */
function errorOf(path: string, error: ErrorAnswer, status: number): object {
  const { message, code, type, param, more, beside } = error;
  if (path.endsWith('/messages')) {
    return { type: 'error', error: { type: type ?? code ?? 'api_error', message, ...more }, ...beside };
  }
  if (path.includes(':')) {
    return {
      error: {
        code: status,
        message,
        status: code ?? type,
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code, metadata: { param, ...more } },
        ],
      },
      ...beside,
    };
  }
  return { error: { message, code, type, param, ...more }, ...beside };
}

function succeed(
  path: string,
  streamed: boolean,
  name: string,
  outcome: Outcome,
  response: ServerResponse,
): void {
  if (outcome.delivery === 'never') return;
  const filtered = outcome.filtered === true;
  const headers = headersOf(name);
  if (path.endsWith('/audio/speech')) {
    response.writeHead(200, { 'content-type': 'audio/mpeg', ...headers });
    deliver(response, Buffer.from(canary('completion')), outcome);
    return;
  }
  if (streamed) {
    const events = [...eventsOf(path, filtered)];
    if (outcome.lastEvent !== undefined) {
      events.splice(-1, 1, { event: 'error', data: errorOf(path, outcome.lastEvent, 500) });
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    const text = events.map(
      ({ event, data }) => `${event ? `event: ${event}\n` : ''}data: ${textOf(data)}\n\n`,
    );
    deliver(response, Buffer.from(text.join('')), outcome);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  deliver(response, Buffer.from(JSON.stringify(answerOf(path, filtered))), outcome);
}

const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

function deliver(response: ServerResponse, bytes: Buffer, { delivery, doing }: Outcome): void {
  if (delivery === 'broken off') {
    response.write(bytes.subarray(0, Math.floor((bytes.length * 3) / 4)), () => {
      // What was written has arrived by then.
      setTimeout(() => response.destroy(), 20);
    });
    return;
  }
  if (delivery === 'in pieces of three bytes') {
    void inPieces(response, bytes);
    return;
  }
  if (doing === 'abort while reading') {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    return;
  }
  response.end(bytes);
}

async function inPieces(response: ServerResponse, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += 3) {
    response.write(bytes.subarray(at, at + 3));
    // One turn of the loop for some of them, so that not all arrive as one.
    if (at % 30 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
}

const usage = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };

function answerOf(path: string, filtered: boolean): unknown {
  if (path.endsWith('/responses')) return responseObject(filtered);
  if (path.endsWith('/embeddings')) {
    return {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    };
  }
  if (path.includes('/images/')) {
    return {
      created: 1,
      data: [
        {
          url: `${canary('link to an image')}?sig=${canary('signature of a link')}`,
          revised_prompt: canary('prompt for an image'),
        },
      ],
      usage: { input_tokens: 5, output_tokens: 6, total_tokens: 11 },
    };
  }
  if (path.includes('/audio/'))
    return { text: canary('transcript'), usage: { type: 'duration', seconds: 3 } };
  if (path.endsWith('/messages')) return message(filtered);
  if (path.includes(':')) return gemini(filtered, true);
  if (path.endsWith('/language-model')) return vercel(filtered);
  if (path.endsWith('/v2/chat')) {
    return {
      id: 'fake-answer-1',
      finish_reason: filtered ? 'ERROR' : 'COMPLETE',
      message: { role: 'assistant', content: [{ type: 'text', text: canary('completion') }] },
      usage: { tokens: { input_tokens: 20, output_tokens: 10 } },
    };
  }
  return chat(filtered);
}

const TOOL_CALL = {
  id: 'call_fake1',
  type: 'function',
  function: { name: 'look_up', arguments: canary('tool arguments') },
};

const chat = (filtered: boolean): object => ({
  id: 'chatcmpl-fake1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini-2024-07-18',
  provider: 'DeepSeek',
  choices: [
    {
      index: 0,
      finish_reason: filtered ? 'content_filter' : 'tool_calls',
      message: {
        role: 'assistant',
        content: canary('completion'),
        refusal: filtered ? canary('refusal') : null,
        reasoning: canary('reasoning'),
        reasoning_content: canary('reasoning'),
        tool_calls: [TOOL_CALL],
      },
      ...(filtered && {
        content_filter_results: { jailbreak: { filtered: true, detected: canary('prompt') } },
      }),
    },
  ],
  usage,
});

const responseObject = (filtered: boolean): object => ({
  id: 'resp_fake0answer',
  object: 'response',
  status: filtered ? 'incomplete' : 'completed',
  incomplete_details: filtered ? { reason: 'content_filter' } : null,
  error: null,
  model: 'gpt-4o-mini-2024-07-18',
  instructions: canary('system prompt'),
  user: canary('user'),
  safety_identifier: canary('safety_identifier'),
  prompt_cache_key: canary('prompt_cache_key'),
  conversation: { id: canary('conversation id') },
  previous_response_id: canary('previous response id'),
  output: [
    { type: 'reasoning', id: 'rs_fake1', summary: [{ type: 'summary_text', text: canary('reasoning') }] },
    {
      type: 'function_call',
      id: 'fc_fake1',
      call_id: 'call_fake1',
      name: 'look_up',
      arguments: canary('tool arguments'),
    },
    {
      type: 'message',
      id: 'msg_fake1',
      role: 'assistant',
      status: 'completed',
      content: [
        { type: 'output_text', text: canary('completion'), annotations: [] },
        ...(filtered ? [{ type: 'refusal', refusal: canary('refusal') }] : []),
      ],
    },
  ],
  usage: { input_tokens: 20, output_tokens: 10, total_tokens: 30 },
});

const message = (filtered: boolean): object => ({
  id: 'msg_fake1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [
    { type: 'thinking', thinking: canary('reasoning'), signature: 'fake' },
    { type: 'text', text: canary('completion') },
    { type: 'tool_use', id: 'toolu_fake1', name: 'look_up', input: { q: canary('tool arguments') } },
  ],
  stop_reason: filtered ? 'refusal' : 'tool_use',
  usage: { input_tokens: 20, output_tokens: 10 },
});

const gemini = (filtered: boolean, ended: boolean): object => ({
  candidates: [
    {
      content: {
        role: 'model',
        parts: [
          { text: canary('reasoning'), thought: true },
          { text: canary('completion') },
          { functionCall: { name: 'look_up', args: { q: canary('tool arguments') } } },
        ],
      },
      ...(ended && { finishReason: filtered ? 'SAFETY' : 'STOP' }),
      ...(filtered && { finishMessage: canary('refusal') }),
      index: 0,
    },
  ],
  usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 10, totalTokenCount: 30 },
  modelVersion: 'gemini-2.5-flash',
  responseId: 'fake-answer-1',
});

const vercelEnd = (filtered: boolean): object => ({
  finishReason: { unified: filtered ? 'content-filter' : 'stop', raw: canary('user') },
  usage: { inputTokens: { total: 20 }, outputTokens: { total: 10 } },
  providerMetadata: {
    gateway: {
      cost: '0.001',
      generationId: 'gen_fake1',
      routing: { resolvedProviderApiModelId: 'deepseek-v4-flash' },
    },
    deepseek: { user: canary('user') },
  },
});

const vercel = (filtered: boolean): object => ({
  content: [
    { type: 'reasoning', text: canary('reasoning') },
    { type: 'text', text: canary('completion') },
    { type: 'tool-call', toolCallId: 'call_fake1', toolName: 'look_up', input: canary('tool arguments') },
  ],
  ...vercelEnd(filtered),
});

interface Event {
  readonly event?: string;
  readonly data: unknown;
}

function eventsOf(path: string, filtered: boolean): Event[] {
  if (path.endsWith('/responses')) {
    return [
      {
        type: 'response.created',
        response: { ...responseObject(false), status: 'in_progress', usage: null },
      },
      { type: 'response.reasoning_summary_text.delta', delta: canary('reasoning') },
      { type: 'response.output_text.delta', delta: canary('completion') },
      { type: 'response.function_call_arguments.delta', delta: canary('tool arguments') },
      { type: 'response.completed', response: responseObject(filtered) },
    ].map((data) => ({ event: data.type, data }));
  }
  if (path.endsWith('/messages')) {
    return [
      { type: 'message_start', message: { ...message(false), content: [], stop_reason: null } },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'thinking_delta', thinking: canary('reasoning') },
      },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: canary('completion') } },
      {
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: canary('tool arguments') },
      },
      {
        type: 'message_delta',
        delta: { stop_reason: filtered ? 'refusal' : 'end_turn' },
        usage: { output_tokens: 10 },
      },
      { type: 'message_stop' },
    ].map((data) => ({ event: data.type, data }));
  }
  if (path.includes(':')) return [{ data: gemini(false, false) }, { data: gemini(filtered, true) }];
  if (path.endsWith('/language-model')) {
    return [
      { type: 'response-metadata', id: 'fake-answer-1', modelId: 'deepseek-v4-flash' },
      { type: 'reasoning-delta', id: '1', delta: canary('reasoning') },
      { type: 'text-delta', id: '1', delta: canary('completion') },
      { type: 'tool-input-delta', id: 'call_fake1', delta: canary('tool arguments') },
      { type: 'finish', ...vercelEnd(filtered) },
    ].map((data) => ({ data }));
  }
  const chunk = (delta: object, more: object = {}): Event => ({
    data: {
      id: 'chatcmpl-fake1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'gpt-4o-mini-2024-07-18',
      provider: 'DeepSeek',
      choices: [{ index: 0, delta, finish_reason: null, ...more }],
    },
  });
  return [
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning: canary('reasoning') }),
    chunk({ content: canary('completion') }),
    chunk({ tool_calls: [{ index: 0, ...TOOL_CALL }] }),
    ...(filtered ? [chunk({ refusal: canary('refusal') })] : []),
    chunk({}, { finish_reason: filtered ? 'content_filter' : 'tool_calls' }),
    { data: { id: 'chatcmpl-fake1', object: 'chat.completion.chunk', choices: [], usage } },
    { data: '[DONE]' },
  ];
}
