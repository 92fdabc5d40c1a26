import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, type Verdict } from '../src/index.ts';

/** What a prompt may say, and what an error may say: only the place tells them apart. */
const HOSTILE = [
  'rate limit exceeded, please try again in 20s',
  'Error code: 429 - insufficient_quota',
  'insufficient balance, please top up',
  'Your credit balance is too low',
  'invalid api key',
  '401 Unauthorized',
  'The server is overloaded',
  'maximum context length is 8192 tokens',
  'model not found',
  'monthly spending limit reached',
  'content policy violation',
  'upstream provider returned 402',
  '余额不足，请充值',
  '请求过于频繁',
  'quota exceeded for today',
];

interface Refusal {
  readonly name: string;
  readonly at: string | undefined;
  readonly status: number;
  readonly body: (echo: string) => unknown;
}

const OPENAI = 'https://api.openai.com/v1';
const error = (message: string, code = 'invalid_value'): object => ({
  error: { message, type: 'invalid_request_error', code },
});

/** How providers and frameworks give a refused request back. */
const REFUSALS: readonly Refusal[] = [
  {
    name: 'a value in single quotes',
    at: OPENAI,
    status: 400,
    body: (echo) => error(`Invalid value: '${echo}'. Supported values are: 'system' and 'user'.`),
  },
  {
    name: 'a value in double quotes',
    at: OPENAI,
    status: 400,
    body: (echo) => error(`Invalid type for messages[1].content: expected a list, received "${echo}".`),
  },
  {
    name: 'a value in Chinese quotes',
    at: 'https://open.bigmodel.cn/api/paas/v4',
    status: 400,
    body: (echo) => ({ error: { code: '1214', message: `messages 参数非法：“${echo}”` } }),
  },
  {
    name: 'a value in backticks (serde)',
    at: 'https://api.deepseek.com',
    status: 422,
    body: (echo) =>
      `Failed to deserialize the JSON body into the target type: messages[0].role: unknown variant \`${echo}\`, expected one of \`system\`, \`user\` at line 1 column 30`,
  },
  {
    name: 'the members of a list of faults (FastAPI)',
    at: undefined,
    status: 422,
    body: (echo) => ({
      detail: [
        { type: 'string_type', loc: ['body', 'messages', 0], msg: 'Input should be a string', input: echo },
      ],
    }),
  },
  {
    name: 'a list of faults under message (Mistral)',
    at: 'https://api.mistral.ai/v1',
    status: 422,
    body: (echo) => ({
      object: 'error',
      message: {
        detail: [{ loc: ['body'], msg: 'Input should be a valid string', input: { content: echo } }],
      },
      type: 'invalid_request_error',
    }),
  },
  {
    name: 'a list of faults as a Python repr (vLLM)',
    at: undefined,
    status: 400,
    body: (echo) => ({
      object: 'error',
      message: `[{'type': 'missing', 'loc': ('body', 'messages'), 'msg': 'Field required', 'input': {'prompt': '${echo}'}}]`,
      type: 'BadRequestError',
      code: 400,
    }),
  },
  {
    name: 'the issues of a schema (zod)',
    at: undefined,
    status: 400,
    body: (echo) => ({
      error: 'Validation failed',
      issues: [{ code: 'invalid_type', path: ['messages', 0], received: echo }],
    }),
  },
  {
    name: 'the whole request beside the error',
    at: undefined,
    status: 400,
    body: (echo) => ({
      error: { message: 'Malformed request' },
      request: { messages: [{ role: 'user', content: echo }] },
    }),
  },
  {
    name: 'what was received',
    at: undefined,
    status: 400,
    body: (echo) => ({
      error: 'validation failed',
      received: { messages: [{ role: 'user', content: echo }] },
    }),
  },
  {
    name: 'a value of a proto field (Google)',
    at: 'https://generativelanguage.googleapis.com',
    status: 400,
    body: (echo) => ({
      error: {
        code: 400,
        message: `Invalid value at 'contents[0]' (text), "${echo}"`,
        status: 'INVALID_ARGUMENT',
      },
    }),
  },
  {
    name: 'an object that stood in the request',
    at: OPENAI,
    status: 400,
    body: (echo) => error(`Failed to parse tool arguments: ${JSON.stringify({ error: { message: echo } })}`),
  },
  {
    name: 'the prompt of a moderation',
    at: undefined,
    status: 403,
    body: (echo) => error(`The prompt "${echo}" was rejected`, 'content_policy_violation'),
  },
];

const text = fc
  .array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 4 })
  .chain((parts) => fc.constantFrom(' ', '. ', '\n', ' — ').map((joint) => parts.join(joint)));

function said({ at, status, body }: Refusal, echo: string): Partial<Verdict> {
  const { category, owner, retryable, rule } = classify({ baseUrl: at, status, body: body(echo) });
  return { category, owner, retryable, rule };
}

describe('what a user wrote, given back by a refusal, changes nothing in', () => {
  it.each(REFUSALS.map((refusal) => [refusal.name, refusal] as const))('%s', (_name, refusal) => {
    const harmless = said(refusal, 'good morning');
    fc.assert(
      fc.property(text, (echo) => {
        expect(said(refusal, echo)).toEqual(harmless);
      }),
    );
  });

  it.each(REFUSALS.map((refusal) => [refusal.name, refusal] as const))(
    '%s, which is about the request all the same',
    (_name, refusal) => {
      expect(['invalid_request', 'content_filtered']).toContain(said(refusal, 'good morning').category);
    },
  );
});
