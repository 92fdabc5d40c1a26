/** How an answer travels: paced, split, padded, compressed, or broken on the way. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip, constants as zlib } from 'node:zlib';
import type { RequestRecord } from './request-log.ts';
import type { TransportFailure } from './scenarios.ts';

export interface Delivery {
  /** Pieces that the answer's text comes in when streamed. */
  chunks: number;
  /** Milliseconds between two chunks of a stream. */
  chunkDelayMs: number;
  /** Milliseconds before the status line. */
  latencyMs: number;
  /** Milliseconds between the headers and the first chunk of a stream. */
  firstChunkDelayMs: number;
  /** Compress when the client accepts it. */
  gzip: boolean;
  /** End the lines of a stream with CR LF. */
  crlf: boolean;
  /** Write bodies in pieces of so many bytes, wherever that cuts a character or a line. */
  splitBytes: number | undefined;
  /** Fill bodies up to so many bytes with trailing white space; streams get comment lines. */
  padToBytes: number;
}

export const DEFAULT_DELIVERY: Delivery = {
  chunks: 8,
  chunkDelayMs: 0,
  latencyMs: 0,
  firstChunkDelayMs: 0,
  gzip: false,
  crlf: false,
  splitBytes: undefined,
  padToBytes: 0,
};

export type Fault = TransportFailure['fault'];

const SLOW_FIRST_BYTE_MS = 1000;

/** The way back to one client. */
export interface Outgoing {
  readonly response: ServerResponse;
  readonly record: RequestRecord;
  readonly delivery: Delivery;
  readonly acceptsGzip: boolean;
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;
  readonly fault: Fault | undefined;
  /** They win over those of the answer. */
  readonly extraHeaders: Readonly<Record<string, string>>;
}

/** Waits, or returns false at once when the client leaves. */
async function pause(milliseconds: number, gone: AbortSignal): Promise<boolean> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: gone }).catch(() => {});
  return !gone.aborted;
}

interface Sink {
  /** Resolves once the bytes are on their way; false when the client is gone. */
  write(bytes: Buffer): Promise<boolean>;
  end(): void;
}

function openSink(outgoing: Outgoing, status: number, headers: Record<string, string>): Sink {
  const { response, delivery, gone } = outgoing;
  outgoing.record.status = status;
  const compress = delivery.gzip && outgoing.acceptsGzip && status !== 204;
  if (compress) {
    headers['content-encoding'] = 'gzip';
    delete headers['content-length'];
  }
  for (const [name, value] of Object.entries({ ...headers, ...outgoing.extraHeaders }))
    response.setHeader(name, value);
  response.writeHead(status);
  response.flushHeaders();
  const gzip = compress ? createGzip({ flush: zlib.Z_SYNC_FLUSH }) : undefined;
  gzip?.pipe(response);
  const target = gzip ?? response;

  const writeOnce = async (bytes: Buffer): Promise<boolean> => {
    if (gone.aborted) return false;
    if (!target.write(bytes)) await once(target, 'drain', { signal: gone }).catch(() => {});
    return !gone.aborted;
  };
  return {
    write: async (bytes) => {
      const size = delivery.splitBytes ?? bytes.length;
      if (size >= bytes.length) return writeOnce(bytes);
      for (let at = 0; at < bytes.length; at += size) {
        if (!(await writeOnce(bytes.subarray(at, at + size)))) return false;
        // A turn of the event loop, so that the pieces leave as separate reads.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return true;
    },
    end: () => target.end(),
  };
}

/** Leaves the client in the middle: silent for good, or with a closed socket. */
async function breakOff(outgoing: Outgoing): Promise<void> {
  if (outgoing.fault === 'stall') {
    if (!outgoing.gone.aborted) await once(outgoing.gone, 'abort');
  } else {
    // Let what was written reach the client first: a reset would discard it.
    await pause(20, outgoing.gone);
    outgoing.response.destroy();
  }
}

const breaksOff = (fault: Fault | undefined): boolean => fault === 'cut' || fault === 'stall';

/** Sends a complete body. */
export async function sendBody(
  outgoing: Outgoing,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Promise<void> {
  const { delivery, fault, gone, record } = outgoing;
  if (!(await pause(delivery.latencyMs + (fault === 'slow_first_byte' ? SLOW_FIRST_BYTE_MS : 0), gone)))
    return;
  if (fault === 'reset') {
    outgoing.response.destroy();
    return;
  }
  let bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (fault === 'malformed_json') bytes = bytes.subarray(0, Math.floor(bytes.length / 2));
  if (bytes.length > 0 && bytes.length < delivery.padToBytes)
    bytes = Buffer.concat([bytes, Buffer.alloc(delivery.padToBytes - bytes.length, ' ')]);
  record.chunksTotal = bytes.length > 0 ? 1 : 0;
  const sink = openSink(outgoing, status, {
    ...headers,
    ...(fault === 'wrong_content_type' ? { 'content-type': 'text/plain' } : {}),
    ...(status === 204 ? {} : { 'content-length': String(bytes.length) }),
  });
  if (breaksOff(fault)) {
    await sink.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    await breakOff(outgoing);
    return;
  }
  if (bytes.length > 0 && (await sink.write(bytes))) record.chunksSent = 1;
  sink.end();
}

export function sendJson(
  outgoing: Outgoing,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<void> {
  return sendBody(outgoing, status, { ...headers, 'content-type': 'application/json' }, JSON.stringify(body));
}

/** One block of a stream of server-sent events, lines ended by LF: `data: {…}` and a blank line. */
export const sseData = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

export const sseComment = (text: string): string => `: ${text}\n\n`;

const SSE = 'text/event-stream; charset=utf-8';

/** A frame that breaks off inside its JSON, and is otherwise what stands there. */
const broken = (frame: string, isSse: boolean): string =>
  isSse
    ? `${/^event: .*\n/.exec(frame)?.[0] ?? ''}data: {"id":"broken\n\n`
    : frame.slice(0, Math.ceil(frame.length / 2));

function framed(
  frames: readonly string[],
  delivery: Delivery,
  fault: Fault | undefined,
  isSse: boolean,
): string[] {
  const all = [...frames];
  const middle = Math.floor(all.length / 2);
  if (fault === 'malformed_json') all.splice(middle, 1, broken(all[middle]!, isSse));
  const missing = delivery.padToBytes - all.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0);
  if (missing > 0) all.splice(1, 0, isSse ? sseComment('x'.repeat(missing)) : ' '.repeat(missing));
  return delivery.crlf ? all.map((frame) => frame.replaceAll(/\r?\n/g, '\r\n')) : all;
}

/** Sends the frames of a stream one by one, as fast as `delivery` says and the client reads. */
export async function sendStream(
  outgoing: Outgoing,
  headers: Readonly<Record<string, string>>,
  frames: readonly string[],
  contentType: string = SSE,
): Promise<void> {
  const { delivery, fault, gone, record } = outgoing;
  if (!(await pause(delivery.latencyMs, gone))) return;
  if (fault === 'reset') {
    outgoing.response.destroy();
    return;
  }
  const all = framed(frames, delivery, fault, contentType === SSE);
  record.chunksTotal = all.length;
  const sink = openSink(outgoing, 200, {
    'cache-control': 'no-cache',
    ...headers,
    'content-type': fault === 'wrong_content_type' ? 'text/plain' : contentType,
  });
  const stopAt = breaksOff(fault) ? Math.ceil(all.length / 2) : all.length;
  await pause(delivery.firstChunkDelayMs + (fault === 'slow_first_byte' ? SLOW_FIRST_BYTE_MS : 0), gone);
  for (const frame of all.slice(0, stopAt)) {
    if (record.chunksSent > 0 && !(await pause(delivery.chunkDelayMs, gone))) return;
    if (!(await sink.write(Buffer.from(frame)))) return;
    record.chunksSent += 1;
  }
  if (stopAt < all.length) await breakOff(outgoing);
  else sink.end();
}
