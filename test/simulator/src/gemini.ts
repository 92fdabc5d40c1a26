/** The Gemini API: content at once or in pieces, embeddings, `countTokens`. */
import { type Answer, piecesOf, type Question } from './answer.ts';
import { type Call, type Endpoint, fakeId, isJson, type Json, json, listOf, type Reply } from './call.ts';
import { sseData } from './delivery.ts';
import { PROVIDERS, type Route } from './providers.ts';
import type { JsonSchema } from './schema-sample.ts';

const objectOf = (value: unknown): Json => (isJson(value) ? value : {});

/** Fields may be written in camel case or in snake case: the API takes both. */
const field = (object: Json, camel: string): unknown =>
  object[camel] ?? object[camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];

const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(objectOf(content).parts)
        .map((part) => (typeof part.text === 'string' ? part.text : ''))
        .join('');

/** A JSON schema: Gemini's own has its types in capitals. */
function lowered(schema: unknown): JsonSchema {
  if (Array.isArray(schema)) return schema.map(lowered) as unknown as JsonSchema;
  if (!isJson(schema)) return schema as JsonSchema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === 'type' && typeof value === 'string' ? value.toLowerCase() : lowered(value),
    ]),
  );
}

function toolOf(request: Json): Question['tool'] {
  const last = listOf(request.contents).at(-1);
  if (listOf(last?.parts).some((part) => field(part, 'functionResponse'))) return undefined;
  const calling = objectOf(field(objectOf(field(request, 'toolConfig')), 'functionCallingConfig'));
  if (calling.mode === 'NONE') return undefined;
  const declared = listOf(request.tools).flatMap((tool) => listOf(field(tool, 'functionDeclarations')))[0];
  if (!declared) return undefined;
  const parameters = field(declared, 'parametersJsonSchema') ?? declared.parameters ?? {};
  return { name: String(declared.name), parameters: lowered(parameters) };
}

function contentQuestion(request: Json): Question {
  const config = objectOf(field(request, 'generationConfig'));
  const schema = field(config, 'responseJsonSchema') ?? field(config, 'responseSchema');
  const limit = field(config, 'maxOutputTokens');
  return {
    promptText: [field(request, 'systemInstruction'), ...listOf(request.contents)]
      .map(textOf)
      .filter(Boolean)
      .join('\n'),
    maxTokens: typeof limit === 'number' ? limit : undefined,
    tool: toolOf(request),
    schema: isJson(schema) ? lowered(schema) : undefined,
    thinks: field(objectOf(field(config, 'thinkingConfig')), 'includeThoughts') === true,
  };
}

/** Counts of text, so far as the answer has come: output rises with the pieces. */
function usageMetadata({ tokens }: Answer, candidates: number, thoughts: number): Json {
  const { prompt, cached } = tokens;
  return {
    promptTokenCount: prompt,
    ...(candidates > 0 && { candidatesTokenCount: candidates }),
    totalTokenCount: prompt + candidates + thoughts,
    ...(cached > 0 && {
      cachedContentTokenCount: cached,
      cacheTokensDetails: [{ modality: 'TEXT', tokenCount: cached }],
    }),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
    ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
  };
}

const SAFETY_RATINGS = [
  { category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: true },
] as const;

const FINISH_REASONS = {
  stop: 'STOP',
  // A call of a function is no reason of its own here.
  tool_calls: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
} as const;

/** All that stands on a body and on the last piece of a stream. */
const ending = ({ finishReason, blocked }: Answer): Json => ({
  finishReason: FINISH_REASONS[finishReason],
  ...(blocked && { safetyRatings: SAFETY_RATINGS }),
});

const identity = (call: Call): Json => ({
  modelVersion: call.responseModel,
  responseId: fakeId('', call.serial),
});

const reasoningAnd = ({ tokens }: Answer): readonly [candidates: number, thoughts: number] => [
  tokens.completion - tokens.reasoning,
  tokens.reasoning,
];

const blockedPrompt = (call: Call): Json => ({
  promptFeedback: { blockReason: 'SAFETY', safetyRatings: SAFETY_RATINGS },
  usageMetadata: usageMetadata(call.answer, 0, 0),
  ...identity(call),
});

const thoughtPart = (text: string): Json => ({ text, thought: true });

const callPart = ({ name, arguments: args }: NonNullable<Answer['toolCall']>): Json => ({
  functionCall: { name, args: JSON.parse(args) },
});

function candidateCount(call: Call): number {
  const count = field(objectOf(field(call.request, 'generationConfig')), 'candidateCount');
  return typeof count === 'number' ? Math.max(1, count) : 1;
}

const candidates = (call: Call, parts: readonly Json[], more: Json = {}): Json => ({
  candidates: Array.from({ length: candidateCount(call) }, (_, index) => ({
    ...(parts.length > 0 && { content: { parts, role: 'model' } }),
    ...more,
    index,
  })),
});

function contentBody(call: Call): Json {
  const { answer } = call;
  if (answer.blocked === 'prompt') return blockedPrompt(call);
  const parts = [
    ...(answer.thoughts === undefined ? [] : [thoughtPart(answer.thoughts)]),
    ...(answer.toolCall ? [callPart(answer.toolCall)] : []),
    ...(answer.text === '' ? [] : [{ text: answer.text }]),
  ];
  return {
    // What the filter stops on its way is not sent at all when the answer comes in one piece.
    ...candidates(call, answer.blocked ? [] : parts, ending(answer)),
    usageMetadata: usageMetadata(answer, ...reasoningAnd(answer)),
    ...identity(call),
  };
}

/** The bodies that a streamed answer consists of; usage is a running total, the last one ends the candidate. */
function contentPieces(call: Call): Json[] {
  const { answer, chunks } = call;
  if (answer.blocked === 'prompt') return [blockedPrompt(call)];
  const [spoken, thought] = reasoningAnd(answer);
  const thinking = piecesOf(answer.thoughts ?? '', Math.min(2, chunks)).map(thoughtPart);
  const speaking = answer.toolCall
    ? [callPart(answer.toolCall)]
    : piecesOf(answer.text, chunks).map((text) => ({ text }));
  if (answer.blocked || speaking.length === 0) speaking.push({ text: '' });
  const piece = (parts: readonly Json[], counts: readonly [number, number], more: Json = {}): Json => ({
    ...candidates(call, parts, more),
    usageMetadata: usageMetadata(answer, ...counts),
    ...identity(call),
  });
  return [
    ...thinking.map((part, at) => piece([part], [0, Math.ceil((thought * (at + 1)) / thinking.length)])),
    ...speaking.map((part, at) =>
      at === speaking.length - 1
        ? piece(answer.blocked ? [] : [part], [spoken, thought], ending(answer))
        : piece([part], [Math.ceil((spoken * (at + 1)) / speaking.length), thought]),
    ),
  ];
}

/** Google writes JSON with white space; an error inside a stream is recognised by its lines. */
const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

/** Half of the pieces, where an error breaks the answer off. */
const kept = (call: Call): Json[] => {
  const pieces = contentPieces(call);
  return call.failure ? pieces.slice(0, Math.ceil(pieces.length / 2)) : pieces;
};

/** With `alt=sse`. There is no `[DONE]`, and an error breaks the format: it is no event. */
const sseFrames = (call: Call): string[] => [
  ...kept(call).map((piece) => sseData(piece)),
  ...(call.failure ? [`${pretty({ error: call.failure.error(call.context) })}\n`] : []),
];

/** Without `alt=sse`: one JSON array that is sent as it grows. */
const arrayFrames = (call: Call): string[] => [
  ...[...kept(call), ...(call.failure ? [{ error: call.failure.error(call.context) }] : [])].map(
    (piece, at) => (at === 0 ? '[' : ',\r\n') + pretty(piece),
  ),
  '\n]\n',
];

function contentReply(call: Call): Reply {
  if (!call.failure) return json(contentBody(call));
  const error = call.failure.error(call.context);
  return { kind: 'json', status: typeof error.code === 'number' ? error.code : 500, body: { error } };
}

const streamReply = (call: Call, isSse: boolean): Reply =>
  isSse
    ? { kind: 'stream', frames: sseFrames(call) }
    : { kind: 'stream', frames: arrayFrames(call), contentType: 'application/json; charset=UTF-8' };

const embedding = { values: [0.25, -0.5, 0.75, 1] } as const;

const embedUsage = (call: Call): Json => {
  const { prompt } = call.answer.tokens;
  return {
    usageMetadata: {
      promptTokenCount: prompt,
      promptTokenDetails: [{ modality: 'TEXT', tokenCount: prompt }],
    },
  };
};

/** `content` of one request, or of each in a batch; the answer has no tokens. */
const embedQuestion = (request: Json): Question => ({
  promptText: [request, ...listOf(request.requests)].map((one) => textOf(one.content)).join(''),
  maxTokens: 0,
  tool: undefined,
  schema: undefined,
});

const countQuestion = (request: Json): Question => {
  const whole = field(request, 'generateContentRequest');
  return contentQuestion(isJson(whole) ? whole : request);
};

const METHODS: Readonly<Record<string, (isSse: boolean) => Endpoint>> = {
  generateContent: () => ({ question: contentQuestion, reply: contentReply }),
  streamGenerateContent: (isSse) => ({
    question: contentQuestion,
    reply: (call) => streamReply(call, isSse),
  }),
  embedContent: () => ({
    question: embedQuestion,
    reply: (call) => json({ embedding, ...embedUsage(call) }),
  }),
  batchEmbedContents: () => ({
    question: embedQuestion,
    reply: (call) =>
      json({ embeddings: listOf(call.request.requests).map(() => embedding), ...embedUsage(call) }),
  }),
  countTokens: () => ({
    question: countQuestion,
    reply: (call) =>
      json({
        totalTokens: call.answer.tokens.prompt,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: call.answer.tokens.prompt }],
      }),
    free: true,
  }),
};

export const geminiEndpoint = (path: string, query: URLSearchParams): Endpoint | undefined =>
  METHODS[/:(\w+)$/.exec(path)?.[1] ?? '']?.(query.get('alt') === 'sse');

/** Whether an error stands in a list here: where answers do, and at the OpenAI-compatible door. */
export const listsErrors = (route: Route, query: URLSearchParams): boolean =>
  route.provider === 'gemini' &&
  (route.path === '/chat/completions' ||
    (route.path.endsWith(':streamGenerateContent') && query.get('alt') !== 'sse'));

const modelObject = (id: string): Json => ({
  name: `models/${id}`,
  version: '001',
  displayName: id,
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  supportedGenerationMethods: id.includes('embedding')
    ? ['embedContent', 'batchEmbedContents']
    : ['generateContent', 'countTokens'],
});

/** `GET /v1beta/models` and `GET /v1beta/models/{id}`. */
export function geminiModels(path: string): Reply {
  const id = path.slice('/models'.length).replace(/^\//, '');
  if (id) return json(modelObject(decodeURIComponent(id)));
  return json({ models: PROVIDERS.gemini.models.map(modelObject) });
}
