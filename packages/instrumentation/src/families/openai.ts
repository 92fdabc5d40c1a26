/**
 * OpenAI's APIs, and all who copy them: chat and text completions, responses, embeddings, assistants, images,
 * audio. Sources: platform.openai.com/docs/api-reference (chat, responses, embeddings, their streaming events);
 * openrouter.ai/docs/api-reference/errors (errors inside a 200).
 */
import { nameOf, type Result } from '../call/result.ts';
import { commonFacts, type Family, isObject, type Json } from './family.ts';

const MAX_CHOICES = 16;

export const OPENAI: Family = {
  readRequest(body) {
    if (!isObject(body)) return {};
    return commonFacts(body, body.max_completion_tokens ?? body.max_output_tokens ?? body.max_tokens);
  },

  readBody(result, body, inference) {
    if (!isObject(body)) return;
    identity(result, body);
    if (body.usage !== undefined && body.usage !== null) use(result, body, body.usage);
    result.body ??= body;
    const { choices } = body;
    if (Array.isArray(choices)) {
      readChoices(result, choices, body);
    } else if (body.object === 'response') {
      readResponse(result, body, body);
      return;
    }
    if (body.error !== undefined && body.error !== null && body.error !== false && body.error !== '')
      result.error ??= body;
    else if (inference && choices === undefined && saysError(body)) result.error ??= body;
  },

  /** A chunk of chat or text completions, an event of responses or of assistants. */
  readChunk(result, chunk) {
    if (!isObject(chunk)) return;
    const { choices } = chunk;
    if (choices === undefined) {
      readEvent(result, chunk);
      return;
    }
    if (result.id === undefined) identity(result, chunk);
    if (Array.isArray(choices)) readChoices(result, choices, chunk);
    const { usage } = chunk;
    if (usage !== undefined && usage !== null) use(result, chunk, usage);
    if (chunk.error !== undefined && chunk.error !== null) result.error ??= chunk;
  },

  telling: /"error"\s*:\s*[^n\s]|"finish_reason"\s*:\s*"|"response"\s*:\s*\{/,
  // SiliconFlow and Moonshot among others send running totals with every chunk.
  counting: /"usage"\s*:\s*[^n\s]/,
};

function identity(result: Result, from: Json): void {
  result.identify(from.id, from.model, from.service_tier);
}

function use(result: Result, body: Json, usage: unknown): void {
  result.use(usage, body);
  if (result.model === undefined) identity(result, body);
}

function readChoices(result: Result, choices: readonly unknown[], body: Json): void {
  const count = Math.min(choices.length, MAX_CHOICES);
  for (let at = 0; at < count; at++) {
    const choice: unknown = choices[at];
    if (!isObject(choice)) continue;
    // All chunks of a stream but its last come without.
    if (typeof choice.finish_reason === 'string') result.finish(choice.finish_reason, choice.index ?? at);
    if (choice.error !== undefined && choice.error !== null) result.error ??= body;
  }
}

/** The Responses API's response object; its `error` is null unless it failed. */
function readResponse(result: Result, response: Json, carrier: Json): void {
  identity(result, response);
  // A stream's first event has the tier that was asked for, its last the one that served.
  result.serviceTier = nameOf(response.service_tier) ?? result.serviceTier;
  if (isObject(response.usage)) use(result, response, response.usage);
  const { status } = response;
  if (status === 'completed') result.finishReasons = ['stop'];
  else if (status === 'incomplete') {
    const details = response.incomplete_details;
    result.finishReasons = [(isObject(details) && nameOf(details.reason)) || 'incomplete'];
  } else if (status === 'failed') {
    result.finishReasons = ['error'];
    result.error ??= carrier;
  } else if (status === 'cancelled') result.finishReasons = ['cancelled'];
  if (response.error !== undefined && response.error !== null) result.error ??= carrier;
}

function readEvent(result: Result, chunk: Json): void {
  const { type } = chunk;
  if (typeof type === 'string') {
    if (type.endsWith('.delta')) return;
    if (isObject(chunk.response)) readResponse(result, chunk.response, chunk);
    else if (isObject(chunk.usage)) use(result, chunk, chunk.usage);
    if (type === 'error') result.error ??= chunk;
    return;
  }
  if (typeof chunk.event === 'string' && isObject(chunk.data)) {
    const { data } = chunk;
    if (isObject(data.usage)) use(result, data, data.usage);
    if (chunk.event === 'error' || isObject(data.last_error)) result.error ??= chunk;
    return;
  }
  if (chunk.error !== undefined && chunk.error !== null) result.error ??= chunk;
  if (chunk.usage !== undefined && chunk.usage !== null) use(result, chunk, chunk.usage);
}

/** A 200 body with nothing of an answer in it and the marks of an error: a code and a message of its own. */
function saysError(body: Json): boolean {
  if (body.data !== undefined || body.output !== undefined || body.text !== undefined) return false;
  const base = body.base_resp;
  if (isObject(base)) return base.status_code !== 0 && base.status_code !== undefined;
  if (body.success === false || body.type === 'error') return true;
  const message = body.message ?? body.msg ?? body.error_msg ?? body.detail;
  const code = body.code ?? body.error_code ?? body.status ?? body.statusCode;
  return typeof message === 'string' && code !== undefined && code !== 0 && code !== '0' && code !== 200;
}
