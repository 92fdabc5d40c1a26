/** What a well-behaved provider answers, before anything goes wrong. */

export interface Answer {
  readonly streams: boolean;
  /** `Content-Type`. */
  readonly type: string;
  /** Of a stream: each event as it goes over the wire, with its blank line. */
  readonly events: readonly string[];
  /** The whole body. */
  readonly body: Buffer;
}

/** Characters of two, three and four bytes, so that a cut can fall into each. */
export const TEXT = 'ça suffit, 足够 🚗 for the trip home';
const MODEL = 'gpt-5.2';
const CREATED = 1_700_000_000;
export const CHAT_USAGE = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 };
const RESPONSES_USAGE = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 19,
};

export const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
const typed = (data: { type: string }): string => `event: ${data.type}\n${event(data)}`;
const pieces = (text: string): string[] =>
  [...text].map((_, at, all) => all.slice(at, at + 9).join('')).filter((_, at) => at % 9 === 0);

export const chatChunk = (more: object): object => ({
  id: 'chatcmpl-fake',
  object: 'chat.completion.chunk',
  created: CREATED,
  model: MODEL,
  choices: [],
  ...more,
});
export const delta = (content: string): object =>
  chatChunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });

function chat(request: { response_format?: unknown }): object {
  const content = request.response_format === undefined ? TEXT : '{"city":"Köln"}';
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: CREATED,
    model: MODEL,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: CHAT_USAGE,
  };
}

const chatEvents = (): string[] => [
  event(
    chatChunk({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] }),
  ),
  ...pieces(TEXT).map((piece) => event(delta(piece))),
  event(chatChunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })),
  event(chatChunk({ usage: CHAT_USAGE })),
  'data: [DONE]\n\n',
];

const part = { type: 'output_text', annotations: [], logprobs: [] };
const item = { id: 'msg_fake', type: 'message', role: 'assistant' };
const response = (status: string, more: object): object => ({
  id: 'resp_fake',
  object: 'response',
  created_at: CREATED,
  status,
  error: null,
  model: MODEL,
  output: [],
  ...more,
});
const completed = (): object =>
  response('completed', {
    output: [{ ...item, status: 'completed', content: [{ ...part, text: TEXT }] }],
    usage: RESPONSES_USAGE,
  });

function responsesEvents(): string[] {
  const at = { item_id: 'msg_fake', output_index: 0, content_index: 0 };
  const events: { type: string }[] = [
    { type: 'response.created', response: response('in_progress', {}) } as never,
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...item, status: 'in_progress', content: [] },
    } as never,
    { type: 'response.content_part.added', ...at, part: { ...part, text: '' } } as never,
    ...pieces(TEXT).map((piece) => ({
      type: 'response.output_text.delta',
      ...at,
      delta: piece,
      logprobs: [],
    })),
    { type: 'response.output_text.done', ...at, text: TEXT, logprobs: [] } as never,
    { type: 'response.content_part.done', ...at, part: { ...part, text: TEXT } } as never,
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { ...item, status: 'completed', content: [{ ...part, text: TEXT }] },
    } as never,
    { type: 'response.completed', response: completed() } as never,
  ];
  return events.map((data, number) => typed({ ...data, sequence_number: number } as never));
}

/** @param path of the request. @param body of the request, parsed; anything else is asked for no stream. */
export function answerTo(path: string, body: unknown): Answer {
  const request = (typeof body === 'object' && body !== null ? body : {}) as {
    stream?: unknown;
    response_format?: unknown;
  };
  const ofResponses = path.includes('/responses');
  if (request.stream === true) {
    const events = ofResponses ? responsesEvents() : chatEvents();
    return { streams: true, type: 'text/event-stream', events, body: Buffer.from(events.join('')) };
  }
  const whole = ofResponses ? completed() : chat(request);
  return { streams: false, type: 'application/json', events: [], body: Buffer.from(JSON.stringify(whole)) };
}
