import type { Attributes } from '@opentelemetry/api';

/** Operations that ask a model; agents, tools and chains are spans around them. */
const OPERATIONS: ReadonlySet<unknown> = new Set([
  'chat',
  'text_completion',
  'generate_content',
  'embeddings',
  'image_generation',
  'speech',
  'transcription',
]);
/** `llm.request.type` of OpenLLMetry before it followed the conventions. */
const REQUEST_TYPES: ReadonlySet<unknown> = new Set(['chat', 'completion', 'embedding']);
/** `openinference.span.kind` of OpenInference. */
const KINDS: ReadonlySet<unknown> = new Set(['LLM', 'EMBEDDING']);
/** `ai.operationId` of the Vercel AI SDK (5 and 6): the inner spans, one for each request. */
const AI_SDK_REQUEST = /\.do(?:Generate|Stream|Embed)$/;

/** Whether a span stands for one call of a model, in anybody's words. */
export function isInference(attributes: Attributes): boolean {
  const aiOperation = attributes['ai.operationId'];
  // The AI SDK's outer spans bear an operation's name too.
  if (typeof aiOperation === 'string') return AI_SDK_REQUEST.test(aiOperation);
  return (
    OPERATIONS.has(attributes['gen_ai.operation.name']) ||
    REQUEST_TYPES.has(attributes['llm.request.type']) ||
    KINDS.has(attributes['openinference.span.kind'])
  );
}
