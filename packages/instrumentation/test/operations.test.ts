import { AzureOpenAI, type OpenAI as OpenAIClass } from 'openai';
import { AzureOpenAI as AzureOpenAI4 } from 'openai4';
import { AzureOpenAI as AzureOpenAI5 } from 'openai5';
import { AzureOpenAI as AzureOpenAI6 } from 'openai6';
import { describe, expect, test } from 'vitest';
import { OPENAI_VERSIONS } from './openai-versions.ts';
import { HELLO, settled, useInstrumentedOpenAI, useSimulator } from './setup.ts';

type Client = InstanceType<typeof OpenAIClass>;
const simulator = useSimulator();
const file = (): File => new File(['fake audio'], 'a.wav');

/** The client's methods, the conventions' operation names for them, and what else their span must say. */
const METHODS: readonly {
  readonly method: string;
  readonly call: (client: Client) => unknown;
  readonly operation: string;
  readonly model?: string;
  readonly usage?: boolean;
}[] = [
  {
    method: 'chat.completions.create',
    call: (c) => c.chat.completions.create({ model: 'gpt-5.2', messages: HELLO }),
    operation: 'chat',
    model: 'gpt-5.2',
    usage: true,
  },
  {
    method: 'responses.create',
    call: (c) => c.responses.create({ model: 'gpt-5.2', input: 'hi' }),
    operation: 'chat',
    model: 'gpt-5.2',
    usage: true,
  },
  {
    method: 'responses.create as a stream',
    call: async (c) => {
      for await (const _ of await c.responses.create({ model: 'gpt-5.2', input: 'hi', stream: true }));
    },
    operation: 'chat',
    model: 'gpt-5.2',
    usage: true,
  },
  {
    method: 'responses.stream',
    call: (c) => c.responses.stream({ model: 'gpt-5.2', input: 'hi' }).finalResponse(),
    operation: 'chat',
    model: 'gpt-5.2',
    usage: true,
  },
  {
    method: 'responses.parse',
    call: (c) => c.responses.parse({ model: 'gpt-5.2', input: 'hi' }),
    operation: 'chat',
    model: 'gpt-5.2',
    usage: true,
  },
  {
    method: 'completions.create',
    call: (c) => c.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'hi' }),
    operation: 'text_completion',
    model: 'gpt-3.5-turbo-instruct',
    usage: true,
  },
  {
    method: 'embeddings.create',
    call: (c) => c.embeddings.create({ model: 'text-embedding-3-small', input: 'hi' }),
    operation: 'embeddings',
    model: 'text-embedding-3-small',
    usage: true,
  },
  {
    method: 'images.generate',
    call: (c) => c.images.generate({ model: 'gpt-image-1', prompt: 'hi' }),
    operation: 'image_generation',
    model: 'gpt-image-1',
  },
  {
    method: 'audio.speech.create',
    call: async (c) =>
      (await c.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'hi' })).arrayBuffer(),
    operation: 'speech',
    model: 'tts-1',
  },
  {
    method: 'audio.transcriptions.create',
    call: (c) => c.audio.transcriptions.create({ model: 'whisper-1', file: file() }),
    operation: 'transcription',
  },
  {
    method: 'moderations.create',
    call: (c) => c.moderations.create({ input: 'hi', model: 'omni-moderation-latest' }),
    operation: 'moderation',
    model: 'omni-moderation-latest',
  },
  { method: 'models.list', call: (c) => c.models.list(), operation: 'get models' },
  { method: 'models.retrieve', call: (c) => settled(c.models.retrieve('gpt-5.2')), operation: 'get models' },
  {
    method: 'responses.retrieve',
    call: (c) => settled(c.responses.retrieve('resp_fake1')),
    operation: 'fetch_response',
  },
  {
    method: 'vector stores: an id stays out of the name',
    call: (c) => settled(c.get('/vector_stores/vs_fake1/files/file-fake1')),
    operation: 'get vector_stores.files',
  },
  {
    method: 'a bare post',
    call: (c) => settled(c.post('/chat/completions', { body: {} })),
    operation: 'chat',
  },
];

describe.each(OPENAI_VERSIONS)('openai $version', ({ OpenAI }) => {
  const at = useInstrumentedOpenAI(OpenAI);
  const client = (): Client =>
    new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl('openai'), maxRetries: 0 });

  test.each(METHODS)('records $method as $operation', async ({ call, operation, model, usage }) => {
    await call(client());
    const { name, attributes } = at.telemetry.span;
    expect(attributes['gen_ai.operation.name']).toBe(operation);
    expect(attributes['gen_ai.request.model']).toBe(model);
    expect(name).toBe(model === undefined ? operation : `${operation} ${model}`);
    if (usage) expect(attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
  });

  test('records a background response as two calls, the second with the usage', async () => {
    const queued = await client().responses.create({ model: 'gpt-5.2', input: 'hi', background: true });
    await client().responses.retrieve(queued.id);
    expect(at.telemetry.spans.map((span) => span.attributes['gen_ai.operation.name'])).toEqual([
      'chat',
      'fetch_response',
    ]);
  });

  test('records each request of runTools as one call', async () => {
    const chat = client() as unknown as Client & { beta: Client };
    const owner = typeof chat.chat.completions.runTools === 'function' ? chat : chat.beta;
    await owner.chat.completions
      .runTools({
        model: 'gpt-5.2',
        messages: HELLO,
        tools: [
          {
            type: 'function',
            function: {
              name: 'weather',
              description: 'the weather',
              parse: JSON.parse,
              function: () => 'sunny',
              parameters: { type: 'object', properties: {} },
            },
          },
        ],
      } as never)
      .finalContent();
    expect(at.telemetry.spans.map((span) => span.attributes['gen_ai.response.finish_reasons'])).toEqual([
      ['tool_calls'],
      ['stop'],
    ]);
  });

  test('counts no missing price where no model runs', async () => {
    await client().models.list();
    expect(await at.telemetry.points('llm.call.unpriced')).toEqual([]);
  });

  test('fails a Responses call whose response has failed in the stream', async () => {
    simulator().failNext('openai', 'response_failed');
    await settled(
      (async () => {
        for await (const _ of await client().responses.create({
          model: 'gpt-5.2',
          input: 'hi',
          stream: true,
        }));
      })(),
    );
    expect(at.telemetry.attributes).toMatchObject({
      'llm.error.category': 'server_error',
      'gen_ai.response.finish_reasons': ['error'],
    });
  });
});

describe.each([
  { version: 4, Azure: AzureOpenAI4 as unknown as typeof AzureOpenAI },
  { version: 5, Azure: AzureOpenAI5 as unknown as typeof AzureOpenAI },
  { version: 6, Azure: AzureOpenAI6 as unknown as typeof AzureOpenAI },
  { version: 7, Azure: AzureOpenAI },
])('AzureOpenAI $version', ({ Azure }) => {
  const at = useInstrumentedOpenAI(Azure);

  test('is recorded with the name of its provider', async () => {
    const client = new Azure({
      apiKey: 'fake-azure-key',
      apiVersion: '2024-10-21',
      endpoint: simulator().origin,
    });
    await client.chat.completions.create({ model: 'gpt-4o-mini', messages: HELLO });
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'gpt-4o-mini',
    });
  });

  test('with a token that rotates has no account of its key', async () => {
    const client = new Azure({
      azureADTokenProvider: async () => 'eyJmYWtl.eyJmYWtl.c2lnbmVk',
      apiVersion: '2024-10-21',
      endpoint: simulator().origin,
    });
    await client.chat.completions.create({ model: 'gpt-4o-mini', messages: HELLO });
    expect(at.telemetry.attributes).not.toHaveProperty('llm.account.id');
  });
});
