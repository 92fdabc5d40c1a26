import type { Request as CallRequest } from '../call/call.ts';
import { type Operation, operationOf } from '../call/operation.ts';
import type { Recorder } from '../call/recorder.ts';
import type { Target } from '../call/target.ts';
import { ANTHROPIC } from '../families/anthropic.ts';
import { PROTOCOL_HEADER, VERCEL_GATEWAY } from '../families/vercel-gateway.ts';
import { headerOf } from '../headers.ts';
import { outermostOfHead, outermostOfTail } from './outermost.ts';

/** Request bodies up to this many characters are parsed for the model's name; of longer ones head and tail are searched. */
const MAX_PARSED = 256 * 1024;
/** The same where the user wants to see the messages: images in them make requests long. */
const MAX_CAPTURED = 8 * 1024 * 1024;
const MODEL = /"model"\s*:\s*"([^"\\]{1,200})"/;
const STREAM = /"stream"\s*:\s*true/;

/** The ends of the paths that are looked at; everything else that is fetched pays for this test alone. */
const CANDIDATE =
  /(?:\/(?:completions|responses|embeddings|messages|v2\/(?:chat|embed)|(?:language|embedding)-model)|:(?:(?:streamG|g)enerateContent|embedContent|batchEmbedContents|(?:streamR|r)awPredict|predict))\/?(?:[?#]|$)/;
/** Paths that are proof enough on a host that nobody named: no other API has them. */
const UNMISTAKABLE =
  /\/chat\/completions\/?$|\/models\/[^/]+:(?:(?:streamG|g)enerateContent|embedContent|batchEmbedContents)$/;
const RAW_PREDICT = /:(?:streamR|r)awPredict$/;
const V1_MESSAGES = /\/v1\/messages\/?$/;

type AnyRequest = globalThis.Request;

/** A platform's Request, or that of the `undici` package, which has a class of its own. */
function isRequest(value: unknown): value is AnyRequest {
  return value instanceof Request || Object.prototype.toString.call(value) === '[object Request]';
}

/**
 * The value of an option of fetch. Only plain properties, and those of a platform Request, are looked at:
 * an accessor of the application's may answer differently the second time, when fetch itself asks.
 */
function option(init: unknown, name: 'method' | 'headers' | 'body' | 'signal'): unknown {
  if (typeof init !== 'object' || init === null) return undefined;
  if (init instanceof Request) return name === 'body' ? undefined : init[name];
  return Object.getOwnPropertyDescriptor(init, name)?.value;
}

const isPost = (method: unknown): boolean =>
  method === 'POST' || (typeof method === 'string' && method.length === 4 && method.toUpperCase() === 'POST');

/** The URL of a request that may be an LLM call, judged by method and path alone; undefined for all others. */
export function candidateUrl(input: unknown, init: unknown): string | undefined {
  if (typeof input === 'string' || input instanceof URL) {
    const url = typeof input === 'string' ? input : input.href;
    return CANDIDATE.test(url) && isPost(option(init, 'method')) ? url : undefined;
  }
  if (typeof input !== 'object' || input === null || !isRequest(input)) return undefined;
  if (!isPost(option(init, 'method') ?? input.method)) return undefined;
  const { url } = input;
  return CANDIDATE.test(url) ? url : undefined;
}

/** The caller's own way to abort a request. */
export function signalOf(input: unknown, init: unknown): AbortSignal | undefined {
  const signal = option(init, 'signal') ?? (input as AnyRequest).signal;
  return signal instanceof AbortSignal ? signal : undefined;
}

/** The request as a call, or undefined when it goes to no LLM endpoint. */
export function llmRequestOf(
  recorder: Recorder,
  url: string,
  input: unknown,
  init: unknown,
): CallRequest | undefined {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  const operation = operationOf('post', parsed.pathname);
  const headers = option(init, 'headers') ?? (isRequest(input) ? input.headers : undefined);
  const target = recorder.targets.of(parsed.origin, dialectOf(operation, headers));
  if (!operation.inference || !isLlmEndpoint(target, operation, parsed.pathname, headers)) return undefined;
  const resendCount = Number(headerOf(headers, 'x-stainless-retry-count'));
  return {
    url,
    headers,
    target,
    operation,
    body: bodyOf(option(init, 'body'), recorder.capturesContent ? MAX_CAPTURED : MAX_PARSED),
    ...(Number.isSafeInteger(resendCount) && resendCount > 0 && { resendCount }),
  };
}

/** Who stands behind a host that nobody knows, where the protocol is one provider's alone. */
function dialectOf({ family }: Operation, headers: unknown): string | undefined {
  return family === VERCEL_GATEWAY && headerOf(headers, PROTOCOL_HEADER) !== undefined ? 'vercel' : undefined;
}

function isLlmEndpoint(target: Target, { family }: Operation, path: string, headers: unknown): boolean {
  if (family === ANTHROPIC && !RAW_PREDICT.test(path))
    return (target.known && V1_MESSAGES.test(path)) || headerOf(headers, 'anthropic-version') !== undefined;
  return target.known || UNMISTAKABLE.test(path);
}

/** What the body says of model and options. A stream is the application's to send, and is not read. */
function bodyOf(body: unknown, max: number): unknown {
  let text: string | undefined;
  if (typeof body === 'string') text = body;
  else if (body instanceof Uint8Array && body.byteLength <= max) text = new TextDecoder().decode(body);
  if (text === undefined) return undefined;
  if (text.length <= max) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  }
  // Options stand before or after the messages.
  const ends = [outermostOfHead(text.slice(0, MAX_PARSED / 2)), outermostOfTail(text.slice(-MAX_PARSED / 2))];
  const model = ends.map((end) => MODEL.exec(end)?.[1]).find((found) => found !== undefined);
  return { model, stream: ends.some((end) => STREAM.test(end)) };
}
