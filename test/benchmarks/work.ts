import type OpenAI from 'openai';

/** A model that is on every price list. */
export const MODEL = 'gpt-4o-mini';
export const ACCOUNT = 'benchmark';
export const KEY = 'sk-fake-benchmark-key';
/** Of one stream, the one with the usage included. */
export const CHUNKS = 200;

const CREATED = 1_760_000_000;
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'system', content: 'You answer questions about fuel gauges in one sentence.' },
  {
    role: 'user',
    content:
      'The gauge of my old car falls fast from three quarters to a half, and then it hardly moves for days. ' +
      'Is the tank of an odd shape, is the sender worn, or do I only drive less in the week?',
  },
];

const usage = {
  prompt_tokens: 57,
  completion_tokens: 198,
  total_tokens: 255,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};

/** The body of a chat completion. */
export const ANSWER: string = JSON.stringify({
  id: 'chatcmpl-fake',
  object: 'chat.completion',
  created: CREATED,
  model: `${MODEL}-2024-07-18`,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Most likely the tank is narrower at the top than in the middle. '.repeat(4),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage,
  service_tier: 'default',
  system_fingerprint: 'fp_fake',
});

function chunk(at: number): object {
  const last = at === CHUNKS - 1;
  const finish = at === CHUNKS - 2;
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: `${MODEL}-2024-07-18`,
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
    choices: last
      ? []
      : [
          {
            index: 0,
            delta: finish ? {} : at === 0 ? { role: 'assistant', content: '' } : { content: ' tank' },
            logprobs: null,
            finish_reason: finish ? 'stop' : null,
          },
        ],
    usage: last ? usage : null,
  };
}

/** The events of a streamed chat completion, `[DONE]` among them. */
export const EVENTS: readonly string[] = [
  ...Array.from({ length: CHUNKS }, (_, at) => `data: ${JSON.stringify(chunk(at))}\n\n`),
  'data: [DONE]\n\n',
];

/** Where a call is refused, by `cannedFetch`. */
export const REFUSING: string = 'https://openrouter.ai/api/v1';

/** An upstream's empty account, told by a gateway: the upstream's own words are nested as text. */
export const REFUSAL: string = JSON.stringify({
  error: {
    message: 'Provider returned error',
    code: 402,
    metadata: {
      raw: JSON.stringify({
        error: {
          message: 'Insufficient Balance',
          type: 'unknown_error',
          param: null,
          code: 'invalid_request_error',
        },
      }),
      provider_name: 'DeepSeek',
      is_byok: true,
    },
  },
  user_id: 'user_fake',
});

const STREAM: Uint8Array = new TextEncoder().encode(EVENTS.join(''));
export const answerHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  'x-request-id': 'req_fake',
};
export const streamHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'x-request-id': 'req_fake',
};

/** Answers a chat call from memory: for the client's `fetch` option. */
export const cannedFetch: typeof globalThis.fetch = async (input, init) => {
  if (typeof input === 'string' && input.startsWith(REFUSING))
    return new Response(REFUSAL, { status: 402, headers: answerHeaders });
  return typeof init?.body === 'string' && init.body.includes('"stream":true')
    ? new Response(STREAM, { headers: streamHeaders })
    : new Response(ANSWER, { headers: answerHeaders });
};

/** One call that is not streamed. */
export async function chat(client: OpenAI): Promise<void> {
  const answer = await client.chat.completions.create({ model: MODEL, messages });
  if (answer.usage === undefined) throw new Error('the answer came without usage');
}

/** One stream, read to its end. */
export async function stream(client: OpenAI): Promise<void> {
  const chunks = await client.chat.completions.create({
    model: MODEL,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let seen = 0;
  for await (const _ of chunks) seen++;
  if (seen !== CHUNKS) throw new Error(`${seen} chunks came, not ${CHUNKS}`);
}

/** One call that is refused. */
export async function refused(client: OpenAI): Promise<void> {
  let status: unknown;
  try {
    await client.chat.completions.create({ model: MODEL, messages });
  } catch (error) {
    ({ status } = error as { status?: unknown });
  }
  if (status !== 402) throw new Error(`the call must be refused with status 402, got ${String(status)}`);
}

/** The body of a request for a chat call, for who uses no client. */
export const requestBody = (streamed: boolean): string =>
  JSON.stringify({
    model: MODEL,
    messages,
    ...(streamed && { stream: true, stream_options: { include_usage: true } }),
  });
