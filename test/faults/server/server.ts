import { createServer, type Server, type Socket } from 'node:net';
import { type Answer, answerTo } from './answer.ts';
import { Wire } from './wire.ts';

/** A way to reply. `attempt` counts the requests of one cell, from 0. */
export type Reply = (wire: Wire, answer: Answer, attempt: number) => Promise<void>;

/** One request, as it came: all bytes of it. */
export interface Received {
  readonly head: string;
  readonly body: string;
  /** The client left before it had been told everything. Known once it has. */
  readonly wire: Wire;
}

export interface MisbehavingServer {
  readonly port: number;
  /** Requests by the first segment of their path. */
  readonly received: ReadonlyMap<string, readonly Received[]>;
  close(): Promise<void>;
}

/**
 * A server on raw sockets. The first segment of a request's path says which reply it gets.
 *
 * @param replyOf the reply of a cell.
 */
export async function startServer(replyOf: (cell: string) => Reply): Promise<MisbehavingServer> {
  const received = new Map<string, Received[]>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    // Of a client that has gone.
    socket.on('error', () => {});
    void serve(socket, async ({ head, body }): Promise<void> => {
      const path = head.split(' ', 2)[1] ?? '';
      const [, cell = '', asked = ''] = path.split('/', 3);
      if (cell === CONTROL) return tell(socket, received, asked);
      const wire = new Wire(socket);
      const all = received.get(cell) ?? [];
      received.set(cell, all);
      all.push({ head, body: body.toString('latin1'), wire });
      await replyOf(cell)(wire, answerTo(path, parsed(body)), all.length - 1);
      wire.over = true;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: portOf(server), received, close: () => close(server, sockets) };
}

/** The first segment of paths that ask how far the server is. */
export const CONTROL = 'control';

/** How far the replies of one cell are, or of all. */
export interface Progress {
  readonly requests: number;
  /** The last reply waits for the client to leave, or is over. */
  readonly waiting: boolean;
  /** Replies that are still to be sent, or read. */
  readonly open: number;
}

function tell(
  socket: Socket,
  received: ReadonlyMap<string, readonly Received[]>,
  cell: string,
): Promise<void> {
  const replies = received.get(cell) ?? [];
  const last = replies.at(-1)?.wire;
  const open = [...received.values()].flat().filter(({ wire }) => !wire.over).length;
  const progress: Progress = {
    requests: replies.length,
    waiting: last !== undefined && (last.holding || last.over),
    open,
  };
  const body = JSON.stringify(progress);
  const wire = new Wire(socket);
  return wire
    .write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`)
    .then(() => wire.close());
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await close(server, new Set());
  return port;
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

interface RawRequest {
  readonly head: string;
  readonly body: Buffer;
}

/** Reads requests off a connection, one after the other. */
async function serve(socket: Socket, answer: (request: RawRequest) => Promise<void>): Promise<void> {
  let buffer: Buffer = Buffer.alloc(0);
  let busy = false;
  const next = async (): Promise<void> => {
    if (busy) return;
    const found = take(buffer);
    if (found === undefined) return;
    buffer = found.rest;
    busy = true;
    await answer(found.request);
    busy = false;
    await next();
  };
  socket.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    void next();
  });
}

function take(buffer: Buffer): { request: RawRequest; rest: Buffer } | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = buffer.subarray(0, end).toString('latin1');
  const from = end + 4;
  if (/^transfer-encoding: *chunked/im.test(head)) {
    const last = buffer.indexOf('0\r\n\r\n', from);
    if (last < 0) return undefined;
    return { request: { head, body: buffer.subarray(from, last + 5) }, rest: buffer.subarray(last + 5) };
  }
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  if (buffer.length < from + length) return undefined;
  return {
    request: { head, body: buffer.subarray(from, from + length) },
    rest: buffer.subarray(from + length),
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
