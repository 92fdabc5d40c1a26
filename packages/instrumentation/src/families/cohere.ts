/** Cohere's chat and embed, version 2. Sources: docs.cohere.com/reference/chat, …/chat-stream, …/embed. */
import type { Result } from '../call/result.ts';
import { type Family, isObject, type Json } from './family.ts';

export const COHERE: Family = {
  readRequest(body) {
    if (!isObject(body)) return {};
    const { model, stream, max_tokens: maxTokens, temperature, p: topP } = body;
    return {
      ...(typeof model === 'string' && model !== '' && { model }),
      ...(stream === true && { stream: true }),
      ...(typeof maxTokens === 'number' && { maxTokens }),
      ...(typeof temperature === 'number' && { temperature }),
      ...(typeof topP === 'number' && { topP }),
    };
  },

  readBody(result, body) {
    if (!isObject(body)) return;
    result.identify(body.id, undefined);
    result.body ??= body;
    end(result, body, body);
    // Embeddings have their counts in `meta`.
    if (isObject(body.meta)) result.use(body.meta, body);
    if (body.id === undefined && typeof body.message === 'string') result.error ??= body;
  },

  readChunk(result, chunk) {
    if (!isObject(chunk)) return;
    if (chunk.type === 'message-start') result.identify(chunk.id, undefined);
    else if (chunk.type === 'message-end' && isObject(chunk.delta)) end(result, chunk.delta, chunk);
    else if (chunk.type === 'error' || isObject(chunk.error)) result.error ??= chunk;
  },

  telling: /"type"\s*:\s*"(?:message-end|error)"|"error"\s*:/,
};

function end(result: Result, { finish_reason: reason, usage, error }: Json, body: Json): void {
  result.finish(reason);
  if (isObject(usage)) result.use(usage, body);
  // The stream's last event carries the error of a generation that failed: a sentence.
  if (typeof error === 'string' && error !== '') result.error ??= { message: error };
}
