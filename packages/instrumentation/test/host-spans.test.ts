/** Calls made while a GenAI span of somebody else's is active: which of them that span tells of, and how. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FetchInstrumentation, FuelgaugeSpanProcessor } from '@fuelgauge/instrumentation';
import {
  type Attributes,
  context,
  type Histogram,
  type Meter,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { OpenAI } from 'openai';
import { describe, expect, it, vi } from 'vitest';
import { HELLO, settled, useInstrumentedOpenAI, useSimulator } from './setup.ts';

const OURS = '@fuelgauge/instrumentation';
const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5.2' };

const simulator = useSimulator();
const now = useInstrumentedOpenAI(OpenAI);

const client = (apiKey = 'sk-fake-key-1'): OpenAI =>
  new OpenAI({ apiKey, baseURL: simulator().hostUrl('openai'), maxRetries: 0 });
const ask = (model = 'gpt-5.2', from = client()): Promise<unknown> =>
  settled(from.chat.completions.create({ model, messages: HELLO }));
const fail = (model?: string, from?: OpenAI): Promise<unknown> => {
  simulator().failNext('openai', 'insufficient_quota');
  return ask(model, from);
};

interface Options {
  readonly attributes?: Attributes;
  readonly kind?: SpanKind;
  readonly scope?: string;
}

/** Makes calls inside a span of another instrumentation, and ends it. */
function inside(run: (span: Span) => Promise<unknown>, options: Options = {}): Promise<void> {
  const { attributes = CHAT, kind = SpanKind.INTERNAL, scope = 'some-instrumentation' } = options;
  return now.telemetry.tracerProvider
    .getTracer(scope)
    .startActiveSpan('theirs', { attributes, kind }, async (span) => {
      await run(span);
      span.end();
    });
}

const theirs = (): ReadableSpan => now.telemetry.spans.find((span) => span.name === 'theirs')!;
const own = (): ReadableSpan[] =>
  now.telemetry.spans.filter((span) => span.instrumentationScope.name === OURS);
const isTold = (span: ReadableSpan): boolean => 'llm.account.id' in span.attributes;

/** What an SDK does that shuts down. */
const waitNoLonger = (): Promise<void> => new FuelgaugeSpanProcessor({ metrics: false }).shutdown();

describe('a span is not taken for that of a call', () => {
  it.each([
    ['serves a request', SpanKind.SERVER],
    ['takes a message', SpanKind.CONSUMER],
  ])('that %s', async (_, kind) => {
    await inside(() => ask(), { kind });
    expect(isTold(theirs())).toBe(false);
    expect(own()).toHaveLength(1);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a moderation', () => client().moderations.create({ input: 'fuel' })],
    ['an embedding', () => client().embeddings.create({ model: 'text-embedding-3-small', input: 'fuel' })],
    ['a list of models', () => client().models.list()],
  ])('of another kind: %s before a chat leaves it to the chat', async (_, before) => {
    await inside(async () => {
      await settled(before());
      await ask();
    });
    expect(theirs().attributes['gen_ai.response.model']).toBe('gpt-5.2');
    expect(own().map((span) => span.attributes['gen_ai.operation.name'])).not.toContain('chat');
  });

  it('by a second call, when the first one succeeded', async () => {
    await inside(async () => {
      await ask();
      await ask();
    });
    expect(isTold(theirs())).toBe(true);
    expect(own().map(isTold)).toEqual([true]);
  });

  it('by a call that is made at the same time as another', async () => {
    await inside(() => Promise.all([ask(), ask()]));
    expect(own().map(isTold)).toEqual([true]);
  });
});

describe('a call that is made again in the same span', () => {
  it('leaves the account there that it went to at last', async () => {
    await inside(() => ask('gpt-5.2', client('sk-fake-key-2')));
    const account = theirs().attributes['llm.account.id'];
    now.telemetry.exporter.reset();
    await inside(async () => {
      await fail('gpt-5.2', client('sk-fake-key-1'));
      await ask('gpt-5.2', client('sk-fake-key-2'));
    });
    expect(theirs().attributes['llm.account.id']).toBe(account);
  });

  it('leaves of its failure an event, and no attribute', async () => {
    await inside(async () => {
      await fail();
      await ask();
    });
    expect(Object.keys(theirs().attributes).filter((name) => /error/.test(name))).toEqual([]);
    expect(theirs().events).toMatchObject([
      { name: 'llm.call.retry', attributes: { 'llm.error.category': 'insufficient_balance' } },
    ]);
  });

  it('of another model is another call, with a span of its own', async () => {
    await inside(async () => {
      await fail();
      await ask('gpt-5-mini');
    });
    expect(theirs().attributes['llm.error.category']).toBe('insufficient_balance');
    expect(own().map((span) => span.attributes['gen_ai.response.model'])).toEqual(['gpt-5-mini']);
  });
});

describe('a span with as many attributes as the SDK allows', () => {
  const full: Attributes = { ...CHAT };
  for (let index = 0; index < 124; index++) full[`their.${index}`] = index;

  it('keeps room for what its maker adds', async () => {
    await inside(
      async (span) => {
        await ask();
        span.setAttributes({ 'their.answer': 'x', 'their.end': 'y' });
      },
      { attributes: full },
    );
    expect(theirs().attributes).toMatchObject({ ...full, 'their.answer': 'x', 'their.end': 'y' });
    expect(theirs().droppedAttributesCount).toBe(0);
  });

  it('tells what the call cost', async () => {
    await inside(() => ask(), { attributes: full });
    expect(theirs().attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
  });
});

describe('a span that was stood in for', () => {
  it('tells nothing of the call when it ends all the same', async () => {
    await inside(async () => {
      await fail();
      await waitNoLonger();
    });
    expect(own().map((span) => span.attributes['llm.error.category'])).toEqual(['insufficient_balance']);
    expect(theirs().attributes).toEqual(CHAT);
  });

  it('is stood in for when the processor is of another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('@fuelgauge/instrumentation');
    expect(copy.FuelgaugeSpanProcessor).not.toBe(FuelgaugeSpanProcessor);
    await inside(async () => {
      await fail();
      await new copy.FuelgaugeSpanProcessor({ metrics: false }).shutdown();
    });
    expect(own()).toHaveLength(1);
  });

  it('keeps what its maker wrote in the meantime', async () => {
    await inside(async (span) => {
      await fail();
      span.setAttribute('error.type', 'theirs');
      await waitNoLonger();
    });
    expect(theirs().attributes).toEqual({ ...CHAT, 'error.type': 'theirs' });
  });

  it('can tell of the call after that', async () => {
    await inside(async () => {
      await fail();
      await waitNoLonger();
      await ask();
    });
    expect(theirs().attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
    expect(theirs().events).toEqual([]);
  });

  it('is stood in for beside it, where an SDK 1 keeps the parent', async () => {
    const around = now.telemetry.tracerProvider.getTracer('app').startSpan('around');
    await context.with(trace.setSpan(context.active(), around), () =>
      inside(async (span) => {
        Object.assign(span, {
          parentSpanContext: undefined,
          parentSpanId: around.spanContext().spanId,
        });
        await fail();
        await waitNoLonger();
      }),
    );
    expect(own()[0]!.parentSpanContext?.spanId).toBe(around.spanContext().spanId);
  });

  it('does not keep another from being stood in for when a meter throws', async () => {
    const meter: Meter = new MeterProvider().getMeter('x');
    const broken = (): never => {
      throw new Error('broken');
    };
    meter.createHistogram = () => ({ record: broken }) as unknown as Histogram;
    now.openai.setMeterProvider({ getMeter: () => meter });
    // Durations of its calls are left to it.
    const options = { scope: '@opentelemetry/instrumentation-openai' };
    await inside(async () => {
      await fail();
      await inside(async () => {
        await fail();
        await waitNoLonger();
      }, options);
    }, options);
    expect(own()).toHaveLength(2);
  });
});

it('of more than a thousand spans that stay open the oldest is stood in for at once', async () => {
  const fetch = async (): Promise<Response> => Response.json({ error: { message: 'no' } }, { status: 401 });
  const refused = new OpenAI({
    apiKey: 'sk-fake',
    baseURL: 'https://api.openai.com/v1',
    maxRetries: 0,
    fetch,
  });
  const tracer = now.telemetry.tracerProvider.getTracer('some-instrumentation');
  for (let count = 0; count < 1001; count++) {
    await tracer.startActiveSpan('theirs', { attributes: CHAT }, () => ask('gpt-5.2', refused));
  }
  expect(own()).toHaveLength(1);
  await waitNoLonger();
});

it('a span that has ended is not kept in memory by the call that failed in it', async () => {
  const fetching = new FetchInstrumentation();
  fetching.setTracerProvider(now.telemetry.tracerProvider);
  const request = async (): Promise<void> => {
    simulator().failNext('openai', 'insufficient_quota');
    const response = await fetch(`${simulator().hostUrl('openai')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake' },
      body: JSON.stringify({ model: 'gpt-5.2', messages: HELLO }),
    });
    await response.text();
  };
  // A connection keeps the context in which it was opened.
  await request();
  const tracer = new TracerProvider().getTracer('some-instrumentation');
  const ended = await tracer.startActiveSpan('theirs', { attributes: CHAT }, async (span) => {
    await request();
    expect(isTold(span as unknown as ReadableSpan)).toBe(true);
    span.end();
    return new WeakRef(span);
  });
  fetching.disable();
  // As long as an error may stay unread, and no longer.
  await new Promise((resolve) => setTimeout(resolve, 1300));
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect(ended.deref()).toBeUndefined();
});
