import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FetchInstrumentation, instrumentFetch } from '@fuelgauge/instrumentation';
import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { settled, useInstrumentedFetch, useSimulator } from './setup.ts';

const simulator = useSimulator();
const platform = globalThis.fetch;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const at = useInstrumentedFetch();
const URL_OF_A_CALL = 'https://api.openai.com/v1/chat/completions';
const CALL = { method: 'POST', body: '{"model":"gpt-5.2"}' } as const;

describe('around a fetch that is not the platform’s', () => {
  beforeAll(() => {
    trace.disable();
  });

  const through = (double: unknown): typeof fetch => {
    const instrumentation = new FetchInstrumentation({ enabled: false });
    instrumentation.setTracerProvider(at.telemetry.tracerProvider);
    instrumentation.isEnabled = () => true;
    return instrumentation.wrap(double as typeof fetch);
  };
  const answer = { id: 'a', choices: [] };
  const DOUBLES: readonly [what: string, double: () => unknown][] = [
    ['a bare object', async () => ({ ok: true, json: async () => answer })],
    [
      'plain headers',
      async () => ({ ok: true, status: 200, headers: {}, body: {}, json: async () => answer }),
    ],
    ['a json() that is not async', async () => ({ ok: true, json: () => answer })],
    ['no promise at all', () => ({ ok: true, json: () => answer })],
    ['null', async () => null],
    ['a frozen object', async () => Object.freeze({ ok: true, json: async () => answer })],
  ];

  test.each(DOUBLES)('that gives %s, the application gets the same', async (_, double) => {
    const use = async (get: () => unknown): Promise<unknown> => {
      const response = (await get()) as { json(): unknown } | null;
      return response === null ? null : response.json();
    };
    expect(await use(() => through(double)(URL_OF_A_CALL, CALL))).toEqual(await use(double));
    expect(at.telemetry.spans).toHaveLength(1);
  });

  const usage = { prompt_tokens: 3, completion_tokens: 1 };

  test('that gives a promise of another realm, the call is seen as any other', async () => {
    const elsewhere = runInNewContext('(value) => Promise.resolve(value)') as (value: unknown) => unknown;
    const get = through(() => elsewhere(Response.json({ ...answer, usage })));
    await (await get(URL_OF_A_CALL, CALL)).json();
    expect(at.telemetry.attributes['gen_ai.usage.input_tokens']).toBe(3);
  });

  test.each<[string, (body: ReadableStream) => PropertyDescriptor]>([
    ['a value', (body) => ({ value: body, writable: true, configurable: true })],
    ['an accessor', (body) => ({ get: () => body, configurable: true })],
    ['a value for good', (body) => ({ value: body })],
  ])('that puts another body in the answer’s place, as %s, the application gets that one', async (_, as) => {
    const body = new ReadableStream();
    const get = through(async () => Object.defineProperty(Response.json(answer), 'body', as(body)));
    expect((await get(URL_OF_A_CALL, CALL)).body).toBe(body);
  });

  test('whose text() gives no text, the application gets what it gave', async () => {
    const odd = {
      toString(): never {
        throw new Error('of the double');
      },
    };
    const double = { ok: true, status: 200, headers: new Headers(), body: {}, text: async () => odd };
    const response = await through(async () => double)(URL_OF_A_CALL, CALL);
    expect(await settled(response.text())).toEqual({ value: odd });
  });

  test('whose failed answer throws when it is looked at, nothing is thrown a second later', async () => {
    const listeners = process.listeners('uncaughtException');
    const thrown: unknown[] = [];
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => thrown.push(error));
    try {
      let looks = 0;
      const double = Object.defineProperty(new Response('{}', { status: 500 }), 'bodyUsed', {
        get(): never {
          looks++;
          throw new Error('of the double');
        },
      });
      await through(async () => double)(URL_OF_A_CALL, CALL);
      while (looks === 0) await sleep(50);
      await sleep(20);
      expect(thrown).toEqual([]);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });

  test('that is refused, no timer is set on the application’s clock', async () => {
    vi.useFakeTimers();
    try {
      await through(async () => new Response('{}', { status: 500 }))(URL_OF_A_CALL, CALL);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that carries marks of its own, it carries them still', () => {
    const double = Object.assign(async () => Response.json(answer), { isPatchedBySomebody: true });
    expect(Object.entries(through(double))).toEqual([['isPatchedBySomebody', true]]);
  });

  test('that nobody may replace, starting up does not fail', () => {
    const { fetch } = globalThis;
    const property = { value: fetch, configurable: true, enumerable: true };
    Object.defineProperty(globalThis, 'fetch', { ...property, writable: false });
    try {
      expect(() => new FetchInstrumentation()).not.toThrow();
    } finally {
      Object.defineProperty(globalThis, 'fetch', { ...property, writable: true });
    }
  });

  test('that throws at once, the application gets the throw and the span ends', () => {
    const fault = new Error('of the double');
    const double = (): never => {
      throw fault;
    };
    expect(() => through(double)(URL_OF_A_CALL, CALL)).toThrow(fault);
    expect(at.telemetry.spans).toHaveLength(1);
  });
});

/** An object on which everything throws. */
function untouchable(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('odd arguments', () => {
  afterAll(() => {
    trace.disable();
  });

  test.each([
    ['null', [null]],
    ['nothing', []],
    ['null options', [URL_OF_A_CALL, null]],
    ['a symbol for a method', [URL_OF_A_CALL, { method: Symbol('POST') }]],
    ['options that cannot be looked at', [URL_OF_A_CALL, untouchable()]],
    ['an input that cannot be looked at', [untouchable(), CALL]],
  ])('%s reject as they do without us, and do not throw', async (_, args) => {
    const alone = await settled(Reflect.apply(platform, undefined, args) as Promise<unknown>);
    const watched = await settled(Reflect.apply(fetch, undefined, args) as Promise<unknown>);
    expect(String(watched.error)).toBe(String(alone.error));
  });

  test('an accessor of the application’s is asked no more often', async () => {
    const count = async (get: typeof fetch): Promise<number> => {
      let asked = 0;
      const init = {
        method: 'POST',
        headers: { authorization: 'Bearer sk-fake-key-1' },
        get body() {
          asked++;
          return '{"model":"gpt-5.2"}';
        },
      };
      await settled(get(`${simulator().url('openai')}/chat/completions`, init));
      return asked;
    };
    expect(await count(fetch)).toBe(await count(platform));
  });

  test('headers that can be iterated only once reach the server', async () => {
    const headers = (function* () {
      yield ['authorization', 'Bearer sk-fake-key-1'];
      yield ['x-own', 'kept'];
    })();
    await fetch(`${simulator().hostUrl('openai')}/chat/completions`, { ...CALL, headers: headers as never });
    expect(simulator().requests[0]!.headers['x-own']).toBe('kept');
  });
});

describe('a body', () => {
  const stream = (): Promise<Response> =>
    fetch(`${simulator().hostUrl('openrouter')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'deepseek/deepseek-v4-flash', messages: [], stream: true }),
    });

  test('piped to its end is unlocked again', async () => {
    const { body } = await stream();
    await body!.pipeTo(new WritableStream());
    expect(body!.locked).toBe(false);
  });

  test('teed stays locked when both branches have been read, as the platform’s does', async () => {
    const { body } = await stream();
    for (const branch of body!.tee()) for await (const _ of branch);
    expect(body!.locked).toBe(true);
    expect(at.telemetry.spans).toHaveLength(1);
  });

  test('that was looked at and forgotten stops its download', async () => {
    Object.assign(simulator().delivery, { chunks: 200, chunkDelayMs: 10 });
    const hasBody = async (): Promise<boolean> => (await stream()).body !== null;
    expect(await hasBody()).toBe(true);
    const request = simulator().requests.at(-1)!;
    let gone = false;
    void request.closed.then(() => {
      gone = true;
    });
    for (let round = 0; round < 50 && !gone; round++) {
      gc();
      await sleep(10);
    }
    expect(request.aborted).toBe(true);
    expect(at.telemetry.spans).toHaveLength(1);
  });

  test('whose pipe failed and was told not to cancel can be read on', async () => {
    Object.assign(simulator().delivery, { chunks: 50, chunkDelayMs: 5 });
    const { body } = await stream();
    const failing = new WritableStream({
      write() {
        throw new Error('of the sink');
      },
    });
    await settled(body!.pipeTo(failing, { preventCancel: true }));
    const reader = body!.getReader();
    expect((await reader.read()).done).toBe(false);
    await reader.cancel();
  });

  test('piped to its end under a pipe that must not cancel ends the call', async () => {
    const { body } = await stream();
    await body!.pipeTo(new WritableStream(), { preventCancel: true });
    expect(at.telemetry.spans).toHaveLength(1);
  });

  const taken = (): WritableStream => {
    const sink = new WritableStream();
    sink.getWriter();
    return sink;
  };
  test.each<[string, (body: ReadableStream) => unknown]>([
    ['pipeTo() a sink that is taken', (body) => body.pipeTo(taken())],
    ['pipeTo() no sink', (body) => body.pipeTo(undefined as never)],
    ['pipeTo() with no signal', (body) => body.pipeTo(new WritableStream(), { signal: 'x' as never })],
    ['pipeThrough() nothing', (body) => body.pipeThrough({} as never)],
    [
      'pipeThrough() what is taken',
      (body) => body.pipeThrough({ readable: new ReadableStream(), writable: taken() }),
    ],
  ])('is still free when %s was refused', async (_, refused) => {
    const { body } = await stream();
    expect((await settled((async () => refused(body!))())).error).toBeInstanceOf(TypeError);
    expect(body!.locked).toBe(false);
    for await (const _ of body!);
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
  });

  test('piped under a signal that is aborted already rejects with its reason, and is cancelled', async () => {
    const { body } = await stream();
    const signal = AbortSignal.abort(new Error('of the caller'));
    expect((await settled(body!.pipeTo(new WritableStream(), { signal }))).error).toBe(signal.reason);
    expect(body!.locked).toBe(false);
    expect(at.telemetry.spans).toHaveLength(1);
  });

  test('teed gives byte streams', async () => {
    const [left, right] = (await stream()).body!.tee();
    const reader = left.getReader({ mode: 'byob' });
    const { value } = await reader.read(new Uint8Array(16));
    expect(value!.byteLength).toBeGreaterThan(0);
    await Promise.all([reader.cancel(), right.cancel()]);
  });

  test('cloned after it was looked at gives byte streams', async () => {
    const response = await stream();
    expect(response.body!.locked).toBe(false);
    const reader = response.clone().body!.getReader({ mode: 'byob' });
    expect((await reader.read(new Uint8Array(16))).done).toBe(false);
  });

  test('whose reader let go under way and was taken up again is read to its end', async () => {
    const { body } = await stream();
    const first = body!.getReader();
    await first.read();
    first.releaseLock();
    for await (const _ of body!);
    expect(at.telemetry.attributes).toHaveProperty('gen_ai.usage.cost.amount');
    expect(at.telemetry.attributes).not.toHaveProperty('error.type');
  });

  test('asked for again while it is being read refuses, and the call is no failure', async () => {
    const response = await stream();
    const reader = response.body!.getReader();
    expect((await settled(response.text())).error).toBeInstanceOf(TypeError);
    while (!(await reader.read()).done);
    expect(at.telemetry.attributes).not.toHaveProperty('error.type');
  });
});

test('a fetch wrapped by hand keeps the configuration that it was given', async () => {
  trace.setGlobalTracerProvider(at.telemetry.tracerProvider);
  try {
    instrumentFetch(platform);
    const named = instrumentFetch(platform, { accounts: { production: 'sk-fake-key-1' } });
    const answer = await named(`${simulator().hostUrl('openai')}/chat/completions`, {
      ...CALL,
      headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
    });
    await answer.text();
    expect(at.telemetry.attributes['llm.account.id']).toBe('production');
  } finally {
    trace.disable();
  }
});

test('a call inside another call’s fetch, after its answer, is a call of its own', async () => {
  const own = instrumentFetch(platform);
  trace.setGlobalTracerProvider(at.telemetry.tracerProvider);
  try {
    const url = `${simulator().hostUrl('openai')}/chat/completions`;
    const init = {
      ...CALL,
      headers: { authorization: 'Bearer sk-fake-key-1', 'content-type': 'application/json' },
    };
    const outer = await own(url, init);
    const inner = await own(url, init);
    await Promise.all([outer.text(), inner.text()]);
    expect(at.telemetry.spans).toHaveLength(2);
  } finally {
    trace.disable();
  }
});

test.each([
  ['a model name', { model: 'a prompt in the place of a name', choices: [], usage: {} }, 'in the place'],
  ['a finish reason', { model: 'm', choices: [{ finish_reason: 'because you said so' }] }, 'because'],
  ['an id', { id: 'x'.repeat(1_000_000), choices: [] }, 'xxxx'],
])('text of an answer in the place of %s does not leave', async (_, body, text) => {
  const instrumentation = new FetchInstrumentation({ enabled: false });
  instrumentation.setTracerProvider(at.telemetry.tracerProvider);
  instrumentation.isEnabled = () => true;
  const get = instrumentation.wrap(async () => Response.json(body));
  await (await get(URL_OF_A_CALL, CALL)).json();
  expect(JSON.stringify(at.telemetry.attributes)).not.toContain(text);
});

test('a timeout of the caller’s signal is a timeout, any other abort is cancelled', async () => {
  const slow = (_: unknown, { signal }: RequestInit): Promise<never> =>
    new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)));
  const instrumentation = new FetchInstrumentation({ enabled: false });
  instrumentation.setTracerProvider(at.telemetry.tracerProvider);
  instrumentation.isEnabled = () => true;
  const get = instrumentation.wrap(slow as never);
  await settled(get(URL_OF_A_CALL, { ...CALL, signal: AbortSignal.timeout(5) }));
  const abort = new AbortController();
  const pending = settled(get(URL_OF_A_CALL, { ...CALL, signal: abort.signal }));
  abort.abort(new Error('changed my mind'));
  await pending;
  const categories = at.telemetry.spans.map((span) => span.attributes['llm.error.category']);
  expect(categories).toEqual(['timeout', 'cancelled']);
});
