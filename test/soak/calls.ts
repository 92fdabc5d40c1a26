import type OpenAI from 'openai';
import { PROVIDER } from './answers.ts';

/** One kind of call. Each ends for the application as it does without fuelgauge; what it throws is expected. */
export type Call = () => Promise<unknown>;

const messages = [{ role: 'user' as const, content: 'Say hello.' }];

const ignored = (): undefined => undefined;

/**
 * The mix, in the order in which it goes round.
 *
 * @param client without retries.
 * @param patient one that tries twice.
 * @param network base URL of a server on this machine.
 */
export function mixOf(
  client: OpenAI,
  patient: OpenAI,
  network: string,
): readonly (readonly [name: string, call: Call])[] {
  const ask = (model: string, from: OpenAI = client) => from.chat.completions.create({ model, messages });
  const open = (model: string, signal?: AbortSignal) =>
    client.chat.completions.create({ model, messages, stream: true }, signal === undefined ? {} : { signal });
  const post = (model: string, base: string, more: RequestInit = {}, stream = false) =>
    fetch(`${base}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake-soak', 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages, stream }),
      ...more,
    });
  const refused =
    (model: string): Call =>
    () =>
      ask(model).then(ignored, ignored);

  const viaClient: readonly (readonly [string, Call])[] = [
    ['success', () => ask('gpt-5.2')],
    [
      'stream read to its end',
      async () => {
        for await (const _ of await open('gpt-5.2'));
      },
    ],
    [
      'stream broken off',
      async () => {
        for await (const _ of await open('gpt-5.2')) break;
      },
    ],
    [
      'aborted while it waits',
      async () => {
        const abort = new AbortController();
        const call = client.chat.completions.create({ model: 'hanging', messages }, { signal: abort.signal });
        setImmediate(() => abort.abort());
        await call.catch(ignored);
      },
    ],
    [
      'aborted in mid-stream',
      async () => {
        const abort = new AbortController();
        const stream = await open('gpt-5.2', abort.signal);
        let chunks = 0;
        for await (const _ of stream) if (++chunks === 3) abort.abort();
      },
    ],
    ['402', refused('empty')],
    ['429', refused('limited')],
    ['500', refused('broken')],
    ['401', refused('unauthorized')],
    ['connection error', refused('unreachable')],
    ['retry', () => ask('second-time', patient)],
    ['raw response, never read', () => ask('gpt-5.2').asResponse().then(ignored)],
    ['stream, never read', () => open('gpt-5.2').then(ignored)],
  ];
  const viaFetch: readonly (readonly [string, Call])[] = [
    ['fetch: success', async () => (await post('gpt-5.2', PROVIDER)).json()],
    ['fetch: stream read to its end', async () => (await post('gpt-5.2', PROVIDER, {}, true)).text()],
    ['fetch: 402', async () => (await post('empty', PROVIDER)).text()],
    ['fetch: connection error', () => post('unreachable', PROVIDER).catch(ignored)],
    [
      'fetch: stream cancelled',
      async () => {
        const reader = (await post('gpt-5.2', PROVIDER, {}, true)).body?.getReader();
        await reader?.read();
        await reader?.cancel();
      },
    ],
    ['fetch: never read', () => post('gpt-5.2', PROVIDER).then(ignored)],
    ['fetch: error, never read', () => post('limited', PROVIDER).then(ignored)],
  ];
  const overNetwork: readonly (readonly [string, Call])[] = [
    ['HTTP: success', async () => (await post('gpt-5.2', network)).json()],
    ['HTTP: stream read to its end', async () => (await post('gpt-5.2', network, {}, true)).text()],
  ];
  return [...viaClient, ...viaFetch, ...overNetwork];
}
