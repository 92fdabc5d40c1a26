/**
 * Anthropic's Messages API, and all who copy it: `/v1/messages`, and Claude at Vertex. Sources:
 * platform.claude.com/docs/en/api/messages and …/build-with-claude/streaming (events, cumulative usage);
 * openrouter.ai/docs/openapi (the same events; `usage.cost` beside the counts).
 */
import type { Result } from '../call/result.ts';
import { commonFacts, type Family, isObject, type Json, modelOfPath } from './family.ts';

export const ANTHROPIC: Family = {
  readRequest(body, path) {
    const facts = isObject(body) ? commonFacts(body, body.max_tokens) : {};
    const model = facts.model ?? modelOfPath(path);
    return {
      ...facts,
      ...(model !== undefined && { model }),
      ...(path.includes(':streamRawPredict') && { stream: true }),
    };
  },

  readBody(result, body, inference) {
    if (!isObject(body)) return;
    readMessage(result, body);
    result.body ??= body;
    if (isError(body) || (inference && body.content === undefined && body.success === false))
      result.error ??= body;
  },

  readChunk(result, chunk) {
    if (!isObject(chunk)) return;
    if (isError(chunk)) {
      result.error ??= chunk;
    } else if (chunk.type === 'message_start' && isObject(chunk.message)) {
      readMessage(result, chunk.message);
    } else if (chunk.type === 'message_delta') {
      if (isObject(chunk.delta)) result.finish(chunk.delta.stop_reason);
      if (isObject(chunk.usage)) use(result, chunk, chunk.usage);
    }
  },

  telling: /"type"\s*:\s*"(?:message_start|message_delta|error)"|"error"\s*:\s*\{/,
};

const isError = (value: Json): boolean => value.type === 'error' || isObject(value.error);

function readMessage(result: Result, message: Json): void {
  const { usage } = message;
  result.identify(message.id, message.model, isObject(usage) ? usage.service_tier : undefined);
  result.finish(message.stop_reason);
  if (isObject(usage)) use(result, message, usage);
}

/**
 * A stream's first event counts the input, its last the output, each what it knows: a count that is null or
 * back at zero says nothing, and the counts are totals, not additions.
 */
function use(result: Result, body: Json, usage: Json): void {
  if (!isObject(result.usage)) {
    result.use(usage, body);
    return;
  }
  const merged: Record<string, unknown> = { ...result.usage };
  for (const [name, value] of Object.entries(usage)) {
    if (value !== null && value !== undefined && !(value === 0 && Number(merged[name]) > 0))
      merged[name] = value;
  }
  result.use(merged, { ...body, usage: merged });
}
