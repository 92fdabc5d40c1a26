/** Where a call is seen at fetch, and where not: each claim of the README's section has its test here. */
import http from 'node:http';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { FetchInstrumentation, instrumentFetch } from '@fuelgauge/instrumentation';
import { GoogleGenAI } from '@google/genai';
import { ChatAnthropic } from '@langchain/anthropic';
import { ChatOpenAI } from '@langchain/openai';
import { OpenRouter } from '@openrouter/sdk';
import { generateText } from 'ai';
import { OpenAI } from 'openai';
import { describe, expect, test } from 'vitest';
import { useWorld, withoutUs } from './setup.ts';

const platform = globalThis.fetch;
const world = useWorld();
const apiKey = 'sk-fake-1';
const content = 'a prompt that must stay at home';
const messages = [{ role: 'user' as const, content }];
const claude = { model: 'claude-sonnet-4-5', max_tokens: 99, messages };
const gpt = { model: 'gpt-4o-mini', messages };

/** Builds a client; the call is made later. */
type Build = () => () => Promise<unknown>;

const CLIENTS: Readonly<Record<string, readonly [seen: boolean, build: Build]>> = {
  '@anthropic-ai/sdk': [
    false,
    () => {
      const client = new Anthropic({
        apiKey,
        baseURL: world.simulator.hostUrl('anthropic'),
        openTelemetry: false,
      });
      return () => client.messages.create(claude);
    },
  ],
  'openai, unpatched': [
    false,
    () => {
      const client = new OpenAI({ apiKey, baseURL: world.simulator.hostUrl('openai') });
      return () => client.chat.completions.create(gpt);
    },
  ],
  '@google/genai': [
    true,
    () => {
      const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: world.simulator.hostUrl('gemini') } });
      return () => client.models.generateContent({ model: 'gemini-2.5-flash', contents: content });
    },
  ],
  '@ai-sdk/openai': [
    true,
    () => {
      const model = createOpenAI({ apiKey, baseURL: world.simulator.hostUrl('openai') }).chat('gpt-4o-mini');
      return () => generateText({ model, prompt: content });
    },
  ],
  '@openrouter/sdk': [
    true,
    () => {
      const client = new OpenRouter({ apiKey, serverURL: world.simulator.hostUrl('openrouter') });
      return async () => {
        const chatRequest = { model: 'deepseek/deepseek-v4-flash', messages, stream: true as const };
        for await (const _ of (await client.chat.send({ chatRequest })) as AsyncIterable<unknown>);
      };
    },
  ],
  '@langchain/openai': [
    true,
    () => {
      const configuration = { baseURL: world.simulator.hostUrl('openai') };
      const chat = new ChatOpenAI({ model: 'gpt-4o-mini', apiKey, configuration });
      return () => chat.invoke(content);
    },
  ],
  '@langchain/anthropic': [
    true,
    () => {
      const chat = new ChatAnthropic({
        model: 'claude-sonnet-4-5',
        apiKey,
        anthropicApiUrl: world.simulator.hostUrl('anthropic'),
      });
      return () => chat.invoke(content);
    },
  ],
};

const ours = (): number => world.spans.filter((span) => 'llm.account.id' in span.attributes).length;

describe('a client that was built before fetch was instrumented', () => {
  test.each(Object.keys(CLIENTS))('of %s is seen, or not, as the README says', async (name) => {
    const [seen, build] = CLIENTS[name]!;
    const call = await withoutUs(platform, async () => build());
    await call();
    expect(ours()).toBe(seen ? 1 : 0);
  });
});

test.each(Object.keys(CLIENTS))('a client of %s that was built after it is seen', async (name) => {
  await CLIENTS[name]![1]()();
  expect(ours()).toBe(1);
});

describe('by hand', () => {
  test('a client’s own fetch is seen when it is wrapped, once', async () => {
    const own: typeof fetch = (...args) => platform(...args);
    const client = new Anthropic({
      apiKey,
      baseURL: world.simulator.hostUrl('anthropic'),
      fetch: instrumentFetch(own),
      openTelemetry: false,
    });
    await client.messages.create(claude);
    expect(world.span.name).toBe('chat claude-sonnet-4-5');
  });

  test('a client’s own fetch that is not wrapped, and calls what was captured, is not seen', async () => {
    const client = new Anthropic({
      apiKey,
      baseURL: world.simulator.hostUrl('anthropic'),
      fetch: (...args) => platform(...args),
      openTelemetry: false,
    });
    await client.messages.create(claude);
    expect(world.spans).toEqual([]);
  });

  test.each(['a URL', 'a Request of undici’s own class'])(
    'undici.fetch is seen when it is wrapped: %s',
    async (kind) => {
      const undici = await import('undici');
      const get = instrumentFetch(undici.fetch as unknown as typeof fetch);
      const url = `${world.simulator.hostUrl('openrouter')}/chat/completions`;
      const init = {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'deepseek/deepseek-v4-flash', messages, stream: true }),
      };
      const response = await (kind === 'a URL'
        ? get(url, init)
        : get(new undici.Request(url, init) as unknown as Request));
      expect(response).toBeInstanceOf(undici.Response);
      for await (const _ of response.body!);
      expect(world.span.attributes).toMatchObject({
        'gen_ai.provider.name': 'openrouter',
        'gen_ai.response.model': 'deepseek/deepseek-v4-flash',
        'gen_ai.usage.cost.source': 'provider',
      });
    },
  );
});

test.each(['fetch', 'request'] as const)('undici.%s by itself is not seen', async (name) => {
  const undici = await import('undici');
  const url = `${world.simulator.url('openai')}/chat/completions`;
  const init = { method: 'POST', body: JSON.stringify(gpt) } as const;
  await (name === 'fetch'
    ? (await undici.fetch(url, init)).text()
    : (await undici.request(url, init)).body.text());
  expect(world.simulator.requests).toHaveLength(1);
  expect(world.spans).toEqual([]);
});

test('node:http, and so axios and all else that is built on it, is not seen', async () => {
  await new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const request = http.request(`${world.simulator.url('openai')}/chat/completions`, {
      method: 'POST',
      headers,
    });
    request.on('response', (response) => response.resume().on('end', resolve)).on('error', reject);
    request.end(JSON.stringify(gpt));
  });
  expect(world.simulator.requests).toHaveLength(1);
  expect(world.spans).toEqual([]);
});

test('a Request keeps its body to itself: the span has the model of the answer, none of the request', async () => {
  const request = new Request(`${world.simulator.hostUrl('openai')}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(gpt),
  });
  await (await fetch(request)).json();
  expect(world.span.attributes).toHaveProperty('gen_ai.response.model');
  expect(world.span.attributes).not.toHaveProperty('gen_ai.request.model');
});

describe('a retry that the SDK makes', () => {
  const RETRYING: Readonly<Record<string, () => Promise<unknown>>> = {
    '@anthropic-ai/sdk': () =>
      new Anthropic({
        apiKey,
        baseURL: world.simulator.hostUrl('anthropic'),
        openTelemetry: false,
      }).messages.create(claude),
    'openai, unpatched': () =>
      new OpenAI({ apiKey, baseURL: world.simulator.hostUrl('openai') }).chat.completions.create(gpt),
  };

  test.each(Object.keys(RETRYING))('(%s) is a span of its own, which says so', async (name) => {
    world.simulator.failNext(name.startsWith('openai') ? 'openai' : 'anthropic', 'overloaded');
    await RETRYING[name]!();
    const counts = world.spans.map((span) => span.attributes['http.request.resend_count']);
    expect(counts).toEqual([undefined, 1]);
  });

  test('inside the span that @anthropic-ai/sdk makes itself, leaves that one span, and its verdict goes', async () => {
    world.simulator.failNext('anthropic', 'overloaded');
    await new Anthropic({ apiKey, baseURL: world.simulator.hostUrl('anthropic') }).messages.create(claude);
    expect(world.span.name).toBe('anthropic.messages.create');
    expect(world.span.attributes).toHaveProperty('gen_ai.usage.cost.amount');
    expect(world.span.attributes).not.toHaveProperty('llm.error.category');
  });
});

test('switched off, the instrumentation records nothing of a client that was built while it was on', async () => {
  const instrumentation = new FetchInstrumentation();
  const client = new Anthropic({
    apiKey,
    baseURL: world.simulator.hostUrl('anthropic'),
    fetch: instrumentation.wrap(platform),
    openTelemetry: false,
  });
  instrumentation.disable();
  await client.messages.create(claude);
  expect(world.spans).toEqual([]);
});
