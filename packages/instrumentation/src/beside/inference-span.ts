import { type Attributes, SpanKind } from '@opentelemetry/api';

/** What a model is asked for: text, an embedding, an image, …; `any` where a span does not say. */
type Asked = string;

/**
 * `gen_ai.operation.name` of what asks a model: the conventions' values, those of their older versions, of
 * OpenLLMetry and of the AWS SDK's instrumentations. Agents, tools and chains are spans around them.
 */
const OPERATIONS: ReadonlyMap<unknown, Asked> = new Map([
  ['chat', 'text'],
  ['text_completion', 'text'],
  ['completion', 'text'],
  ['generate_content', 'text'],
  ['converse', 'text'],
  ['invoke_model', 'any'],
  ['embeddings', 'embedding'],
  ['embedding', 'embedding'],
  ['image_generation', 'image'],
  ['image_edit', 'image'],
  ['image_variation', 'image'],
  ['speech', 'speech'],
  ['transcription', 'transcription'],
  ['translation', 'translation'],
  ['video_generation', 'video'],
]);
/** `llm.request.type` of OpenLLMetry before it followed the conventions. */
const REQUEST_TYPES: ReadonlyMap<unknown, Asked> = new Map([
  ['chat', 'text'],
  ['completion', 'text'],
  ['embedding', 'embedding'],
]);
/** `openinference.span.kind` of OpenInference. */
const KINDS: ReadonlyMap<unknown, Asked> = new Map([
  ['LLM', 'text'],
  ['EMBEDDING', 'embedding'],
]);
/** What spans of other kinds than a model's call bear; without an operation these tell them apart. */
const OTHER_KINDS: readonly string[] = [
  'openinference.span.kind',
  'traceloop.span.kind',
  'gen_ai.agent.name',
  'gen_ai.tool.name',
];
/** `langsmith.span.kind`. LangSmith calls prompts `chat` too, and retrievers `embeddings`. */
const RUN_TYPES: ReadonlyMap<unknown, Asked> = new Map([
  ['llm', 'text'],
  ['embedding', 'embedding'],
]);
/** `ai.operationId` of the Vercel AI SDK (5 and 6): the inner spans, one for each request. */
const AI_SDK_REQUEST = /\.do(?:Generate|Stream|(Embed))$/;

/** A span, as far as this must know it. */
interface Named {
  readonly attributes: Attributes;
  readonly kind?: number;
}

/** Whether a span stands for one call of a model, in anybody's words. */
export const isInference = (span: Named): boolean => askedFor(span) !== undefined;

/** Whether a span can stand for a call of this operation (`gen_ai.operation.name`, as fuelgauge names it). */
export function standsFor(span: Named, operation: string): boolean {
  const asked = askedFor(span);
  return (
    asked !== undefined &&
    OPERATIONS.has(operation) &&
    (asked === 'any' || asked === OPERATIONS.get(operation))
  );
}

/** Undefined where a span is of something else. */
function askedFor({ attributes, kind }: Named): Asked | undefined {
  // What serves an LLM, or another application's request, makes its own calls inside.
  if (attributes === undefined || kind === SpanKind.SERVER || kind === SpanKind.CONSUMER) return undefined;
  const aiOperation = attributes['ai.operationId'];
  // The AI SDK's outer spans bear an operation's name too.
  if (typeof aiOperation === 'string') {
    const request = AI_SDK_REQUEST.exec(aiOperation);
    return request === null ? undefined : request[1] === undefined ? 'text' : 'embedding';
  }
  const runType = attributes['langsmith.span.kind'];
  if (runType !== undefined) return RUN_TYPES.get(runType);
  const operation = attributes['gen_ai.operation.name'];
  if (operation !== undefined) return OPERATIONS.get(operation);
  return (
    REQUEST_TYPES.get(attributes['llm.request.type']) ??
    KINDS.get(attributes['openinference.span.kind']) ??
    (namesModel(attributes) ? 'any' : undefined)
  );
}

/** The first conventions had no operation: a system and the model that was asked for. */
function namesModel(attributes: Attributes): boolean {
  return (
    attributes['gen_ai.system'] !== undefined &&
    attributes['gen_ai.request.model'] !== undefined &&
    OTHER_KINDS.every((name) => attributes[name] === undefined)
  );
}
