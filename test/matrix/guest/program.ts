/**
 * An application that uses the `openai` client in every way that the guest contract speaks of, and prints what it
 * saw: one line of JSON for each. Whether fuelgauge is loaded it neither knows nor asks. It runs in an installed
 * project, on the oldest Node too, so its types are stripped before (../project-files.ts) and it imports nothing.
 */

interface Answer {
  readonly choices: readonly { readonly message: { readonly content: string | null } }[];
}

interface Chunk {
  readonly choices: readonly { readonly delta?: { readonly content?: string | null } }[];
  readonly usage?: unknown;
}

interface RawResponse {
  readonly status: number;
  readonly bodyUsed: boolean;
  json(): Promise<unknown>;
}

interface Promised<T> extends Promise<T> {
  withResponse(): Promise<{ readonly data: T; readonly response: RawResponse }>;
  asResponse(): Promise<RawResponse>;
  _thenUnwrap<U>(transform: (value: T) => U): Promise<U>;
}

interface Stream extends AsyncIterable<Chunk> {
  readonly controller: AbortController;
  tee(): [Stream, Stream];
  toReadableStream(): ReadableStream<Uint8Array>;
}

interface Completions {
  create(body: object & { readonly stream: true }, options?: object): Promised<Stream>;
  create(body: object, options?: object): Promised<Answer>;
  parse(body: object): Promise<{ readonly choices: readonly { readonly message: { parsed: unknown } }[] }>;
  stream(body: object): AsyncIterable<Chunk> & { finalContent(): Promise<unknown> };
  runTools(body: object): { finalContent(): Promise<unknown> };
}

interface Client {
  readonly chat: { readonly completions: Completions };
  readonly beta: { readonly chat?: { readonly completions?: Completions } };
  readonly responses: {
    create(body: object): Promise<AsyncIterable<{ readonly type: string }>>;
  };
}

interface OpenAIClass {
  new (options: object): Client;
  readonly APIError: new (...args: never[]) => Error;
  readonly APIConnectionError: new (...args: never[]) => Error;
}

/** What is printed of a check; `seen` is absent where it threw. */
interface Line {
  readonly check: string;
  readonly seen?: unknown;
  readonly threw?: unknown;
}

const MESSAGES = [{ role: 'user', content: 'a prompt that must stay at home' }];
const SCHEMA = {
  type: 'json_schema',
  json_schema: {
    name: 'answer',
    strict: true,
    schema: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

const { OPENAI_API_KEY, OPENROUTER_API_KEY, OPENAI_BASE, SLOW_BASE, OPENROUTER_BASE } = process.env;

const ask = (model: string) => ({ model, messages: MESSAGES });
const askStream = (model: string) => ({
  ...ask(model),
  stream: true as const,
  stream_options: { include_usage: true },
});

const textOf = (chunks: readonly Chunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');

async function collected(stream: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const failureOf = (promise: PromiseLike<unknown>): PromiseLike<unknown> =>
  promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );

const shapeOf = (error: unknown): unknown =>
  error instanceof Error
    ? {
        class: error.constructor.name,
        name: error.name,
        message: error.message,
        keys: Object.keys(error).sort(),
        status: (error as { status?: unknown }).status,
        code: (error as { code?: unknown }).code,
        body: (error as { error?: unknown }).error,
      }
    : error;

const clientOf = (OpenAI: OpenAIClass, options: object = {}): Client =>
  new OpenAI({ apiKey: OPENAI_API_KEY, baseURL: OPENAI_BASE, maxRetries: 0, ...options });

/** The checks of this program, by the id that `../contract.ts` judges them under. */
function checksOf(OpenAI: OpenAIClass, atLoad: Promise<unknown>): Record<string, () => Promise<unknown>> {
  const client = clientOf(OpenAI);
  const slow = clientOf(OpenAI, { baseURL: SLOW_BASE });
  // Helpers and runners were in beta up to version 4.
  const helpers = client.beta?.chat?.completions ?? client.chat.completions;
  const unhandled: unknown[] = [];
  process.on('unhandledRejection', (error) => unhandled.push(error));

  return {
    'at-load': () => atLoad,

    call: () => client.chat.completions.create(ask('gpt-5.2')),

    promise: async () => {
      const promise = client.chat.completions.create(ask('gpt-5'));
      const { data, response } = await promise.withResponse();
      const unwrapped = await promise._thenUnwrap((value) => ({ value }));
      const [first, second] = [await promise, await promise];
      return {
        class: promise.constructor.name,
        own: Object.getOwnPropertyNames(promise).sort(),
        sameTwice: first === second,
        sameData: first === data,
        unwrapped: Object.keys(unwrapped),
        data,
        status: response.status,
        used: response.bodyUsed,
      };
    },

    'raw-response': async () => {
      const response = await client.chat.completions.create(ask('gpt-5-mini')).asResponse();
      const before = response.bodyUsed;
      return {
        class: response.constructor.name,
        before,
        body: await response.json(),
        after: response.bodyUsed,
      };
    },

    stream: async () => {
      const stream = await client.chat.completions.create(askStream('gpt-5-nano'));
      const chunks = await collected(stream);
      return {
        class: stream.constructor.name,
        own: Object.getOwnPropertyNames(stream).sort(),
        text: textOf(chunks),
        usage: chunks.at(-1)?.usage,
      };
    },

    'stream-tee': async () => {
      const stream = await client.chat.completions.create(askStream('gpt-4.1'));
      const [left, right] = stream.tee();
      const [one, two] = [await collected(left), await collected(right)];
      return { class: left.constructor.name, left: textOf(one), right: textOf(two) };
    },

    'stream-web': async () => {
      const stream = await client.chat.completions.create(askStream('gpt-4.1-mini'));
      const reader = stream.toReadableStream().getReader();
      const decoder = new TextDecoder();
      let lines = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return lines;
        lines += decoder.decode(value, { stream: true });
      }
    },

    'stream-abort': async () => {
      const stream = await slow.chat.completions.create(askStream('gpt-4o'));
      // How many chunks are there already when it aborts is a matter of luck.
      const failure = await failureOf(
        (async () => {
          for await (const _ of stream) stream.controller.abort();
        })(),
      );
      return { isController: stream.controller instanceof AbortController, failure: shapeOf(failure) };
    },

    'early-break': async () => {
      const stream = await slow.chat.completions.create(askStream('gpt-4o-mini'));
      for await (const _ of stream) break;
      return stream.controller.signal.aborted;
    },

    refused: async () => {
      const gateway = clientOf(OpenAI, { apiKey: OPENROUTER_API_KEY, baseURL: OPENROUTER_BASE });
      const promise = gateway.chat.completions.create(ask('deepseek/deepseek-v4-flash'));
      const [error, again] = [await failureOf(promise), await failureOf(promise)];
      return {
        same: error === again,
        isOurs: error instanceof OpenAI.APIError,
        ...(shapeOf(error) as object),
      };
    },

    'own-error': async () => {
      const own = new RangeError('of the application');
      const broken = clientOf(OpenAI, {
        fetch: async () => {
          throw own;
        },
      });
      const error = (await failureOf(broken.chat.completions.create(ask('o3')))) as Error;
      return { isCause: error.cause === own, isOurs: error instanceof OpenAI.APIConnectionError };
    },

    retries: () => client.chat.completions.create(ask('o4-mini'), { maxRetries: 1 }),

    dropped: async () => {
      const before = unhandled.length;
      void client.chat.completions.create(ask('gpt-4-turbo'));
      for (let waited = 0; unhandled.length === before && waited < 100; waited++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return unhandled.splice(before).map(shapeOf);
    },

    parse: async () => {
      const answer = await helpers.parse({ ...ask('gpt-4o-2024-08-06'), response_format: SCHEMA });
      return { keys: Object.keys(answer), choices: answer.choices };
    },

    helper: async () => {
      const helper = helpers.stream(askStream('gpt-4'));
      return { class: helper.constructor.name, text: await helper.finalContent() };
    },

    tools: async () => {
      const weather = {
        name: 'weather',
        description: 'the weather',
        parse: JSON.parse,
        function: () => 'sunny',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
      };
      const runner = helpers.runTools({
        ...ask('gpt-3.5-turbo'),
        tools: [{ type: 'function', function: weather }],
      });
      return { class: runner.constructor.name, text: await runner.finalContent() };
    },

    responses: async () => {
      const stream = await client.responses.create({ model: 'o3-mini', input: 'hi', stream: true });
      const types: string[] = [];
      for await (const { type } of stream) types.push(type);
      return types;
    },

    /** Last: what went unhandled in all that came before, and was not meant to. */
    rejections: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return unhandled.map(shapeOf);
    },
  };
}

/**
 * Runs the checks one after the other. `SKIPPED_CHECKS` names those that this version of the client has nothing
 * for.
 */
export async function run(OpenAI: OpenAIClass, atLoad: Promise<unknown>): Promise<void> {
  const skipped = new Set((process.env.SKIPPED_CHECKS ?? '').split(','));
  for (const [check, use] of Object.entries(checksOf(OpenAI, atLoad))) {
    if (skipped.has(check)) continue;
    let line: Line;
    try {
      line = { check, seen: (await use()) ?? null };
    } catch (error) {
      line = { check, threw: shapeOf(error) };
    }
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
