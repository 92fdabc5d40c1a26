/** Anthropic's, Gemini's and the Vercel AI Gateway's own APIs through plain fetch, against the simulator. */
import { type ProviderId, SCENARIOS, type ScenarioName } from '@fuelgauge/simulator';
import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { settled, useInstrumentedFetch, useSimulator } from './setup.ts';

const simulator = useSimulator();
const at = useInstrumentedFetch();

type Ask = (init?: RequestInit) => Promise<Response>;

const anthropic =
  (stream: boolean): Ask =>
  (init) =>
    fetch(`${simulator().hostUrl('anthropic')}/v1/messages`, {
      method: 'POST',
      headers: {
        'x-api-key': 'sk-ant-fake-1',
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 500,
        messages: [{ role: 'user', content: 'a prompt that must stay at home' }],
        stream,
      }),
      ...init,
    });

const gemini =
  (method: string): Ask =>
  (init) =>
    fetch(`${simulator().hostUrl('gemini')}/v1beta/models/gemini-2.5-flash:${method}`, {
      method: 'POST',
      headers: { 'x-goog-api-key': 'AIza-fake-1', 'content-type': 'application/json' },
      body: JSON.stringify({ contents: [{ parts: [{ text: 'a prompt that must stay at home' }] }] }),
      ...init,
    });

const vercel =
  (stream: boolean): Ask =>
  (init) =>
    fetch(`${simulator().hostUrl('vercel')}/v4/ai/language-model`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer vck-fake-1',
        'content-type': 'application/json',
        'ai-gateway-protocol-version': '0.0.1',
        'ai-language-model-specification-version': '4',
        'ai-language-model-id': 'deepseek/deepseek-v4-flash',
        'ai-language-model-streaming': String(stream),
      },
      body: JSON.stringify({
        prompt: [{ role: 'user', content: [{ type: 'text', text: 'a prompt that must stay at home' }] }],
      }),
      ...init,
    });

const WAYS: Readonly<Record<string, readonly [provider: ProviderId, streams: boolean, ask: Ask]>> = {
  'Anthropic, whole': ['anthropic', false, anthropic(false)],
  'Anthropic, streamed': ['anthropic', true, anthropic(true)],
  'Gemini, whole': ['gemini', false, gemini('generateContent')],
  'Gemini, events': ['gemini', true, gemini('streamGenerateContent?alt=sse')],
  'Gemini, an array': ['gemini', true, gemini('streamGenerateContent')],
  'Vercel, whole': ['vercel', false, vercel(false)],
  'Vercel, streamed': ['vercel', true, vercel(true)],
};
const STREAMS = Object.keys(WAYS).filter((way) => WAYS[way]![1]);

describe.each(Object.keys(WAYS))('%s', (way) => {
  const [provider, streams, ask] = WAYS[way]!;

  test('has the tokens that the provider counted, and a cost', async () => {
    Object.assign(simulator().answer, {
      promptTokens: 1000,
      completionTokens: 50,
      cachedTokens: 300,
      reasoningTokens: 20,
    });
    await (await ask()).text();
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 300,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.reasoning.output_tokens': 20,
      'gen_ai.usage.cost.source': provider === 'vercel' ? 'provider' : 'local',
      'gen_ai.usage.cost.currency': 'USD',
    });
    expect(at.telemetry.span.status.code).toBe(SpanStatusCode.UNSET);
    expect('gen_ai.request.stream' in at.telemetry.attributes).toBe(streams);
  });

  test('aborted before its headers is cancelled, and the application gets its own reason', async () => {
    simulator().failNext(provider, 'slow_first_byte');
    const abort = new AbortController();
    const reason = new Error('changed my mind');
    setTimeout(() => abort.abort(reason), 20);
    const response = await settled(ask({ signal: abort.signal }));
    const error = response.error ?? (await settled((response.value as Response).text())).error;
    expect(error).toBe(reason);
    expect(at.telemetry.attributes['llm.error.category']).toBe('cancelled');
  });
});

describe.each(STREAMS)('%s', (way) => {
  const [provider, , ask] = WAYS[way]!;

  test('let go of early stops the download, and ends as cut', async () => {
    Object.assign(simulator().delivery, { chunks: 200, chunkDelayMs: 5 });
    for await (const _ of (await ask()).body!) break;
    const [request] = simulator().requests;
    await request!.closed;
    expect(request!.aborted).toBe(true);
    expect(at.telemetry.attributes['gen_ai.response.finish_reasons']).toEqual(['error']);
  });

  test('cut by the server fails, as a fault of the connection, with the finish reason `error`', async () => {
    simulator().failNext(provider, 'cut');
    const { error } = await settled((await ask()).body!.pipeTo(new WritableStream()));
    expect(error).toBeInstanceOf(Error);
    expect(at.telemetry.attributes).toMatchObject({
      'gen_ai.response.finish_reasons': ['error'],
      'llm.error.category': 'connection_error',
    });
  });

  test('aborted under way is cancelled by the caller', async () => {
    Object.assign(simulator().delivery, { chunks: 200, chunkDelayMs: 5 });
    const abort = new AbortController();
    const response = await ask({ signal: abort.signal });
    const reader = response.body!.getReader();
    await reader.read();
    abort.abort();
    await settled(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    );
    expect(at.telemetry.attributes).toMatchObject({
      'llm.error.category': 'cancelled',
      'gen_ai.response.finish_reasons': ['error'],
    });
  });
});

const CASES = Object.entries(WAYS).flatMap(([way, [provider, streams, ask]]) =>
  (Object.keys(SCENARIOS) as ScenarioName[]).flatMap((name) => {
    const { seenAt, verdict, failure } = SCENARIOS[name];
    // What any service can give is worded for one that has models of its own.
    const isSeen = seenAt.includes(provider) || (seenAt.length === 0 && provider !== 'vercel');
    if (!isSeen || verdict === undefined || failure.kind === 'transport') return [];
    return failure.kind === 'in_answer' && !streams ? [] : [[way, name, provider, ask, verdict] as const];
  }),
);

test.each(CASES)('%s: %s has its verdict', async (_way, name, provider, ask, verdict) => {
  simulator().failNext(provider, name);
  await (await ask()).text();
  const { category, owner, retryable } = verdict;
  expect(at.telemetry.attributes).toMatchObject({
    'llm.error.category': category,
    'llm.error.owner': owner,
    'llm.error.retryable': retryable,
  });
  expect(at.telemetry.span.status.code).toBe(SpanStatusCode.ERROR);
  expect(JSON.stringify([at.telemetry.attributes, at.telemetry.span.status])).not.toContain('fake-1');
});
