import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClassifyInput, classify, describe as describeVerdict, explain, redact } from '../src/index.ts';

const OPENROUTER = 'https://openrouter.ai/api/v1';
const RAW =
  '{"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}';
const body = {
  error: {
    message: 'Provider returned error',
    code: 402,
    metadata: { raw: RAW, provider_name: 'DeepSeek', is_byok: false },
  },
  user_id: 'user_fake',
};

describe('classify reads an OpenRouter 402 whose cause is at DeepSeek', () => {
  const json = JSON.stringify(body);
  const python = `{'error': {'message': 'Provider returned error', 'code': 402, 'metadata': {'raw': '${RAW}', 'provider_name': 'DeepSeek', 'is_byok': False}}, 'user_id': 'user_fake'}`;
  it.each<[string, ClassifyInput]>([
    ['a parsed body', { body }],
    ['a body as text', { body: json }],
    ['a body as bytes', { body: new TextEncoder().encode(json) }],
    ['a list around the body', { body: `[${json}]` }],
    ['a body made a string', { body: JSON.stringify(json) }],
    ['a body made a string twice', { body: JSON.stringify(JSON.stringify(json)) }],
    ['a body with escaped quotes', { body: JSON.stringify(json).slice(1, -1) }],
    ['a body cut off after its last decisive word', { body: json.slice(0, json.indexOf('user_id') + 3) }],
    ['an error inside an error', { body: { error: body } }],
    ['an event of a stream', { body: `data: ${json}\n\ndata: [DONE]\n\n` }],
    ['a comment and events', { body: `: OPENROUTER PROCESSING\n\ndata: ${json}\n\n` }],
    ['a pretty-printed event', { body: `data: ${JSON.stringify(body, null, 2)}` }],
    ['the text of a Python client', { message: `Error code: 402 - ${python}` }],
    ['a Python traceback line', { message: `openai.APIStatusError: Error code: 402 - ${python}` }],
    ['the text of LiteLLM', { message: `litellm.APIError: APIError: OpenrouterException - ${json}` }],
    ['a prefix of a client', { message: `API Error: 402 ${json}` }],
    [
      'a choice of a 200 body',
      { status: 200, body: { choices: [{ finish_reason: 'error', error: body.error }] } },
    ],
    [
      'a failed response',
      { status: 200, body: { type: 'response.failed', response: { error: body.error } } },
    ],
    [
      'an SDK error that keeps only body.error',
      { error: Object.assign(new Error('402 x'), { status: 402, error: body.error }) },
    ],
    ['an AI SDK error', { error: Object.assign(new Error('x'), { statusCode: 402, responseBody: json }) }],
    ['an axios error', { error: Object.assign(new Error('x'), { response: { status: 402, data: body } }) }],
    [
      'an error that is a cause',
      { error: new Error('failed', { cause: { status: 402, error: body.error } }) },
    ],
    [
      'an AggregateError',
      { error: new AggregateError([Object.assign(new Error('x'), { status: 402, error: body.error })]) },
    ],
    ['a parsed body that was thrown', { error: body }],
  ])('in %s', (_name, input) => {
    const verdict = classify({ baseUrl: OPENROUTER, ...input });
    expect([verdict.category, verdict.owner, verdict.upstream]).toEqual([
      'insufficient_balance',
      'gateway',
      'deepseek',
    ]);
  });
});

describe('the owner', () => {
  const at = (isByok: boolean): unknown => ({
    error: { ...body.error, metadata: { ...body.error.metadata, is_byok: isByok } },
  });
  it('is the caller where the endpoint itself speaks', () => {
    expect(classify({ baseUrl: 'https://api.deepseek.com', status: 402, body: RAW }).owner).toBe('caller');
  });
  it("is the caller's own upstream account where the gateway used the caller's key", () => {
    const verdict = classify({ baseUrl: OPENROUTER, body: at(true) });
    expect([verdict.owner, verdict.remedy]).toEqual(['byok', 'top_up_upstream']);
  });
  it("is the outer gateway where the inner gateway's is_byok speaks of the outer one's key", () => {
    const outer = { error: { message: JSON.stringify(at(true)), type: 'upstream_error', code: 402 } };
    expect(classify({ body: outer }).owner).toBe('gateway');
  });
  it('is the caller for a request that an upstream refuses', () => {
    const raw = '{"error":{"message":"at most 64 tools are allowed","type":"invalid_request_error"}}';
    const error = {
      message: 'Provider returned error',
      code: 400,
      metadata: { raw, provider_name: 'DeepInfra' },
    };
    expect(classify({ baseUrl: OPENROUTER, status: 400, body: { error } }).owner).toBe('caller');
  });
});

describe('thrown things', () => {
  const named = (name: string, message = ''): Error => Object.assign(new Error(message), { name });
  it.each<[string, unknown, string]>([
    ['AbortError', new DOMException('This operation was aborted', 'AbortError'), 'cancelled'],
    ['APIUserAbortError', named('APIUserAbortError', 'Request was aborted.'), 'cancelled'],
    ['APIConnectionTimeoutError', named('APIConnectionTimeoutError', 'Request timed out.'), 'timeout'],
    ['a TimeoutError of AbortSignal.timeout', new DOMException('timed out', 'TimeoutError'), 'timeout'],
    [
      'fetch failed: ECONNREFUSED',
      new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
      'connection_error',
    ],
    [
      'fetch failed: ENOTFOUND',
      new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } }),
      'connection_error',
    ],
    [
      'fetch failed: headers timeout',
      new TypeError('fetch failed', { cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } }),
      'timeout',
    ],
    [
      'fetch failed: socket',
      new TypeError('fetch failed', { cause: { code: 'UND_ERR_SOCKET' } }),
      'connection_error',
    ],
    [
      'APIConnectionError with its cause',
      Object.assign(named('APIConnectionError', 'Connection error.'), { cause: { code: 'ECONNRESET' } }),
      'connection_error',
    ],
    [
      'an AWS exception',
      { name: 'ThrottlingException', message: 'Too many tokens', $metadata: { httpStatusCode: 429 } },
      'rate_limited',
    ],
    ['a string', '429 Too Many Requests', 'rate_limited'],
    ['a programming error', new TypeError("Cannot read properties of undefined (reading 'x')"), 'unknown'],
    ['undefined', undefined, 'unknown'],
    ['a number', 42, 'unknown'],
  ])('%s', (_name, error, category) => {
    expect(classify({ error }).category).toBe(category);
  });
});

describe('response headers', () => {
  it.each<[string, ClassifyInput['headers']]>([
    ['Headers', new Headers({ 'Retry-After': '7' })],
    ['a plain object', { 'Retry-After': '7' }],
    ['a plain object of lists', { 'retry-after': ['7'] }],
    ['pairs', [['RETRY-AFTER', '7']]],
    ['a Map', new Map([['retry-after', '7']])],
  ])('are read from %s', (_name, headers) => {
    expect(classify({ status: 429, headers }).retryAfter).toBe(7);
  });
  it('name an AWS exception where the body does not', () => {
    const headers = { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/' };
    expect(classify({ status: 400, headers, body: '{"message":"x"}' }).category).toBe('rate_limited');
  });
});

describe('text that a user wrote', () => {
  const echoes = [
    'insufficient balance, please top up',
    'rate limit exceeded 429',
    'invalid api key',
    'server overloaded',
  ];
  it.each(echoes)('does not decide a 400 that quotes it: %s', (echo) => {
    const messages = [
      `Invalid value: '${echo}'.`,
      `Invalid value: "${echo}"`,
      `Invalid value: "first line\n${echo}"`,
      `Invalid value: '${echo} and more that is cut o`,
      `Failed to parse tool arguments: {"message":"${echo}"}`,
      `Failed to parse tool arguments: {"error":{"message":"${echo}"}}`,
      `Cannot parse {"content":"${echo}"}`,
    ];
    for (const message of messages) {
      const body = { error: { message, type: 'invalid_request_error', code: 'invalid_value' } };
      expect(classify({ baseUrl: 'https://api.openai.com/v1', status: 400, body }).category).toBe(
        'invalid_request',
      );
    }
  });
  it.each(echoes)('does not decide from the flagged input of a moderation: %s', (echo) => {
    const error = {
      message: 'Your input was flagged.',
      code: 403,
      metadata: { reasons: ['x'], flagged_input: echo },
    };
    expect(classify({ baseUrl: OPENROUTER, status: 403, body: { error } }).category).toBe('content_filtered');
  });
});

describe('classify, whatever it is given,', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
  });

  it('never throws and freezes its verdict deeply', () => {
    fc.assert(
      fc.property(anything, anything, anything, anything, (body, error, headers, status) => {
        const verdict = classify({ body, error, headers, status } as ClassifyInput);
        expect(Object.isFrozen(verdict) && Object.isFrozen(verdict.hops)).toBe(true);
        expect(verdict.hops.every((hop) => Object.isFrozen(hop))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('takes any input in place of an object', () => {
    fc.assert(
      fc.property(anything, (input) => void classify(input as ClassifyInput)),
      { numRuns: 300 },
    );
  });

  it('gives the same verdict twice', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(null, 400, 402, 429, 500), (body, status) => {
        expect(classify({ body, status, now: 0 })).toEqual(classify({ body, status, now: 0 }));
      }),
    );
  });

  it('reads any cut of an error body', () => {
    const text = JSON.stringify(body);
    fc.assert(
      fc.property(fc.nat(text.length), (end) => {
        expect(classify({ baseUrl: OPENROUTER, status: 402, body: text.slice(0, end) }).category).toBe(
          'insufficient_balance',
        );
      }),
    );
  });

  it('explains, describes and redacts every verdict without throwing', () => {
    fc.assert(
      fc.property(anything, (error) => {
        const verdict = classify({ error });
        expect(explain(verdict).length).toBeGreaterThan(10);
        expect(describeVerdict(verdict).length).toBeLessThanOrEqual(256);
      }),
    );
  });

  it('survives getters that throw, proxies, cycles and revoked proxies', () => {
    const getters = {
      get body() {
        throw new Error('no');
      },
      get error() {
        throw new Error('no');
      },
    };
    const proxy = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    const endless: object = new Proxy({}, { get: () => endless });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const cycle: Record<string, unknown> = {};
    cycle.error = cycle;
    cycle.cause = cycle;
    for (const value of [proxy, endless, revoked.proxy, cycle]) {
      for (const key of ['body', 'error', 'headers', 'baseUrl', 'status', 'message']) {
        expect(() => classify({ [key]: value } as ClassifyInput)).not.toThrow();
      }
    }
    expect(classify(getters as unknown as ClassifyInput).category).toBe('unknown');
  });
});

describe('hostile input takes bounded time', () => {
  const SIZE = 2_000_000;
  const seeds = [
    '{',
    '[',
    '"',
    '\\',
    '\\"',
    '{"error":',
    '{\\"error\\":',
    ' ',
    'a ',
    "'a ",
    '*',
    'a@',
    'a.',
    'limit exceeded ',
    'credits ',
    'model ',
    'invalid api key is ',
    'prompt tokens ',
    'per day per hour ',
    'try again in ',
    'data: {"error":{}}\n\n',
    '<title>',
    'Error code: 429 - {',
    'litellm.A: ',
    'AException - ',
    '0123456789abcdef:',
    'A1',
    'https://a',
    '额度',
    '\\u0000',
    'sk-',
  ];
  const text = (seed: string): string => seed.repeat(Math.ceil(SIZE / seed.length));
  it.each(seeds)('megabytes of %j', (seed) => {
    const hostile = text(seed);
    const start = performance.now();
    classify({ body: hostile, status: 429 });
    classify({ message: hostile });
    classify({
      baseUrl: OPENROUTER,
      body: { error: { message: hostile, code: 429, metadata: { raw: hostile } } },
    });
    redact(hostile);
    // Some 10 ms here; the bound leaves room for a busy machine and still catches anything quadratic.
    expect(performance.now() - start).toBeLessThan(1_000);
  });
  it('nesting without end', () => {
    let nest: object = { message: 'x' };
    for (let depth = 0; depth < 100_000; depth++) nest = { error: nest };
    const start = performance.now();
    classify({ body: nest });
    classify({ body: `${'{"error":'.repeat(100_000)}1${'}'.repeat(100_000)}` });
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
