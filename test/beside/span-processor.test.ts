/** The span processor on spans as they really come. */
import { createOpenAI } from '@ai-sdk/openai';
import { OpenTelemetry } from '@ai-sdk/otel';
import { FetchInstrumentation, FuelgaugeSpanProcessor } from '@fuelgauge/instrumentation';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base-2';
import { OpenAIInstrumentation as OpenLLMetry } from '@traceloop/instrumentation-openai';
import * as ai from 'ai';
import OpenAI6 from 'openai6';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcome, PROMPT, settle, useWorld } from './setup.ts';

const world = useWorld({ processors: [new FuelgaugeSpanProcessor()] });
const OURS = '@fuelgauge/instrumentation';

const total = async (metric: string): Promise<number> =>
  Object.values(await world.telemetry.counts(metric)).reduce((sum, count) => sum + count, 0);

describe('beside an instrumentation whose requests nobody sees', () => {
  beforeAll(() => {
    new OpenLLMetry({}).manuallyInstrument(OpenAI6 as never);
  });

  const client = (): OpenAI6 =>
    new OpenAI6({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai'), maxRetries: 0 });

  it('a call gets its price', async () => {
    await client().chat.completions.create({ model: 'gpt-4o-mini', messages: PROMPT });
    await settle(world);
    expect(world.telemetry.span.attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
    expect(await total('llm.call.cost')).toBeGreaterThan(0);
  });

  it('a failure gets its verdict', async () => {
    world.simulator.failNext('openai', 'insufficient_quota');
    await outcome(async () => {
      const stream = await client().responses.create({ model: 'gpt-4o-mini', input: 'fuel', stream: true });
      for await (const _ of stream);
    });
    await settle(world);
    expect(world.telemetry.span.attributes['llm.error.category']).toBe('insufficient_balance');
    expect(await total('llm.call.errors')).toBe(1);
  });
});

describe('beside the Vercel AI SDK 7', () => {
  const openai = () => createOpenAI({ apiKey: 'sk-fake', baseURL: world.simulator.hostUrl('openai') });
  beforeAll(() => {
    ai.registerTelemetry(new OpenTelemetry());
  });

  it('a failure that goes up through step and agent is counted once', async () => {
    world.simulator.failNext('openai', 'insufficient_quota');
    await outcome(() =>
      ai.generateText({ model: openai().chat('gpt-4o-mini'), prompt: 'fuel', maxRetries: 0 }),
    );
    await settle(world);
    const judged = world.telemetry.spans.filter((span) => 'llm.error.category' in span.attributes);
    expect(judged.map((span) => span.attributes['gen_ai.operation.name'])).toEqual(['chat']);
    expect(await total('llm.call.errors')).toBe(1);
  });

  it('an embedding is priced once, at the inner of its two spans', async () => {
    await ai.embed({ model: openai().embeddingModel('text-embedding-3-small'), value: 'fuel' });
    await settle(world);
    const priced = world.telemetry.spans.filter((span) => 'gen_ai.usage.cost.amount' in span.attributes);
    expect(priced).toHaveLength(1);
    expect(await total('llm.call.cost')).toBe(priced[0]!.attributes['gen_ai.usage.cost.amount']);
    expect(await total('llm.call.unpriced')).toBe(0);
  });

  describe('with fetch instrumented too', () => {
    beforeAll(() => {
      new FetchInstrumentation();
    });

    it('an enriched span is left as it is', async () => {
      await ai.generateText({ model: openai().chat('gpt-4o-mini'), prompt: 'fuel' });
      await settle(world);
      const priced = world.telemetry.spans.filter((span) => 'gen_ai.usage.cost.amount' in span.attributes);
      expect(priced).toHaveLength(1);
      expect(await total('llm.call.cost')).toBe(priced[0]!.attributes['gen_ai.usage.cost.amount']);
    });

    it('an embedding, whose own span is not active, is priced and counted once', async () => {
      await ai.embed({ model: openai().embeddingModel('text-embedding-3-small'), value: 'fuel' });
      await settle(world);
      const priced = world.telemetry.spans.filter((span) => 'gen_ai.usage.cost.amount' in span.attributes);
      expect(priced.map((span) => span.scope)).toEqual([OURS]);
      expect(await total('llm.call.unpriced')).toBe(0);
      expect(await total('llm.call.cost')).toBe(priced[0]!.attributes['gen_ai.usage.cost.amount']);
    });
  });
});

it('works in an SDK 2', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    spanProcessors: [new FuelgaugeSpanProcessor({ metrics: false }), new SimpleSpanProcessor(exporter)],
  });
  provider
    .getTracer('some-instrumentation')
    .startSpan('call', {
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'error.type': '429' },
    })
    .end();
  expect(exporter.getFinishedSpans()[0]!.attributes['llm.error.category']).toBe('rate_limited');
});
