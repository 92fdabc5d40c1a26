/**
 * The Vercel AI Gateway as the AI SDK asks it: the model in a header, the SDK's own call options for a body, its
 * own result or stream parts for an answer, in the form of the specification that a header names (v2, v3, v4).
 */
import { piecesOf, type Question } from './answer.ts';
import { type Call, type Endpoint, fakeId, isJson, type Json, json, listOf, type Reply } from './call.ts';
import { sseData } from './delivery.ts';
import type { JsonSchema } from './schema-sample.ts';

type Headers = Readonly<Record<string, string>>;

export const vercelModel = (headers: Headers): string | undefined =>
  headers['ai-language-model-id'] ?? headers['ai-model-id'];

const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((part) => (typeof part.text === 'string' ? part.text : ''))
        .join('');

function optionsQuestion(request: Json): Question {
  const messages = listOf(request.prompt);
  const format = request.responseFormat;
  const choice = isJson(request.toolChoice) ? request.toolChoice.type : undefined;
  const answered = messages.at(-1)?.role === 'tool' || choice === 'none';
  const tool = answered ? undefined : listOf(request.tools).find(({ type }) => type === 'function');
  return {
    promptText: messages.map((message) => textOf(message.content)).join('\n'),
    maxTokens: typeof request.maxOutputTokens === 'number' ? request.maxOutputTokens : undefined,
    tool: tool && { name: String(tool.name), parameters: (tool.inputSchema ?? {}) as JsonSchema },
    schema: isJson(format) && format.type === 'json' ? ((format.schema ?? {}) as JsonSchema) : undefined,
  };
}

/** What is to be embedded: `values`, and in v2 `input`, which is bare when there is one. */
const valuesOf = (request: Json): readonly string[] =>
  [request.values ?? request.input ?? []].flat().map(String);

const valuesQuestion = (request: Json): Question => ({
  promptText: valuesOf(request).join('\n'),
  maxTokens: 0,
  tool: undefined,
  schema: undefined,
});

const generationId = (call: Call): string => fakeId('gen_', call.serial);

/** Money is a decimal string. `market` is what the tokens cost whoever pays for them. */
export function gatewayMetadata(call: Call): Json {
  const [provider = '', model = ''] = call.responseModel.split('/');
  const cost = String(call.bill.charged);
  return {
    [provider]: {},
    gateway: {
      routing: {
        originalModelId: call.requestedModel,
        resolvedProvider: provider,
        resolvedProviderApiModelId: model,
        canonicalSlug: call.responseModel,
        finalProvider: provider,
      },
      cost,
      marketCost: cost,
      gatewayCost: cost,
      generationId: generationId(call),
    },
  };
}

function usage(call: Call, version: string): Json {
  const { prompt, cached, written, writtenForHour, completion, reasoning } = call.answer.tokens;
  if (version === '2')
    return {
      inputTokens: prompt,
      outputTokens: completion,
      totalTokens: prompt + completion,
      reasoningTokens: reasoning,
      cachedInputTokens: cached,
    };
  const cacheWrite = written + writtenForHour;
  return {
    inputTokens: { total: prompt, noCache: prompt - cached - cacheWrite, cacheRead: cached, cacheWrite },
    outputTokens: { total: completion, text: completion - reasoning, reasoning },
    raw: { prompt_tokens: prompt, completion_tokens: completion },
  };
}

function ending(call: Call, version: string): Json {
  const raw = call.answer.finishReason;
  const reason = raw.replace('_', '-');
  return {
    finishReason: version === '2' ? reason : { unified: reason, raw },
    usage: usage(call, version),
    providerMetadata: gatewayMetadata(call),
  };
}

function contentOf({ answer }: Call): Json[] {
  const { toolCall, text } = answer;
  if (!toolCall) return [{ type: 'text', text }];
  return [{ type: 'tool-call', toolCallId: toolCall.id, toolName: toolCall.name, input: toolCall.arguments }];
}

function partsOf(call: Call, version: string): Json[] {
  const { answer, chunks, context } = call;
  const said: Json[] = answer.toolCall
    ? contentOf(call)
    : [
        { type: 'text-start', id: 'fake-text-1' },
        ...piecesOf(answer.text, chunks).map((delta) => ({ type: 'text-delta', id: 'fake-text-1', delta })),
        { type: 'text-end', id: 'fake-text-1' },
      ];
  const parts: Json[] = [
    { type: 'stream-start', warnings: [] },
    {
      type: 'response-metadata',
      id: generationId(call),
      modelId: call.responseModel.split('/')[1],
      timestamp: new Date(context.now).toISOString(),
    },
    ...said,
  ];
  if (!call.failure) return [...parts, { type: 'finish', ...ending(call, version) }];
  return [
    ...parts.slice(0, Math.ceil(parts.length / 2) + 1),
    { type: 'error', error: call.failure.error(context) },
  ];
}

function languageReply(call: Call, version: string, streams: boolean): Reply {
  if (streams)
    return {
      kind: 'stream',
      frames: [...partsOf(call, version).map((part) => sseData(part)), sseData('[DONE]')],
    };
  if (!call.failure) return json({ content: contentOf(call), ...ending(call, version), warnings: [] });
  const param = call.failure.error(call.context);
  const status = typeof param.statusCode === 'number' ? param.statusCode : 500;
  return { kind: 'json', status, body: { error: { message: param.message, type: param.type, param } } };
}

const embeddingReply = (call: Call): Reply =>
  json({
    embeddings: valuesOf(call.request).map(() => [0.25, -0.5, 0.75, 1]),
    usage: { tokens: call.answer.tokens.prompt },
    providerMetadata: gatewayMetadata(call),
  });

export function vercelEndpoint(path: string, headers: Headers): Endpoint | undefined {
  if (path === '/embedding-model') return { question: valuesQuestion, reply: embeddingReply };
  if (path !== '/language-model') return undefined;
  const version = headers['ai-language-model-specification-version'] ?? '4';
  const streams = headers['ai-language-model-streaming'] === 'true';
  return { question: optionsQuestion, reply: (call) => languageReply(call, version, streams) };
}
