import type { Attributes } from '@opentelemetry/api';

/**
 * `gen_ai.operation.name` of what asks a model: the conventions' values, those of their older versions, of
 * OpenLLMetry and of the AWS SDK's instrumentations. Agents, tools and chains are spans around them.
 */
const OPERATIONS: ReadonlySet<unknown> = new Set([
  'chat',
  'text_completion',
  'completion',
  'generate_content',
  'embeddings',
  'embedding',
  'image_generation',
  'image_edit',
  'image_variation',
  'speech',
  'transcription',
  'translation',
  'video_generation',
  'invoke_model',
  'converse',
]);
/** `llm.request.type` of OpenLLMetry before it followed the conventions. */
const REQUEST_TYPES: ReadonlySet<unknown> = new Set(['chat', 'completion', 'embedding']);
/** `openinference.span.kind` of OpenInference. */
const KINDS: ReadonlySet<unknown> = new Set(['LLM', 'EMBEDDING']);
/** What spans of other kinds than a model's call bear; without an operation these tell them apart. */
const OTHER_KINDS: readonly string[] = [
  'openinference.span.kind',
  'traceloop.span.kind',
  'gen_ai.agent.name',
  'gen_ai.tool.name',
];
/** `langsmith.span.kind`. LangSmith calls prompts `chat` too, and retrievers `embeddings`. */
const RUN_TYPES: ReadonlySet<unknown> = new Set(['llm', 'embedding']);
/** `ai.operationId` of the Vercel AI SDK (5 and 6): the inner spans, one for each request. */
const AI_SDK_REQUEST = /\.do(?:Generate|Stream|Embed)$/;

/** Whether a span stands for one call of a model, in anybody's words. */
export function isInference(attributes: Attributes): boolean {
  const aiOperation = attributes['ai.operationId'];
  // The AI SDK's outer spans bear an operation's name too.
  if (typeof aiOperation === 'string') return AI_SDK_REQUEST.test(aiOperation);
  const runType = attributes['langsmith.span.kind'];
  if (runType !== undefined) return RUN_TYPES.has(runType);
  const operation = attributes['gen_ai.operation.name'];
  if (operation !== undefined) return OPERATIONS.has(operation);
  return (
    REQUEST_TYPES.has(attributes['llm.request.type']) ||
    KINDS.has(attributes['openinference.span.kind']) ||
    namesModel(attributes)
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
