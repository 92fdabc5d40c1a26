/** The body is not what it should be. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { UseName } from '../application/uses.ts';
import type { Fault } from '../fault.ts';
import type { Answer } from '../server/answer.ts';
import { fine, half, head, inChunks, whole } from '../server/reply.ts';
import type { Wire } from '../server/wire.ts';

const LARGE = 10 * 1024 * 1024;
const HTML = '<!doctype html><html><head><title>Sign in</title></head><body>Welcome</body></html>';

const isStream = (use: UseName): boolean => /stream/.test(use);
const isWhole = (use: UseName): boolean => !isStream(use);

/** @param encode of the whole body; of a stream too. */
const encoded =
  (coding: string, encode: (body: Buffer) => Uint8Array) =>
  (wire: Wire, answer: Answer): Promise<void> =>
    whole(wire, answer, encode(answer.body), { headers: { 'content-encoding': coding } });

/** A good answer with so much text in it that it has this many bytes. */
function padded(answer: Answer, bytes: number): string {
  const text = answer.body.toString();
  return text.replace('ça suffit', 'x'.repeat(bytes - answer.body.length));
}

const BODIES: readonly Fault[] = [
  { name: 'nothing goes wrong', reply: (wire, answer) => fine(wire, answer), told: 'ok (stop) with usage' },
  {
    name: 'the connection is kept alive',
    reply: async (wire, answer) => {
      await wire.write(
        head(200, {
          'content-type': answer.type,
          'content-length': `${answer.body.length}`,
          connection: 'keep-alive',
        }),
      );
      await wire.write(answer.body);
      wire.done();
    },
    told: 'ok (stop) with usage',
  },
  {
    name: 'the answer is 204',
    reply: async (wire) => {
      await wire.write(head(204, {}));
      wire.close();
    },
    told: { '7 stream': 'unknown unknown OpenAIError', rest: 'ok' },
  },
  {
    name: 'the body is empty, with a length of 0',
    reply: (wire, answer) => whole(wire, answer, ''),
    told: {
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      'fetch json': 'unknown unknown SyntaxError',
      rest: 'ok',
    },
  },
  {
    name: 'the body is empty, without a length',
    reply: (wire, answer) => inChunks(wire, answer, []),
    told: {
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      'fetch json': 'unknown unknown SyntaxError',
      rest: 'ok',
    },
  },
  {
    name: 'JSON and events come as text/plain',
    reply: (wire, answer) => fine(wire, answer, { type: 'text/plain' }),
    told: {
      '7 stream': 'ok (stop) with usage',
      '4 stream': 'ok (stop) with usage',
      'fetch json': 'ok (stop) with usage',
      rest: 'ok',
    },
  },
  {
    name: 'JSON and events come with no type at all',
    reply: (wire, answer) => fine(wire, answer, { type: '' }),
    told: {
      '7 stream': 'ok (stop) with usage',
      '4 stream': 'ok (stop) with usage',
      'fetch json': 'ok (stop) with usage',
      rest: 'ok',
    },
  },
  {
    name: 'an HTML page comes with 200',
    reply: (wire, answer) => whole(wire, answer, HTML, { type: 'text/html; charset=utf-8' }),
    told: { 'fetch json': 'unknown unknown SyntaxError', rest: 'ok' },
  },
  {
    name: 'an HTML page comes with 200 as JSON',
    reply: (wire, answer) => whole(wire, answer, HTML, { type: 'application/json' }),
    told: {
      stream: 'ok',
      asResponse: 'ok',
      'fetch bytes': 'ok',
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      rest: 'unknown unknown SyntaxError',
    },
  },
  {
    name: 'events come as JSON',
    uses: isStream,
    reply: (wire, answer) => fine(wire, answer, { type: 'application/json' }),
    told: { fetch: 'ok', rest: 'ok (stop) with usage' },
  },
  {
    name: 'JSON comes as events',
    uses: isWhole,
    reply: (wire, answer) => fine(wire, answer, { type: 'text/event-stream' }),
    told: { 'fetch json': 'ok (stop) with usage', rest: 'ok' },
  },
  {
    name: 'JSON comes where a stream was asked for',
    uses: isStream,
    reply: (wire, answer) =>
      whole(wire, answer, '{"id":"chatcmpl-fake","choices":[]}', { type: 'application/json' }),
    told: 'ok',
  },
  {
    name: 'the JSON is cut short',
    uses: isWhole,
    reply: (wire, answer) => whole(wire, answer, answer.body.subarray(0, -5)),
    told: {
      asResponse: 'ok',
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      'fetch bytes': 'ok',
      rest: 'unknown unknown SyntaxError',
    },
  },
  {
    name: 'the JSON is null',
    uses: isWhole,
    reply: (wire, answer) => whole(wire, answer, 'null'),
    told: 'ok',
  },
  {
    name: 'the JSON is a string',
    uses: isWhole,
    reply: (wire, answer) => whole(wire, answer, '"overloaded"'),
    told: 'ok',
  },
  {
    name: 'the JSON is an array of odd things',
    uses: isWhole,
    reply: (wire, answer) => whole(wire, answer, '[null,{"choices":5,"usage":[]}]'),
    told: 'ok',
  },
  {
    name: 'the JSON has fields of the wrong types',
    uses: (use) => isWhole(use) && !/parse/.test(use),
    reply: (wire, answer) =>
      whole(
        wire,
        answer,
        '{"id":5,"model":{},"choices":{"length":1e9},"output":"","usage":{"prompt_tokens":"many"}}',
      ),
    told: 'ok',
  },
  {
    name: 'the JSON tells an error, with 200',
    uses: isWhole,
    reply: (wire, answer) => whole(wire, answer, '{"error":{"message":"Insufficient Balance","code":402}}'),
    told: 'insufficient_balance caller _OTHER',
  },
  {
    name: 'the JSON begins with a byte order mark',
    uses: isWhole,
    reply: (wire, answer) => whole(wire, answer, Buffer.concat([Buffer.from('\uFEFF'), answer.body])),
    told: {
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      '4': 'ok',
      rest: 'ok (stop) with usage',
    },
  },
  {
    name: 'the body is no UTF-8',
    uses: isWhole,
    reply: (wire, answer) => whole(wire, answer, Buffer.from([0xff, 0xfe, 0x7b, 0x80])),
    told: {
      asResponse: 'ok',
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      'fetch bytes': 'ok',
      rest: 'unknown unknown SyntaxError',
    },
  },
  { name: 'the body is gzip', reply: encoded('gzip', gzipSync), told: 'ok (stop) with usage' },
  { name: 'the body is br', reply: encoded('br', brotliCompressSync), told: 'ok (stop) with usage' },
  { name: 'the body is deflate', reply: encoded('deflate', deflateSync), told: 'ok (stop) with usage' },
  {
    name: 'the body is raw deflate',
    reply: encoded('deflate', deflateRawSync),
    told: 'ok (stop) with usage',
  },
  {
    name: 'the body is gzip twice over',
    reply: encoded('gzip, gzip', (body) => gzipSync(gzipSync(body))),
    told: {
      '4 stream': 'ok',
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      '4': 'ok',
      rest: 'ok (stop) with usage',
    },
  },
  {
    name: 'the gzip is cut short',
    reply: encoded('gzip', (body) => gzipSync(body).subarray(0, -12)),
    told: {
      '4 stream': 'ok (stop) with usage',
      'fetch stream': 'ok (stop) with usage',
      '7 responses stream': 'unknown unknown SyntaxError (error)',
      stream: 'unknown unknown SyntaxError (stop) with usage',
      asResponse: 'ok',
      '4 chat': 'unknown unknown FetchError',
      '4 withResponse': 'unknown unknown FetchError',
      'fetch bytes': 'ok',
      rest: 'unknown unknown SyntaxError',
    },
  },
  {
    name: 'the gzip is none',
    reply: encoded('gzip', (body) => body),
    told: {
      '4 whole': 'unknown unknown FetchError',
      '4': 'unknown unknown Error',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the gzip is broken in the middle',
    reply: encoded('gzip', (body) => gzipSync(body).fill(0, 20, 40)),
    told: {
      '4 whole': 'unknown unknown FetchError',
      '4': 'unknown unknown Error',
      rest: 'connection_error unknown TypeError',
    },
  },
  {
    name: 'the body has 10 MB',
    uses: (use) =>
      use === '7 chat' ||
      use === '7 asResponse' ||
      use === '4 chat' ||
      use === 'fetch json' ||
      use === 'fetch stream reader',
    reply: (wire, answer) => whole(wire, answer, padded(answer, LARGE)),
    told: { asResponse: 'ok', rest: 'ok (stop) with usage' },
  },
  {
    name: 'every byte comes by itself',
    reply: (wire, answer) =>
      inChunks(
        wire,
        answer,
        [...answer.body].map((byte) => Uint8Array.of(byte)),
      ),
    told: 'ok (stop) with usage',
  },
  {
    name: 'early hints come first',
    reply: async (wire, answer) => {
      await wire.write('HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n');
      await fine(wire, answer);
    },
    told: 'ok (stop) with usage',
  },
  {
    name: 'a 100 comes first',
    reply: async (wire, answer) => {
      await wire.write('HTTP/1.1 100 Continue\r\n\r\n');
      await fine(wire, answer);
    },
    told: {
      '4': 'ok (stop) with usage',
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'headers come twice, and in other words than one expects',
    reply: (wire, answer) =>
      fine(wire, answer, {
        headers: {
          'set-cookie': ['a=1', 'b=2'],
          'x-ratelimit-limit-requests': ['60', 'many'],
          'x-ratelimit-reset-requests': 'soon',
          'x-ratelimit-remaining-tokens': '-1',
          'retry-after': 'tomorrow',
          'x-latin': 'caf\xe9',
        },
      }),
    told: 'ok (stop) with usage',
  },
  {
    name: 'the answer comes slowly',
    reply: async (wire, answer) => {
      await half(wire, answer);
      await wire.pause(30);
      if (answer.streams) {
        const rest = answer.events.slice(3).join('');
        await wire.write(`${Buffer.byteLength(rest).toString(16)}\r\n${rest}\r\n0\r\n\r\n`);
      } else await wire.write(answer.body.subarray(answer.body.length >> 1));
      wire.close();
    },
    told: 'ok (stop) with usage',
  },
];

export default BODIES;
