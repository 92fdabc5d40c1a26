import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const post = (body: object = {}, init: RequestInit = {}): Promise<Response> =>
  fetch(`${simulator.url('openai')}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-fake-delivery', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5.2', messages: [], ...body }),
    ...init,
  });

const client = (): OpenAI =>
  new OpenAI({ apiKey: 'sk-fake', baseURL: simulator.url('openai'), maxRetries: 0 });

async function streamedText(): Promise<string> {
  const stream = await client().chat.completions.create({ model: 'gpt-5.2', messages: [], stream: true });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

describe('a client reads the same text', () => {
  test.each([
    ['with lines ended by CR LF', { crlf: true }],
    ['in pieces of one byte, which cut characters', { splitBytes: 1 }],
    ['in pieces of seven bytes with CR LF', { splitBytes: 7, crlf: true }],
    ['compressed', { gzip: true }],
    ['compressed in pieces of five bytes', { gzip: true, splitBytes: 5 }],
    ['padded to 100 kB', { padToBytes: 100_000 }],
    ['slowly', { latencyMs: 20, firstChunkDelayMs: 20, chunkDelayMs: 5 }],
  ])('%s', async (_, delivery) => {
    Object.assign(simulator.delivery, delivery);
    expect(await streamedText()).toBe(simulator.answer.text);
    const whole = (await (await post()).json()) as { choices: [{ message: { content: string } }] };
    expect(whole.choices[0].message.content).toBe(simulator.answer.text);
  });
});

test('compression is announced, and only to a client that accepts it', async () => {
  simulator.delivery.gzip = true;
  expect((await post()).headers.get('content-encoding')).toBe('gzip');
  const plain = await post(
    {},
    {
      headers: {
        authorization: 'Bearer sk-fake',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
      },
    },
  );
  expect(plain.headers.get('content-encoding')).toBeNull();
});

test('a body is as large as it was asked to be', async () => {
  simulator.delivery.padToBytes = 2_000_000;
  expect((await (await post()).arrayBuffer()).byteLength).toBe(2_000_000);
});

describe('a broken body', () => {
  test.each([false, true])('is cut by a closed socket (stream: %s)', async (stream) => {
    simulator.failNext('openai', 'cut');
    const response = await post({ stream });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('that is cut was not left by the client', async () => {
    simulator.failNext('openai', 'cut');
    await (await post()).text().catch(() => {});
    await simulator.requests[0]!.closed;
    expect(simulator.requests[0]!.aborted).toBe(false);
  });

  test('is no body at all after a reset', async () => {
    simulator.failNext('openai', 'connection_reset');
    await expect(post()).rejects.toThrow('fetch failed');
  });

  test('does not parse', async () => {
    simulator.failNext('openai', 'malformed_json');
    await expect((await post()).json()).rejects.toThrow(SyntaxError);
  });

  test('is labelled as something else', async () => {
    simulator.failNext('openai', 'wrong_content_type');
    expect((await post()).headers.get('content-type')).toBe('text/plain');
  });

  test('begins late', async () => {
    simulator.failNext('openai', 'slow_first_byte');
    const before = Date.now();
    await (await post()).json();
    expect(Date.now() - before).toBeGreaterThanOrEqual(990);
  });

  test.each([false, true])('stalls until the client gives up (stream: %s)', async (stream) => {
    simulator.failNext('openai', 'stall');
    const abort = new AbortController();
    const response = await post({ stream }, { signal: abort.signal });
    const reading = response.text();
    reading.catch(() => {});
    expect(await Promise.race([reading, sleep(100, 'still waiting')])).toBe('still waiting');
    abort.abort();
    await expect(reading).rejects.toThrow('abort');
    await simulator.requests[0]!.closed;
    expect(simulator.requests[0]!.aborted).toBe(true);
  });

  test('that stalls does not keep the simulator from closing', async () => {
    const own = await startSimulator();
    own.failNext('deepseek', 'stall');
    const response = await fetch(`${own.url('deepseek')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake' },
    });
    const reading = expect(response.text()).rejects.toThrow();
    await own.close();
    await reading;
  });
});

describe('a client that leaves', () => {
  test('is noticed, with the chunks sent until then', async () => {
    simulator.delivery.chunks = 50;
    simulator.delivery.chunkDelayMs = 10;
    const stream = await client().chat.completions.create({ model: 'gpt-5.2', messages: [], stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    const [request] = simulator.requests;
    await request!.closed;
    expect(request!.aborted).toBe(true);
    expect(request!.chunksSent).toBeLessThan(10);
    expect(request!.chunksTotal).toBeGreaterThan(50);
  });

  test('is not confused with one that read to the end', async () => {
    await streamedText();
    const [request] = simulator.requests;
    await request!.closed;
    expect([request!.aborted, request!.chunksSent]).toEqual([false, request!.chunksTotal]);
  });

  test('who reads slowly is not sent everything at once', async () => {
    simulator.answer.text = 'x'.repeat(64 * 1024 * 1024);
    simulator.delivery.chunks = 64;
    const abort = new AbortController();
    const response = await post({ stream: true }, { signal: abort.signal });
    await sleep(300);
    const sent = simulator.requests[0]!.chunksSent;
    abort.abort();
    await response.body!.cancel().catch(() => {});
    expect(sent).toBeLessThan(64);
  });
});
