import type { Request as CallRequest } from '../call/call.ts';
import { operationOf } from '../call/operation.ts';
import type { Recorder } from '../call/recorder.ts';

/** Request bodies up to this many characters are parsed for the model's name; of longer ones head and tail are searched. */
const MAX_PARSED = 256 * 1024;
const MODEL = /"model"\s*:\s*"([^"\\]{1,200})"/;
const STREAM = /"stream"\s*:\s*true/;

/** The ends of the paths that are looked at. */
const LAST_SEGMENT = /\/(?:completions|responses|embeddings)\/?(?:[?#]|$)/;
const CHAT = /\/chat\/completions\/?$/;

type AnyRequest = globalThis.Request;

/**
 * The value of an option of fetch. Only plain properties, and those of a platform Request, are looked at:
 * an accessor of the application's may answer differently the second time, when fetch itself asks.
 */
function option(init: unknown, name: 'method' | 'headers' | 'body' | 'signal'): unknown {
  if (typeof init !== 'object' || init === null) return undefined;
  if (init instanceof Request) return name === 'body' ? undefined : init[name];
  return Object.getOwnPropertyDescriptor(init, name)?.value;
}

/** The URL of a request that may be an LLM call, judged by method and path alone; undefined for all others. */
export function candidateUrl(input: unknown, init: unknown): string | undefined {
  const asked = input instanceof Request ? input : undefined;
  const method = option(init, 'method') ?? asked?.method;
  if (typeof method !== 'string' || method.length !== 4 || method.toUpperCase() !== 'POST') return undefined;
  const url =
    typeof input === 'string'
      ? input
      : asked !== undefined
        ? asked.url
        : input instanceof URL
          ? input.href
          : undefined;
  return url !== undefined && LAST_SEGMENT.test(url) ? url : undefined;
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
  const target = recorder.targets.of(parsed.origin);
  // On a host that nobody named, only the path that all OpenAI-compatible servers share is proof enough.
  if (!target.known && !CHAT.test(parsed.pathname)) return undefined;
  return {
    url,
    headers: option(init, 'headers') ?? (input instanceof Request ? input.headers : undefined),
    target,
    operation: operationOf('post', parsed.pathname),
    body: bodyOf(option(init, 'body')),
  };
}

/** What the body says of model and options. A stream is the application's to send, and is not read. */
function bodyOf(body: unknown): unknown {
  let text: string | undefined;
  if (typeof body === 'string') text = body;
  else if (body instanceof Uint8Array && body.byteLength <= MAX_PARSED) text = new TextDecoder().decode(body);
  if (text === undefined) return undefined;
  if (text.length <= MAX_PARSED) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  }
  // Options stand before or after the messages.
  const ends = [text.slice(0, MAX_PARSED / 2), text.slice(-MAX_PARSED / 2)];
  const model = ends.map((end) => MODEL.exec(end)?.[1]).find((found) => found !== undefined);
  return { model, stream: ends.some((end) => STREAM.test(end)) };
}
