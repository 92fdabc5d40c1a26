import { SCENARIOS, type ScenarioName } from '@fuelgauge/simulator';
import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { OPENAI_VERSIONS } from './openai-versions.ts';
import { HELLO, settled, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const simulator = useSimulator();
const model = 'deepseek/deepseek-v4-flash';

const answered = (Object.keys(SCENARIOS) as ScenarioName[]).filter(
  (name) => SCENARIOS[name].verdict !== undefined && SCENARIOS[name].failure.kind === 'response',
);

describe.each(OPENAI_VERSIONS)('a failed call through openai $version', ({ OpenAI }) => {
  const at = useInstrumentedOpenAI(OpenAI);
  const client = (
    provider: 'openrouter' | 'openai' = 'openrouter',
    maxRetries = 0,
  ): InstanceType<typeof OpenAI> =>
    new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: simulator().hostUrl(provider), maxRetries });

  test.each(answered)('by %s has its verdict on the span', async (name) => {
    const { seenAt, verdict } = SCENARIOS[name];
    const provider = seenAt[0] ?? 'openai';
    simulator().failNext(provider, name);
    await settled(client(provider as 'openai').chat.completions.create({ model, messages: HELLO }));
    const expected = Object.entries(verdict!).map(([word, value]) => [`llm.error.${word}`, value]);
    expect(at.telemetry.attributes).toMatchObject(Object.fromEntries(expected));
  });

  test('is counted by category, owner, upstream and account', async () => {
    simulator().failNext('openrouter', 'upstream_insufficient_balance');
    await settled(client().chat.completions.create({ model, messages: HELLO }));
    expect(await at.telemetry.points('llm.call.errors')).toMatchObject([
      {
        value: 1,
        attributes: {
          'gen_ai.provider.name': 'openrouter',
          'gen_ai.request.model': model,
          'llm.error.category': 'insufficient_balance',
          'llm.error.owner': 'gateway',
          'llm.error.upstream': 'deepseek',
          'llm.account.id': at.telemetry.attributes['llm.account.id'],
        },
      },
    ]);
  });

  test('has the class of the error and the status', async () => {
    simulator().failNext('openai', 'insufficient_quota');
    await settled(client('openai').chat.completions.create({ model: 'gpt-5.2', messages: HELLO }));
    expect(at.telemetry.attributes).toMatchObject({
      'error.type': 'RateLimitError',
      'http.response.status_code': 429,
    });
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.ERROR);
  });

  test('has the same error.type on the duration metric', async () => {
    simulator().failNext('openai', 'insufficient_quota');
    await settled(client('openai').chat.completions.create({ model: 'gpt-5.2', messages: HELLO }));
    const [duration] = await at.telemetry.points('gen_ai.client.operation.duration');
    expect(duration!.attributes['error.type']).toBe('RateLimitError');
  });

  test('inside a 200 answer is a failure on the span and an answer to the application', async () => {
    simulator().failNext('openrouter', 'error_in_200');
    const { value } = await settled(client().chat.completions.create({ model, messages: HELLO }));
    expect(value).toHaveProperty('error');
    expect(at.telemetry.attributes['llm.error.category']).toBe('server_error');
  });

  test('that a silent retry healed is no failure of the call', async () => {
    simulator().failNext('openai', 'rate_limited');
    await client('openai', 2).chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
    expect(at.telemetry.attributes['llm.call.attempts']).toBe(2);
    expect(await at.telemetry.points('llm.call.errors')).toEqual([]);
  });

  test('that was retried is an event with a verdict, and a count', async () => {
    simulator().failNext('openai', 'rate_limited');
    await client('openai', 2).chat.completions.create({ model: 'gpt-5.2', messages: HELLO });
    const [event] = at.telemetry.span.events;
    expect(event).toMatchObject({
      name: 'llm.call.retry',
      attributes: {
        'llm.call.attempt': 1,
        'http.response.status_code': 429,
        'llm.error.category': 'rate_limited',
        'llm.error.owner': 'caller',
        'llm.error.retry_after': 0.02,
      },
    });
    expect(await at.telemetry.points('llm.call.retries')).toMatchObject([
      { value: 1, attributes: { 'llm.error.category': 'rate_limited', 'llm.error.owner': 'caller' } },
    ]);
  });

  test('that no retry healed is one span with every attempt', async () => {
    simulator().failNext('openai', 'rate_limited', { times: 3 });
    await settled(client('openai', 2).chat.completions.create({ model: 'gpt-5.2', messages: HELLO }));
    expect(at.telemetry.attributes['llm.call.attempts']).toBe(3);
    expect(at.telemetry.span.events).toHaveLength(2);
    expect(await at.telemetry.points('llm.call.errors')).toMatchObject([{ value: 1 }]);
  });

  test('by a refused connection is a connection error', async () => {
    const nowhere = new OpenAI({ apiKey: 'sk-fake-key-1', baseURL: 'http://127.0.0.1:9/v1', maxRetries: 0 });
    const { error } = await settled(nowhere.chat.completions.create({ model, messages: HELLO }));
    expect((error as Error).constructor.name).toBe('APIConnectionError');
    expect(at.telemetry.attributes).toMatchObject({
      'error.type': 'APIConnectionError',
      'llm.error.category': 'connection_error',
    });
  });

  test('by the client timeout is a timeout', async () => {
    simulator().failNext('openrouter', 'slow_first_byte');
    const { error } = await settled(
      client().chat.completions.create({ model, messages: HELLO }, { timeout: 30 }),
    );
    expect((error as Error).constructor.name).toBe('APIConnectionTimeoutError');
    expect(at.telemetry.attributes['llm.error.category']).toBe('timeout');
  });

  test('by the caller aborting is cancelled', async () => {
    simulator().failNext('openrouter', 'slow_first_byte');
    const abort = new AbortController();
    const pending = settled(
      client().chat.completions.create({ model, messages: HELLO }, { signal: abort.signal }),
    );
    setTimeout(() => abort.abort(), 20);
    expect(((await pending).error as Error).constructor.name).toBe('APIUserAbortError');
    expect(at.telemetry.attributes).toMatchObject({
      'error.type': 'APIUserAbortError',
      'llm.error.category': 'cancelled',
      'llm.error.owner': 'caller',
    });
  });

  test('before any request was made still has a span', async () => {
    const abort = new AbortController();
    abort.abort();
    await settled(client().chat.completions.create({ model, messages: HELLO }, { signal: abort.signal }));
    expect(simulator().requests).toEqual([]);
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.request.model': model,
      'llm.error.category': 'cancelled',
    });
  });

  test('by malformed JSON gives the application its SyntaxError', async () => {
    simulator().failNext('openrouter', 'malformed_json');
    const { error } = await settled(client().chat.completions.create({ model, messages: HELLO }));
    expect((error as Error).name).toMatch(/SyntaxError|FetchError/);
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.ERROR);
  });
});
