/** A provider without a network: a `fetch` whose answers are told by the model that is asked for. */

const JSON_HEADERS = { 'content-type': 'application/json', 'x-request-id': 'req-fake' };
const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

const answer = (): string =>
  JSON.stringify({
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-5.2',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
    usage,
  });

const CHUNKS: readonly string[] = [
  ...Array.from({ length: 10 }, (_, at) =>
    JSON.stringify({ id: 'c', model: 'gpt-5.2', choices: [{ index: 0, delta: { content: `word ${at} ` } }] }),
  ),
  JSON.stringify({ id: 'c', model: 'gpt-5.2', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  JSON.stringify({ id: 'c', model: 'gpt-5.2', choices: [], usage }),
  '[DONE]',
];

function stream(signal: AbortSignal | null | undefined): Response {
  const encoder = new TextEncoder();
  let at = 0;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const abort = (): void => controller.error(signal?.reason);
  const done = (): void => signal?.removeEventListener('abort', abort);
  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
        signal?.addEventListener('abort', abort, { once: true });
      },
      pull: () => {
        const chunk = CHUNKS[at++];
        if (chunk !== undefined) controller.enqueue(encoder.encode(`data: ${chunk}\n\n`));
        else {
          done();
          controller.close();
        }
      },
      cancel: done,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const failure = (status: number, message: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ error: { message, code: status } }), {
    status,
    headers: { ...JSON_HEADERS, ...headers },
  });

/** Rejects when the signal says so, and never else. */
const hang = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export const PROVIDER = 'https://api.openai.com/v1';

/** Answers what is sent to {@link PROVIDER}, and passes everything else on. */
export function inProcess(network: typeof fetch): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(PROVIDER)) return network(input, init);
    const { model, stream: streams } = JSON.parse(String(init?.body)) as { model: string; stream?: boolean };
    const signal = init?.signal;
    switch (model) {
      case 'empty':
        return failure(402, 'Insufficient Balance');
      case 'limited':
        return failure(429, 'Rate limit reached for requests. Please try again in 7s.');
      case 'broken':
        return failure(500, 'The server had an error');
      case 'unauthorized':
        return failure(401, 'Incorrect API key provided: sk-fake');
      case 'unreachable':
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
        });
      case 'second-time':
        // The client counts its attempts in a header.
        if (new Headers(init?.headers).get('x-stainless-retry-count') === '0')
          return failure(429, 'slow down', { 'retry-after-ms': '1' });
        break;
      case 'hanging':
        return hang(signal);
    }
    return streams === true ? stream(signal) : new Response(answer(), { headers: JSON_HEADERS });
  };
}
