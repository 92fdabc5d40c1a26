import { type Endpoint, endpointOfHost } from '@fuelgauge/semconv';
import { readHeaders } from './headers.ts';
import { arrayOf, isObject, numberOf, read, textOf } from './hops/safe-read.ts';
import { MAX_PAYLOADS, MAX_TEXT } from './limits.ts';
import type { ClassifyInput } from './types.ts';

/** One thing that may hold the error's words, the most trustworthy first. */
export interface Payload {
  readonly value: unknown;
  /** Written by a client library, not by a server. */
  readonly library: boolean;
}

/** One normal form of whatever the caller had. */
export interface Facts {
  readonly endpoint: Endpoint | undefined;
  /** HTTP status of the response. */
  readonly status: number | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly payloads: readonly Payload[];
  /** Class names and codes of what was thrown and of its causes: `AbortError`, `ECONNREFUSED`. */
  readonly thrown: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Collected {
  status: number | undefined;
  url: string | undefined;
  headers: ReadonlyMap<string, string> | undefined;
  readonly payloads: Payload[];
  readonly thrown: string[];
}

const MAX_CAUSES = 6;
/** An AggregateError of AggregateErrors is not read whole. */
const MAX_ERRORS = 24;

/** Never throws; what cannot be read is absent. */
export function readFacts(input: ClassifyInput): Facts {
  const found: Collected = {
    status: undefined,
    url: undefined,
    headers: undefined,
    payloads: [],
    thrown: [],
  };
  const body = bytesAsText(read(input, 'body'));
  if (isPayload(body)) pushPayload(found, body, false);
  const message = textOf(read(input, 'message'));
  const error = read(input, 'error');
  if (isObject(error)) readThrown(found, error, 0, new Set());
  else if (typeof error === 'string' && error !== '') pushPayload(found, error, true);
  if (message !== undefined) pushPayload(found, message, true);
  const givenHeaders = readHeaders(read(input, 'headers'));
  const given = numberOf(read(input, 'status'));
  const now = read(input, 'now');
  return {
    endpoint: endpointOf(read(input, 'baseUrl') ?? found.url),
    status: asStatus(given) ?? found.status,
    headers: givenHeaders.size > 0 ? givenHeaders : (found.headers ?? givenHeaders),
    payloads: found.payloads,
    thrown: found.thrown,
    now: typeof now === 'number' && Number.isFinite(now) ? now : Date.now(),
  };
}

const asStatus = (value: number | undefined): number | undefined =>
  value !== undefined && value >= 100 && value <= 599 ? Math.trunc(value) : undefined;

function isPayload(value: unknown): boolean {
  return isObject(value) || textOf(value) !== undefined;
}

/** Bytes of a body (Buffer, Uint8Array, ArrayBuffer) as text; anything else as it is. */
function bytesAsText(value: unknown): unknown {
  try {
    if (value instanceof Uint8Array) return new TextDecoder().decode(value.subarray(0, MAX_TEXT * 2));
    if (value instanceof ArrayBuffer)
      return new TextDecoder().decode(new Uint8Array(value, 0, Math.min(value.byteLength, MAX_TEXT * 2)));
  } catch {
    return undefined;
  }
  return value;
}

/** Host of a URL, or of a bare host name; no look-up is made. */
function endpointOf(url: unknown): Endpoint | undefined {
  let text: string;
  try {
    text = typeof url === 'string' ? url : isObject(url) ? String((url as URL).href ?? '') : '';
  } catch {
    return undefined;
  }
  // `https://{resource}.openai.azure.com` is how documentation writes it: not a URL, but its suffix counts.
  const host = /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/)?(?:[^/@?#\s]{0,200}@)?([^/:?#\s]{1,253})/i.exec(
    text.trim().slice(0, 2_048),
  )?.[1];
  if (host === undefined) return undefined;
  try {
    return endpointOfHost(host.replace(/[{}<>]/g, ''));
  } catch {
    return undefined;
  }
}

/**
 * Reads a thrown thing: the errors of the OpenAI SDK (v4 to v7), of Anthropic's, of the AI SDK
 * (`statusCode`, `responseBody`, `lastError`), of axios (`response.data`), of AWS (`$metadata`), and the causes
 * of `TypeError: fetch failed`.
 */
function readThrown(found: Collected, error: object, depth: number, seen: Set<object>): void {
  if (depth > MAX_CAUSES || seen.size >= MAX_ERRORS || seen.has(error)) return;
  seen.add(error);
  const name = textOf(read(error, 'name'));
  if (name && name !== 'Error') pushThrown(found, name);
  const className = constructorName(error);
  if (className && className !== name && className !== 'Error' && className !== 'Object')
    pushThrown(found, className);
  const code = read(error, 'code');
  if (typeof code === 'string' && /^[A-Z]{3}[A-Z_]{1,60}$/.test(code)) {
    // The system's ETIMEDOUT says which call ran out of time only in `syscall`.
    const connecting = code === 'ETIMEDOUT' && read(error, 'syscall') === 'connect';
    pushThrown(found, connecting ? 'CONNECT_TIMEOUT' : code);
  }

  const response = read(error, 'response');
  const metadata = read(error, '$metadata');
  found.status ??= asStatus(
    numberOf(read(error, 'status')) ??
      numberOf(read(error, 'statusCode')) ??
      (isObject(response)
        ? (numberOf(read(response, 'status')) ?? numberOf(read(response, 'statusCode')))
        : undefined) ??
      (isObject(metadata) ? numberOf(read(metadata, 'httpStatusCode')) : undefined),
  );
  found.url ??=
    textOf(read(error, 'url')) ?? (isObject(response) ? textOf(read(response, 'url')) : undefined);
  if (!found.headers || found.headers.size === 0) {
    const headers =
      read(error, 'headers') ??
      read(error, 'responseHeaders') ??
      (isObject(response) ? read(response, 'headers') : undefined);
    found.headers = readHeaders(headers);
  }

  for (const value of [
    read(error, 'responseBody'),
    read(error, 'body'),
    read(error, 'error'),
    isObject(response) ? (read(response, 'data') ?? read(response, 'body')) : undefined,
    read(error, 'data'),
  ]) {
    const plain = bytesAsText(value);
    if (isPayload(plain) && !isStream(plain)) pushPayload(found, plain, false);
  }
  const message = textOf(read(error, 'message'));
  if (name?.endsWith('Exception') || isObject(metadata)) {
    pushPayload(found, { __type: name, message: message ?? '' }, false);
  } else if (message !== undefined) {
    pushPayload(found, message, true);
  } else if (depth === 0 && found.payloads.length === 0) {
    // No Error at all, perhaps a parsed body that was thrown.
    pushPayload(found, error, false);
  }

  for (const key of ['cause', 'lastError', 'reason'] as const) {
    const inner = read(error, key);
    if (isObject(inner)) readThrown(found, inner, depth + 1, seen);
  }
  const errors = arrayOf(read(error, 'errors'), 4);
  for (const inner of errors ?? []) if (isObject(inner)) readThrown(found, inner, depth + 1, seen);
}

/** A web or Node stream is no body that can be read here. */
function isStream(value: unknown): boolean {
  return (
    isObject(value) &&
    (typeof read(value, 'getReader') === 'function' || typeof read(value, 'pipe') === 'function')
  );
}

function constructorName(error: object): string | undefined {
  const made = read(error, 'constructor');
  return typeof made === 'function' ? textOf(read(made, 'name')) : undefined;
}

function pushPayload(found: Collected, value: unknown, library: boolean): void {
  if (found.payloads.length < MAX_PAYLOADS) found.payloads.push({ value, library });
}

function pushThrown(found: Collected, name: string): void {
  if (found.thrown.length < 24 && name.length <= 100) found.thrown.push(name);
}
