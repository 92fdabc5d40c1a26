import { lookup } from 'node:dns';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import tls from 'node:tls';
import type { BalanceRequest, BalanceResponse } from '../adapter.ts';
import type { Failure } from '../reading.ts';
import { untraced } from '../suppress-tracing.ts';
import { PACKAGE_VERSION } from '../version.ts';
import { isLoopback, isSafe } from './origin.ts';
import { openTunnel, ProxyError, proxyOf } from './proxy.ts';
import { retryAfterOf } from './retry-after.ts';

export interface ClientOptions {
  /** For a request with its redirects, until the last byte of the body. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether a request under way keeps the process alive. */
  readonly keepAlive: boolean;
}

/** What came of one request. */
export type Exchange =
  | { readonly response: BalanceResponse; readonly retryAfter: number | undefined }
  | { readonly failure: Failure };

const MOST_BYTES = 1_000_000;
const MOST_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A failure that this client has words for. */
class Refused extends Error {
  readonly failure: Failure;

  constructor(reason: Failure['reason'], message: string) {
    super(message);
    this.failure = { reason, message };
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * Makes one request for a balance. Built on node's own client, not on fetch: an application's fetch can be
 * instrumented (a span for each reading) or replaced, and the npm package `undici` replaces the dispatcher of
 * the application's fetch when it is imported (https://github.com/nodejs/undici/issues/5500).
 *
 * Never rejects. No message holds a key, a header or a text of the answer.
 */
export async function exchange(request: BalanceRequest, options: ClientOptions): Promise<Exchange> {
  // Whole milliseconds are all that it takes.
  const timeout = AbortSignal.timeout(Math.ceil(options.timeoutSeconds * 1000));
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  try {
    return read(await untraced(() => follow(request, signal, options.keepAlive)));
  } catch (error) {
    if (error instanceof Refused) return { failure: error.failure };
    if (timeout.aborted) {
      return failed('timeout', `no answer within ${options.timeoutSeconds} s`);
    }
    if (options.signal?.aborted === true) return failed('connection_error', 'stopped');
    if (error instanceof ProxyError) return failed('connection_error', error.message);
    return failed('connection_error', `connection failed${codeOf(error)}`);
  }
}

const failed = (reason: Failure['reason'], message: string): Exchange => ({ failure: { reason, message } });

/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`: the message besides can hold an address. */
function codeOf(error: unknown): string {
  const code: unknown = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? ` (${code})` : '';
}

async function follow(request: BalanceRequest, signal: AbortSignal, keepAlive: boolean): Promise<Answer> {
  let url = new URL(request.url);
  let { method = 'GET', body } = request;
  for (let redirects = 0; ; redirects++) {
    if (!isSafe(url)) {
      throw new Refused(
        'connection_error',
        'not sent: baseUrl must begin with https:// (a key would travel in clear)',
      );
    }
    const answer = await send(url, { ...request, method, body: body ?? '' }, signal, keepAlive);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
    const next = URL.parse(location, url.href);
    if (next === null || next.origin !== url.origin) {
      throw new Refused('unexpected_response', 'redirected to another host, which is not given the key');
    }
    if (redirects >= MOST_REDIRECTS) {
      throw new Refused('unexpected_response', `redirected more than ${MOST_REDIRECTS} times`);
    }
    // What every client does with a POST, but for the two statuses that say to repeat it.
    if (answer.status !== 307 && answer.status !== 308) [method, body] = ['GET', undefined];
    url = next;
  }
}

async function send(
  url: URL,
  { method, headers, body = '' }: BalanceRequest,
  signal: AbortSignal,
  keepAlive: boolean,
): Promise<Answer> {
  const options: RequestOptions = {
    method: method ?? 'GET',
    headers: {
      'user-agent': `fuelgauge-balance/${PACKAGE_VERSION}`,
      ...headers,
      'accept-encoding': 'identity',
      ...(body !== '' && { 'content-length': Buffer.byteLength(body) }),
    },
    signal,
    // A name below localhost is no business of a DNS server: the key would go, in clear, wherever that says.
    ...(isLoopback(url.hostname) && isIP(bareHost(url)) === 0 && { lookup: lookupLocalhost }),
    // One connection for each reading: a minute later a kept one would have been closed.
    agent: false,
    ...(await throughProxy(url, signal, keepAlive)),
  };
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
      bytesOf(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
        reject,
      );
    });
    if (!keepAlive) outgoing.on('socket', (socket) => socket.unref());
    outgoing.on('error', reject);
    // Without a listener an answer with status 101 would end the request with neither a response nor an error.
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(new Refused('unexpected_response', 'HTTP 101: the answer is another protocol'));
    });
    outgoing.end(body);
  });
}

async function throughProxy(url: URL, signal: AbortSignal, keepAlive: boolean): Promise<RequestOptions> {
  const proxy = proxyOf(url, process.env);
  if (proxy === undefined) return {};
  const socket = await openTunnel(proxy, url, signal, keepAlive);
  const host = bareHost(url);
  return {
    // Without an agent the request takes the connection that it is given.
    agent: undefined,
    createConnection: () => tls.connect({ socket, host, ...(isIP(host) === 0 && { servername: host }) }),
  };
}

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const lookupLocalhost: LookupFunction = (_, options, callback) => lookup('localhost', options, callback);

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) {
      response.destroy();
      throw new Refused('unexpected_response', 'the answer is longer than 1 MB');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function read({ status, headers, body }: Answer): Exchange {
  const now = Date.now();
  const retryAfter = retryAfterOf(headers['retry-after'], now);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    // A proxy's page, mostly. Of an answer that failed the status says enough.
    if (status < 300) return failed('unexpected_response', `HTTP ${status}: the answer is no JSON`);
  }
  return { response: { status, body: parsed, at: now / 1000 }, retryAfter };
}
