/**
 * How a call can end, one row each: what the provider does, or what the application does to itself. A row is added
 * here, and nowhere else.
 */
import { canary, TAIL } from './canaries.ts';

/** A request as the provider sees it. */
export interface Asked {
  /** The key that came with it. */
  readonly key: string;
  /** Which try of the same call this is, from 1. */
  readonly attempt: number;
}

export interface Answer {
  readonly status: number;
  /** Text is sent as it is; an object as JSON, in the family's own form when it is an `ErrorAnswer`. */
  readonly body: string | ErrorAnswer | { readonly json: unknown };
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that each family writes in its own way. */
export interface ErrorAnswer {
  readonly message: string;
  readonly code?: string | number;
  readonly type?: string;
  readonly param?: string;
  /** Beside these, inside the error. */
  readonly more?: object;
  /** Beside the error. */
  readonly beside?: object;
}

/** What the provider does with a good answer on its way. */
export type Delivery = 'whole' | 'in pieces of three bytes' | 'broken off' | 'never';

/** What the application does to its own call. */
export type Doing =
  | 'abort'
  | 'abort while reading'
  | 'break'
  | 'time out'
  | 'never read'
  | 'credentials in the URL';

export interface Outcome {
  /** Undefined: a good answer. */
  readonly answer?: (asked: Asked) => Answer | undefined;
  readonly delivery?: Delivery;
  readonly doing?: Doing;
  /** Only of use to a stream. */
  readonly streams?: true;
  /** Only of use to an answer that is no stream. */
  readonly whole?: true;
  /** A good stream that ends in this event. */
  readonly lastEvent?: ErrorAnswer;
  /** A good answer, but for what a filter did. */
  readonly filtered?: true;
  /** How often the client repeats a call that failed. */
  readonly retries?: number;
  /** The connection is never made. */
  readonly refused?: true;
}

const refusal = (
  status: number,
  message: string,
  error: Omit<ErrorAnswer, 'message'> = {},
  headers?: Readonly<Record<string, string>>,
): { readonly answer: () => Answer } => ({
  answer: () => ({ status, body: { message, ...error }, ...(headers !== undefined && { headers }) }),
});

const echoing = (
  status: number,
  message: (key: string) => string,
  error: (key: string) => Omit<ErrorAnswer, 'message'> = () => ({}),
): { readonly answer: (asked: Asked) => Answer } => ({
  answer: ({ key }) => ({ status, body: { message: message(key), ...error(key) } }),
});

/** A text as Python shows it. */
const repr = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;

const ends = (key: string): string => `${key.slice(0, 12)}...${key.slice(-8)}`;

/** Headers that tell of the caller. */
const TELLING_HEADERS: Readonly<Record<string, string>> = {
  'openai-organization': canary('organisation id without a digit'),
  'openai-project': canary('project id'),
  'x-request-id': canary('request id'),
  'set-cookie': `session=${canary('value of a cookie')}; Path=/`,
  'x-ratelimit-limit-requests': '100',
  'x-ratelimit-remaining-requests': '99',
  'x-ratelimit-reset-requests': canary('user'),
  ratelimit: `"${canary('user')}";r=40;t=20`,
  'ratelimit-policy': `"${canary('user')}";q=50;w=60;pk=:${canary('email')}:;qu="${canary('user')}"`,
  'x-litellm-model-id': canary('organisation id'),
  'x-litellm-response-cost': canary('user'),
};

const RAW_UPSTREAM = (key: string): string =>
  JSON.stringify({
    error: {
      message: `Insufficient Balance for user ${canary('user_id of a gateway')} (${canary('email')}), key ${key}`,
      type: 'unknown_error',
      code: 'invalid_request_error',
    },
  });

export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: {},
  'success with headers that tell': { answer: () => undefined, whole: true },
  'success, a filter ended it': { filtered: true },
  'a stream': { streams: true },
  'a stream that a filter ended': { streams: true, filtered: true },
  'a stream in pieces of three bytes': { streams: true, delivery: 'in pieces of three bytes' },
  'a stream broken off': { streams: true, delivery: 'broken off' },
  'an answer broken off': { whole: true, delivery: 'broken off' },
  'a stream that the application leaves': { streams: true, doing: 'break' },
  'a stream that the application aborts': { streams: true, doing: 'abort while reading' },
  'an answer that nobody reads': { doing: 'never read' },
  'an error in the stream': {
    streams: true,
    lastEvent: {
      message: `Could not generate after: ${canary('completion')} for ${canary('email')}`,
      code: 'server_error',
      type: 'server_error',
    },
  },
  'a limit in the stream': {
    streams: true,
    lastEvent: {
      message: `Rate limit reached in organization ${canary('organisation id without a digit')} by ${canary('email')}`,
      code: 'rate_limit_exceeded',
      type: 'tokens',
    },
  },
  aborted: { doing: 'abort', delivery: 'never' },
  'timed out': { doing: 'time out', delivery: 'never' },
  'nobody at the other end': { refused: true },
  'credentials in the URL': { doing: 'credentials in the URL' },
  '400 that quotes the prompt': refusal(
    400,
    `Invalid 'messages[1].content': string ${canary('prompt')} is not allowed. Please look at ${canary('system prompt')}.`,
    { code: 'invalid_value', type: 'invalid_request_error', param: canary('tool arguments') },
  ),
  '400 without quotes around what it repeats': refusal(
    400,
    `Cannot parse ${canary('tool arguments')} as arguments`,
    {
      type: 'invalid_request_error',
    },
  ),
  '400 that says context length, and more': refusal(
    400,
    `This model's maximum context length is 8192 tokens. However, your messages, which begin with ${canary('prompt')}, resulted in 9000 tokens.`,
    { code: 'context_length_exceeded', type: 'invalid_request_error' },
  ),
  '400 of a content filter': refusal(
    400,
    `The response was filtered due to the prompt ${canary('prompt')} triggering the content management policy.`,
    {
      code: 'content_filter',
      more: { innererror: { code: 'ResponsibleAIPolicyViolation', revised_prompt: canary('prompt') } },
    },
  ),
  '400 about an e-mail address and a telephone': refusal(
    400,
    `Your account ${canary('email')} has no balance left; we could not reach you at ${canary('phone')}.`,
    { code: 'billing_hard_limit_reached' },
  ),
  '401 with the whole key': echoing(
    401,
    (key) => `Incorrect API key provided: ${key}. You can find your API key at https://fake.example/keys.`,
    () => ({ code: 'invalid_api_key', type: 'invalid_request_error' }),
  ),
  '401 with both ends of the key': echoing(
    401,
    (key) => `Invalid authentication: the key ${ends(key)} has been revoked, Bearer ${key}`,
    () => ({ code: 'invalid_api_key' }),
  ),
  '401 with a masked key': refusal(401, `Incorrect API key provided: sk-fake********************${TAIL}.`, {
    code: 'invalid_api_key',
  }),
  '401 with the key where the code stands': echoing(
    401,
    (key) => `unauthorized: ${encodeURIComponent(key)}`,
    (key) => ({ code: key, type: key, param: key }),
  ),
  '402 nested, with a user id': {
    answer: ({ key }) => ({
      status: 402,
      body: {
        message: 'Provider returned error',
        code: 402,
        more: { metadata: { raw: RAW_UPSTREAM(key), provider_name: 'DeepSeek', is_byok: false } },
        beside: { user_id: canary('user_id of a gateway') },
      },
    }),
  },
  '402 of a provider with a private name': {
    answer: ({ key }) => ({
      status: 402,
      body: {
        message: 'Provider returned error',
        code: 402,
        more: {
          metadata: { raw: RAW_UPSTREAM(key), provider_name: canary('organisation id'), is_byok: true },
        },
      },
    }),
  },
  '403 with an organisation': refusal(
    403,
    `Your organization ${canary('organisation id')} (owner ${canary('email')}, project ${canary('project id')}) must be verified to use this model.`,
    { code: 'permission_denied' },
  ),
  '403 with an organisation that has no digit': refusal(
    403,
    `Organization ${canary('organisation id without a digit')} does not have access to this endpoint.`,
    { code: 'permission_denied' },
  ),
  "404 with somebody else's model": refusal(
    404,
    `The model ${canary('fine-tuned model of somebody else')} does not exist or you do not have access to it.`,
    { code: 'model_not_found', type: 'invalid_request_error' },
  ),
  '413 with what was sent': refusal(413, `Request too large: ${canary('prompt')}`, {
    type: 'request_too_large',
  }),
  '422 with the values that it refuses': {
    answer: () => ({
      status: 422,
      body: {
        json: {
          detail: [
            {
              type: 'string_type',
              loc: ['body', 'messages', 1, canary('tool arguments')],
              msg: `Input should be a valid string, not ${canary('prompt')}`,
              input: { content: canary('prompt'), user: canary('user') },
            },
          ],
        },
      },
    }),
  },
  '429 with organisation, project and request': refusal(
    429,
    `Rate limit reached for gpt-4o in organization ${canary('organisation id')} (project ${canary('project id')}) on tokens per min (TPM): Limit 1, Used 1. Please try again in 20s. Request id: ${canary('request id')}`,
    { code: 'rate_limit_exceeded', type: 'tokens' },
    { ...TELLING_HEADERS, 'retry-after': '20' },
  ),
  '429 with an organisation that has no digit': refusal(
    429,
    `You exceeded your current quota, organization ${canary('organisation id without a digit')}, user ${canary('user')}.`,
    { code: 'insufficient_quota', type: canary('user') },
    { 'retry-after': canary('user') },
  ),
  '429, and then well': {
    retries: 1,
    answer: ({ attempt, key }) =>
      attempt > 1
        ? undefined
        : {
            status: 429,
            body: {
              message: `litellm.RateLimitError: Rate limit reached for ${canary('email')} with ${key}. Received kwargs={'messages': [{'role': 'user', 'content': ${repr(canary('prompt'))}}], 'metadata': {'user': ${repr(canary('user'))}, 'tags': [${repr(canary('system prompt'))}]}, 'user': ${repr(canary('safety_identifier'))}}`,
              code: 'rate_limit_exceeded',
            },
            headers: { 'retry-after-ms': '1', 'x-request-id': canary('request id') },
          },
  },
  '500 with HTML and a stack': {
    answer: ({ key }) => ({
      status: 500,
      type: 'text/html',
      body: `<html><head><title>Error: ${canary('stack of a server')}</title></head><body><h1>Internal Server Error</h1><pre>Error: ${canary('stack of a server')}\n    at handle (/srv/${canary('user')}/app.js:1:1)\nauthorization: Bearer ${key}\n${canary('prompt')}</pre></body></html>`,
    }),
  },
  '500 about what it could not parse': refusal(
    500,
    `Failed to process ${canary('completion')}: server had an error`,
    {
      type: 'server_error',
    },
  ),
  '502 in plain text': {
    answer: () => ({
      status: 502,
      type: 'text/plain',
      body: `upstream connect error for ${canary('user')} at https://user:${canary('password in the base URL')}@upstream.fake.example/${canary('conversation id')}?token=${canary('token in the query of a redirect')}`,
    }),
  },
  '503 busy with somebody': refusal(
    503,
    `The engine is currently overloaded by ${canary('organisation id without a digit')}, ${canary('email')}`,
    { type: 'overloaded_error', code: canary('user') },
  ),
  'a redirect with a token': {
    answer: () => ({
      status: 307,
      body: '',
      headers: { location: `/good?token=${canary('token in the query of a redirect')}` },
    }),
  },
  'a redirect to nowhere, with a token': {
    answer: () => ({
      status: 307,
      body: '',
      headers: {
        location: `http://user:${canary('password in the base URL')}@127.0.0.1:1/?token=${canary('token in the query of a redirect')}`,
      },
    }),
  },
  'JSON that is none': {
    answer: ({ key }) => ({
      status: 200,
      type: 'application/json',
      body: `{"oops ${key} ${canary('completion')}`,
    }),
  },
  'an error inside a 200': {
    answer: ({ key }) => ({
      status: 200,
      body: {
        message: `Incorrect API key provided: ${key} by ${canary('email')}`,
        code: canary('user as a code'),
        type: 'authentication_error',
      },
    }),
  },
  'an error of a status that nobody has seen': refusal(
    418,
    `I am ${canary('user')} and say ${canary('prompt')}`,
    {
      code: canary('user'),
    },
  ),
};

/** Headers of the answers to one outcome, and of no other. */
export function headersOf(outcome: string): Readonly<Record<string, string>> {
  return outcome === 'success with headers that tell' ? TELLING_HEADERS : {};
}
