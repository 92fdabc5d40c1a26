import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ answerHeaders: { 'x-from-options': 'yes' } });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const headersOf = async (body: object = {}): Promise<Headers> => {
  const response = await fetch(`${simulator.url('openai')}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-fake-headers', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5.2', messages: [], ...body }),
  });
  await response.text();
  return response.headers;
};

test("OpenAI's answers tell both limits, and the resets as OpenAI writes them", async () => {
  const headers = await headersOf();
  const told = ['limit', 'remaining', 'reset'].flatMap((word) =>
    ['requests', 'tokens'].map((unit) => headers.get(`x-ratelimit-${word}-${unit}`)),
  );
  expect(told).toEqual(['500', '150000', '499', '149984', '120ms', '6m0s']);
});

describe('extra headers', () => {
  test.each([false, true])('stand on the next answers (stream: %s)', async (stream) => {
    simulator.answerHeaders['x-ratelimit-remaining-tokens-minute'] = '12';
    expect((await headersOf({ stream })).get('x-ratelimit-remaining-tokens-minute')).toBe('12');
  });

  test("replace the service's own, however they are written", async () => {
    simulator.answerHeaders = { 'X-RateLimit-Reset-Tokens': '1.5' };
    expect((await headersOf()).get('x-ratelimit-reset-tokens')).toBe('1.5');
  });

  test('stand on failing answers too', async () => {
    simulator.answerHeaders['retry-after'] = '7';
    simulator.failNext('openai', 'rate_limited');
    expect((await headersOf()).get('retry-after')).toBe('7');
  });

  test('go back to those of the start', async () => {
    simulator.answerHeaders = { 'x-gone': 'soon' };
    simulator.reset();
    const headers = await headersOf();
    expect([headers.get('x-gone'), headers.get('x-from-options')]).toEqual([null, 'yes']);
  });
});
