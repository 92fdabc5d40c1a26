/** What stands around a call: other endpoints, one signal for many calls, the application's own context and clocks. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { AzureOpenAI } from 'openai';
import { ASK, ASK_STREAM, KEY, MESSAGES, MODEL } from '../application/clients.ts';
import { clientOf, drained, headOf, type Place, post } from '../application/uses.ts';
import { chunked, errorBody, fine, head, refuse, whole } from '../server/reply.ts';
import type { Reply } from '../server/server.ts';
import { type Act, MAJORS, settled, stalled } from './act.ts';

const AUDIO = Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256));
const audio: Reply = (wire, answer) => whole(wire, answer, AUDIO, { type: 'audio/mpeg' });
const page = (more: boolean, id: string): string =>
  JSON.stringify({ object: 'list', data: [{ id, object: 'fine_tuning.job' }], has_more: more });

const AZURE_401 =
  'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.';

const refused: Reply = (wire, answer) =>
  refuse(wire, answer, 402, errorBody('insufficient_quota', 'No money'));

const speech = (place: Place) =>
  clientOf(7, place).audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'hello' });

const ENDPOINTS: readonly Act[] = [
  {
    name: 'has a text spoken',
    reply: audio,
    told: 'ok',
    run: async (place) => {
      const response = await speech(place);
      return { head: headOf(response), bytes: new Uint8Array(await response.arrayBuffer()) };
    },
  },
  {
    name: 'has a text spoken and does not listen',
    reply: audio,
    told: 'ok',
    forgets: true,
    run: async (place) => headOf(await speech(place)),
  },
  {
    name: 'has a text spoken, and is cut off',
    reply: async (wire) => {
      await wire.write(head(200, { 'content-type': 'audio/mpeg', 'transfer-encoding': 'chunked' }));
      await wire.write(chunked(AUDIO));
      wire.close();
    },
    told: { node22: 'ok', rest: 'connection_error unknown TypeError' },
    run: async (place) => settled((await speech(place)).arrayBuffer()),
  },
  {
    name: 'has a text spoken and stops listening',
    reply: stalled,
    told: 'ok',
    run: async (place) => {
      const reader = (await speech(place)).body!.getReader();
      await reader.read();
      return reader.cancel('enough');
    },
  },
  {
    name: 'sends a file',
    reply: (wire, answer) => whole(wire, answer, '{"text":"hello"}', { type: 'application/json' }),
    told: 'ok',
    run: (place) =>
      clientOf(7, place).audio.transcriptions.create({
        model: 'whisper-1',
        file: new File(['fake audio'], 'a.wav'),
      }),
  },
  {
    name: 'embeds',
    reply: (wire, answer) =>
      whole(
        wire,
        answer,
        JSON.stringify({
          object: 'list',
          model: 'text-embedding-3-small',
          data: [{ object: 'embedding', index: 0, embedding: 'AACAPwAAAEA=' }],
          usage: { prompt_tokens: 2, total_tokens: 2 },
        }),
      ),
    told: 'ok',
    run: (place) => clientOf(7, place).embeddings.create({ model: 'text-embedding-3-small', input: 'hello' }),
  },
  {
    name: 'lists page by page, and the second page fails',
    reply: (wire, answer, attempt) =>
      attempt === 0
        ? whole(wire, answer, page(true, 'job-1'), { type: 'application/json' })
        : refused(wire, answer, attempt),
    told: 'ok, then insufficient_balance caller APIError',
    run: async (place) => drained(clientOf(7, place).fineTuning.jobs.list()),
  },
  {
    name: 'asks Azure, whose key is no key',
    reply: (wire, answer) =>
      refuse(wire, answer, 401, errorBody('invalid_request_error', AZURE_401, { code: '401' })),
    told: 'authentication caller AuthenticationError',
    run: (place) => {
      const client = new AzureOpenAI({
        apiKey: KEY,
        baseURL: `${place.base}/openai`,
        apiVersion: '2026-01-01',
        deployment: 'mine',
        maxRetries: 0,
      });
      return settled(client.chat.completions.create({ model: MODEL, messages: MESSAGES }));
    },
  },
  {
    name: 'has a tool called, whose function throws',
    reply: (wire, answer, attempt) =>
      attempt > 0
        ? fine(wire, answer)
        : whole(
            wire,
            answer,
            JSON.stringify({
              id: 'chatcmpl-fake',
              choices: [
                {
                  index: 0,
                  finish_reason: 'tool_calls',
                  message: {
                    role: 'assistant',
                    content: null,
                    tool_calls: [
                      { id: 'call_fake', type: 'function', function: { name: 'weather', arguments: '{}' } },
                    ],
                  },
                },
              ],
            }),
          ),
    told: 'ok (tool_calls)',
    run: (place) => {
      const weather = (): never => {
        throw new RangeError('of the tool');
      };
      const runner = clientOf(7, place).chat.completions.runTools({
        ...ASK,
        tools: [
          {
            type: 'function',
            function: {
              name: 'weather',
              description: 'weather',
              parse: JSON.parse,
              function: weather,
              parameters: { type: 'object', properties: {} },
            },
          },
        ],
      } as never);
      return settled((runner as unknown as { finalContent(): Promise<unknown> }).finalContent());
    },
  },
];

const AROUND: readonly Act[] = [
  ...MAJORS.map(
    (major): Act => ({
      name: `makes thirty calls on one signal (openai ${major})`,
      told: '30 × ok (stop) with usage',
      run: async (place) => {
        const { signal } = new AbortController();
        const client = clientOf(major, place);
        const most: number[] = [];
        for (let call = 0; call < 30; call++) {
          await client.chat.completions.create(ASK, { signal });
          most.push(getEventListeners(signal, 'abort').length);
        }
        return most;
      },
    }),
  ),
  {
    name: 'makes thirty fetches on one signal',
    told: '30 × ok (stop) with usage',
    run: async (place) => {
      const { signal } = new AbortController();
      for (let call = 0; call < 30; call++) await (await post(place, ASK, { signal })).text();
      return getEventListeners(signal, 'abort').length;
    },
  },
  ...MAJORS.map(
    (major): Act => ({
      name: `keeps a context of its own (openai ${major})`,
      told: '2 × ok (stop) with usage',
      run: (place) => {
        const own = new AsyncLocalStorage<string>();
        return own.run('mine', async () => {
          const client = clientOf(major, place);
          const seen: unknown[] = [];
          await client.chat.completions.create(ASK);
          seen.push(own.getStore());
          for await (const _ of await client.chat.completions.create(ASK_STREAM)) seen.push(own.getStore());
          seen.push(own.getStore());
          return seen;
        });
      },
    }),
  ),
  {
    name: 'keeps a context of its own around a fetch',
    told: 'ok (stop) with usage',
    run: (place) => {
      const own = new AsyncLocalStorage<string>();
      return own.run('mine', async () => {
        const response = await post(place, ASK_STREAM);
        const seen = [own.getStore()];
        for await (const _ of response.body!) if (seen.length < 2) seen.push(own.getStore());
        return [...seen, own.getStore()];
      });
    },
  },
  {
    name: 'counts the timers that are set while a fetch is refused',
    reply: refused,
    told: 'insufficient_balance caller 402',
    run: async (place) => {
      const { setTimeout: real, setInterval: realInterval } = globalThis;
      let timers = 0;
      globalThis.setTimeout = ((...all: Parameters<typeof setTimeout>) => {
        timers++;
        return real(...all);
      }) as typeof setTimeout;
      globalThis.setInterval = ((...all: Parameters<typeof setInterval>) => {
        timers++;
        return realInterval(...all);
      }) as typeof setInterval;
      try {
        return [await (await post(place, ASK)).text(), timers];
      } finally {
        globalThis.setTimeout = real;
        globalThis.setInterval = realInterval;
      }
    },
  },
  {
    name: 'has a clock that stands still and timers that are numbers',
    reply: refused,
    told: 'insufficient_balance caller 402',
    run: async (place) => {
      const { setTimeout: real } = globalThis;
      const { now } = Date;
      globalThis.setTimeout = ((...all: Parameters<typeof setTimeout>) => Number(real(...all))) as never;
      Date.now = () => 0;
      try {
        return headOf(await post(place, ASK));
      } finally {
        globalThis.setTimeout = real;
        Date.now = now;
      }
    },
    forgets: true,
  },
  {
    name: 'replaces fetch for a while',
    told: 'ok (stop) with usage',
    run: async (place) => {
      const before = globalThis.fetch;
      globalThis.fetch = async () => Response.json({ mine: true });
      const mine = await (await post(place, ASK)).json();
      globalThis.fetch = before;
      return [mine, await (await post(place, ASK)).json(), globalThis.fetch === before];
    },
  },
  {
    name: 'wraps fetch for good and gives another answer',
    told: 'ok (stop) with usage',
    run: async (place) => {
      const before = globalThis.fetch;
      globalThis.fetch = async (...all) => new Response(`wrapped ${await (await before(...all)).text()}`);
      try {
        return await (await post(place, ASK)).text();
      } finally {
        globalThis.fetch = before;
      }
    },
  },
];

const SURROUNDINGS: readonly Act[] = [...ENDPOINTS, ...AROUND];
export default SURROUNDINGS;
