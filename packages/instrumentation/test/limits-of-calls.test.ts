import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { HELLO, settled, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const simulator = useSimulator();

describe('the limits that responses tell', () => {
  const at = useInstrumentedOpenAI(OpenAI);
  const ask = (key: string, model: string) =>
    new OpenAI({
      apiKey: key,
      baseURL: simulator().hostUrl('openai'),
      maxRetries: 0,
    }).chat.completions.create({
      model,
      messages: HELLO,
    });

  test('are gauges of the account, the model and the kind', async () => {
    simulator().answerHeaders['x-ratelimit-limit-tokens'] = '30000';
    simulator().answerHeaders['x-ratelimit-remaining-tokens'] = '29000';
    simulator().answerHeaders['x-ratelimit-reset-tokens'] = '6m0s';
    await ask('sk-fake-limits-1', 'gpt-5.2');
    const points = await at.telemetry.points('llm.limit.remaining');
    expect(points).toContainEqual({
      attributes: {
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5.2',
        'llm.account.id': expect.stringMatching(/^key-[0-9a-f]{10}$/),
        'llm.limit.kind': 'tokens',
      },
      value: 29_000,
      count: 1,
    });
  });

  test('are the same account’s in the gauge and on the span', async () => {
    await ask('sk-fake-limits-2', 'gpt-5.2');
    const [point] = await at.telemetry.points('llm.limit.total');
    expect(point!.attributes['llm.account.id']).toBe(at.telemetry.attributes['llm.account.id']);
  });

  test('of a failed attempt count too', async () => {
    simulator().failNext('openai', 'rate_limited');
    await settled(ask('sk-fake-limits-3', 'gpt-5.2'));
    expect(await at.telemetry.points('llm.limit.remaining')).not.toEqual([]);
  });

  test('of another SDK’s time are not told again', async () => {
    expect(await at.telemetry.points('llm.limit.remaining')).toEqual([]);
  });
});
