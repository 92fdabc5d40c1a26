/** The application asks in an odd way. */
import { ASK, KEY, type Major, MESSAGES, MODEL } from '../application/clients.ts';
import { clientOf, drained, headOf, type Place } from '../application/uses.ts';
import { errorBody, fine, refuse } from '../server/reply.ts';
import type { Reply } from '../server/server.ts';
import { type Act, MAJORS, settled } from './act.ts';

const thrown = (): never => {
  throw new RangeError('of the application');
};
const deepFrozen = <T extends object>(value: T): T => {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFrozen(inner as object);
  return Object.freeze(value);
};

/** A request body, made anew for each call. */
type MakeBody = () => { readonly body: unknown };

const READS = ['first', 'second', 'third', 'fourth'] as const;

/** A body whose getter throws when it has been read so often. */
function failing(from: number): object {
  let reads = 0;
  return {
    ...ASK,
    get temperature(): number {
      return ++reads >= from ? thrown() : 1;
    },
  };
}

/** Whoever reads it changes what the next one reads. */
function counting(): object {
  let reads = 0;
  return {
    ...ASK,
    get temperature(): number {
      return ++reads;
    },
  };
}

class Conversation {
  readonly model = MODEL;
  readonly messages = MESSAGES;
  get temperature(): number {
    return 1;
  }
}

const BODIES: readonly (readonly [name: string, make: MakeBody, told: Act['told']])[] = [
  [
    'that is frozen',
    () => ({ body: deepFrozen(structuredClone(ASK)) }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'with a model whose getter throws',
    () => ({
      body: {
        ...ASK,
        get model(): string {
          return thrown();
        },
      },
    }),
    'no span',
  ],
  [
    'that is an instance of a class',
    () => ({ body: new Conversation() }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'without a prototype',
    () => ({ body: Object.assign(Object.create(null) as object, ASK) }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'with toJSON()',
    () => ({ body: { ...ASK, toJSON: () => ({ ...ASK, user: 'from toJSON' }) } }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'that refers to itself',
    () => {
      const body: Record<string, unknown> = { ...ASK };
      body.self = body;
      return { body };
    },
    'unknown unknown TypeError',
  ],
  ['with a BigInt', () => ({ body: { ...ASK, seed: 5n } }), 'unknown unknown TypeError'],
  [
    'with fields of the wrong types',
    () => ({ body: { model: 5, messages: null, stream: 'yes', max_tokens: {}, temperature: [] } }),
    {
      '4': 'ok',
      twice: 'ok (stop) with usage after 2 attempts, 1 retries',
      '4 twice': 'ok after 2 attempts, 1 retries',
      rest: 'ok (stop) with usage',
    },
  ],
  [
    'that is an empty object',
    () => ({ body: {} }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  ['that is undefined', () => ({ body: undefined }), { '4': 'no span', rest: 'unknown unknown TypeError' }],
  [
    'that is a string',
    () => ({ body: '{"model":"gpt-5.2"}' }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'that is an array',
    () => ({ body: [ASK] }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'with a model of 100,000 characters',
    () => ({ body: { ...ASK, model: 'm'.repeat(100_000) } }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'with 2 MB of messages',
    () => ({ body: { ...ASK, messages: [{ role: 'user', content: 'x'.repeat(2_000_000) }] } }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'behind a Proxy that passes everything on',
    () => ({ body: new Proxy({ ...ASK }, {}) }),
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'behind a Proxy that throws whenever it is looked at a second time',
    () => {
      const reads = new Map<PropertyKey, number>();
      return {
        body: new Proxy(
          { ...ASK },
          {
            get(target, key, receiver) {
              const count = (reads.get(key) ?? 0) + 1;
              reads.set(key, count);
              // The client looks at `stream` and `toJSON` more often than once.
              return count > 4 ? thrown() : Reflect.get(target, key, receiver);
            },
          },
        ),
      };
    },
    { twice: 'ok (stop) with usage after 2 attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
  [
    'that is revoked after the call',
    () => {
      const { proxy, revoke } = Proxy.revocable({ ...ASK }, {});
      setImmediate(revoke);
      return { body: proxy };
    },
    { twice: 'server_error provider TypeError after – attempts, 1 retries', rest: 'ok (stop) with usage' },
  ],
];

const firstFails: Reply = (wire, answer, attempt) =>
  attempt > 0
    ? fine(wire, answer)
    : refuse(wire, answer, 500, errorBody('server_error', 'Down'), { 'retry-after-ms': '1' });

const ofGetters = (major: Major): Act[] => [
  ...READS.map(
    (read, at): Act => ({
      name: `sends a body whose getter throws when it is read for the ${read} time (openai ${major})`,
      told: { first: 'no span', second: 'no span', rest: 'ok (stop) with usage' },
      run: (place) =>
        settled((async () => clientOf(major, place).chat.completions.create(failing(at + 1) as never))()),
    }),
  ),
  {
    name: `sends a body whose getter counts, twice (openai ${major})`,
    told: 'ok (stop) with usage after 2 attempts, 1 retries',
    reply: firstFails,
    maxRetries: 1,
    differs: {
      at: ['requests.1.body'],
      why: 'The body is looked at once more when the span begins, for the model and the options that a sampler may want to see. The first request is on its way by then; a retry has a getter read again.',
    },
    run: (place) => settled(clientOf(major, place).chat.completions.create(counting() as never)),
  },
];

const ofClient = (major: Major): Act[] =>
  BODIES.flatMap(([name, make, told]): Act[] =>
    [undefined, firstFails].map((reply) => ({
      name: `sends a body ${name}${reply === undefined ? '' : ', twice'} (openai ${major})`,
      ...(reply !== undefined && { reply }),
      maxRetries: 1,
      // A stream, as version 4 takes it, and nobody reads it.
      endsLate: name === 'with fields of the wrong types',
      told,
      run: async (place) => {
        const { body } = make();
        return settled((async () => clientOf(major, place).chat.completions.create(body as never))());
      },
    })),
  );

const url = ({ base }: Place): string => `${base}/chat/completions`;
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
const BODY = JSON.stringify(ASK);

/** What fetch gives, or how it refuses: at once, or by its promise. */
async function tried(call: () => Promise<Response>): Promise<object> {
  let promise: Promise<Response>;
  try {
    promise = call();
  } catch (error) {
    return { threwAtOnce: error };
  }
  const { value, error, failed } = await settled(promise);
  if (failed) return { error };
  return { head: headOf(value as Response), text: await settled((value as Response).text()) };
}

class Init {
  get method(): string {
    return 'POST';
  }
  get body(): string {
    return BODY;
  }
  readonly headers = headers;
}

const FETCHES: readonly (readonly [
  name: string,
  told: Act['told'],
  call: (place: Place) => Promise<Response>,
])[] = [
  ['nothing', 'no span', () => (fetch as () => Promise<Response>)()],
  ['a relative URL', 'no span', () => fetch('/v1/chat/completions', { method: 'POST', body: BODY })],
  ['a URL that is none', 'no span', () => fetch('http://', { method: 'POST', body: BODY })],
  [
    'a URL with a password',
    'unknown unknown TypeError',
    (p) => fetch(url(p).replace('http://', 'http://user:fake@'), { method: 'POST', body: BODY }),
  ],
  [
    'a scheme that it does not know',
    'connection_error unknown TypeError',
    () => fetch('gopher://llm.example/v1/chat/completions', { method: 'POST', body: BODY }),
  ],
  ['a symbol', 'no span', () => fetch(Symbol('url') as never, { method: 'POST' })],
  [
    'an object with toString()',
    'no span',
    (p) => fetch({ toString: () => url(p) } as never, { method: 'POST', headers, body: BODY }),
  ],
  [
    'an object whose toString() throws',
    'no span',
    () => fetch({ toString: thrown } as never, { method: 'POST' }),
  ],
  ['a URL', 'ok (stop) with usage', (p) => fetch(new URL(url(p)), { method: 'POST', headers, body: BODY })],
  [
    'a Request',
    'ok (stop) with usage',
    (p) => fetch(new Request(url(p), { method: 'POST', headers, body: BODY })),
  ],
  [
    'a Request and more',
    'ok (stop) with usage',
    (p) =>
      fetch(new Request(url(p), { method: 'POST', headers, body: BODY }), {
        headers: { ...headers, 'x-own': '1' },
      }),
  ],
  [
    'a Request with a stream for a body',
    'ok (stop) with usage',
    (p) =>
      fetch(
        new Request(url(p), {
          method: 'POST',
          headers,
          body: new Blob([BODY]).stream(),
          duplex: 'half',
        } as RequestInit),
      ),
  ],
  [
    'a Request that has been used',
    'unknown unknown TypeError',
    async (p) => {
      const request = new Request(url(p), { method: 'POST', headers, body: BODY });
      await request.text();
      return fetch(request);
    },
  ],
  [
    'a method in lower case',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'post', headers, body: BODY }),
  ],
  ['a method that is none', 'no span', (p) => fetch(url(p), { method: 'PO ST', headers, body: BODY })],
  ['GET with a body', 'no span', (p) => fetch(url(p), { headers, body: BODY })],
  ['GET', 'no span', (p) => fetch(url(p), { headers })],
  ['another path', 'no span', (p) => fetch(`${p.base}/models`, { method: 'POST', headers, body: BODY })],
  ['init with getters', 'no span', (p) => fetch(url(p), new Init())],
  [
    'init whose getter throws',
    'unknown unknown RangeError',
    (p) =>
      fetch(url(p), {
        method: 'POST',
        get body(): string {
          return thrown();
        },
      }),
  ],
  [
    'init that is frozen',
    'ok (stop) with usage',
    (p) => fetch(url(p), Object.freeze({ method: 'POST', headers: Object.freeze(headers), body: BODY })),
  ],
  ['init that is a string', 'no span', (p) => fetch(url(p), 'POST' as never)],
  ['init that is null', 'no span', (p) => fetch(url(p), null as never)],
  [
    'init behind a Proxy that throws',
    'no span',
    (p) => fetch(url(p), new Proxy({ method: 'POST' }, { get: thrown, getOwnPropertyDescriptor: thrown })),
  ],
  [
    'Headers',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', headers: new Headers(headers), body: BODY }),
  ],
  [
    'pairs of headers',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', headers: Object.entries(headers), body: BODY }),
  ],
  [
    'headers from a generator',
    'ok (stop) with usage',
    (p) =>
      fetch(url(p), {
        method: 'POST',
        headers: (function* () {
          yield* Object.entries(headers);
        })() as never,
        body: BODY,
      }),
  ],
  [
    'a header that is malformed',
    'invalid_request caller TypeError',
    (p) => fetch(url(p), { method: 'POST', headers: { 'x-own': 'a\nb' }, body: BODY }),
  ],
  [
    'headers whose getter throws',
    'unknown unknown RangeError',
    (p) =>
      fetch(url(p), {
        method: 'POST',
        headers: {
          get authorization(): string {
            return thrown();
          },
        },
        body: BODY,
      }),
  ],
  [
    'a body of bytes',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', headers, body: Buffer.from(BODY) }),
  ],
  [
    'a Blob',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', headers, body: new Blob([BODY]) }),
  ],
  [
    'a form',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', body: new URLSearchParams({ model: MODEL }) }),
  ],
  ['no body', 'ok (stop) with usage', (p) => fetch(url(p), { method: 'POST', headers })],
  [
    'a body that is no JSON',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', headers, body: '{oops' }),
  ],
  [
    'a body that is JSON and no object',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', headers, body: '[5]' }),
  ],
  [
    'a streamed body',
    'ok (stop) with usage',
    (p) =>
      fetch(url(p), {
        method: 'POST',
        headers,
        body: new Blob([BODY]).stream(),
        duplex: 'half',
      } as RequestInit),
  ],
  [
    'a streamed body without duplex',
    'invalid_request caller TypeError',
    (p) => fetch(url(p), { method: 'POST', headers, body: new Blob([BODY]).stream() }),
  ],
  [
    'a streamed body that fails',
    'connection_error unknown TypeError',
    (p) =>
      fetch(url(p), {
        method: 'POST',
        headers,
        body: new ReadableStream({
          start: (controller) => controller.enqueue(Buffer.from('{"mo')),
          pull: thrown,
        }),
        duplex: 'half',
      } as RequestInit),
  ],
  [
    'an async generator for a body',
    'ok (stop) with usage',
    (p) =>
      fetch(url(p), {
        method: 'POST',
        headers,
        body: (async function* () {
          yield Buffer.from(BODY);
        })() as never,
        duplex: 'half',
      } as RequestInit),
  ],
  [
    'a signal that is none',
    { node22: 'invalid_request caller TypeError', rest: 'unknown unknown TypeError' },
    (p) => fetch(url(p), { method: 'POST', headers, body: BODY, signal: {} as never }),
  ],
  [
    'redirect: error',
    'ok (stop) with usage',
    (p) => fetch(url(p), { method: 'POST', headers, body: BODY, redirect: 'error' }),
  ],
  [
    'integrity',
    'connection_error unknown TypeError',
    (p) => fetch(url(p), { method: 'POST', headers, body: BODY, integrity: 'sha256-AAAA' }),
  ],
  [
    'an object for this',
    'ok (stop) with usage',
    (p) => fetch.call({ mine: true } as never, url(p), { method: 'POST', headers, body: BODY }),
  ],
  [
    'more arguments than it takes',
    'ok (stop) with usage',
    (p) =>
      (fetch as (...all: unknown[]) => Promise<Response>)(
        url(p),
        { method: 'POST', headers, body: BODY },
        'third',
      ),
  ],
];

const OF_FETCH: readonly Act[] = [
  ...FETCHES.map(
    ([name, told, call]): Act => ({
      name: `gives fetch ${name}`,
      told,
      run: (place) => tried(() => call(place)),
    }),
  ),
  {
    name: 'calls new fetch()',
    told: 'no span',
    run: async (place) => {
      const Fetch = fetch as never as new (...all: unknown[]) => object;
      const { value, ...outcome } = await settled((async () => new Fetch(`${place.base}/models`))());
      return { ...outcome, class: (value as object | undefined)?.constructor.name };
    },
  },
  {
    name: 'looks at fetch',
    told: 'no span',
    run: () => ({
      name: fetch.name,
      length: fetch.length,
      keys: Reflect.ownKeys(fetch).map(String).sort(),
      prototype: typeof fetch.prototype,
      property: Object.entries(Object.getOwnPropertyDescriptor(globalThis, 'fetch') ?? {}).filter(
        ([key]) => key !== 'value',
      ),
      tag: String(Object.prototype.toString.call(fetch)),
    }),
  },
];

const OPTIONS: readonly (readonly [name: string, told: Act['told'], options: () => object])[] = [
  [
    'a header that is malformed',
    { '4': 'connection_error unknown APIConnectionError', rest: 'invalid_request caller TypeError' },
    () => ({ headers: { 'x-own': 'a\nb' } }),
  ],
  ['a header of null', 'ok (stop) with usage', () => ({ headers: { authorization: null } })],
  ['a query', 'ok (stop) with usage', () => ({ query: { a: 'b' } })],
  ['a path of its own', 'ok (stop) with usage', () => ({ path: '/chat/completions?own=1' })],
  [
    'options that are frozen',
    'ok (stop) with usage',
    () => Object.freeze({ headers: Object.freeze({ 'x-own': '1' }) }),
  ],
  ['a timeout that is none', 'invalid_request caller OpenAIError', () => ({ timeout: 'soon' })],
  ['retries that are none', 'ok (stop) with usage', () => ({ maxRetries: -1 })],
  ['an idempotency key', 'ok (stop) with usage', () => ({ idempotencyKey: 'mine' })],
];

const ofOptions = (major: Major): Act[] => [
  ...OPTIONS.map(
    ([name, told, options]): Act => ({
      name: `gives openai ${major} ${name}`,
      told,
      run: (place) =>
        settled((async () => clientOf(major, place).chat.completions.create(ASK, options() as never))()),
    }),
  ),
  {
    name: `gives openai ${major} a promise of options`,
    told: 'ok (stop) with usage',
    run: (place) =>
      settled(clientOf(major, place).post('/chat/completions', Promise.resolve({ body: ASK }) as never)),
  },
  {
    name: `gives openai ${major} a promise of options that rejects`,
    told: 'unknown unknown _OTHER',
    run: (place) =>
      settled(clientOf(major, place).post('/chat/completions', Promise.reject('no options') as never)),
  },
  {
    name: `uses a subclass of openai ${major} whose methods call super`,
    told: 'ok (stop) with usage',
    run: (place) => {
      const base = clientOf(major, place);
      const Client = base.constructor as unknown as new (options: object) => typeof base;
      class Own extends Client {
        seen: string[] = [];
        protected override async prepareRequest(...all: unknown[]): Promise<void> {
          this.seen.push(typeof all[0]);
        }
        override async fetchWithTimeout(...all: unknown[]): Promise<Response> {
          this.seen.push('sent');
          return (super.fetchWithTimeout as (...all: unknown[]) => Promise<Response>)(...all);
        }
      }
      const own = new Own({ apiKey: KEY, baseURL: place.base, maxRetries: 0 });
      return own.chat.completions.create(ASK).then((value) => ({ value, seen: own.seen }));
    },
  },
  {
    name: `uses a copy of a client by withOptions() (openai ${major})`,
    told: { '4': 'no span', rest: 'ok (stop) with usage' },
    run: async (place) => {
      const copy = clientOf(major, place) as unknown as {
        withOptions?(o: object): ReturnType<typeof clientOf>;
      };
      if (copy.withOptions === undefined) return 'there is none';
      return copy.withOptions({ maxRetries: 2 }).chat.completions.create(ASK);
    },
  },
  {
    name: `uses a client behind a Proxy (openai ${major})`,
    told: 'ok (stop) with usage',
    run: (place) =>
      settled((async () => new Proxy(clientOf(major, place), {}).chat.completions.create(ASK))()),
  },
  {
    name: `freezes its client (openai ${major})`,
    told: 'ok (stop) with usage',
    run: (place) =>
      settled((async () => Object.freeze(clientOf(major, place)).chat.completions.create(ASK))()),
  },
  {
    name: `logs at debug (openai ${major})`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      const lines: string[] = [];
      const log = (level: string) => (text: unknown) =>
        void lines.push(`${level} ${String(text).replace(/log_\w+/g, 'log_ID')}`);
      const logger = { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') };
      await clientOf(major, place, { logLevel: 'debug', logger }).chat.completions.create(ASK);
      return lines.map((line) => line.replace(/ in \d+ms/, '').replace(/127\.0\.0\.1:\d+/, 'HOST'));
    },
  },
  {
    name: `makes ten calls at once (openai ${major})`,
    told: '10 × ok (stop) with usage',
    run: (place) => {
      const client = clientOf(major, place);
      return Promise.all(Array.from({ length: 10 }, () => client.chat.completions.create(ASK)));
    },
  },
  {
    name: `makes a call within the loop of a stream (openai ${major})`,
    told: '2 × ok (stop) with usage',
    run: async (place) => {
      const client = clientOf(major, place);
      const inner: unknown[] = [];
      const outer = await drained(
        await client.chat.completions.create({ ...ASK, stream: true }),
        async () => {
          if (inner.length === 0) inner.push(await client.chat.completions.create(ASK));
          return 'chunk';
        },
      );
      return { outer, inner };
    },
  },
];

const REQUESTS: readonly Act[] = [
  ...MAJORS.flatMap(ofClient),
  ...MAJORS.flatMap(ofGetters),
  ...MAJORS.flatMap(ofOptions),
  ...OF_FETCH,
];
export default REQUESTS;
