/** What replies are made of. */
import type { Answer } from './answer.ts';
import type { Wire } from './wire.ts';

const REASON = 'Said by the server';

export type HeaderLines = Readonly<Record<string, string | readonly string[]>>;

/** A response head. Without a `connection` of its own it is the connection's last. */
export function head(status: number, headers: HeaderLines): string {
  const all: HeaderLines = { 'x-request-id': 'req-fake', connection: 'close', ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}`),
  );
  return `HTTP/1.1 ${status} ${REASON}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

export const chunked = (data: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(data as Uint8Array);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
};
export const LAST_CHUNK = '0\r\n\r\n';

export interface Changes {
  readonly status?: number;
  readonly type?: string | undefined;
  readonly headers?: HeaderLines;
}

const headersOf = (answer: Answer, { type, headers }: Changes, length: HeaderLines): HeaderLines => ({
  'content-type': type ?? answer.type,
  ...length,
  ...headers,
});

/** The whole body at once, with its length. */
export async function whole(
  wire: Wire,
  answer: Answer,
  body: string | Uint8Array,
  changes: Changes = {},
): Promise<void> {
  const bytes = Buffer.from(body as Uint8Array);
  const length = { 'content-length': `${bytes.length}` };
  await wire.write(
    Buffer.concat([
      Buffer.from(head(changes.status ?? 200, headersOf(answer, changes, length)), 'latin1'),
      bytes,
    ]),
  );
  wire.close();
}

/** Each part a chunk of the transfer encoding, written by itself. */
export async function inChunks(
  wire: Wire,
  answer: Answer,
  parts: readonly (string | Uint8Array)[],
  changes: Changes = {},
): Promise<void> {
  await wire.write(
    head(changes.status ?? 200, headersOf(answer, changes, { 'transfer-encoding': 'chunked' })),
  );
  for (const part of parts) await wire.write(chunked(part));
  await wire.write(LAST_CHUNK);
  wire.close();
}

/** What the provider says when nothing is wrong: a stream event by event, anything else whole. */
export const fine = (wire: Wire, answer: Answer, changes: Changes = {}): Promise<void> =>
  answer.streams ? inChunks(wire, answer, answer.events, changes) : whole(wire, answer, answer.body, changes);

/** The beginning of a good answer: its head and about half of its body, of a stream the first three events. */
export async function half(wire: Wire, answer: Answer): Promise<void> {
  if (answer.streams) {
    await wire.write(head(200, headersOf(answer, {}, { 'transfer-encoding': 'chunked' })));
    for (const one of answer.events.slice(0, 3)) await wire.write(chunked(one));
    return;
  }
  await wire.write(head(200, headersOf(answer, {}, { 'content-length': `${answer.body.length}` })));
  await wire.write(answer.body.subarray(0, answer.body.length >> 1));
}

/** An error in OpenAI's form. */
export const errorBody = (type: string, message: string, more: object = {}): string =>
  JSON.stringify({ error: { message, type, param: null, code: null, ...more } });

export const refuse = (
  wire: Wire,
  answer: Answer,
  status: number,
  body: string,
  headers: HeaderLines = {},
): Promise<void> => whole(wire, answer, body, { status, type: 'application/json', headers });
