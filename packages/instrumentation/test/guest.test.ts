import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  FetchInstrumentation,
  type FuelgaugeConfig,
  instrumentFetch,
  OpenAIInstrumentation,
} from '@fuelgauge/instrumentation';
import type { ScenarioName } from '@fuelgauge/simulator';
import {
  type ContextManager,
  context,
  DiagLogLevel,
  diag,
  type MeterProvider,
  metrics,
  type Span,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { OpenAI as OpenAI7 } from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OPENAI_VERSIONS } from './openai-versions.ts';
import { HELLO, settled, useInstrumentedFetch, useInstrumentedOpenAI, useSimulator } from './setup.ts';
import { Telemetry } from './telemetry.ts';

const simulator = useSimulator();
const model = 'gpt-5.2';
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
async function collected(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    gc();
    await sleep(10);
  }
}

/** How many unhandled rejections `run` leaves behind, with the test runner's own listeners out of the way. */
async function unhandledIn(run: () => unknown): Promise<number> {
  const listeners = process.listeners('unhandledRejection');
  let count = 0;
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', () => count++);
  try {
    await settled((async () => run())());
    // None may ever come: then this waits half a second.
    for (let round = 0; round < 25 && count === 0; round++) await sleep(20);
    await sleep(40);
    return count;
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
}

type Client = InstanceType<typeof OpenAI7>;
const ask = { model, messages: HELLO };

describe.each(OPENAI_VERSIONS)('openai $version', ({ OpenAI, version }) => {
  const client = (more: object = {}): Client =>
    new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai'), maxRetries: 0, ...more });
  const beta = (own: Client): Client => (version === 4 ? (own.beta as unknown as Client) : own);

  const DROPPED: readonly (readonly [
    what: string,
    scenario: ScenarioName,
    drop: (own: Client) => unknown,
  ])[] = [
    ['create()', 'insufficient_quota', (c) => void c.chat.completions.create(ask)],
    ['create().then()', 'insufficient_quota', (c) => void c.chat.completions.create(ask).then(() => {})],
    ['create().asResponse()', 'invalid_request', (c) => void c.chat.completions.create(ask).asResponse()],
    ['withResponse()', 'invalid_request', (c) => void c.chat.completions.create(ask).withResponse()],
    [
      'one of two consumers',
      'invalid_request',
      (c) => {
        const promise = c.chat.completions.create(ask);
        promise.catch(() => {});
        void promise.asResponse();
      },
    ],
    ['a list', 'invalid_request', () => void client({ apiKey: 'sk-fake-invalid' }).models.list()],
    [
      'a stream’s next()',
      'cut',
      async (c) => {
        const stream = await c.chat.completions.create({ ...ask, stream: true });
        const iterator = stream[Symbol.asyncIterator]();
        void (async () => {
          for (;;) if ((await iterator.next()).done) return;
        })();
      },
    ],
  ];

  test.each(DROPPED)(
    'drops %s and has as many unhandled rejections as without us',
    async (_, scenario, drop) => {
      const counted = async (): Promise<number> => {
        simulator().failNext('openai', scenario);
        return unhandledIn(() => drop(client()));
      };
      const alone = await counted();
      expect(alone).toBe(1);
      const instrumentation = new OpenAIInstrumentation();
      const telemetry = new Telemetry();
      instrumentation.setTracerProvider(telemetry.tracerProvider);
      instrumentation.manuallyInstrument(OpenAI);
      try {
        expect(await counted()).toBe(alone);
      } finally {
        instrumentation.disable();
        await telemetry.close();
      }
    },
  );

  describe('instrumented', () => {
    const at = useInstrumentedOpenAI(OpenAI);

    /** Runs inside a span of the application; the check says where the active span is another one. */
    const inApplication = async (
      run: (check: (place: string) => void) => Promise<void>,
    ): Promise<{ strayed: string[]; children: string[] }> => {
      const span = at.telemetry.tracerProvider.getTracer('application').startSpan('application');
      const strayed: string[] = [];
      await context.with(trace.setSpan(context.active(), span), () =>
        run((place) => {
          if (trace.getActiveSpan() !== span) strayed.push(place);
        }),
      );
      span.end();
      await tick();
      const id = span.spanContext().spanId;
      const isChild = (other: ReadableSpan): boolean => other.parentSpanContext?.spanId === id;
      return { strayed, children: at.telemetry.spans.filter(isChild).map(({ name }) => name) };
    };

    test('leaves the application’s own span active after a call, in a stream’s loop and after it', async () => {
      const { strayed } = await inApplication(async (check) => {
        await client().chat.completions.create(ask);
        check('after a call');
        for await (const _ of await client().chat.completions.create({ ...ask, stream: true }))
          check('in the loop');
        check('after the loop');
        simulator().failNext('openai', 'invalid_request');
        await settled(client().chat.completions.create(ask));
        check('after an error');
      });
      expect(strayed).toEqual([]);
    });

    test('makes a call from a stream’s loop the child of the application’s span', async () => {
      const { children } = await inApplication(async () => {
        for await (const _ of await client().chat.completions.create({ ...ask, stream: true })) {
          await client().chat.completions.create({ ...ask, model: 'gpt-inner' });
          break;
        }
      });
      expect(children.sort()).toEqual(['chat gpt-5.2', 'chat gpt-inner']);
    });

    test('makes a call from a tool the child of the application’s span', async () => {
      const { strayed, children } = await inApplication(async (check) => {
        const own = client();
        const runner = beta(own).chat.completions.runTools({
          ...ask,
          tools: [
            {
              type: 'function',
              function: {
                name: 'weather',
                description: 'the weather',
                parse: JSON.parse,
                parameters: { type: 'object', properties: { city: { type: 'string' } } },
                function: async () => {
                  check('in the tool');
                  await own.chat.completions.create({ ...ask, model: 'gpt-inner' });
                  return 'sunny';
                },
              },
            },
          ],
        } as never);
        await (runner as unknown as { finalContent(): Promise<unknown> }).finalContent();
      });
      expect(strayed).toEqual([]);
      expect(children.sort()).toEqual(['chat gpt-5.2', 'chat gpt-5.2', 'chat gpt-inner']);
    });

    test('makes a call of another client inside a custom fetch a span of its own, below the outer one', async () => {
      const inner = client();
      const outer = client({
        fetch: async (...args: Parameters<typeof fetch>) => {
          await inner.chat.completions.create({ ...ask, model: 'gpt-inner' });
          return fetch(...args);
        },
      });
      await outer.chat.completions.create(ask);
      const [first, second] = at.telemetry.spans;
      expect([first!.name, second!.name]).toEqual(['chat gpt-inner', 'chat gpt-5.2']);
      expect(first!.parentSpanContext?.spanId).toBe(second!.spanContext().spanId);
    });

    test('keeps the application’s functions in the stack of an error', async () => {
      simulator().failNext('openai', 'invalid_request');
      async function ofTheApplication(): Promise<unknown> {
        return await client().chat.completions.create(ask);
      }
      const { error } = await settled(ofTheApplication());
      expect((error as Error).stack).toContain('ofTheApplication');
    });

    test('rejects with the very error that a custom fetch threw in its cause', async () => {
      const thrown = new RangeError('of the application');
      const { error } = await settled(
        client({ fetch: () => Promise.reject(thrown) }).chat.completions.create(ask),
      );
      expect((error as Error).cause).toBe(thrown);
    });

    test('reports what the client says of an answer whose properties throw', async () => {
      const refusing = {
        get(): never {
          throw new RangeError('of the double');
        },
      };
      const double = Object.defineProperties({}, { status: refusing, ok: refusing, headers: refusing });
      const own = client({ fetch: async () => double });
      const { error } = await settled(own.chat.completions.create(ask));
      at.openai.disable();
      const { error: alone } = await settled(own.chat.completions.create(ask));
      expect(error).toStrictEqual(alone);
      expect(at.telemetry.spans).toHaveLength(1);
    });

    test('lets go of the prompt when the call has ended, though the answer is kept', async () => {
      const kept: unknown[] = [];
      const asked = async (): Promise<WeakRef<object>> => {
        const request = { model, messages: [{ role: 'user' as const, content: 'hello' }] };
        kept.push(await client().chat.completions.create(request).withResponse());
        return new WeakRef(request.messages);
      };
      const prompt = await asked();
      await client().chat.completions.create(ask);
      await collected();
      expect(kept).toHaveLength(1);
      expect(prompt.deref()).toBeUndefined();
    });

    test('does not take a stream for forgotten while it is read', async () => {
      Object.assign(simulator().delivery, { chunks: 6, chunkDelayMs: 5 });
      const iterator = (await client().chat.completions.create({ ...ask, stream: true }))[
        Symbol.asyncIterator
      ]();
      await iterator.next();
      await collected();
      expect(at.telemetry.spans).toEqual([]);
      while (!(await iterator.next()).done);
      expect(at.telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['stop']);
    });

    test('gives a call in flight its answer when it is switched off', async () => {
      simulator().delivery.latencyMs = 20;
      const pending = client().chat.completions.create(ask);
      await tick();
      at.openai.disable();
      expect((await pending).choices).toHaveLength(1);
    });

    test('reads no chunk ahead of the application', async () => {
      let pulled = 0;
      const body = (): ReadableStream<Uint8Array> =>
        new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              pulled++;
              const chunk = { id: 'fake', choices: [{ index: 0, delta: { content: `${pulled}` } }] };
              controller.enqueue(Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`));
            },
          },
          { highWaterMark: 0 },
        );
      const pulls = async (): Promise<number> => {
        pulled = 0;
        const own = client({
          fetch: async () => new Response(body(), { headers: { 'content-type': 'text/event-stream' } }),
        });
        const iterator = (await own.chat.completions.create({ ...ask, stream: true }))[
          Symbol.asyncIterator
        ]();
        for (let chunk = 0; chunk < 3; chunk++) await iterator.next();
        await tick();
        await iterator.return?.();
        return pulled;
      };
      const watched = await pulls();
      at.openai.disable();
      expect(watched).toBe(await pulls());
    });
  });
});

describe('the body that openai 7 reads under a timeout', () => {
  const at = useInstrumentedOpenAI(OpenAI7);

  test('when it hangs and the retry answers is one call of two attempts', async () => {
    let requests = 0;
    const client = new OpenAI7({
      apiKey: 'sk-fake-key-1',
      timeout: 40,
      maxRetries: 1,
      fetch: async (_url, init) => {
        const headers = { 'content-type': 'application/json' };
        if (requests++ > 0) return new Response('{"id":"fake-2","choices":[]}', { headers });
        const hanging = new ReadableStream({
          start: (controller) =>
            init?.signal?.addEventListener('abort', () => controller.error(new Error('aborted'))),
        });
        return new Response(hanging, { headers });
      },
    });
    expect((await client.chat.completions.create(ask)).id).toBe('fake-2');
    expect(at.telemetry.attributes).toMatchObject({
      'llm.call.attempts': 2,
      'gen_ai.response.id': 'fake-2',
    });
    expect(await at.telemetry.points('llm.call.retries')).toMatchObject([{ value: 1 }]);
  });
});

describe('telemetry that throws', () => {
  const broken = (): never => {
    throw new Error('of the telemetry');
  };
  const quiet = trace.wrapSpanContext({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 });
  const spanWith = (own: object): Span =>
    Object.assign(Object.create(quiet) as Span, { isRecording: () => true }, own);
  const tracing = (startSpan: () => Span): TracerProvider =>
    ({ getTracer: () => ({ startSpan, startActiveSpan: broken }) }) as never;
  const metering = (add: () => void, record: () => void): MeterProvider =>
    ({
      getMeter: () => ({ createCounter: () => ({ add }), createHistogram: () => ({ record }) }),
    }) as never;
  const nothing = (): void => {};

  const BROKEN: readonly (readonly [what: string, tracer: TracerProvider, meter: MeterProvider])[] = [
    ['startSpan', tracing(broken), metering(nothing, nothing)],
    ['setAttributes', tracing(() => spanWith({ setAttributes: broken })), metering(nothing, nothing)],
    ['addEvent', tracing(() => spanWith({ addEvent: broken })), metering(nothing, nothing)],
    ['isRecording', tracing(() => spanWith({ isRecording: broken })), metering(nothing, nothing)],
    ['end', tracing(() => spanWith({ end: broken })), metering(nothing, nothing)],
    ['a counter', tracing(() => quiet), metering(broken, nothing)],
    ['a histogram', tracing(() => quiet), metering(nothing, broken)],
  ];

  let errors: unknown[][];
  beforeEach(() => {
    errors = [];
    const error = (...args: unknown[]): void => void errors.push(args);
    diag.setLogger(
      { error, warn: nothing, info: nothing, debug: nothing, verbose: nothing },
      { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
    );
  });
  afterEach(() => diag.disable());

  test.each(BROKEN)('in %s is not noticed by a call with a retry, and logged', async (_, tracer, meter) => {
    const instrumentation = new OpenAIInstrumentation();
    instrumentation.setTracerProvider(tracer);
    instrumentation.setMeterProvider(meter);
    instrumentation.manuallyInstrument(OpenAI7);
    try {
      simulator().failNext('openai', 'rate_limited', { times: 2 });
      const client = new OpenAI7({
        apiKey: 'sk-fake-key-1',
        baseURL: simulator().hostUrl('openai'),
        maxRetries: 2,
      });
      expect((await client.chat.completions.create(ask)).choices).toHaveLength(1);
      expect((await client.chat.completions.create(ask)).choices).toHaveLength(1);
      const places = errors.map(([, message]) => message);
      expect(places.length).toBeGreaterThan(0);
      expect(places).toEqual([...new Set(places)]);
    } finally {
      instrumentation.disable();
    }
  });
});

describe('what fails later, or around the call', () => {
  const rejects = async (): Promise<never> => {
    throw new Error('of the application');
  };
  const recording = (config: FuelgaugeConfig, telemetry: Telemetry): OpenAIInstrumentation => {
    const instrumentation = new OpenAIInstrumentation(config);
    instrumentation.setTracerProvider(telemetry.tracerProvider);
    instrumentation.manuallyInstrument(OpenAI7);
    return instrumentation;
  };
  const call = () =>
    new OpenAI7({
      apiKey: 'sk-fake-key-1',
      baseURL: simulator().hostUrl('openai'),
      maxRetries: 0,
    }).chat.completions.create(ask);

  test.each(['requestHook', 'responseHook', 'accountId'] as const)(
    'an async %s that rejects is no unhandled rejection',
    async (name) => {
      const telemetry = new Telemetry();
      const instrumentation = recording({ [name]: rejects }, telemetry);
      try {
        expect(await unhandledIn(call)).toBe(0);
        expect(telemetry.spans).toHaveLength(1);
      } finally {
        instrumentation.disable();
        await telemetry.close();
      }
    },
  );

  const broken = (): never => {
    throw new Error('of the context manager');
  };
  const real = new AsyncLocalStorageContextManager();
  const MANAGERS: readonly (readonly [when: string, own: Partial<ContextManager>])[] = [
    ['when it is asked for the context', { active: broken }],
    ['before it runs what it is given', { with: broken }],
    [
      'after it has run what it was given',
      {
        with: (_, run, self, ...args) => {
          run.apply(self as never, args);
          return broken();
        },
      },
    ],
  ];

  test.each(MANAGERS)('a context manager that throws %s costs no call', async (_, own) => {
    const telemetry = new Telemetry();
    const instrumentation = recording({}, telemetry);
    const manager = Object.assign(Object.create(real) as ContextManager, own);
    context.disable();
    context.setGlobalContextManager(manager);
    try {
      const before = simulator().requests.length;
      expect((await call()).choices).toHaveLength(1);
      expect(simulator().requests.length - before).toBe(1);
      simulator().failNext('openai', 'insufficient_quota');
      expect((await settled(call())).error).toBeInstanceOf(OpenAI7.RateLimitError);
    } finally {
      instrumentation.disable();
      await telemetry.close();
    }
  });

  test.each<[string, () => unknown]>([
    ['gives no meter', broken],
    ['gives a meter that makes no instruments', () => ({ createCounter: broken, createHistogram: broken })],
  ])('a global meter provider that %s costs no span', async (_, getMeter) => {
    const telemetry = new Telemetry();
    const instrumentation = recording({}, telemetry);
    metrics.setGlobalMeterProvider({ getMeter } as never);
    try {
      expect((await call()).choices).toHaveLength(1);
      expect(telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['stop']);
    } finally {
      metrics.disable();
      instrumentation.disable();
      await telemetry.close();
    }
  });

  test('a meter that makes no instruments can be set', () => {
    const instrumentation = new OpenAIInstrumentation({ enabled: false });
    const meter = { createCounter: broken, createHistogram: broken };
    expect(() => instrumentation.setMeterProvider({ getMeter: () => meter } as never)).not.toThrow();
  });
});

describe('fetch', () => {
  const url = (): string => `${simulator().hostUrl('openrouter')}/chat/completions`;
  const body = JSON.stringify({ model: 'deepseek/deepseek-v4-flash', messages: HELLO, stream: true });
  const post = (init: RequestInit = {}): Promise<Response> =>
    fetch(url(), {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
      body,
      ...init,
    });
  const refused = (): Promise<Response> =>
    fetch('http://127.0.0.1:9/v1/chat/completions', { method: 'POST', body });

  const DROPPED: readonly (readonly [what: string, expected: number, drop: () => unknown])[] = [
    ['its promise', 1, () => void refused()],
    [
      'text() of a cut body',
      1,
      async () => {
        simulator().failNext('openrouter', 'cut');
        const response = await post();
        void response.text();
      },
    ],
    [
      'read() of a cut body',
      1,
      async () => {
        simulator().failNext('openrouter', 'cut');
        const reader = (await post()).body!.getReader();
        void (async () => {
          for (;;) if ((await reader.read()).done) return;
        })();
      },
    ],
    [
      'the body of a cut answer',
      0,
      async () => {
        simulator().failNext('openrouter', 'cut');
        void (await post()).body!.tee();
      },
    ],
  ];

  test.each(DROPPED)('drops %s: %i unhandled rejections, as without us', async (_, expected, drop) => {
    const alone = await unhandledIn(drop);
    const instrumentation = new FetchInstrumentation();
    const telemetry = new Telemetry();
    instrumentation.setTracerProvider(telemetry.tracerProvider);
    try {
      expect([alone, await unhandledIn(drop)]).toEqual([expected, expected]);
    } finally {
      instrumentation.disable();
      await telemetry.close();
    }
  });

  describe('instrumented', () => {
    const at = useInstrumentedFetch();
    const usage = 'gen_ai.usage.cost.amount';

    test.each<[string, () => unknown]>([
      ['no argument', () => (fetch as () => unknown)()],
      ['a relative url', () => fetch('/v1/chat/completions', { method: 'POST' })],
      [
        'a used request',
        () =>
          Promise.all(
            [1, 2].map(
              (
                (one) => () =>
                  fetch(one)
              )(new Request(url(), { method: 'POST', body })),
            ),
          ),
      ],
    ])('given %s rejects, and does not throw', async (_, call) => {
      const { error } = await settled(call() as Promise<unknown>);
      expect(error).toBeInstanceOf(TypeError);
    });

    test('consumes an iterator of headers once, and sends what it gave', async () => {
      function* headers(): Generator<[string, string]> {
        yield ['authorization', 'Bearer sk-fake-key-1'];
        yield ['x-own', 'sent'];
        yield ['content-type', 'application/json'];
      }
      await (await post({ headers: headers() as never })).text();
      expect(simulator().requests.at(-1)!.headers['x-own']).toBe('sent');
    });

    test('sends a streamed request body untouched', async () => {
      const stream = new Blob([body]).stream();
      await (await post({ body: stream, duplex: 'half' } as RequestInit)).text();
      expect(simulator().requests.at(-1)!.body).toEqual(JSON.parse(body));
    });

    test('rejects with the caller’s own reason, before the answer and within it', async () => {
      const reason = new RangeError('of the application');
      const early = new AbortController();
      const pending = settled(post({ signal: early.signal }));
      early.abort(reason);
      expect((await pending).error).toBe(reason);
      Object.assign(simulator().delivery, { chunks: 50, chunkDelayMs: 5 });
      const late = new AbortController();
      const reader = (await post({ signal: late.signal })).body!.getReader();
      await reader.read();
      late.abort(reason);
      expect((await settled(reader.read())).error).toBe(reason);
      expect(at.telemetry.spans).toHaveLength(2);
    });

    test('gives a response that looks and serialises as the platform’s', async () => {
      const response = await post();
      const { error } = await settled((async () => structuredClone(response))());
      expect(Object.keys(response)).toEqual([]);
      expect(JSON.stringify(response)).toBe('{}');
      expect(inspect(response)).toMatch(/^Response \{\s+status: 200/);
      expect((error as Error).name).toBe('DataCloneError');
      await response.body!.cancel();
    });

    test('gives a body that can still be read into the caller’s own buffer', async () => {
      const reader = (await post()).body!.getReader({ mode: 'byob' });
      for (;;) if ((await reader.read(new Uint8Array(64))).done) break;
      expect(at.telemetry.attributes).toHaveProperty([usage]);
    });

    test('gives a body that Node turns into a stream of its own', async () => {
      for await (const _ of Readable.fromWeb((await post()).body as never));
      expect(at.telemetry.attributes).toHaveProperty([usage]);
    });

    test('refuses to clone what was read, as without us', async () => {
      const response = await post();
      await response.text();
      expect(() => response.clone()).toThrow(TypeError);
    });

    test('left by a break in its loop stops the download and ends its span', async () => {
      Object.assign(simulator().delivery, { chunks: 200, chunkDelayMs: 5 });
      for await (const _ of (await post()).body!) break;
      expect(at.telemetry.spans).toHaveLength(1);
      const request = simulator().requests.at(-1);
      await request!.closed;
      expect(request!.aborted).toBe(true);
    });

    test('keeps a body’s disposal', async () => {
      const values = (await post()).body!.values() as AsyncIterator<unknown> & AsyncDisposable;
      await values.next();
      await values[Symbol.asyncDispose]();
      expect(at.telemetry.spans).toHaveLength(1);
    });
  });

  describe('with a hostile answer', () => {
    const telemetry = { now: undefined as unknown as Telemetry };
    beforeEach(() => {
      telemetry.now = new Telemetry();
      trace.setGlobalTracerProvider(telemetry.now.tracerProvider);
    });
    afterEach(async () => {
      trace.disable();
      await telemetry.now.close();
    });

    const HOSTILE: readonly (readonly [what: string, type: string, body: string | Uint8Array])[] = [
      ['bytes that are no UTF-8', 'application/json', new Uint8Array([0xff, 0xfe, 0x7b, 0x80])],
      [
        'an index beyond all choices',
        'application/json',
        '{"choices":[{"index":1e9,"finish_reason":"stop"}]}',
      ],
      ['choices that are no list', 'application/json', '{"choices":{"length":1e9},"usage":[1]}'],
      ['usage in strings', 'application/json', '{"choices":[],"usage":{"prompt_tokens":"5","cost":"1"}}'],
      ['negative usage', 'application/json', '{"choices":[],"usage":{"prompt_tokens":-5,"cost":-1}}'],
      ['a prototype', 'application/json', '{"__proto__":{"usage":{"cost":1}},"constructor":5}'],
      ['an id that is an object', 'application/json', '{"id":{"a":1},"model":["m"],"choices":[null,5]}'],
      ['a line without an end', 'text/event-stream', `data: {"a":"${'x'.repeat(3_000_000)}`],
      ['events that are no JSON', 'text/event-stream', 'data: {oops\n\ndata: null\n\ndata: 5\n\n:\n\n'],
    ];

    test.each(HOSTILE)('of %s gives the same bytes and one span without tokens', async (_, type, answer) => {
      const own = instrumentFetch(async () => new Response(answer, { headers: { 'content-type': type } }));
      const response = await own('http://llm.example/v1/chat/completions', { method: 'POST', body: '{}' });
      const parts: Uint8Array[] = [];
      for await (const part of response.body!) parts.push(part);
      const bytes = Buffer.concat(parts);
      expect(bytes.equals(Buffer.from(answer))).toBe(true);
      expect(telemetry.now.attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
      expect(telemetry.now.attributes).not.toHaveProperty([usageOf]);
    });
    const usageOf = 'gen_ai.usage.cost.amount';
  });
});

describe('a version of openai that nobody tested', () => {
  const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(PACKAGE, 'node_modules', '.guest-'));
    await mkdir(join(folder, 'node_modules', '@fuelgauge'), { recursive: true });
    await mkdir(join(folder, 'node_modules', '@opentelemetry'), { recursive: true });
    await symlink(PACKAGE, join(folder, 'node_modules', '@fuelgauge', 'instrumentation'));
    const api = join('node_modules', '@opentelemetry', 'api');
    await symlink(join(PACKAGE, api), join(folder, api));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    [
      '99.0.0',
      'class OpenAI { makeRequest() {} fetchWithTimeout() {} }',
      /99\.0\.0 is outside the tested range/,
    ],
    ['3.3.0', 'class OpenAIApi {}', /no client to instrument in openai 3\.3\.0/],
  ])('(%s) is a warning, and runs', async (version, source, warning) => {
    const home = join(folder, 'node_modules', 'openai');
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    await writeFile(
      join(home, 'package.json'),
      JSON.stringify({ name: 'openai', version, main: 'index.js' }),
    );
    await writeFile(join(home, 'index.js'), `exports.${/class (\w+)/.exec(source)![1]} = ${source};`);
    const file = join(folder, 'application.cjs');
    await writeFile(
      file,
      `require('@fuelgauge/instrumentation/register');
       console.log('runs', typeof require('openai'));`,
    );
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    expect(stdout).toContain('runs object');
    expect(stderr).toMatch(warning);
  });
});
