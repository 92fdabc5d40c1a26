/** An application that does not catch: `crash.ts <how> <port>`. */
import { OpenAI } from 'openai';
import { canary } from './canaries.ts';
import { pathOf } from './provider.ts';

const [, , how = '', port = ''] = process.argv;
const apiKey = canary('openai');
const origin = `http://127.0.0.1:${port}`;
const ask = (baseURL: string): Promise<unknown> =>
  new OpenAI({ apiKey, baseURL, maxRetries: 0 }).chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: canary('prompt') }],
  });
const post = (url: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: canary('prompt') }] }),
  });

const WAYS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a refusal by openai': () => ask(`${origin}${pathOf('401 with the whole key')}/v1`),
  'no connection by openai': () => ask('http://127.0.0.1:1/v1'),
  'no JSON by openai': () => ask(`${origin}${pathOf('JSON that is none')}/v1`),
  'no connection by fetch': () => post('http://127.0.0.1:1/v1/chat/completions'),
  'credentials in the URL by fetch': () =>
    post(`http://user:${canary('password in the base URL')}@127.0.0.1:${port}/v1/chat/completions`),
  'an answer broken off by fetch': async () =>
    (await post(`${origin}${pathOf('an answer broken off')}/v1/chat/completions`)).text(),
  'an abort by fetch': () =>
    fetch(`${origin}${pathOf('aborted')}/v1/chat/completions`, {
      method: 'POST',
      body: '{}',
      signal: AbortSignal.timeout(50),
    }),
  'a fault of the application': () => {
    setImmediate(() => {
      throw new Error('a fault of the application');
    });
    return post(`${origin}${pathOf('success')}/v1/chat/completions`);
  },
};

const way = WAYS[how];
if (way === undefined) throw new Error(`no way to crash is called ${how}`);
await way();
