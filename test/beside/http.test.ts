/** Above the HTTP instrumentations, which make a span for each request. */
import { createRequire } from 'node:module';
import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROMPT, settle, useWorld } from './setup.ts';

const OURS = '@fuelgauge/instrumentation';
const UNDICI = '@opentelemetry/instrumentation-undici';
const HTTP = '@opentelemetry/instrumentation-http';

const world = useWorld();
new UndiciInstrumentation();
new HttpInstrumentation({ ignoreIncomingRequestHook: () => true });
const ours = new OpenAIInstrumentation();
new FetchInstrumentation();
beforeAll(() => {
  ours.manuallyInstrument(OpenAI);
});

const WAYS: readonly {
  readonly way: string;
  /** Who makes the span of the request. */
  readonly below: string;
  call(): Promise<unknown>;
}[] = [
  {
    way: 'openai',
    below: UNDICI,
    call: () =>
      new OpenAI({
        apiKey: 'sk-fake',
        baseURL: world.simulator.hostUrl('openai'),
        maxRetries: 1,
      }).chat.completions.create({ model: 'gpt-4o-mini', messages: PROMPT }),
  },
  {
    way: 'openai 4, which has node-fetch',
    below: HTTP,
    call() {
      const { OpenAI: OpenAI4 } = createRequire(import.meta.url)('openai4') as { OpenAI: typeof OpenAI };
      return new OpenAI4({
        apiKey: 'sk-fake',
        baseURL: world.simulator.hostUrl('openai'),
      }).chat.completions.create({ model: 'gpt-4o-mini', messages: PROMPT });
    },
  },
  {
    way: 'plain fetch',
    below: UNDICI,
    async call() {
      const response = await fetch(`${world.simulator.hostUrl('openai')}/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-fake', 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: PROMPT }),
      });
      return response.json();
    },
  },
];

describe.each(WAYS)('a call through $way', ({ call, below }) => {
  it('is one span of ours, with the request as its child', async () => {
    await call();
    await settle(world);
    expect(world.telemetry.spans.map((span) => span.scope).sort()).toEqual([OURS, below]);
    const own = world.telemetry.spans.find((span) => span.scope === OURS)!;
    const request = world.telemetry.spans.find((span) => span.scope === below)!;
    expect(request).toMatchObject({ parentSpanId: own.spanId, traceId: own.traceId });
    expect(own.attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
  });

  it('leaves the span of the request free of what is ours', async () => {
    world.simulator.failNext('openai', 'insufficient_quota');
    await call().catch(() => {});
    await settle(world);
    const requests = world.telemetry.spans.filter((span) => span.scope === below);
    expect(requests.length).toBeGreaterThan(0);
    for (const { attributes } of requests) {
      expect(Object.keys(attributes).filter((name) => /^(?:llm|gen_ai)\./.test(name))).toEqual([]);
    }
  });

  it('is counted once', async () => {
    await call();
    await settle(world);
    expect(await world.telemetry.counts('gen_ai.client.operation.duration')).toEqual({ [OURS]: 1 });
    expect(Object.keys(await world.telemetry.counts('llm.call.cost'))).toEqual([OURS]);
  });
});

it('a call that is repeated is one span of ours, with each request as its child', async () => {
  world.simulator.failNext('openai', 'server_error');
  world.simulator.answerHeaders = { 'retry-after-ms': '1' };
  await WAYS[0]!.call();
  await settle(world);
  const own = world.telemetry.spans.filter((span) => span.scope === OURS);
  const requests = world.telemetry.spans.filter((span) => span.scope === UNDICI);
  expect(own).toHaveLength(1);
  expect(requests.map((span) => span.parentSpanId)).toEqual([own[0]!.spanId, own[0]!.spanId]);
  expect(await world.telemetry.counts('llm.call.errors')).toEqual({});
});
