/** The client's own `fetch` option: a double, another implementation, something broken. */
import { Readable } from 'node:stream';
import type { Major } from '../application/clients.ts';
import { drained } from '../application/uses.ts';
import { type Act, chat, MAJORS, settled, stream } from './act.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const TEXT = JSON.stringify({
  id: 'chatcmpl-fake',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
});
const EVENTS = `data: {"id":"chatcmpl-fake","choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;

const answer = (text = TEXT, init: ResponseInit = {}): Response =>
  new Response(text, { headers: JSON_TYPE, ...init });

/** As `node-fetch` and many doubles answer: no Response of the platform's, and a body that Node reads. */
const minimal = (more: object = {}): object => ({
  ok: true,
  status: 200,
  statusText: 'OK',
  url: 'http://llm.example/v1/chat/completions',
  headers: new Headers(JSON_TYPE),
  body: Readable.from([Buffer.from(TEXT)]),
  json: async () => JSON.parse(TEXT) as unknown,
  text: async () => TEXT,
  ...more,
});

class OwnResponse extends Response {
  readonly mine = true;
}
async function text(this: Response): Promise<string> {
  return (await Response.prototype.text.call(this)).replace('hello', 'hello from a subclass');
}
async function json(this: Response): Promise<unknown> {
  return JSON.parse(await this.text()) as unknown;
}
Object.defineProperties(OwnResponse.prototype, { text: { value: text }, json: { value: json } });

class OwnPromise<T> extends Promise<T> {
  readonly mine = true;
}

const broken = (): never => {
  throw new RangeError('of the double');
};

/** Awaited like a promise, and none. */
const thenable = (then: (resolve: (value: unknown) => void) => void): object =>
  Object.defineProperty({}, 'then', { value: then });

type Double = (url: unknown, init: unknown) => unknown;

const frozen = Object.freeze(new RangeError('frozen'));
const THROWN: readonly (readonly [name: string, value: unknown])[] = [
  ['an error', new RangeError('of the double')],
  ['a frozen error', frozen],
  ['a string', 'no network'],
  ['undefined', undefined],
  ['null', null],
  ['a number', 402],
  ['a frozen object', Object.freeze({ code: 'EHOSTUNREACH' })],
  ['an object without a prototype', Object.create(null)],
  [
    'an error whose getters throw',
    Object.defineProperties(new Error('odd'), { name: { get: broken }, code: { get: broken } }),
  ],
  ['an AbortError of its own', new DOMException('no longer wanted', 'AbortError')],
  [
    'an error with a cause',
    new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }),
  ],
  ['a Proxy that throws', new Proxy({}, { get: broken, getPrototypeOf: broken, has: broken })],
];

const TOLD_THROWN = {
  getters: 'unknown unknown RangeError',
  Proxy: 'unknown unknown RangeError',
  AbortError: 'timeout unknown APIConnectionTimeoutError',
  rest: 'connection_error unknown APIConnectionError',
};

const DOUBLES: readonly (readonly [name: string, told: Act['told'], fetch: Double])[] = [
  ...THROWN.flatMap(([name, value]): (readonly [string, Act['told'], Double])[] => [
    [`rejects with ${name}`, TOLD_THROWN, () => Promise.reject(value)],
    [
      `throws ${name} at once`,
      TOLD_THROWN,
      () => {
        throw value;
      },
    ],
  ]),
  [
    'gives a Response at once',
    { '4': 'connection_error unknown APIConnectionError', rest: 'ok (stop) with usage' },
    () => answer(),
  ],
  [
    'gives a thenable',
    { '4': 'connection_error unknown APIConnectionError', rest: 'ok (stop) with usage' },
    () => thenable((resolve) => resolve(answer())),
  ],
  ['gives a thenable that throws', 'connection_error unknown APIConnectionError', () => thenable(broken)],
  ['gives a promise of a class of its own', 'ok (stop) with usage', () => OwnPromise.resolve(answer())],
  ['gives undefined', 'unknown unknown TypeError', async () => undefined],
  ['gives null', 'unknown unknown TypeError', async () => null],
  ['gives an empty object', 'unknown unknown TypeError', async () => ({})],
  ['gives a string', 'unknown unknown TypeError', async () => TEXT],
  ['gives a minimal object', 'ok (stop) with usage', async () => minimal()],
  [
    'gives a minimal object with plain headers',
    'unknown unknown TypeError',
    async () =>
      minimal({
        headers: { ...JSON_TYPE, get: (name: string) => (JSON_TYPE as Record<string, string>)[name] ?? null },
      }),
  ],
  [
    'gives a minimal object without headers',
    'unknown unknown TypeError',
    async () => minimal({ headers: undefined }),
  ],
  [
    'gives headers that throw',
    'unknown unknown TypeError',
    async () => minimal({ headers: { get: broken } }),
  ],
  ['gives a status in words', 'ok (stop) with usage', async () => minimal({ status: '200' })],
  [
    'gives a failing minimal object',
    'insufficient_balance caller APIError',
    async () =>
      minimal({ ok: false, status: 402, text: async () => '{"error":{"message":"Insufficient Balance"}}' }),
  ],
  [
    'gives a text() that throws at once',
    { response: 'ok', rest: 'unknown unknown RangeError' },
    async () => minimal({ json: broken, text: broken }),
  ],
  [
    'gives a text() that gives a string at once',
    { response: 'ok', rest: 'ok (stop) with usage' },
    async () => minimal({ text: () => TEXT, json: () => JSON.parse(TEXT) as unknown }),
  ],
  [
    'gives a frozen object',
    { response: 'ok', rest: 'ok (stop) with usage' },
    async () => Object.freeze(minimal()),
  ],
  [
    'gives an object of getters that throw',
    'unknown unknown RangeError',
    async () =>
      Object.defineProperties(
        {},
        { status: { get: broken }, ok: { get: broken }, headers: { get: broken }, body: { get: broken } },
      ),
  ],
  [
    'gives a subclass of Response',
    'ok (stop) with usage',
    async () => new OwnResponse(TEXT, { headers: JSON_TYPE }),
  ],
  [
    'gives a frozen Response',
    { response: 'ok', rest: 'ok (stop) with usage' },
    async () => Object.freeze(answer()),
  ],
  [
    'gives a sealed Response',
    { response: 'ok', rest: 'ok (stop) with usage' },
    async () => Object.seal(answer()),
  ],
  [
    'gives a Response behind a Proxy',
    { response: 'ok', rest: 'ok (stop) with usage' },
    async () => {
      const response = answer();
      return new Proxy(response, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  ],
  [
    'gives a Response whose body is locked',
    { response: 'ok', rest: 'unknown unknown TypeError' },
    async () => {
      const response = answer();
      response.body!.getReader();
      return response;
    },
  ],
  [
    'gives a Response that was read',
    { response: 'ok', rest: 'unknown unknown TypeError' },
    async () => {
      const response = answer();
      await response.text();
      return response;
    },
  ],
  [
    'gives a Response with an error for a body',
    'connection_error unknown _OTHER',
    async () =>
      new Response(new ReadableStream({ start: (controller) => controller.error('broken pipe') }), {
        headers: JSON_TYPE,
      }),
  ],
  ['gives a Response of an error', 'unknown unknown APIConnectionError', async () => Response.error()],
  ['gives a Response without a body', 'ok', async () => new Response(null, { status: 204 })],
  [
    'gives a failing Response of an odd status',
    'invalid_request caller APIError',
    async () => new Response('teapot', { status: 418 }),
  ],
];

const STREAMS: readonly (readonly [name: string, told: Act['told'], fetch: Double])[] = [
  [
    'streams strings',
    'ok (stop)',
    async () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(Buffer.from(EVENTS));
            controller.close();
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      ),
  ],
  [
    'streams what is no bytes',
    'ok',
    async () =>
      minimal({
        headers: new Headers(),
        body: new ReadableStream({
          start(controller) {
            controller.enqueue(5);
            controller.close();
          },
        }),
      }),
  ],
  [
    'streams by Node',
    'ok (stop)',
    async () => minimal({ headers: new Headers(), body: Readable.from([Buffer.from(EVENTS)]) }),
  ],
  [
    'streams by an async generator',
    'ok (stop)',
    async () =>
      minimal({
        headers: new Headers(),
        body: (async function* () {
          yield Buffer.from(EVENTS);
        })(),
      }),
  ],
  ['streams from a subclass', 'ok (stop)', async () => new OwnResponse(EVENTS)],
  [
    'streams, and fails with a string',
    'connection_error unknown _OTHER (stop)',
    async () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(Buffer.from(EVENTS.slice(0, 110)));
          },
          pull: () => Promise.reject('broken pipe'),
        }),
      ),
  ],
  [
    'has no body to stream',
    'unknown unknown OpenAIError',
    async () => minimal({ headers: new Headers(), body: null }),
  ],
];

/** Where the reading of the raw response cannot be seen, or fails before it has begun. */
const UNSEEN = /text\(\)|behind a Proxy|is locked|was read/;

const ofDouble = (major: Major): Act[] => [
  ...DOUBLES.map(
    ([name, told, fetch]): Act => ({
      name: `has a fetch for openai ${major} that ${name}`,
      told,
      run: (place) => settled((async () => chat(major, place, { fetch }))()),
    }),
  ),
  ...DOUBLES.slice(-30).map(
    ([name, told, fetch]): Act => ({
      name: `has a fetch for openai ${major} that ${name}, and takes the response`,
      told,
      endsLate: UNSEEN.test(name),
      run: async (place) => {
        const { value, ...outcome } = await settled(
          (async () => chat(major, place, { fetch }).asResponse())(),
        );
        if (outcome.failed) return outcome;
        const response = value as Response;
        return {
          class: (response as object | null | undefined)?.constructor?.name,
          text: await settled((async () => response.text())()),
        };
      },
    }),
  ),
  ...STREAMS.map(
    ([name, told, fetch]): Act => ({
      name: `has a fetch for openai ${major} that ${name}`,
      told,
      run: async (place) => {
        const { value, ...outcome } = await settled((async () => stream(major, place, { fetch }))());
        return outcome.failed ? outcome : drained(value as AsyncIterable<unknown>);
      },
    }),
  ),
  {
    name: `has a fetch for openai ${major} that gives the same Response twice`,
    told: 'ok (stop) with usage, then unknown unknown TypeError',
    run: async (place) => {
      const response = answer();
      const fetch = async (): Promise<Response> => response;
      return [await settled(chat(major, place, { fetch })), await settled(chat(major, place, { fetch }))];
    },
  },
  {
    name: `has a fetch for openai ${major} that never answers and knows no signal`,
    told: 'ok',
    hangs: true,
    timeout: 60,
    run: (place) => chat(major, place, { fetch: () => new Promise(() => {}) }),
  },
  {
    name: `has a fetch for openai ${major} that calls the client again`,
    told: '2 × ok (stop) with usage',
    run: async (place) => {
      let inner: unknown;
      const fetch: typeof globalThis.fetch = async (...all) => {
        inner ??= await chat(major, place, {});
        return globalThis.fetch(...(all as Parameters<typeof globalThis.fetch>));
      };
      return { outer: await chat(major, place, { fetch }), inner };
    },
  },
  {
    name: `has a fetch for openai ${major} that reads a clone of the answer`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      let copy: unknown;
      const fetch: typeof globalThis.fetch = async (...all) => {
        const response = await globalThis.fetch(...(all as Parameters<typeof globalThis.fetch>));
        copy = await response.clone().text();
        return response;
      };
      return { value: await chat(major, place, { fetch }), copy };
    },
  },
];

/** Version 4 forgets to stop its timer when a fetch throws at once: the default of ten minutes would keep the process. */
const DOUBLE_ACTS: readonly Act[] = MAJORS.flatMap(ofDouble).map((act) => ({ timeout: 1500, ...act }));
export default DOUBLE_ACTS;
