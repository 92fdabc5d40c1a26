/**
 * The Vercel AI Gateway as the AI SDK asks it, for every model that is given by name alone. The model and whether
 * it streams stand in headers; the body is the SDK's own call options, and the answer its own result. Sources:
 * @ai-sdk/gateway 2 to 4 (gateway-language-model, gateway-embedding-model), @ai-sdk/provider 2 to 4 (results,
 * stream parts and usage of the specifications v2, v3 and v4);
 * vercel.com/docs/ai-gateway/models-and-providers/provider-filtering-and-ordering (`providerMetadata.gateway`).
 */
import type { Result } from '../call/result.ts';
import { headerOf } from '../headers.ts';
import { type Family, isObject, type Json, type RequestFacts } from './family.ts';

/** Every request of this protocol has it, whoever answers. */
export const PROTOCOL_HEADER = 'ai-gateway-protocol-version';

export const VERCEL_GATEWAY: Family = {
  readRequest(body, _path, headers) {
    const model = headerOf(headers, 'ai-language-model-id') ?? headerOf(headers, 'ai-model-id');
    return {
      ...(model !== undefined && { model }),
      ...(headerOf(headers, 'ai-language-model-streaming') === 'true' && { stream: true }),
      ...(isObject(body) && options(body)),
    };
  },

  readBody(result, body) {
    if (!isObject(body)) return;
    if (isObject(body.response)) result.identify(body.response.id, body.response.modelId);
    result.body ??= body;
    read(result, body);
    if (isObject(body.error)) result.error ??= body;
  },

  readChunk(result, part) {
    if (!isObject(part)) return;
    if (part.type === 'response-metadata') result.identify(part.id, part.modelId);
    else if (part.type === 'finish') read(result, part);
    else if (part.type === 'error' || (part.type === undefined && isObject(part.error)))
      result.error ??= errorOf(part);
  },

  telling: /"type"\s*:\s*"(?:response-metadata|finish|error)"|^\s*\{\s*"error"\s*:/,
};

function options({ maxOutputTokens: maxTokens, temperature, topP }: Json): RequestFacts {
  return {
    ...(typeof maxTokens === 'number' && { maxTokens }),
    ...(typeof temperature === 'number' && { temperature }),
    ...(typeof topP === 'number' && { topP }),
  };
}

/** The end of an answer, which a whole answer and a stream's last part write alike. */
function read(result: Result, end: Json): void {
  const { finishReason, usage, providerMetadata: metadata } = end;
  // A word in v2, and since v3 the SDK's own word beside the provider's.
  const reason = isObject(finishReason) ? finishReason.unified : finishReason;
  // `tool-calls`, `content-filter`: the words of OpenAI's API but for the hyphen.
  if (typeof reason === 'string') result.finish(reason.replace('-', '_'));
  if (isObject(usage)) result.use(usage, end);
  const gateway = isObject(metadata) && isObject(metadata.gateway) ? metadata.gateway : undefined;
  if (gateway === undefined) return;
  const { routing } = gateway;
  result.identify(
    gateway.generationId,
    isObject(routing) ? (routing.resolvedProviderApiModelId ?? routing.canonicalSlug) : undefined,
  );
}

/**
 * A stream's error is whatever was thrown: the gateway's own error, a sentence, or the failed call to an upstream,
 * which a whole answer has in the `param` of the gateway's error.
 */
function errorOf(part: Json): unknown {
  const { error } = part;
  if (typeof error === 'string') return { error: { message: error } };
  if (!isObject(error) || typeof error.url !== 'string') return part;
  return { error: { message: error.message ?? error.responseBody, type: error.name, param: error } };
}
