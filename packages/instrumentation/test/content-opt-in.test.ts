import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { context, DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { OpenAI } from 'openai';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CONTENT_ATTRIBUTES, contentOf } from './content-schema.ts';
import { answering } from './families.ts';
import { HELLO, settled, useInstrumentedFetch, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const VARIABLE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
const KEY = 'sk-fake-0123456789abcdefghij';
const simulator = useSimulator();
const client = (): OpenAI =>
  new OpenAI({ apiKey: KEY, baseURL: simulator().hostUrl('openai'), maxRetries: 0 });

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the environment', () => {
  const at = useInstrumentedFetch();
  const captures = async (config = {}): Promise<boolean> => {
    const get = answering(at.telemetry, () => Response.json({}), config);
    const body = JSON.stringify({ messages: HELLO });
    await (await get('https://api.openai.com/v1/chat/completions', { method: 'POST', body })).json();
    return at.telemetry.attributes['gen_ai.input.messages'] !== undefined;
  };

  test.each([
    [undefined, false],
    ['', false],
    ['false', false],
    ['NO_CONTENT', false],
    ['EVENT_ONLY', false],
    ['true', true],
    ['True', true],
    ['SPAN_ONLY', true],
    ['span_and_event', true],
  ])('%j: captured on spans is %j', async (value, expected) => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    vi.stubEnv(VARIABLE, value);
    expect(await captures()).toBe(expected);
  });

  test.each(['yes', '1', 'constructor', 'all'])(
    '%j is refused at start, naming variable and values',
    (value) => {
      vi.stubEnv(VARIABLE, value);
      const message = new RegExp(`${VARIABLE} must be true, false, NO_CONTENT, SPAN_ONLY`);
      expect(() => new OpenAIInstrumentation({ enabled: false })).toThrow(TypeError);
      expect(() => new FetchInstrumentation({ enabled: false })).toThrow(message);
    },
  );

  test.each([true, false])('configuration comes before it: %j', async (captureMessageContent) => {
    vi.stubEnv(VARIABLE, String(!captureMessageContent));
    expect(await captures({ captureMessageContent })).toBe(captureMessageContent);
  });

  test('what asks for events is warned that there are none, once', async () => {
    vi.resetModules();
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { captureFromEnvironment } = await import('../src/content/capture-mode.ts');
    const warnings: string[] = [];
    for (let time = 0; time < 2; time++) {
      captureFromEnvironment({ [VARIABLE]: 'SPAN_AND_EVENT' }, (message) => warnings.push(message));
    }
    expect(warnings).toEqual([expect.stringMatching(/no events are emitted/)]);
    warn.mockRestore();
  });

  test.each([
    ['warn', 1],
    ['off', 0],
  ])('with FUELGAUGE_LOG=%s that is %i warnings of the process', async (level, times) => {
    vi.resetModules();
    vi.stubGlobal(Symbol.for('fuelgauge.said.v1') as never, undefined);
    vi.stubEnv('FUELGAUGE_LOG', level);
    vi.stubEnv(VARIABLE, 'SPAN_AND_EVENT');
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const loaded = await import('../src/openai/instrumentation.ts');
    new loaded.OpenAIInstrumentation({ enabled: false });
    expect(warn).toHaveBeenCalledTimes(times);
    warn.mockRestore();
  });
});

test.each([
  [{ captureMessageContent: 'true' }, /config\.captureMessageContent must be true or false, got string/],
  [{ maxContentLength: 0 }, /config\.maxContentLength must be a whole number, 1 or more, got number/],
  [{ maxContentLength: '5' }, /config\.maxContentLength must be a whole number, 1 or more, got string/],
])('%j is refused at start', (config, message) => {
  expect(() => new OpenAIInstrumentation({ enabled: false, ...config } as never)).toThrow(message);
});

describe('through the openai client', () => {
  const at = useInstrumentedOpenAI(OpenAI, { captureMessageContent: true });
  const prompt = [{ role: 'user', parts: [{ type: 'text', content: HELLO[0]!.content }] }];

  test('a chat has its prompt and its answer', async () => {
    const answer = await client().chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(contentOf(at.telemetry.attributes)).toEqual({
      input: prompt,
      output: [
        {
          role: 'assistant',
          parts: [{ type: 'text', content: answer.choices[0]!.message.content }],
          finish_reason: 'stop',
        },
      ],
    });
  });

  test('a stream has all of its answer', async () => {
    let said = '';
    const stream = await client().chat.completions.create({
      model: 'gpt-5.2',
      messages: HELLO,
      stream: true,
    });
    for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? '';
    expect(contentOf(at.telemetry.attributes).output).toMatchObject([
      { parts: [{ type: 'text', content: said }] },
    ]);
  });

  test('a stream that is left early has what had come', async () => {
    Object.assign(simulator().delivery, { chunks: 50, chunkDelayMs: 2 });
    let said = '';
    const stream = await client().chat.completions.create({
      model: 'gpt-5.2',
      messages: HELLO,
      stream: true,
    });
    for await (const chunk of stream) {
      said += chunk.choices[0]?.delta.content ?? '';
      if (said !== '') break;
    }
    expect(contentOf(at.telemetry.attributes).output).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: said }], finish_reason: 'error' },
    ]);
  });

  test('responses have their answer, streamed or not', async () => {
    const { output_text: said } = await client().responses.create({ model: 'gpt-5.2', input: 'Hello?' });
    for await (const _ of await client().responses.create({
      model: 'gpt-5.2',
      input: 'Hello?',
      stream: true,
    }));
    for (const { attributes } of at.telemetry.spans) {
      expect(contentOf(attributes)).toEqual({
        input: [{ role: 'user', parts: [{ type: 'text', content: 'Hello?' }] }],
        output: [{ role: 'assistant', parts: [{ type: 'text', content: said }], finish_reason: 'stop' }],
      });
    }
  });

  test('a call that failed has its prompt and no answer', async () => {
    simulator().failNext('openai', 'invalid_key');
    await settled(client().chat.completions.create({ model: 'gpt-5.2', messages: HELLO }));
    expect(contentOf(at.telemetry.attributes)).toEqual({ input: prompt });
  });

  test('messages that the application adds later are not in it', async () => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [...HELLO];
    const asked = client().chat.completions.create({ model: 'gpt-5.2', messages });
    setTimeout(() => messages.push({ role: 'user', content: 'later' }), 0);
    await asked;
    expect(contentOf(at.telemetry.attributes).input).toEqual(prompt);
  });

  test('an embedding has no content', async () => {
    await client().embeddings.create({ model: 'text-embedding-3-small', input: 'a prompt' });
    expect(contentOf(at.telemetry.attributes)).toEqual({});
  });

  test('no metric carries content', async () => {
    const answer = await client().chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    for (const name of ['gen_ai.client.operation.duration', 'gen_ai.client.token.usage', 'llm.call.cost']) {
      const points = JSON.stringify(await at.telemetry.points(name));
      expect(points).not.toContain(HELLO[0]!.content);
      expect(points).not.toContain(answer.choices[0]!.message.content);
    }
  });

  test('a span of another instrumentation gets none', async () => {
    const tracer = at.telemetry.tracerProvider.getTracer('@opentelemetry/instrumentation-openai');
    const host = tracer.startSpan('chat gpt-5.2', { attributes: { 'gen_ai.operation.name': 'chat' } });
    await context.with(trace.setSpan(context.active(), host), () =>
      client().chat.completions.create({ model: 'gpt-5.2', messages: HELLO }),
    );
    host.end();
    expect(at.telemetry.span.name).toBe('chat gpt-5.2');
    for (const name of CONTENT_ATTRIBUTES) expect(at.telemetry.attributes).not.toHaveProperty(name);
  });

  test('a prompt is not read for a span that is not recorded', async () => {
    const sampler = { shouldSample: () => ({ decision: 0 }), toString: () => 'none' };
    at.openai.setTracerProvider(new TracerProvider({ sampler }));
    const read = vi.fn(() => HELLO);
    const body = { model: 'gpt-5.2', messages: HELLO };
    // The client reads it once, to send it.
    Object.defineProperty(body, 'messages', { enumerable: true, get: read });
    await client().chat.completions.create(body);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test('a prompt that cannot be read is logged and leaves the call alone', async () => {
    const logged: unknown[] = [];
    const note = (...args: unknown[]): void => void logged.push(args);
    diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note }, DiagLogLevel.ERROR);
    let reads = 0;
    const part = {
      type: 'text',
      get text(): string {
        // The client has read it by then, to send it.
        if (++reads === 2) throw new RangeError('a prompt that must stay at home');
        return 'hello';
      },
    };
    try {
      const messages = [{ role: 'user' as const, content: [part as never] }];
      const answer = await client().chat.completions.create({ model: 'gpt-5.2', messages });
      expect(answer.choices).toHaveLength(1);
      expect(at.telemetry.attributes).toHaveProperty('gen_ai.response.id');
      expect(JSON.stringify(logged)).toContain('fault in content');
      expect(JSON.stringify(logged)).not.toContain('stay at home');
    } finally {
      diag.disable();
    }
  });
});

describe('secrets', () => {
  const at = useInstrumentedFetch();
  const out = async (url: string, body: object, headers = {}): Promise<string> => {
    const answer = { choices: [{ message: { role: 'assistant', content: `You said ${KEY}.` } }] };
    const get = answering(at.telemetry, () => Response.json(answer), { captureMessageContent: true });
    await (await get(url, { method: 'POST', body: JSON.stringify(body), headers })).json();
    return JSON.stringify([at.telemetry.spans[0]!.attributes, at.telemetry.spans[0]!.events]);
  };
  const CHAT = 'https://api.openai.com/v1/chat/completions';
  const say = (content: string): object => ({ messages: [{ role: 'user', content }] });

  test('the key of the request is blanked wherever it stands, whatever it looks like', async () => {
    const plain = 'hunter2hunter2';
    const text = await out(CHAT, say(`I use ${plain} as my key`), { authorization: `Bearer ${plain}` });
    expect(text).toContain('I use [key] as my key');
    expect(text).not.toContain(plain);
  });

  test('the key in the query of a Gemini call is blanked too', async () => {
    const url =
      'https://generativelanguage.googleapis.com/v1beta/models/g:generateContent?key=hunter2hunter2';
    const text = await out(url, { contents: [{ parts: [{ text: 'my hunter2hunter2' }] }] });
    expect(text).toContain('my [key]');
    expect(text).not.toContain('hunter2');
  });

  test.each([
    ['an OpenAI key', 'use sk-proj-abcdefghijklmnop1234 please', 'use [key] please'],
    ['a Google key', 'use AIzaSyFakeFakeFakeFakeFake please', 'use [key] please'],
    ['a newer Google key', 'use AQ.FakeFakeFakeFakeFake please', 'use [key] please'],
    ['a Replicate key', 'use r8_FakeFakeFake please', 'use [key] please'],
    ['a Together key', 'use tgp_v1_FakeFakeFake please', 'use [key] please'],
    ['a key of the Vercel AI Gateway', 'use vck_FakeFakeFake please', 'use [key] please'],
    ['a key without a head', 'use fakeFAKE0123fakeFAKE4567fakeFAKE89ab please', 'use [key] please'],
    [
      'a name in a program',
      'call convertUtf8StringToBase64EncodedBytes()',
      'call convertUtf8StringToBase64EncodedBytes()',
    ],
    [
      'a commit',
      'see 0123456789abcdef0123456789abcdef01234567',
      'see 0123456789abcdef0123456789abcdef01234567',
    ],
    ['a bearer token', 'curl -H "Authorization: Bearer abcdef0123456789abcdef"', 'Bearer [token]'],
    ['a JSON web token', 'it is eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlIn0.sig ok', 'it is [token] ok'],
    ['a signed link', 'see https://files.test/a.png?sig=abc&exp=1 now', 'see https://files.test/a.png?… now'],
    ['a link with a password', 'see https://ann:pass@files.test/a now', 'see https://files.test/a now'],
  ])('%s is shown in a prompt as it should be', async (_, prompt, shown) => {
    const text = await out(CHAT, say(prompt));
    expect(JSON.parse(text)[0]['gen_ai.input.messages']).toContain(JSON.stringify(shown).slice(1, -1));
  });

  test('a key is blanked in an answer', async () => {
    expect(await out(CHAT, say('hello'))).not.toContain(KEY);
  });

  test.each([100, 1990, 1996, 2000, 2400, 2506, 2511])(
    'no part of a key that begins at %i is shown',
    async (position) => {
      const text = await out(CHAT, say(`${'a '.repeat(position / 2)}${KEY} and ${'more '.repeat(500)}`));
      for (let at = 3; at + 6 <= KEY.length; at++) expect(text).not.toContain(KEY.slice(at, at + 6));
    },
  );

  test('half a key at the end of what is looked at is not shown, where other secrets made room for it', async () => {
    const plain = 'hunter2hunter2hunter2';
    const others = `sk-${'a1'.repeat(50)} `.repeat(20);
    const prompt = `${others}${'a '.repeat((2500 - others.length) / 2)}${plain} ${'more '.repeat(500)}`;
    const text = await out(CHAT, say(prompt), { authorization: `Bearer ${plain}` });
    expect(text).toContain('a a a …');
    expect(text).not.toContain('hunter2');
  });

  test('tokens and addresses in tool definitions and arguments are left out', async () => {
    const call = {
      id: 'c',
      type: 'function',
      function: { name: 'f', arguments: '{"api_key":"hunter2","q":"x"}' },
    };
    const text = await out(CHAT, {
      messages: [{ role: 'assistant', content: null, tool_calls: [call] }],
      tools: [{ type: 'mcp', server_url: 'https://mcp.test/hunter2', headers: { Authorization: 'hunter2' } }],
    });
    expect(text).not.toContain('hunter2');
  });
});
