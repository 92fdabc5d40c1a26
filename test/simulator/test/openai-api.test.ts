import OpenAI, { AzureOpenAI, toFile } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';

let simulator: Simulator;
let openai: OpenAI;
beforeAll(async () => {
  simulator = await startSimulator();
  openai = new OpenAI({ apiKey: 'sk-fake-openai', baseURL: simulator.url('openai'), maxRetries: 0 });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const weather = {
  type: 'object' as const,
  properties: { city: { type: 'string' as const }, days: { type: 'integer' as const } },
  required: ['city', 'days'],
  additionalProperties: false,
};

describe('the Responses API', () => {
  test('answers in one piece', async () => {
    const response = await openai.responses.create({ model: 'gpt-5.2', input: 'hello' });
    expect(response.output_text).toBe(simulator.answer.text);
    expect(response.usage).toMatchObject({ input_tokens: 2, output_tokens: 14, total_tokens: 16 });
  });

  test('streams the documented sequence of events, numbered', async () => {
    simulator.delivery.chunks = 2;
    const stream = await openai.responses.create({ model: 'gpt-5.2', input: 'hello', stream: true });
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events.map((event) => event.type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()]);
  });

  test('gives the helper of the official client its final response', async () => {
    const final = await openai.responses.stream({ model: 'gpt-5.2', input: 'hello' }).finalResponse();
    expect(final.output_text).toBe(simulator.answer.text);
  });

  test('runs in the background and can be retrieved', async () => {
    const queued = await openai.responses.create({ model: 'gpt-5.2', input: 'hello', background: true });
    const done = await openai.responses.retrieve(queued.id);
    expect([queued.status, done.status, done.output_text]).toEqual([
      'queued',
      'completed',
      simulator.answer.text,
    ]);
  });

  test('can be cancelled in the background', async () => {
    const queued = await openai.responses.create({ model: 'gpt-5.2', input: 'hello', background: true });
    await openai.responses.cancel(queued.id);
    expect((await openai.responses.retrieve(queued.id)).status).toBe('cancelled');
  });

  test('calls a function, then answers its output', async () => {
    const tools = [{ type: 'function' as const, name: 'weather', parameters: weather, strict: true }];
    const first = await openai.responses.create({ model: 'gpt-5.2', input: 'rain?', tools });
    const call = first.output[0]!;
    if (call.type !== 'function_call') return expect.unreachable(call.type);
    expect(JSON.parse(call.arguments)).toEqual({ city: 'simulated', days: 42 });
    const second = await openai.responses.create({
      model: 'gpt-5.2',
      input: [call, { type: 'function_call_output', call_id: call.call_id, output: 'dry' }],
      tools,
    });
    expect(second.output_text).toBe(simulator.answer.text);
  });

  test('is incomplete at the bound on output tokens', async () => {
    const response = await openai.responses.create({
      model: 'gpt-5.2',
      input: 'hello',
      max_output_tokens: 3,
    });
    expect([response.status, response.incomplete_details]).toEqual([
      'incomplete',
      { reason: 'max_output_tokens' },
    ]);
  });
});

describe('tools and structured output', () => {
  test('the official runner calls the tool once and gets a final answer', async () => {
    const cities: string[] = [];
    const runner = openai.chat.completions.runTools({
      model: 'gpt-5.2',
      messages: [{ role: 'user', content: 'rain?' }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'the weather',
            parameters: weather,
            parse: (text: string) => JSON.parse(text) as { city: string },
            function: ({ city }: { city: string }): string => {
              cities.push(city);
              return 'dry';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe(simulator.answer.text);
    expect(cities).toEqual(['simulated']);
    expect(simulator.requests).toHaveLength(2);
  });

  test('a streamed tool call arrives in pieces that parse when joined', async () => {
    const stream = openai.chat.completions.stream({
      model: 'gpt-5.2',
      messages: [{ role: 'user', content: 'rain?' }],
      tools: [{ type: 'function', function: { name: 'weather', parameters: weather } }],
    });
    const call = (await stream.finalMessage()).tool_calls?.[0];
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({
      city: 'simulated',
      days: 42,
    });
  });

  test('a JSON schema is followed', async () => {
    const completion = await openai.chat.completions.create({
      model: 'gpt-5.2',
      messages: [],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'report',
          schema: {
            type: 'object',
            properties: {
              status: { enum: ['ok', 'late'] },
              stops: { type: 'array', items: { $ref: '#/$defs/stop' } },
              note: { anyOf: [{ type: 'null' }, { type: 'string' }] },
            },
            $defs: { stop: { type: 'object', properties: { litres: { type: 'number' } } } },
          },
        },
      },
    });
    expect(JSON.parse(completion.choices[0]!.message.content!)).toEqual({
      status: 'ok',
      stops: [{ litres: 42 }],
      note: null,
    });
  });
});

describe('the other endpoints', () => {
  test('embeddings come as numbers', async () => {
    const { data, usage } = await openai.embeddings.create({
      model: 'text-embedding-3-small',
      input: ['one', 'two'],
    });
    expect(data.map(({ embedding }) => embedding)).toEqual([
      [0.25, -0.5, 0.75, 1],
      [0.25, -0.5, 0.75, 1],
    ]);
    expect(usage).toEqual({ prompt_tokens: 2, total_tokens: 2 });
  });

  test('old completions come whole', async () => {
    const completion = await openai.completions.create({ model: 'gpt-5.2', prompt: 'hello' });
    expect(completion.choices[0]!.text).toBe(simulator.answer.text);
  });

  test('old completions come streamed', async () => {
    const stream = await openai.completions.create({ model: 'gpt-5.2', prompt: 'hello', stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.text ?? '';
    expect(text).toBe(simulator.answer.text);
  });

  test('images are PNG with token counts', async () => {
    const image = await openai.images.generate({ model: 'gpt-image-1', prompt: 'a gauge' });
    expect(Buffer.from(image.data![0]!.b64_json!, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(image.usage!.output_tokens).toBe(272);
  });

  test('speech is binary', async () => {
    const speech = await openai.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'hello' });
    expect(speech.headers.get('content-type')).toBe('audio/mpeg');
    expect((await speech.arrayBuffer()).byteLength).toBe(8196);
  });

  test('transcriptions take a multipart upload', async () => {
    const { text } = await openai.audio.transcriptions.create({
      model: 'whisper-1',
      file: await toFile(Buffer.from('fake sound'), 'fake.mp3'),
    });
    expect(text).toBe(simulator.answer.text);
    expect(simulator.requests[0]!.body).toContainEqual({
      name: 'file',
      value: { filename: 'fake.mp3', bytes: 10 },
    });
  });

  test('moderations flag nothing', async () => {
    const { results } = await openai.moderations.create({ input: ['a', 'b'] });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, false]);
  });

  test('models are listed', async () => {
    const models = await openai.models.list();
    expect(models.data.map(({ id }) => id)).toContain('gpt-5.2');
  });

  test('files are taken', async () => {
    const file = await openai.files.create({
      file: await toFile(Buffer.from('{}'), 'fake.jsonl'),
      purpose: 'batch',
    });
    expect(file).toMatchObject({ filename: 'fake.jsonl', bytes: 2, purpose: 'batch' });
  });

  test('an Azure client reaches its deployment', async () => {
    const azure = new AzureOpenAI({
      endpoint: simulator.origin,
      apiKey: 'fake-azure-key',
      apiVersion: '2026-01-01',
      deployment: 'my-deployment',
    });
    const completion = await azure.chat.completions.create({ model: '', messages: [] });
    expect(completion.model).toBe('my-deployment');
    expect(simulator.requests[0]!.path).toBe(
      '/openai/deployments/my-deployment/chat/completions?api-version=2026-01-01',
    );
    expect(simulator.requests[0]!.headers['api-key']).toBe('[blanked]');
  });

  test('a path that no service has is not found', async () => {
    const response = await fetch(`${simulator.origin}/nothing/here`);
    expect(response.status).toBe(404);
  });
});
