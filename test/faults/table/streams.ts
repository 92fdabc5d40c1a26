/** The stream of events is not as the books say. */
import type { Fault } from '../fault.ts';
import { type Answer, CHAT_USAGE, chatChunk, delta, event } from '../server/answer.ts';
import { chunked, fine, head, inChunks } from '../server/reply.ts';
import type { Reply } from '../server/server.ts';
import type { Wire } from '../server/wire.ts';

const uses: Fault['uses'] = (use) => /stream/.test(use);
const ofChat: Fault['uses'] = (use) => uses(use) && !/responses/.test(use);

/** The same stream as other bytes. */
const rewritten =
  (rewrite: (stream: string) => string): Reply =>
  (wire, answer) =>
    inChunks(wire, answer, [rewrite(answer.body.toString())]);

/** The events of the stream, changed. */
const changed =
  (change: (events: string[]) => readonly string[]): Reply =>
  (wire, answer: Answer) =>
    inChunks(wire, answer, change([...answer.events]));

/** Puts something before the third event from the end. */
const amid =
  (...more: readonly string[]): Reply =>
  (wire, answer) =>
    inChunks(wire, answer, [...answer.events.slice(0, 3), ...more, ...answer.events.slice(3)]);

/** All events, and no end of the body. */
async function inChunksOpen(wire: Wire, answer: Answer): Promise<void> {
  await wire.write(head(200, { 'content-type': answer.type, 'transfer-encoding': 'chunked' }));
  for (const one of answer.events) await wire.write(chunked(one));
}

const bytes = (text: string): Uint8Array[] => [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));
const usage = (tokens: number): string =>
  event(chatChunk({ usage: { ...CHAT_USAGE, completion_tokens: tokens, total_tokens: 12 + tokens } }));

const STREAMS: readonly Fault[] = [
  {
    name: 'lines end in CRLF',
    uses,
    reply: rewritten((text) => text.replaceAll('\n', '\r\n')),
    told: 'ok (stop) with usage',
  },
  {
    name: 'lines end in CR',
    uses,
    reply: rewritten((text) => text.replaceAll('\n', '\r')),
    told: 'ok (stop) with usage',
  },
  {
    name: 'lines end in CRLF, and every byte comes by itself',
    uses,
    reply: (wire, answer) => inChunks(wire, answer, bytes(answer.body.toString().replaceAll('\n', '\r\n'))),
    told: 'ok (stop) with usage',
  },
  {
    name: 'characters are cut between chunks',
    uses,
    reply: (wire, answer) => {
      const cuts = [...answer.body].flatMap((byte, at) => (byte >= 0x80 && byte < 0xc0 ? [at] : []));
      const parts = cuts.map((cut, at) => answer.body.subarray(at === 0 ? 0 : cuts[at - 1], cut));
      return inChunks(
        wire,
        answer,
        [...parts, answer.body.subarray(cuts.at(-1) ?? 0)].filter((part) => part.length > 0),
      );
    },
    told: 'ok (stop) with usage',
  },
  {
    name: 'all events come in one chunk',
    uses,
    reply: rewritten((text) => text),
    told: 'ok (stop) with usage',
  },
  {
    name: 'a byte order mark comes first',
    uses,
    reply: rewritten((text) => `\uFEFF${text}`),
    told: 'ok (stop) with usage',
  },
  {
    name: 'comments keep the connection alive',
    uses,
    reply: amid(': OPENROUTER PROCESSING\n\n', ':\n\n', ': ping\n'),
    told: 'ok (stop) with usage',
  },
  {
    name: 'events have an id and a retry time',
    uses,
    reply: rewritten((text) => text.replaceAll('data:', 'id: 7\nretry: 100\ndata:')),
    told: 'ok (stop) with usage',
  },
  {
    name: 'there is no space behind the colon',
    uses,
    reply: rewritten((text) => text.replaceAll('data: ', 'data:')),
    told: 'ok (stop) with usage',
  },
  {
    name: 'the data of an event has several lines',
    uses,
    reply: rewritten((text) => text.replaceAll('data: {', 'data: {\ndata: ')),
    told: 'ok (stop) with usage',
  },
  {
    name: 'there are events without data',
    uses,
    reply: amid('event: ping\n\n', '\n\n\n'),
    told: { fetch: 'ok (stop) with usage', rest: 'unknown unknown SyntaxError (error)' },
  },
  {
    name: 'an event’s data is empty',
    uses,
    reply: amid('data:\n\n'),
    told: { fetch: 'ok (stop) with usage', rest: 'unknown unknown SyntaxError (error)' },
  },
  {
    name: 'the last event has no blank line',
    uses,
    reply: rewritten((text) => text.replace(/\n+$/, '')),
    told: 'ok (stop) with usage',
  },
  {
    name: 'the stream ends without [DONE]',
    uses: ofChat,
    reply: changed((events) => events.slice(0, -1)),
    told: 'ok (stop) with usage',
  },
  {
    name: 'the stream ends without usage and [DONE]',
    uses: ofChat,
    reply: changed((events) => events.slice(0, -2)),
    told: 'ok (stop)',
  },
  {
    name: 'the stream ends before its last events',
    uses,
    reply: changed((events) => events.slice(0, 4)),
    told: 'ok (error)',
  },
  { name: 'the stream has no events', uses, reply: (wire, answer) => inChunks(wire, answer, []), told: 'ok' },
  {
    name: 'the stream has nothing but [DONE]',
    uses,
    reply: (wire, answer) => inChunks(wire, answer, ['data: [DONE]\n\n']),
    told: 'ok',
  },
  {
    name: 'events follow [DONE]',
    uses: ofChat,
    reply: changed((events) => [...events, event(delta('too late')), usage(99)]),
    told: 'ok (stop) with usage',
  },
  {
    name: 'the connection is reset behind [DONE]',
    uses: ofChat,
    reply: async (wire, answer) => {
      await inChunksOpen(wire, answer);
      await wire.pause(200);
      wire.reset();
    },
    told: {
      'node22 fetch stream': 'ok (stop) with usage',
      fetch: 'connection_error unknown TypeError (stop) with usage',
      '4': 'connection_error unknown Error (stop) with usage',
      rest: 'ok (stop) with usage',
    },
  },
  {
    name: 'the usage comes twice',
    uses: ofChat,
    reply: changed((events) => [...events.slice(0, -1), usage(7), ...events.slice(-1)]),
    told: 'ok (stop) with usage',
  },
  {
    name: 'usage stands in every chunk, counting on',
    uses: ofChat,
    reply: changed((events) => events.flatMap((one, at) => (at < 3 ? [one, usage(at)] : [one]))),
    told: 'ok (stop) with usage',
  },
  {
    name: 'an error comes in mid-stream',
    uses,
    reply: amid(
      event({
        error: {
          code: 502,
          message: 'Provider disconnected',
          metadata: { error_type: 'provider_unavailable' },
        },
      }),
    ),
    told: {
      fetch: 'server_error provider _OTHER (stop) with usage',
      rest: 'server_error provider APIError (error)',
    },
  },
  {
    name: 'an event named error comes in mid-stream',
    uses,
    reply: amid(
      'event: error\ndata: {"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"You exceeded your current quota"}}\n\n',
    ),
    told: {
      fetch: 'insufficient_balance caller insufficient_quota (stop) with usage',
      rest: 'insufficient_balance caller APIError (error)',
    },
  },
  {
    name: 'an error comes as bare JSON in mid-stream',
    uses,
    reply: amid('{"error":{"code":503,"message":"The model is overloaded","status":"UNAVAILABLE"}}\n\n'),
    told: { fetch: 'overloaded provider _OTHER (stop) with usage', rest: 'ok (stop) with usage' },
  },
  {
    name: 'an event is no JSON',
    uses,
    reply: amid('data: {oops\n\n'),
    told: { fetch: 'ok (stop) with usage', rest: 'unknown unknown SyntaxError (error)' },
  },
  {
    name: 'events are JSON, and no objects',
    uses: (use) => uses(use) && !/helper|responses/.test(use),
    reply: amid('data: 5\n\n', 'data: "text"\n\n', 'data: []\n\n'),
    told: 'ok (stop) with usage',
  },
  {
    name: 'an event is null',
    uses,
    reply: amid('data: null\n\n'),
    told: { '7 stream helper': 'ok (error)', '4 stream helper': 'ok (error)', rest: 'ok (stop) with usage' },
  },
  {
    name: 'an event has 1 MB',
    uses: ofChat,
    reply: amid(event(delta('x'.repeat(1024 * 1024)))),
    told: 'ok (stop) with usage',
  },
  {
    name: 'a line of 6 MB never ends',
    uses: (use) => use === '7 stream' || use === 'fetch stream reader',
    reply: rewritten((text) => `${text}data: {"a":"${'x'.repeat(6 * 1024 * 1024)}`),
    told: 'ok (stop) with usage',
  },
  {
    name: 'there are 3,000 events',
    uses: ofChat,
    reply: amid(Array.from({ length: 3000 }, () => event(delta('word '))).join('')),
    told: 'ok (stop) with usage',
  },
  {
    name: 'bytes that are no UTF-8 come in an event',
    uses: ofChat,
    reply: (wire, answer) =>
      inChunks(wire, answer, [
        ...answer.events.slice(0, 2),
        Buffer.concat([
          Buffer.from('data: {"id":"chatcmpl-fake","choices":[{"index":0,"delta":{"content":"'),
          Buffer.from([0xff, 0xc3, 0x28]),
          Buffer.from('"}}]}\n\n'),
        ]),
        ...answer.events.slice(2),
      ]),
    told: 'ok (stop) with usage',
  },
  {
    name: 'NUL bytes come between the events',
    uses: ofChat,
    reply: amid('\0\0\n\n'),
    told: 'ok (stop) with usage',
  },
  {
    name: 'two choices come in turn',
    uses: ofChat,
    reply: amid(
      event(chatChunk({ choices: [{ index: 1, delta: { content: 'another' }, finish_reason: 'length' }] })),
    ),
    told: 'ok (stop, length) with usage',
  },
  {
    name: 'the stream is fine, and its type has parameters',
    uses,
    reply: (wire, answer) => fine(wire, answer, { type: 'text/event-stream; charset=utf-8' }),
    told: 'ok (stop) with usage',
  },
];

export default STREAMS;
