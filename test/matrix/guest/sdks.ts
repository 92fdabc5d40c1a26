/**
 * One call and one stream through each SDK that is built on `fetch`, as its own documentation makes them, and one
 * that is refused: prints what it saw, one line of JSON for each. `SDK` says which, `BASE` where. Loaded or not, it
 * does not know of fuelgauge. Types are stripped before (../project-files.ts); SDKs are loaded only where asked for.
 */

interface Uses {
  readonly call: (model: string) => Promise<unknown>;
  readonly stream: (model: string) => Promise<unknown>;
}

const { SDK = '', BASE = '', API_KEY: apiKey = '', MODELS = '' } = process.env;
const prompt = 'a prompt that must stay at home';
const messages = [{ role: 'user', content: prompt }];
const maxRetries = 0;

/** SDKs have types of their own, which are not at hand where this is checked. */
// biome-ignore lint/suspicious/noExplicitAny: as it says.
type Module = any;

const load = (name: string): Promise<Module> => import(name);

async function collected<T>(stream: AsyncIterable<unknown>, pick: (part: Module) => T): Promise<T[]> {
  const all: T[] = [];
  for await (const part of stream) all.push(pick(part));
  return all;
}

const SDKS: Readonly<Record<string, () => Promise<Uses>>> = {
  'plain fetch': async () => {
    const post = (model: string, stream: boolean): Promise<Response> =>
      fetch(`${BASE}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model,
          messages,
          ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
        }),
      });
    const orThrow = async (response: Response): Promise<Response> => {
      if (!response.ok) throw Object.assign(new Error(await response.text()), { status: response.status });
      return response;
    };
    return {
      call: async (model) => (await orThrow(await post(model, false))).json(),
      stream: async (model) => (await orThrow(await post(model, true))).text(),
    };
  },

  ai: async () => {
    const [{ generateText, streamText }, { createOpenAI }] = await Promise.all([
      load('ai'),
      load('@ai-sdk/openai'),
    ]);
    const provider = createOpenAI({ apiKey, baseURL: BASE });
    return {
      call: async (id) => {
        const { text, usage } = await generateText({ model: provider.chat(id), prompt, maxRetries });
        return { text, usage };
      },
      stream: async (id) => {
        let failure: unknown;
        const result = streamText({
          model: provider.chat(id),
          prompt,
          maxRetries,
          onError: ({ error }: { error: unknown }) => {
            failure = error;
          },
        });
        const text = (await collected(result.textStream, String)).join('');
        if (failure !== undefined) throw failure;
        return { text, usage: await result.usage };
      },
    };
  },

  langchain: async () => {
    const { ChatOpenAI } = await load('@langchain/openai');
    const chat = (model: string): Module =>
      new ChatOpenAI({ model, apiKey, maxRetries, configuration: { baseURL: BASE } });
    return {
      call: async (model) => (await chat(model).invoke(prompt)).content,
      stream: async (model) => collected(await chat(model).stream(prompt), ({ content }) => content),
    };
  },

  '@openrouter/sdk': async () => {
    const { OpenRouter } = await load('@openrouter/sdk');
    const client = new OpenRouter({ apiKey, serverURL: BASE, retryConfig: { strategy: 'none' } });
    const send = (model: string, stream: boolean): Promise<Module> =>
      client.chat.send({ chatRequest: { model, messages, stream } });
    return {
      call: async (model) => (await send(model, false)).choices,
      stream: async (model) =>
        collected(await send(model, true), ({ choices }) => choices[0]?.delta?.content),
    };
  },

  '@anthropic-ai/sdk': async () => {
    const { Anthropic } = await load('@anthropic-ai/sdk');
    const client = new Anthropic({ apiKey, baseURL: BASE, maxRetries });
    const ask = (model: string) => ({ model, max_tokens: 99, messages });
    return {
      call: async (model) => (await client.messages.create(ask(model))).content,
      stream: async (model) =>
        collected(await client.messages.create({ ...ask(model), stream: true }), ({ type }) => type),
    };
  },

  '@google/genai': async () => {
    const { GoogleGenAI } = await load('@google/genai');
    const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: BASE } });
    return {
      call: async (model) => (await client.models.generateContent({ model, contents: prompt })).text,
      stream: async (model) =>
        collected(await client.models.generateContentStream({ model, contents: prompt }), ({ text }) => text),
    };
  },
};

const shapeOf = (error: Module): unknown => ({
  class: error?.constructor?.name,
  name: error?.name,
  message: error?.message,
  status: error?.status ?? error?.statusCode,
  keys: error instanceof Error ? Object.keys(error).sort() : [],
});

async function print(check: string, use: () => Promise<unknown>): Promise<void> {
  let line: object;
  try {
    line = { check, seen: (await use()) ?? null };
  } catch (error) {
    line = { check, threw: shapeOf(error) };
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const uses = await SDKS[SDK]!();
const [call = '', stream = '', refused = ''] = MODELS.split(',');
await print('call', () => uses.call(call));
await print('stream', () => uses.stream(stream));
await print('refused', () => uses.call(refused));
