/** Anthropic's Messages API: a message or its events, and `count_tokens`. */
import { countTokens, piecesOf, type Question } from './answer.ts';
import { anthropicError, anthropicRateLimits } from './anthropic-failures.ts';
import { type Call, type Endpoint, fakeId, isJson, type Json, json, listOf, type Reply } from './call.ts';
import { sseData } from './delivery.ts';
import { PROVIDERS } from './providers.ts';
import type { FailureContext } from './scenarios.ts';
import type { JsonSchema } from './schema-sample.ts';

/** Text of a string or of blocks, those inside tool results too. */
const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((block) => (typeof block.text === 'string' ? block.text : textOf(block.content)))
        .join('');

/** The first tool that the caller runs; the server's own have a type such as `web_search_20260209`. */
function toolOf(request: Json): Json | undefined {
  const last = listOf(request.messages).at(-1);
  if (listOf(last?.content).some((block) => block.type === 'tool_result')) return undefined;
  const choice = isJson(request.tool_choice) ? request.tool_choice : {};
  if (choice.type === 'none') return undefined;
  const tools = listOf(request.tools).filter((tool) => (tool.type ?? 'custom') === 'custom');
  return choice.type === 'tool' ? tools.find((tool) => tool.name === choice.name) : tools[0];
}

function messagesQuestion(request: Json): Question {
  const tool = toolOf(request);
  const format = isJson(request.output_config) ? request.output_config.format : undefined;
  const thinking = isJson(request.thinking) ? request.thinking.type : undefined;
  return {
    promptText: [request.system, ...listOf(request.messages).map((message) => message.content)]
      .map(textOf)
      .filter(Boolean)
      .join('\n'),
    maxTokens: typeof request.max_tokens === 'number' ? request.max_tokens : undefined,
    tool: tool && { name: String(tool.name), parameters: (tool.input_schema ?? {}) as JsonSchema },
    schema:
      isJson(format) && format.type === 'json_schema' ? ((format.schema ?? {}) as JsonSchema) : undefined,
    thinks: thinking === 'enabled' || thinking === 'adaptive',
  };
}

/** Input without what the cache read or wrote: `input_tokens` is only the rest. */
function inputUsage(call: Call): Json {
  const { prompt, cached, written, writtenForHour } = call.answer.tokens;
  return {
    input_tokens: prompt - cached - written - writtenForHour,
    cache_creation_input_tokens: written + writtenForHour,
    cache_read_input_tokens: cached,
  };
}

const thinkingUsage = (call: Call): Json =>
  call.answer.tokens.reasoning > 0
    ? { output_tokens_details: { thinking_tokens: call.answer.tokens.reasoning } }
    : {};

const usage = (call: Call): Json => ({
  ...inputUsage(call),
  cache_creation: {
    ephemeral_5m_input_tokens: call.answer.tokens.written,
    ephemeral_1h_input_tokens: call.answer.tokens.writtenForHour,
  },
  output_tokens: call.answer.tokens.completion,
  ...thinkingUsage(call),
  server_tool_use: null,
  service_tier: 'standard',
});

const STOP_REASONS = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
} as const;

const stop = (call: Call): Json => ({
  stop_reason: STOP_REASONS[call.answer.finishReason],
  stop_sequence: null,
  stop_details: call.answer.blocked
    ? { type: 'refusal', category: 'general_harms', explanation: null }
    : null,
});

const envelope = (call: Call): Json => ({
  id: fakeId('msg_', call.serial),
  type: 'message',
  role: 'assistant',
  model: call.responseModel,
});

const SIGNATURE = 'ZmFrZS1zaWduYXR1cmU=';

/** One block of the answer: whole, as it opens in a stream, and the deltas that fill it. */
interface Block {
  readonly whole: Json;
  readonly opening: Json;
  readonly deltas: readonly Json[];
}

function thinkingBlock(thinking: string, chunks: number): Block {
  return {
    whole: { type: 'thinking', thinking, signature: SIGNATURE },
    opening: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      ...piecesOf(thinking, chunks).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
      { type: 'signature_delta', signature: SIGNATURE },
    ],
  };
}

function toolBlock(name: string, input: string, serial: number, chunks: number): Block {
  const head = { type: 'tool_use', id: fakeId('toolu_', serial), name };
  return {
    whole: { ...head, input: JSON.parse(input) },
    opening: { ...head, input: {} },
    deltas: ['', ...piecesOf(input, chunks)].map((partial_json) => ({
      type: 'input_json_delta',
      partial_json,
    })),
  };
}

const textBlock = (text: string, chunks: number): Block => ({
  whole: { type: 'text', text },
  opening: { type: 'text', text: '' },
  deltas: piecesOf(text, chunks).map((piece) => ({ type: 'text_delta', text: piece })),
});

function blocksOf({ answer, chunks, serial }: Call): Block[] {
  const { thoughts, toolCall, text } = answer;
  return [
    ...(thoughts === undefined ? [] : [thinkingBlock(thoughts, chunks)]),
    ...(toolCall ? [toolBlock(toolCall.name, toolCall.arguments, serial, chunks)] : []),
    ...(text === '' ? [] : [textBlock(text, chunks)]),
  ];
}

const event = (type: string, fields: Json = {}): string => sseData({ type, ...fields }, type);

function messageFrames(call: Call): string[] {
  const frames = [
    event('message_start', {
      message: {
        ...envelope(call),
        content: [],
        stop_reason: null,
        stop_sequence: null,
        stop_details: null,
        usage: { ...usage(call), output_tokens: 1, output_tokens_details: undefined },
      },
    }),
  ];
  blocksOf(call).forEach(({ opening, deltas }, index) => {
    frames.push(event('content_block_start', { index, content_block: opening }));
    if (index === 0) frames.push(event('ping'));
    for (const delta of deltas) frames.push(event('content_block_delta', { index, delta }));
    frames.push(event('content_block_stop', { index }));
  });
  if (call.failure) {
    const error = call.failure.error(call.context);
    return [
      ...frames.slice(0, Math.ceil(frames.length / 2) + 1),
      event('error', { error, request_id: call.context.requestId }),
    ];
  }
  return [
    ...frames,
    event('message_delta', {
      delta: stop(call),
      usage: {
        ...inputUsage(call),
        output_tokens: call.answer.tokens.completion,
        ...thinkingUsage(call),
      },
    }),
    event('message_stop'),
  ];
}

function messagesReply(call: Call): Reply {
  if (call.request.stream === true) return { kind: 'stream', frames: messageFrames(call) };
  if (call.failure) {
    const error = call.failure.error(call.context);
    return {
      kind: 'json',
      status: error.type === 'overloaded_error' ? 529 : 500,
      body: { type: 'error', error, request_id: call.context.requestId },
    };
  }
  return json({
    ...envelope(call),
    content: blocksOf(call).map((block) => block.whole),
    ...stop(call),
    usage: usage(call),
  });
}

/** Tools count too: their definitions are part of the prompt. */
const countReply = (call: Call): Reply =>
  json({
    input_tokens:
      call.answer.tokens.prompt + (call.request.tools ? countTokens(JSON.stringify(call.request.tools)) : 0),
  });

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/messages': { question: messagesQuestion, reply: messagesReply },
  '/messages/count_tokens': { question: messagesQuestion, reply: countReply, free: true },
};

export const anthropicEndpoint = (path: string): Endpoint | undefined => ENDPOINTS[path];

/** A call that names no version of the API is refused. */
export function anthropicRefusal(
  path: string,
  headers: Readonly<Record<string, string>>,
  context: FailureContext,
): Reply | undefined {
  if (!ENDPOINTS[path] || headers['anthropic-version']) return undefined;
  return {
    kind: 'json',
    status: 400,
    body: anthropicError(context, 'invalid_request_error', 'anthropic-version: header is required'),
  };
}

/** Headers of every answer; the limits stand on good ones. */
export const anthropicHeaders = (context: FailureContext, isGood: boolean): Record<string, string> => ({
  'request-id': context.requestId,
  'anthropic-organization-id': '00000000-0000-0000-0000-000000000000',
  ...(isGood ? anthropicRateLimits(context) : {}),
});

const modelObject = (id: string): Json => ({
  type: 'model',
  id,
  display_name: id,
  created_at: '2025-01-01T00:00:00Z',
});

/** `GET /v1/models` and `GET /v1/models/{id}`. */
export function anthropicModels(path: string): Reply {
  const id = path.slice('/models'.length).replace(/^\//, '');
  if (id) return json(modelObject(decodeURIComponent(id)));
  const data = PROVIDERS.anthropic.models.map(modelObject);
  return json({ data, first_id: data[0]!.id, has_more: false, last_id: data.at(-1)!.id });
}
