/**
 * Google's generateContent and its embeddings, at the Gemini API and at Vertex AI. Sources:
 * ai.google.dev/api/generate-content, ai.google.dev/api/embeddings;
 * docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference and …/text-embeddings-api.
 *
 * A candidate that a filter ended is an answer: its finish reason says so. A prompt that was blocked, so that
 * there is no candidate at all, is a failed call, and the reason of the block is its finish reason: both are
 * words of one vocabulary (SAFETY, PROHIBITED_CONTENT, BLOCKLIST, …).
 */
import type { Result } from '../call/result.ts';
import { type Family, isObject, type Json, modelOfPath } from './family.ts';

const MAX_CANDIDATES = 16;
const MAX_PREDICTIONS = 1000;

export const GEMINI: Family = {
  readRequest(body, path) {
    const model = modelOfPath(path);
    const config = isObject(body) ? (body.generationConfig ?? body.generation_config) : undefined;
    const {
      maxOutputTokens: maxTokens,
      max_output_tokens: max_tokens,
      temperature,
      topP,
      top_p,
    } = isObject(config) ? config : ({} as Json);
    const most = maxTokens ?? max_tokens;
    const nucleus = topP ?? top_p;
    return {
      ...(model !== undefined && { model }),
      ...(path.includes(':streamGenerateContent') && { stream: true }),
      ...(typeof most === 'number' && { maxTokens: most }),
      ...(typeof temperature === 'number' && { temperature }),
      ...(typeof nucleus === 'number' && { topP: nucleus }),
    };
  },

  readBody(result, body) {
    // A stream without `alt=sse` is one array.
    if (Array.isArray(body)) for (const chunk of body) read(result, chunk);
    else read(result, body);
  },

  readChunk: read,

  telling: /"(?:finishReason|blockReason|error)"\s*:/,
  counting: /"usageMetadata"\s*:/,
  arrays: true,
};

function read(result: Result, body: unknown): void {
  if (!isObject(body)) return;
  const usage = body.usageMetadata;
  result.identify(body.responseId, body.modelVersion, isObject(usage) ? tierOf(usage) : undefined);
  if (isObject(usage)) result.use(usage, body);
  result.body ??= body;
  if (isObject(body.error)) result.error ??= body;
  if (Array.isArray(body.candidates) && body.candidates.length > 0) {
    body.candidates.slice(0, MAX_CANDIDATES).forEach((candidate: unknown, at) => {
      if (isObject(candidate)) result.finish(candidate.finishReason, candidate.index ?? at);
    });
  } else if (isObject(body.promptFeedback) && typeof body.promptFeedback.blockReason === 'string') {
    result.finish(body.promptFeedback.blockReason);
    result.error ??= body;
  } else if (Array.isArray(body.predictions)) {
    countPredictions(result, body, body.predictions);
  }
}

/** Vertex and the Gemini API each have a field for the tier that served the call. */
function tierOf({ trafficType, serviceTier }: Json): unknown {
  if (typeof serviceTier === 'string') return serviceTier;
  return typeof trafficType === 'string' && trafficType.startsWith('ON_DEMAND_')
    ? trafficType.slice('ON_DEMAND_'.length).toLowerCase()
    : undefined;
}

/** Vertex' older embeddings count the tokens of each text by itself. */
function countPredictions(result: Result, body: Json, predictions: readonly unknown[]): void {
  let tokens: number | undefined;
  for (const prediction of predictions.slice(0, MAX_PREDICTIONS)) {
    const embeddings = isObject(prediction) ? prediction.embeddings : undefined;
    const statistics = isObject(embeddings) ? embeddings.statistics : undefined;
    const count = isObject(statistics) ? statistics.token_count : undefined;
    if (typeof count === 'number') tokens = (tokens ?? 0) + count;
  }
  if (tokens !== undefined) result.use({ promptTokenCount: tokens }, body);
}
