import { describe, expect, it } from 'vitest';
import { type ClassifyInput, classify, describe as describeVerdict } from '../src/index.ts';

const PROMPT = 'my secret diary about Jane';
const status = (input: ClassifyInput): string => describeVerdict(classify(input));

describe('the status text', () => {
  it.each<[string, ClassifyInput]>([
    [
      'an invalid value',
      { status: 400, body: { error: { message: `Invalid value: '${PROMPT}'.`, code: 'invalid_value' } } },
    ],
    [
      'an unquoted echo',
      {
        status: 400,
        body: { error: { message: `Could not parse ${PROMPT}`, type: 'invalid_request_error' } },
      },
    ],
    [
      'a flagged input',
      {
        status: 403,
        body: {
          error: {
            message: `Your input "${PROMPT}" was flagged`,
            metadata: { flagged_input: PROMPT, reasons: ['x'] },
          },
        },
      },
    ],
    [
      'a failed generation',
      {
        status: 400,
        body: {
          error: {
            message: 'Failed to call a function.',
            code: 'tool_use_failed',
            failed_generation: PROMPT,
          },
        },
      },
    ],
    ['an overlong prompt', { status: 400, body: { error: { message: `prompt is too long: ${PROMPT}` } } }],
    [
      'a validation list',
      { status: 422, body: { detail: [{ loc: ['body'], msg: 'field required', input: PROMPT }] } },
    ],
    ['an unknown error', { status: 200, body: { message: PROMPT } }],
    [
      'a model name that is none',
      { status: 404, body: { error: { message: `The model \`${PROMPT}\` does not exist` } } },
    ],
    ['a code that is a sentence', { status: 400, body: { error: { message: 'x', code: PROMPT } } }],
    [
      'a throttle that quotes',
      { status: 429, body: { error: { message: `Rate limit reached while serving "${PROMPT}"` } } },
    ],
    [
      'a server error with a piece of the answer',
      { status: 500, body: { error: { message: `Failed to parse model output: ${PROMPT}` } } },
    ],
    [
      'a server error with an object',
      { status: 500, body: { error: { message: `Internal error {"content":"${PROMPT}"}` } } },
    ],
    [
      'a server error that says what it was about',
      { status: 500, body: { error: { message: `Failed to process ${PROMPT}: server had an error` } } },
    ],
    [
      'a page of HTML',
      { status: 500, body: `<html><title>Error: ${PROMPT}</title><h1>Internal Server Error</h1></html>` },
    ],
    [
      'something of the request that is not allowed',
      { status: 400, body: { error: { message: `Invalid 'content': ${PROMPT} is not allowed` } } },
    ],
  ])('never repeats what the user wrote: %s', (_name, input) => {
    expect(status(input)).not.toContain('diary');
  });

  it.each([
    'Invalid authentication: the key fakeAFLY-WyYppv was revoked',
    'unauthorized: fakeaflyppvzbcde-fghijklmnopqrst',
    'the key fake/AFLY+WyYppv= is wrong',
    'Incorrect API key provided: fake….fAFLY',
  ])('never repeats a part of a refused key, whatever its shape: %s', (message) => {
    const said = status({ status: 401, body: { error: { message } } });
    expect(said).not.toMatch(/AFLY|WyYp/i);
    expect(said).toMatch(/^(?:Invalid authentication|unauthorized|the key|Incorrect API key)/i);
  });

  it("says the provider's sentence where it speaks of an account", () => {
    const body = { error: { message: 'Insufficient Balance', code: 'invalid_request_error' } };
    expect(status({ status: 402, body })).toBe('Insufficient Balance');
  });

  it('says status and code where the sentence is withheld', () => {
    const body = { error: { message: 'x', type: 'invalid_request_error', code: 'invalid_value' } };
    expect(status({ status: 400, body })).toBe(
      'invalid_request: the request itself is wrong (400, invalid_value, invalid_request_error)',
    );
  });
});

describe('the provider behind a gateway', () => {
  it.each(['org-FAKE0001fake', 'user_2fakeFAKE0001', 'sk-fake0123456789', 'jane@example.test'])(
    'is no id and no key that stands in its place: %s',
    (provider_name) => {
      const metadata = { raw: '{"error":{"message":"Insufficient Balance"}}', provider_name };
      const { upstream } = classify({
        baseUrl: 'https://openrouter.ai/api/v1',
        status: 402,
        body: { error: { message: 'Provider returned error', code: 402, metadata } },
      });
      expect(upstream).toBeUndefined();
    },
  );
});
