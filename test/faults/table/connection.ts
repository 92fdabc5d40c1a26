/** The connection fails, or the server falls silent. */
import type { UseName } from '../application/uses.ts';
import type { Fault } from '../fault.ts';
import { chunked, half, head, whole } from '../server/reply.ts';

/** Long enough for the client to have read what was sent before. */
const READ_MS = 60;
/** The client's patience where the server has none. */
const PATIENCE_MS = 250;

/** The `node-fetch` of version 4 waits for ever where a body is shorter than it was said to be. */
const isVersion4 = (use: UseName): boolean => use.startsWith('4');

const CONNECTION: readonly Fault[] = [
  {
    name: 'nobody listens',
    origin: 'closed port',
    told: {
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'the host has no address',
    origin: 'unknown host',
    told: { fetch: 'connection_error caller TypeError', rest: 'connection_error caller APIConnectionError' },
  },
  {
    name: 'nobody listens, and the client tries again',
    origin: 'closed port',
    maxRetries: 1,
    uses: (use) => use === '7 chat' || use === '4 chat',
    told: 'connection_error unknown APIConnectionError after 2 attempts, 1 retries',
  },
  {
    name: 'the connection is reset before the headers',
    reply: async (wire) => wire.reset(),
    told: {
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'the connection is closed before the headers',
    reply: async (wire) => wire.close(),
    told: {
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'the connection is closed within the headers',
    reply: async (wire) => {
      await wire.write('HTTP/1.1 200 OK\r\ncontent-type: app');
      wire.close();
    },
    told: {
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'what answers is no HTTP',
    reply: async (wire) => {
      await wire.write('220 mail.example ESMTP\r\n');
      wire.close();
    },
    told: {
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'the headers are too many',
    reply: async (wire, answer) =>
      whole(wire, answer, answer.body, { headers: { 'x-long': 'x'.repeat(20_000) } }),
    told: {
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'the connection is reset after the headers',
    reply: async (wire, answer) => {
      await wire.write(head(200, { 'content-type': answer.type, 'content-length': `${answer.body.length}` }));
      await wire.pause(READ_MS);
      wire.reset();
    },
    told: {
      '4 whole': 'connection_error unknown FetchError',
      '4': 'connection_error unknown Error',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the connection is closed after the headers',
    hangs: isVersion4,
    reply: async (wire, answer) => {
      await wire.write(head(200, { 'content-type': answer.type, 'content-length': `${answer.body.length}` }));
      wire.close();
    },
    told: { '4': 'ok', rest: 'connection_error unknown TypeError' },
  },
  {
    name: 'the connection is reset in mid-body',
    reply: async (wire, answer) => {
      await half(wire, answer);
      await wire.pause(READ_MS);
      wire.reset();
    },
    told: {
      // Its undici takes a chunked body for whole that has no end.
      'node22 7 stream': 'ok (error)',
      'node22 fetch stream': 'ok (error)',
      '7 stream': 'connection_error unknown TypeError (error)',
      '4 whole': 'connection_error unknown FetchError',
      '4': 'connection_error unknown Error (error)',
      stream: 'connection_error unknown TypeError (error)',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the connection is closed in mid-body',
    hangs: (use) => isVersion4(use) && !use.includes('stream'),
    reply: async (wire, answer) => {
      await half(wire, answer);
      wire.close();
    },
    told: {
      // Its undici takes a chunked body for whole that has no end.
      'node22 7 stream': 'ok (error)',
      'node22 fetch stream': 'ok (error)',
      '7 stream': 'connection_error unknown TypeError (error)',
      '4 whole': 'ok',
      '4': 'connection_error unknown Error (error)',
      stream: 'connection_error unknown TypeError (error)',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the chunked body has no end',
    reply: async (wire, answer) => {
      await wire.write(head(200, { 'content-type': answer.type, 'transfer-encoding': 'chunked' }));
      await wire.write(chunked(answer.body));
      wire.close();
    },
    told: {
      // Its undici takes a chunked body for whole that has no end.
      'node22 7': 'ok (stop) with usage',
      'node22 fetch': 'ok (stop) with usage',
      'node22 fetch stream': 'ok (stop) with usage',
      'node22 7 responses stream': 'ok (stop) with usage',
      '4 whole': 'connection_error unknown FetchError',
      '4': 'connection_error unknown Error (stop) with usage',
      'fetch stream': 'connection_error unknown TypeError (stop) with usage',
      '7 responses stream': 'connection_error unknown TypeError (stop) with usage',
      stream: 'ok (stop) with usage',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the chunked body is no chunks',
    reply: async (wire, answer) => {
      await wire.write(head(200, { 'content-type': answer.type, 'transfer-encoding': 'chunked' }));
      await wire.write('oops\r\n');
      wire.close();
    },
    told: {
      '4 whole': 'unknown unknown FetchError',
      '4': 'unknown unknown Error',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the content length is too long',
    hangs: isVersion4,
    reply: async (wire, answer) => {
      await whole(wire, answer, answer.body, { headers: { 'content-length': `${answer.body.length + 10}` } });
    },
    told: {
      '4 whole': 'ok',
      '4': 'ok (stop) with usage',
      'fetch stream': 'connection_error unknown TypeError (stop) with usage',
      '7 responses stream': 'connection_error unknown TypeError (stop) with usage',
      stream: 'ok (stop) with usage',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the content length is too short',
    reply: async (wire, answer) => {
      await whole(wire, answer, answer.body, { headers: { 'content-length': `${answer.body.length - 10}` } });
    },
    told: {
      '4 whole': 'unknown unknown FetchError',
      '4': 'unknown unknown Error',
      'fetch stream': 'ok (stop) with usage',
      '7 responses stream': 'unknown unknown SyntaxError (error)',
      stream: 'unknown unknown SyntaxError (stop) with usage',
      asResponse: 'ok',
      'fetch bytes': 'ok',
      rest: 'unknown unknown SyntaxError',
    },
  },
  {
    name: 'the body ends with the connection and has no length',
    reply: async (wire, answer) => {
      await wire.write(head(200, { 'content-type': answer.type }));
      await wire.write(answer.body);
      wire.close();
    },
    told: 'ok (stop) with usage',
  },
  {
    name: 'the headers never come, and the client times out',
    timeout: PATIENCE_MS,
    reply: (wire) => wire.hold(),
    told: { fetch: 'timeout unknown TimeoutError', rest: 'timeout unknown APIConnectionTimeoutError' },
  },
  {
    name: 'the headers never come, the client times out and tries again',
    timeout: PATIENCE_MS,
    maxRetries: 1,
    uses: (use) => use === '7 chat',
    reply: (wire) => wire.hold(),
    told: 'timeout unknown APIConnectionTimeoutError after 2 attempts, 1 retries',
  },
  {
    name: 'the body stalls, and the client times out',
    timeout: PATIENCE_MS,
    reply: async (wire, answer) => {
      await half(wire, answer);
      await wire.hold();
      wire.reset();
    },
    told: {
      'node22 7 stream': 'ok (error)',
      '7 stream': 'connection_error unknown TypeError (error)',
      '4 whole': 'connection_error unknown FetchError',
      '4': 'connection_error unknown Error (error)',
      stream: 'timeout unknown TimeoutError (error)',
      fetch: 'timeout unknown TimeoutError',
      asResponse: 'connection_error unknown TypeError',
      rest: 'timeout unknown APIConnectionTimeoutError',
    },
  },
];

export default CONNECTION;
