/** The ways in which an application makes a call, and all that it sees of the answer. */
import {
  ASK,
  ASK_RESPONSES,
  ASK_STREAM,
  CLIENTS,
  type Client,
  helpers,
  KEY,
  type Major,
  MODEL,
} from './clients.ts';

export interface Place {
  /** The base URL of the calls of one cell. */
  readonly base: string;
  readonly timeout?: number | undefined;
  readonly maxRetries?: number | undefined;
}

type Use = (place: Place) => Promise<unknown>;

export function clientOf(major: Major, place: Place, more: object = {}): Client {
  return new CLIENTS[major]({
    apiKey: KEY,
    baseURL: place.base,
    maxRetries: place.maxRetries ?? 0,
    ...(place.timeout !== undefined && { timeout: place.timeout }),
    ...more,
  });
}

/** By fetch alone, as the clients send it. */
export function post({ base, timeout }: Place, body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(timeout !== undefined && { signal: AbortSignal.timeout(timeout) }),
    ...init,
  });
}

/** What is visible of a response besides its body. */
export const headOf = (response: Response): object => ({
  class: response.constructor.name,
  status: response.status,
  statusText: response.statusText,
  ok: response.ok,
  redirected: response.redirected,
  type: response.type,
  path: response.url.replace(/^https?:\/\/[^/]+/, ''),
  headers: [...response.headers],
  keys: Object.keys(response),
});

const chat =
  (major: Major): Use =>
  (place) =>
    clientOf(major, place).chat.completions.create(ASK);

const withResponse =
  (major: Major): Use =>
  async (place) => {
    const { data, response, request_id } = await clientOf(major, place)
      .chat.completions.create(ASK)
      .withResponse();
    return { data, head: headOf(response), used: response.bodyUsed, request_id };
  };

const asResponse =
  (major: Major): Use =>
  async (place) => {
    const response = await clientOf(major, place).chat.completions.create(ASK).asResponse();
    return { head: headOf(response), text: await response.text(), used: response.bodyUsed };
  };

const FORMAT = {
  type: 'json_schema' as const,
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

const parse =
  (major: Major): Use =>
  (place) =>
    helpers(clientOf(major, place), major).chat.completions.parse({ ...ASK, response_format: FORMAT });

/** Every chunk in order, and how the reading ended. A failure is part of what is seen, with the chunks before it. */
export async function drained(
  stream: AsyncIterable<unknown>,
  describe: (chunk: unknown) => unknown = (chunk) => chunk,
): Promise<object> {
  const chunks: unknown[] = [];
  try {
    for await (const chunk of stream) chunks.push(await describe(chunk));
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

const stream =
  (major: Major): Use =>
  async (place) => {
    const answer = await clientOf(major, place).chat.completions.create(ASK_STREAM);
    const seen = await drained(answer);
    return { ...seen, class: answer.constructor.name, aborted: answer.controller.signal.aborted };
  };

const streamHelper =
  (major: Major): Use =>
  async (place) => {
    const events: string[] = [];
    const runner = helpers(clientOf(major, place), major).chat.completions.stream(ASK_STREAM);
    for (const name of ['connect', 'chunk', 'content', 'message', 'abort', 'error', 'end'] as const) {
      runner.on(name, () => events.push(name));
    }
    try {
      return { completion: await runner.finalChatCompletion(), events, ended: runner.ended };
    } catch (error) {
      return { error, events, ended: runner.ended, errored: runner.errored, aborted: runner.aborted };
    }
  };

const responses: Use = (place) => clientOf(7, place).responses.create(ASK_RESPONSES);

const responsesStream: Use = async (place) =>
  drained(await clientOf(7, place).responses.create({ ...ASK_RESPONSES, stream: true }));

const responsesHelper: Use = async (place) =>
  clientOf(7, place).responses.stream(ASK_RESPONSES).finalResponse();

const fetchJson: Use = async (place) => {
  const response = await post(place, ASK);
  const head = headOf(response);
  try {
    return { head, json: (await response.json()) as unknown, used: response.bodyUsed };
  } catch (error) {
    return { head, error, used: response.bodyUsed };
  }
};

const fetchBytes: Use = async (place) => {
  const response = await post(place, ASK);
  return { head: headOf(response), bytes: new Uint8Array(await response.arrayBuffer()) };
};

/** Where the chunks are cut is the network's doing: only the bytes are compared. */
async function readAll(
  read: () => Promise<{ done?: boolean; value?: Uint8Array | undefined }>,
): Promise<object> {
  const parts: Uint8Array[] = [];
  let error: unknown;
  try {
    for (;;) {
      const { done, value } = await read();
      if (done || value === undefined) break;
      parts.push(value);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), ...(error !== undefined && { error }) };
}

const fetchReader: Use = async (place) => {
  const response = await post(place, ASK_STREAM);
  const { body } = response;
  if (body === null) return { head: headOf(response), body };
  const reader = body.getReader();
  const read = await readAll(() => reader.read());
  return { head: headOf(response), ...read, same: response.body === body, locked: body.locked };
};

const fetchLoop: Use = async (place) => {
  const response = await post(place, ASK_STREAM);
  if (response.body === null) return { head: headOf(response), body: null };
  const iterator = response.body[Symbol.asyncIterator]();
  return {
    head: headOf(response),
    ...(await readAll(() => iterator.next() as never)),
    used: response.bodyUsed,
  };
};

export const USES = {
  '7 chat': chat(7),
  '7 withResponse': withResponse(7),
  '7 asResponse': asResponse(7),
  '7 parse': parse(7),
  '7 stream': stream(7),
  '7 stream helper': streamHelper(7),
  '7 responses': responses,
  '7 responses stream': responsesStream,
  '7 responses stream helper': responsesHelper,
  '4 chat': chat(4),
  '4 withResponse': withResponse(4),
  '4 asResponse': asResponse(4),
  '4 stream': stream(4),
  '4 stream helper': streamHelper(4),
  'fetch json': fetchJson,
  'fetch bytes': fetchBytes,
  'fetch stream reader': fetchReader,
  'fetch stream loop': fetchLoop,
} as const satisfies Readonly<Record<string, Use>>;

export type UseName = keyof typeof USES;
export { MODEL };
