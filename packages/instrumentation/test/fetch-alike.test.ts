/** Each way to read a body, with each way in which it can end: the same as without us, error for error. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering } from './families.ts';
import { settled, useInstrumentedFetch } from './setup.ts';

const platform = globalThis.fetch;
const at = useInstrumentedFetch();
const EVENT = 'data: {"id":"a","choices":[{"index":0,"delta":{"content":"x"}}]}\n\n';

let server: Server;
beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(EVENT);
    if (headers['x-end'] === 'well') response.end('data: [DONE]\n\n');
    if (headers['x-end'] === 'cut') setTimeout(() => response.destroy(), 20);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function both(left: Promise<unknown>, right: Promise<unknown>): Promise<unknown> {
  const ends = await Promise.all([settled(left), settled(right)]);
  for (const { error } of ends) if (error !== undefined) throw error;
  return ends;
}

const WAYS: Readonly<Record<string, (response: Response) => unknown>> = {
  'text()': (r) => r.text(),
  'json()': (r) => r.json(),
  'blob()': async (r) => (await r.blob()).size,
  'formData()': (r) => r.formData(),
  'a reader': async (r) => {
    const reader = r.body!.getReader();
    let count = 0;
    while (!(await reader.read()).done) count++;
    return count > 0;
  },
  'a reader into a view of the caller’s own': async (r) => {
    const reader = r.body!.getReader({ mode: 'byob' });
    for (;;) {
      const { done, value } = await reader.read(new DataView(new ArrayBuffer(8)));
      if (done) return value?.constructor.name;
    }
  },
  'a reader’s closed': async (r) => {
    const reader = r.body!.getReader();
    const closed = settled(reader.closed);
    const read = await settled((async () => (await reader.read()).done || reader.read())());
    const { error } = await closed;
    expect(read.error).toBe(error);
    if (error !== undefined) throw error;
  },
  'for await': async (r) => {
    for await (const _ of r.body!);
  },
  'a stream of Node’s': async (r) => {
    for await (const _ of Readable.fromWeb(r.body as never));
  },
  'pipeTo()': (r) => r.body!.pipeTo(new WritableStream()),
  'tee()': (r) => {
    const [left, right] = r.body!.tee();
    return both(new Response(left).text(), new Response(right).text());
  },
  'a clone': (r) => {
    const copy = r.clone();
    return both(copy.text(), r.text());
  },
  'a Response around the body': (r) => new Response(r.body, r).text(),
  'a transfer of the body': (r) =>
    new Response(structuredClone(r.body, { transfer: [r.body as never] })).text(),
};

const REASON = new RangeError('of the caller');

async function outcome(get: typeof fetch, end: string, read: (response: Response) => unknown) {
  const abort = new AbortController();
  const response = await get(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`,
    {
      method: 'POST',
      headers: { 'x-end': end },
      body: '{"model":"m"}',
      signal: end === 'timeout' ? AbortSignal.timeout(60) : abort.signal,
    },
  );
  if (end === 'abort') setTimeout(() => abort.abort(REASON), 20);
  const { value, error } = await settled((async () => read(response))());
  const { name, message, cause } = (error ?? {}) as Error & { cause?: { code?: unknown } };
  return { value, name, message, code: cause?.code, own: error === REASON, bodyUsed: response.bodyUsed };
}

test.each(['well', 'cut', 'abort', 'timeout'])(
  'an answer that ends by %s is read alike in every way',
  async (end) => {
    const compare = async ([name, read]: [string, (response: Response) => unknown]) => [
      { way: name, ...(await outcome(platform, end, read)) },
      { way: name, ...(await outcome(fetch, end, read)) },
    ];
    const pairs = await Promise.all(Object.entries(WAYS).map(compare));
    expect(pairs.map(([, watched]) => watched)).toEqual(pairs.map(([bare]) => bare));
  },
);

test('an answer that is kept keeps neither the request nor the caller’s signal', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const get = answering(at.telemetry, () => Response.json({ id: 'a', choices: [] }));
  const ask = async () => {
    const init = { method: 'POST', body: '{"model":"m"}', signal: new AbortController().signal };
    const response = await get('https://api.openai.com/v1/chat/completions', init);
    await response.json();
    return { response, refs: [new WeakRef(init), new WeakRef(init.signal)] };
  };
  const { response, refs } = await ask();
  for (let round = 0; round < 5; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(refs.map((ref) => ref.deref())).toEqual([undefined, undefined]);
  expect(response.bodyUsed).toBe(true);
});
