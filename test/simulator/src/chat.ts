/** `/chat/completions` and the old `/completions`, as each of them words them. */
import { type Answer, piecesOf, type Question } from './answer.ts';
import { type Call, fakeId, isJson, type Json, json, listOf, type Reply } from './call.ts';
import { sseComment, sseData } from './delivery.ts';
import type { JsonSchema } from './schema-sample.ts';
import { chatUsage } from './usage.ts';
import { gatewayMetadata } from './vercel.ts';

/** Text of a message: a string, or the text parts of a list. */
const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((part) => (typeof part.text === 'string' ? part.text : ''))
        .join('');

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The schema that a chat request wants its answer to follow. */
function schemaOf(format: unknown): JsonSchema | undefined {
  if (!isJson(format)) return undefined;
  if (format.type === 'json_object') return { type: 'object', properties: { answer: { type: 'string' } } };
  if (format.type !== 'json_schema' || !isJson(format.json_schema)) return undefined;
  return (format.json_schema.schema ?? {}) as JsonSchema;
}

export function chatQuestion(request: Json): Question {
  const messages = listOf(request.messages);
  const functions = listOf(request.tools).flatMap((tool) =>
    tool.type === 'function' && isJson(tool.function) ? [tool.function] : [],
  );
  const answered = messages.at(-1)?.role === 'tool';
  const tool = answered || request.tool_choice === 'none' ? undefined : functions[0];
  return {
    promptText: messages.map((message) => textOf(message.content)).join('\n'),
    maxTokens: numberOf(request.max_completion_tokens) ?? numberOf(request.max_tokens),
    tool: tool && { name: String(tool.name), parameters: (tool.parameters ?? {}) as JsonSchema },
    schema: schemaOf(request.response_format),
  };
}

export function completionQuestion(request: Json): Question {
  const prompt = request.prompt;
  return {
    promptText: Array.isArray(prompt) ? prompt.join('\n') : String(prompt ?? ''),
    maxTokens: numberOf(request.max_tokens),
    tool: undefined,
    schema: undefined,
  };
}

const ID_PREFIX = {
  openrouter: 'gen-',
  deepseek: '',
  openai: 'chatcmpl-',
  moonshot: 'cmpl-',
  siliconflow: '',
  anthropic: 'msg_',
  gemini: '',
  vercel: 'gen_',
} as const;

/** Fields of an answer or chunk that stand outside the choices. */
function envelope(call: Call, object: string): Json {
  const base = {
    id: fakeId(ID_PREFIX[call.provider], call.serial),
    object,
    created: call.created,
    model: call.responseModel,
  };
  switch (call.provider) {
    case 'openrouter':
      // The SDK demands the fingerprint of a whole answer; a stream's chunks have none.
      return {
        ...base,
        provider: call.context.upstream,
        ...(object === 'chat.completion' && { system_fingerprint: null }),
      };
    case 'openai':
      return { ...base, service_tier: 'default', system_fingerprint: 'fp_fake000001' };
    case 'deepseek':
      return { ...base, system_fingerprint: 'fp_fake000002_prod' };
    case 'siliconflow':
      return { ...base, system_fingerprint: '' };
    default:
      return base;
  }
}

const finish = (call: Call, reason: string | null): Json =>
  call.provider === 'openrouter'
    ? { finish_reason: reason, native_finish_reason: reason }
    : { finish_reason: reason };

const toolCallsOf = (answer: Answer): Json[] =>
  answer.toolCall
    ? [
        {
          id: answer.toolCall.id,
          type: 'function',
          function: { name: answer.toolCall.name, arguments: answer.toolCall.arguments },
        },
      ]
    : [];

const choiceCount = (call: Call): number => Math.max(1, numberOf(call.request.n) ?? 1);

function chatBody(call: Call): unknown {
  const { answer, failure } = call;
  const head = envelope(call, 'chat.completion');
  const error = failure?.error(call.context);
  if (error && failure?.chat === 'bare') return { error };
  const message: Json = {
    role: 'assistant',
    content: answer.toolCall ? null : answer.text,
    ...(call.provider === 'openai' || call.provider === 'openrouter' ? { refusal: null } : {}),
    ...(answer.toolCall ? { tool_calls: toolCallsOf(answer) } : {}),
    ...(call.provider === 'vercel' ? { provider_metadata: gatewayMetadata(call) } : {}),
  };
  return {
    ...head,
    choices: Array.from({ length: choiceCount(call) }, (_, index) => ({
      index,
      message,
      logprobs: null,
      ...finish(call, error ? 'error' : answer.finishReason),
      ...(error ? { error } : {}),
    })),
    usage: chatUsage(call),
  };
}

/** The deltas of one choice: the role, the text or the tool call in pieces. */
function deltasOf(call: Call): Json[] {
  const { answer, chunks } = call;
  const role = { role: 'assistant', content: answer.toolCall ? null : '' };
  const tool = answer.toolCall;
  if (!tool) return [role, ...piecesOf(answer.text, chunks).map((content) => ({ content }))];
  const head = { index: 0, id: tool.id, type: 'function', function: { name: tool.name, arguments: '' } };
  return [
    { ...role, tool_calls: [head] },
    ...piecesOf(tool.arguments, chunks).map((piece) => ({
      tool_calls: [{ index: 0, function: { arguments: piece } }],
    })),
  ];
}

/**
 * Where the usage stands in a stream. OpenRouter: always, in a last chunk of its own kind. Moonshot: always in
 * the last choice, and as the others on request. DeepSeek: on request, beside the last choice. OpenAI: on
 * request, in a chunk without choices. SiliconFlow: on request, running totals in every chunk. Vercel: always,
 * beside the last choice.
 */
function chatFrames(call: Call): string[] {
  const { provider, answer, failure } = call;
  const head = envelope(call, 'chat.completion.chunk');
  const usage = chatUsage(call);
  const options = call.request.stream_options;
  const wanted = isJson(options) && options.include_usage === true;
  const indexes = Array.from({ length: choiceCount(call) }, (_, index) => index);
  const deltas = deltasOf(call);

  const chunk = (choices: readonly Json[], more: Json = {}): string => sseData({ ...head, choices, ...more });
  const running = (share: number): Json => {
    if (!wanted || ['openrouter', 'moonshot', 'vercel'].includes(provider)) return {};
    return provider === 'siliconflow' ? { usage: chatUsage(call, share) } : { usage: null };
  };

  const frames: string[] =
    provider === 'openrouter'
      ? [sseComment('OPENROUTER PROCESSING'), sseComment('OPENROUTER PROCESSING')]
      : [];
  deltas.forEach((delta, at) => {
    for (const index of indexes)
      frames.push(
        chunk([{ index, delta, logprobs: null, ...finish(call, null) }], running((at + 1) / deltas.length)),
      );
  });

  if (failure) {
    const kept = frames.slice(0, Math.ceil(frames.length / 2) + 1);
    const error = failure.error(call.context);
    return [
      ...kept,
      failure.chat === 'bare'
        ? sseData({ error })
        : chunk([{ index: 0, delta: { role: 'assistant', content: '' }, ...finish(call, 'error') }], {
            error,
          }),
    ];
  }

  for (const index of indexes) {
    const delta = provider === 'vercel' ? { provider_metadata: gatewayMetadata(call) } : {};
    const last = { index, delta, logprobs: null, ...finish(call, answer.finishReason) };
    frames.push(
      provider === 'moonshot'
        ? chunk([{ ...last, usage }])
        : chunk(
            [last],
            (provider === 'deepseek' && wanted) || provider === 'vercel' ? { usage } : running(1),
          ),
    );
  }
  if (provider === 'openrouter')
    frames.push(
      chunk([{ index: 0, delta: { role: 'assistant', content: '' }, ...finish(call, null) }], { usage }),
    );
  else if (wanted && (provider === 'openai' || provider === 'moonshot')) frames.push(chunk([], { usage }));
  return [...frames, sseData('[DONE]')];
}

export const chatReply = (call: Call): Reply =>
  call.request.stream === true ? { kind: 'stream', frames: chatFrames(call) } : json(chatBody(call));

/** The old text completion. */
export function completionReply(call: Call): Reply {
  const { answer, failure } = call;
  const head = { ...envelope(call, 'text_completion'), id: fakeId('cmpl-', call.serial) };
  const choice = (text: string, reason: string | null): Json => ({
    index: 0,
    text,
    logprobs: null,
    finish_reason: reason,
  });
  if (call.request.stream !== true)
    return json(
      failure
        ? { error: failure.error(call.context) }
        : { ...head, choices: [choice(answer.text, answer.finishReason)], usage: chatUsage(call) },
    );
  const options = call.request.stream_options;
  const frames = piecesOf(answer.text, call.chunks).map((text) =>
    sseData({ ...head, choices: [choice(text, null)] }),
  );
  if (failure)
    return { kind: 'stream', frames: [frames[0]!, sseData({ error: failure.error(call.context) })] };
  frames.push(sseData({ ...head, choices: [choice('', answer.finishReason)] }));
  if (isJson(options) && options.include_usage === true)
    frames.push(sseData({ ...head, choices: [], usage: chatUsage(call) }));
  return { kind: 'stream', frames: [...frames, sseData('[DONE]')] };
}
