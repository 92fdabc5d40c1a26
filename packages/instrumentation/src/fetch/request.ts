import type { Request as CallRequest } from '../call/call.ts';
import { operationOf } from '../call/operation.ts';
import type { Recorder } from '../call/recorder.ts';

/** Request bodies up to this many characters are parsed for the model's name; of longer ones the head is searched. */
const MAX_PARSED = 256 * 1024;
const MODEL = /"model"\s*:\s*"([^"\\]{1,200})"/;
const STREAM = /"stream"\s*:\s*true/;

/** The ends of the paths that are looked at. */
const LAST_SEGMENT = /\/(?:completions|responses|embeddings)\/?(?:[?#]|$)/;
const CHAT = /\/chat\/completions\/?$/;

export type FetchInput = string | URL | globalThis.Request;

/** The URL of a request that may be an LLM call, judged by method and path alone; undefined for all others. */
export function candidateUrl(input: FetchInput, init: RequestInit | undefined): string | undefined {
  const asked = requestIn(input);
  const method = init?.method ?? asked?.method;
  if (method !== 'POST' && method !== 'post') return undefined;
  const url = typeof input === 'string' ? input : asked !== undefined ? asked.url : String(input);
  return LAST_SEGMENT.test(url) ? url : undefined;
}

/** The request as a call, or undefined when it goes to no LLM endpoint. */
export function llmRequestOf(
  recorder: Recorder,
  url: string,
  input: FetchInput,
  init: RequestInit | undefined,
): CallRequest | undefined {
  const parsed = URL.parse(url);
  if (parsed === null) return undefined;
  const target = recorder.targets.of(parsed.origin);
  // On a host that nobody named, only the path that all OpenAI-compatible servers share is proof enough.
  if (!target.known && !CHAT.test(parsed.pathname)) return undefined;
  return {
    url,
    headers: init?.headers ?? requestIn(input)?.headers,
    target,
    operation: operationOf('post', parsed.pathname),
    body: bodyOf(init?.body),
  };
}

function requestIn(input: FetchInput): globalThis.Request | undefined {
  return typeof input === 'object' && 'url' in input ? input : undefined;
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
  const head = text.slice(0, MAX_PARSED);
  return { model: MODEL.exec(head)?.[1], stream: STREAM.test(head) };
}
