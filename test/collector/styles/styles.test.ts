/** What each library writes of a failed call, as measured with the real ones. */
import { describe, expect, it } from 'vitest';
import { thrownByOpenAI } from './openai-node.ts';
import { raisedByOpenAI } from './openai-python.ts';
import { parseRow, type Row } from './row.ts';
import { STYLE_NAMES, STYLES, type StyleName, styleNamed } from './style.ts';

const BALANCE = '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":1.0}}';
const GATEWAY =
  '{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"it\'s busy","is_byok":false}},"user_id":"u"}';

describe('The text of Python’s openai', () => {
  it.each<[string, Row, 'repr' | 'message', string, string]>([
    [
      'the repr of the whole body',
      { status: 402, body: BALANCE },
      'repr',
      'APIStatusError',
      "Error code: 402 - {'error': {'message': 'Insufficient Balance', 'type': 'unknown_error', 'param': None, 'code': 1.0}}",
    ],
    [
      'double quotes around an apostrophe',
      { status: 429, body: GATEWAY },
      'repr',
      'RateLimitError',
      `Error code: 429 - {'error': {'message': 'Provider returned error', 'code': 429, 'metadata': {'raw': "it's busy", 'is_byok': False}}, 'user_id': 'u'}`,
    ],
    [
      'the message alone since 3.38',
      { status: 402, body: BALANCE },
      'message',
      'APIStatusError',
      'Error code: 402 - Insufficient Balance',
    ],
    [
      'a body without a message since 3.38',
      { status: 400, body: '{"detail":"no"}' },
      'message',
      'BadRequestError',
      'Error code: 400',
    ],
    [
      'a body that is no JSON',
      { status: 502, body: ' <html>Bad</html>\n' },
      'repr',
      'InternalServerError',
      '<html>Bad</html>',
    ],
    [
      'a body that is no JSON since 3.38',
      { status: 502, body: '<html>Bad</html>' },
      'message',
      'InternalServerError',
      'Error code: 502',
    ],
    ['a JSON string', { status: 400, body: '"no"' }, 'repr', 'BadRequestError', 'Error code: 400 - no'],
    ['an empty body', { status: 500, body: '' }, 'repr', 'InternalServerError', 'Error code: 500'],
    ['no response', {}, 'repr', 'APIConnectionError', 'Connection error.'],
    [
      'a text of its own',
      { status: 401, sdk_message: 'as it came' },
      'repr',
      'AuthenticationError',
      'as it came',
    ],
    [
      'a chunk of a stream',
      {
        status: 200,
        body: ': comment\n\ndata: {"choices":[]}\n\ndata: {"error":{"message":"Overloaded","code":502}}\n\n',
      },
      'repr',
      'APIError',
      'Overloaded',
    ],
    [
      'a 200 body',
      { status: 200, body: '{"error":{"message":"Overloaded","code":502}}' },
      'message',
      'APIError',
      "{'message': 'Overloaded', 'code': 502}",
    ],
    [
      'a chunk without a message',
      { status: 200, body: 'data: {"error":"broken"}\n\n' },
      'repr',
      'APIError',
      'An error occurred during streaming',
    ],
  ])('is right for %s', (_name, row, version, name, text) => {
    expect(raisedByOpenAI(row, version)).toMatchObject({ name, text });
  });
});

describe('The text of JavaScript’s openai', () => {
  it.each<[string, Row, string, string]>([
    ['a body', { status: 402, body: BALANCE }, 'APIError', '402 Insufficient Balance'],
    ['an error that is a text', { status: 400, body: '{"error":"plain"}' }, 'BadRequestError', '400 "plain"'],
    [
      'an error without a message',
      { status: 400, body: '{"error":{"code":7}}' },
      'BadRequestError',
      '400 {"code":7}',
    ],
    [
      'a message that is an object',
      { status: 400, body: '{"error":{"message":{"a":1}}}' },
      'BadRequestError',
      '400 {"a":1}',
    ],
    [
      'a body without an error',
      { status: 400, body: '{"detail":"no"}' },
      'BadRequestError',
      '400 status code (no body)',
    ],
    [
      'a body that is no JSON',
      { status: 502, body: '<html>Bad</html>' },
      'InternalServerError',
      '502 <html>Bad</html>',
    ],
    ['an empty body', { status: 500, body: '' }, 'InternalServerError', '500 status code (no body)'],
    [
      'a chunk of a stream',
      { status: 200, body: 'data: {"error":{"message":"Overloaded"}}\n\n' },
      'APIError',
      'Overloaded',
    ],
    ['no response', {}, 'APIConnectionError', 'Connection error.'],
  ])('is right for %s', (_name, row, name, message) => {
    expect(thrownByOpenAI(row)).toEqual({ name, message });
  });
});

describe('The span of', () => {
  const row: Row = { base_url: 'https://openrouter.ai/api/v1', status: 429, body: GATEWAY };

  it.each<[StyleName, Readonly<Record<string, unknown>>]>([
    [
      'openllmetry',
      {
        'gen_ai.openai.api_base': 'https://openrouter.ai/api/v1/',
        'gen_ai.provider.name': 'openrouter',
        'error.type': 'RateLimitError',
      },
    ],
    [
      'python-contrib',
      { 'gen_ai.system': 'openai', 'server.address': 'openrouter.ai', 'error.type': 'RateLimitError' },
    ],
    [
      'python-genai',
      {
        'gen_ai.provider.name': 'openai',
        'server.address': 'openrouter.ai',
        'error.type': 'openai.RateLimitError',
      },
    ],
    ['openinference', { 'llm.system': 'openai', 'openinference.span.kind': 'LLM' }],
    ['js-contrib', { 'gen_ai.system': 'openai', 'server.address': 'openrouter.ai', 'server.port': 443 }],
    ['vercel-ai-sdk', { 'gen_ai.provider.name': 'openrouter', 'http.response.status_code': 429 }],
    [
      'litellm',
      { 'gen_ai.system': 'openrouter', 'http.response.status_code': 429, 'error.type': 'RateLimitError' },
    ],
  ])('%s says who was called as that library does', (style, attributes) => {
    expect(STYLES[style].span(row).span.attributes).toMatchObject(attributes);
  });

  it.each<[StyleName, string]>([
    ['openllmetry', "Error code: 429 - {'error': {'message': 'Provider returned error'"],
    ['openllmetry-openai-3', 'Error code: 429 - Provider returned error'],
    ['python-contrib', "Error code: 429 - {'error': {'message': 'Provider returned error'"],
    ['python-genai', 'Error code: 429 - Provider returned error'],
    ['openinference', "RateLimitError: Error code: 429 - {'error': {'message': 'Provider returned error'"],
    ['js-contrib', '429 Provider returned error'],
    ['vercel-ai-sdk', "Failed after 3 attempts. Last error: AI_APICallError: it's busy"],
    ['litellm', 'litellm.RateLimitError: RateLimitError: OpenrouterException - {"error":{"message":'],
  ])('%s begins its description as that library does', (style, beginning) => {
    const { status } = STYLES[style].span(row).span;
    expect(status?.message?.slice(0, beginning.length)).toBe(beginning);
  });

  it.each(STYLE_NAMES)('%s is a failed one for a row that says nothing', (style) => {
    expect(STYLES[style].span({}).span.status?.code).toBe('error');
  });
});

it('An unknown style is refused with those that there are', () => {
  expect(() => styleNamed('toString')).toThrow(`--style: expected ${STYLE_NAMES.join(', ')}; got toString`);
});

it.each([
  ['[]', 'not a JSON object'],
  ['{', 'not a JSON object'],
  ['{"status":"402"}', 'status: expected an HTTP status (a whole number) or null'],
  ['{"body":7}', 'body: expected a text or null'],
])('The line %s is refused with what is expected', (line, problem) => {
  expect(() => parseRow(line)).toThrow(problem);
});
