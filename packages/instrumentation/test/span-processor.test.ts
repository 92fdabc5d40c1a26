import { FuelgaugeSpanProcessor, type FuelgaugeSpanProcessorConfig } from '@fuelgauge/instrumentation';
import {
  type Attributes,
  context,
  diag,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const points = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 3_600_000 });
const meterProvider = new MeterProvider({ readers: [reader] });

beforeEach(() => {
  metrics.setGlobalMeterProvider(meterProvider);
});
afterEach(async () => {
  await reader.forceFlush();
  points.reset();
  metrics.disable();
});

/** Points of a metric, as attributes and value. */
async function recorded(metric: string): Promise<[attributes: Attributes, value: unknown][]> {
  await reader.forceFlush();
  return points
    .getMetrics()
    .flatMap((resource) => resource.scopeMetrics)
    .flatMap((scope) => scope.metrics)
    .filter((data) => data.descriptor.name === metric)
    .flatMap((data) =>
      data.dataPoints.map(({ attributes, value }): [Attributes, unknown] => [attributes, value]),
    );
}

interface Spans {
  /** Starts a span of an instrumentation. */
  start(attributes: Attributes, scope?: string, parent?: Span): Span;
  /** Makes and ends one, and gives what was exported of it. */
  ended(attributes: Attributes, before?: (span: Span) => void, scope?: string): ReadableSpan;
  exported: readonly ReadableSpan[];
}

function spansThrough(...processors: SpanProcessor[]): Spans {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [...processors, new SimpleSpanProcessor({ exporter })],
  });
  const spans: Spans = {
    start: (attributes, scope = 'some-instrumentation', parent) =>
      provider
        .getTracer(scope)
        .startSpan(
          'call',
          { attributes },
          parent === undefined ? context.active() : trace.setSpan(context.active(), parent),
        ),
    ended(attributes, before, scope) {
      const span = spans.start(attributes, scope);
      before?.(span);
      span.end();
      return exporter.getFinishedSpans().at(-1)!;
    },
    get exported() {
      return exporter.getFinishedSpans();
    },
  };
  return spans;
}

const processed = (config?: FuelgaugeSpanProcessorConfig): Spans =>
  spansThrough(new FuelgaugeSpanProcessor(config));

const failed =
  (message: string, type = 'Error') =>
  (span: Span): void => {
    span.addEvent('exception', { 'exception.type': type, 'exception.message': message });
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  };

describe('an error on a span of a model call', () => {
  const CASES: readonly {
    readonly of: string;
    readonly attributes: Attributes;
    readonly fail: (span: Span) => void;
    readonly category: string;
    readonly owner?: string;
  }[] = [
    {
      of: 'the conventions of 2026, with host and status',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'deepseek',
        'gen_ai.request.model': 'deepseek-chat',
        'server.address': 'api.deepseek.com',
        'http.response.status_code': 402,
        'error.type': '402',
      },
      fail: failed('402 Insufficient Balance'),
      category: 'insufficient_balance',
      owner: 'caller',
    },
    {
      of: 'the conventions of 2024, with a system and no operation',
      attributes: { 'gen_ai.system': 'openai', 'gen_ai.request.model': 'gpt-4o-mini' },
      fail: failed(
        '429 You exceeded your current quota, please check your plan and billing details.',
        'RateLimitError',
      ),
      category: 'insufficient_balance',
    },
    {
      of: 'OpenInference',
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'claude-sonnet-4-5',
        'llm.provider': 'anthropic',
      },
      fail: failed('529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'),
      category: 'overloaded',
    },
    {
      of: 'the Vercel AI SDK 5',
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'gen_ai.system': 'anthropic.messages',
        'gen_ai.request.model': 'claude-sonnet-4-5',
      },
      fail: failed('Your credit balance is too low to access the Anthropic API.', 'AI_APICallError'),
      category: 'insufficient_balance',
    },
    {
      of: 'the AWS SDK, by the exception class',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'aws.bedrock',
        'gen_ai.request.model': 'anthropic.claude-3-5-sonnet-20241022-v2:0',
      },
      fail: failed('Too many requests, please wait before trying again.', 'ThrottlingException'),
      category: 'rate_limited',
    },
    {
      of: 'LangSmith',
      attributes: {
        'langsmith.span.kind': 'llm',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-4o',
      },
      fail: failed('Incorrect API key provided', 'AuthenticationError'),
      category: 'authentication',
    },
    {
      of: 'OpenLLMetry before it followed the conventions',
      attributes: { 'llm.request.type': 'chat', 'gen_ai.request.model': 'gpt-4o' },
      fail: failed("This model's maximum context length is 128000 tokens."),
      category: 'context_length_exceeded',
    },
    {
      of: 'a maker who gave it a status message and no event',
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' },
      fail: (span) => span.setStatus({ code: SpanStatusCode.ERROR, message: 'Request was aborted.' }),
      category: 'cancelled',
    },
    {
      of: 'a maker who said nothing but that it failed',
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' },
      fail: (span) => span.setStatus({ code: SpanStatusCode.ERROR }),
      category: 'unknown',
    },
  ];

  it.each(CASES)('is judged in the words of $of', ({ attributes, fail, category, owner }) => {
    const span = processed().ended(attributes, fail);
    expect(span.attributes).toMatchObject({
      'llm.error.category': category,
      'llm.error.classified_by': 'sdk',
      ...(owner !== undefined && { 'llm.error.owner': owner }),
    });
  });

  it('is counted once, with provider and model', async () => {
    processed().ended(
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'groq',
        'gen_ai.request.model': 'llama-3.3',
      },
      failed('Rate limit reached for model', 'RateLimitError'),
    );
    expect(await recorded('llm.call.errors')).toEqual([
      [
        expect.objectContaining({
          'gen_ai.provider.name': 'groq',
          'gen_ai.request.model': 'llama-3.3',
          'llm.error.category': 'rate_limited',
        }),
        1,
      ],
    ]);
  });

  it('that was handled on the way is none', () => {
    const span = processed().ended({ 'gen_ai.operation.name': 'chat' }, (open) =>
      open.addEvent('exception', { 'exception.message': '429 Too Many Requests' }),
    );
    expect(span.attributes).not.toHaveProperty('llm.error.category');
  });

  it('keeps the verdict that is there', () => {
    const span = processed().ended(
      { 'gen_ai.operation.name': 'chat', 'llm.error.category': 'overloaded' },
      failed('401 Invalid API key'),
    );
    expect(span.attributes['llm.error.category']).toBe('overloaded');
  });
});

describe('tokens on a span of a model call', () => {
  const prices = [{ provider: '*', model: 'my-model', currency: 'USD', input: 1, output: 2, cacheRead: 0.1 }];

  const CASES: readonly { readonly of: string; readonly attributes: Attributes; readonly cost: number }[] = [
    {
      of: 'the conventions',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'acme',
        'gen_ai.request.model': 'my-model',
        'gen_ai.usage.input_tokens': 1_000_000,
        'gen_ai.usage.output_tokens': 500_000,
      },
      cost: 2,
    },
    {
      of: 'the first conventions',
      attributes: {
        'gen_ai.system': 'acme',
        'gen_ai.request.model': 'my-model',
        'gen_ai.usage.prompt_tokens': 1_000_000,
        'gen_ai.usage.completion_tokens': 500_000,
      },
      cost: 2,
    },
    {
      of: 'OpenInference, with cached tokens',
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.provider': 'acme',
        'llm.model_name': 'my-model',
        'llm.token_count.prompt': 1_000_000,
        'llm.token_count.prompt_details.cache_read': 1_000_000,
        'llm.token_count.completion': 500_000,
      },
      cost: 1.1,
    },
    {
      of: 'the Vercel AI SDK',
      attributes: {
        'ai.operationId': 'ai.streamText.doStream',
        'ai.model.provider': 'acme.chat',
        'ai.model.id': 'my-model',
        'ai.usage.promptTokens': 1_000_000,
        'ai.usage.completionTokens': 500_000,
      },
      cost: 2,
    },
    {
      of: 'the Vercel AI SDK, for an embedding',
      attributes: {
        'ai.operationId': 'ai.embed.doEmbed',
        'ai.model.provider': 'acme.embedding',
        'ai.model.id': 'my-model',
        'ai.usage.tokens': 1_000_000,
      },
      cost: 1,
    },
    {
      of: 'a maker who counts cached tokens beside the input',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'acme',
        'gen_ai.request.model': 'my-model',
        'gen_ai.usage.input_tokens': 0,
        'gen_ai.usage.cache_read_input_tokens': 1_000_000,
        'gen_ai.usage.output_tokens': 500_000,
      },
      cost: 1.1,
    },
  ];

  it.each(CASES)('are priced in the words of $of', ({ attributes, cost }) => {
    const span = processed({ prices, priceLibrary: false }).ended(attributes);
    expect(span.attributes).toMatchObject({
      'gen_ai.usage.cost.currency': 'USD',
      'gen_ai.usage.cost.source': 'local',
    });
    expect(span.attributes['gen_ai.usage.cost.amount']).toBeCloseTo(cost, 9);
  });

  it('are counted as cost once', async () => {
    processed({ prices, priceLibrary: false }).ended(CASES[0]!.attributes);
    expect(await recorded('llm.call.cost')).toEqual([
      [expect.objectContaining({ 'gen_ai.provider.name': 'acme', 'llm.currency': 'USD' }), 2],
    ]);
  });

  it('without a price are a call without a price', async () => {
    const span = processed({ priceLibrary: false }).ended(CASES[0]!.attributes);
    expect(span.attributes).not.toHaveProperty('gen_ai.usage.cost.amount');
    expect(await recorded('llm.call.unpriced')).toEqual([[expect.anything(), 1]]);
  });

  it('keep the price that is there', async () => {
    const span = processed({ prices, priceLibrary: false }).ended({
      ...CASES[0]!.attributes,
      'gen_ai.usage.cost.amount': 42,
    });
    expect(span.attributes['gen_ai.usage.cost.amount']).toBe(42);
    expect(await recorded('llm.call.cost')).toEqual([]);
  });

  it('go to the provider that the host names, whatever the maker calls it', async () => {
    processed({ prices, priceLibrary: false }).ended({
      ...CASES[0]!.attributes,
      'gen_ai.provider.name': 'openai',
      'server.address': 'openrouter.ai',
    });
    const [point] = await recorded('llm.call.cost');
    expect(point?.[0]['gen_ai.provider.name']).toBe('openrouter');
  });

  it('go to the provider that the user gave the host', async () => {
    processed({ prices, priceLibrary: false, providers: { 'llm.internal': 'our_gateway' } }).ended({
      ...CASES[0]!.attributes,
      'server.address': 'llm.internal',
      'server.port': 8080,
    });
    const [point] = await recorded('llm.call.cost');
    expect(point?.[0]['gen_ai.provider.name']).toBe('our_gateway');
  });
});

describe('a span of something else', () => {
  it.each<[string, Attributes]>([
    ['an HTTP request', { 'http.request.method': 'POST', 'server.address': 'api.openai.com' }],
    ['an agent', { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'gpt-4o' }],
    ['a tool', { 'gen_ai.operation.name': 'execute_tool' }],
    ['a chain', { 'openinference.span.kind': 'CHAIN', 'llm.model_name': 'gpt-4o' }],
    ['a workflow', { 'traceloop.span.kind': 'workflow', 'gen_ai.system': 'x', 'gen_ai.request.model': 'y' }],
    ['a prompt of LangSmith', { 'langsmith.span.kind': 'prompt', 'gen_ai.operation.name': 'chat' }],
    ['an outer span of the AI SDK', { 'ai.operationId': 'ai.generateText', 'gen_ai.system': 'openai.chat' }],
  ])('such as %s is left alone when it fails', async (_, attributes) => {
    const span = processed().ended(attributes, failed('429 Too Many Requests', 'RateLimitError'));
    expect(span.attributes).toEqual(attributes);
    expect(await recorded('llm.call.errors')).toEqual([]);
  });
});

describe('a span of a server that serves models', () => {
  it('is left alone: those who call it pay', async () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({
      spanProcessors: [new FuelgaugeSpanProcessor(), new SimpleSpanProcessor({ exporter })],
    });
    const attributes = { 'gen_ai.operation.name': 'chat', 'error.type': '429' };
    provider.getTracer('x').startSpan('chat', { kind: SpanKind.SERVER, attributes }).end();
    expect(exporter.getFinishedSpans()[0]!.attributes).toEqual(attributes);
    expect(await recorded('llm.call.errors')).toEqual([]);
  });
});

describe('a call that several spans tell of', () => {
  const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };

  it('is counted once when two processors are registered', async () => {
    spansThrough(new FuelgaugeSpanProcessor(), new FuelgaugeSpanProcessor()).ended(CHAT, failed('401 no'));
    expect(await recorded('llm.call.errors')).toEqual([[expect.anything(), 1]]);
  });

  it('is counted at the inner one', async () => {
    const spans = processed();
    const outer = spans.start({ 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': 'e' });
    const inner = spans.start(
      { 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': 'e' },
      'some-instrumentation',
      outer,
    );
    failed('401 no')(inner);
    inner.end();
    failed('401 no')(outer);
    outer.end();
    expect(await recorded('llm.call.errors')).toEqual([[expect.anything(), 1]]);
    expect(spans.exported[1]!.attributes).not.toHaveProperty('llm.error.category');
  });

  it('is not counted at a span of our own', async () => {
    const span = processed().ended(CHAT, failed('401 no'), '@fuelgauge/instrumentation');
    expect(span.attributes).toEqual(CHAT);
    expect(await recorded('llm.call.errors')).toEqual([]);
  });

  it('is not counted at a span of the request inside our own', async () => {
    const spans = processed();
    const own = spans.start(CHAT, '@fuelgauge/instrumentation');
    const request = spans.start({ ...CHAT, 'http.request.method': 'POST' }, 'a-tracing-fetch', own);
    failed('401 no')(request);
    request.end();
    own.end();
    expect(await recorded('llm.call.errors')).toEqual([]);
  });

  it('is not counted at the span that a callback handler keeps beside our own', async () => {
    const spans = processed();
    const handler = spans.start(CHAT, 'langchain-callbacks');
    const own = spans.start(CHAT, '@fuelgauge/instrumentation');
    failed('401 no')(own);
    own.end();
    failed('401 no')(handler);
    handler.end();
    expect(await recorded('llm.call.errors')).toEqual([]);
  });

  it('leaves another call of the same model its own count', async () => {
    const spans = processed();
    const first = spans.start(CHAT, 'langchain-callbacks');
    const second = spans.start(CHAT, 'langchain-callbacks');
    spans.start(CHAT, '@fuelgauge/instrumentation').end();
    for (const handler of [first, second]) {
      failed('401 no')(handler);
      handler.end();
    }
    expect(await recorded('llm.call.errors')).toEqual([[expect.anything(), 1]]);
  });
});

describe('the processor', () => {
  it('works with an SDK that has no onEnding, when it stands before the exporter', () => {
    const processor = new FuelgaugeSpanProcessor();
    const spans = spansThrough({
      onStart: () => {},
      onEnd: (span) => processor.onEnd(span),
      forceFlush: () => processor.forceFlush(),
      shutdown: () => processor.shutdown(),
    });
    const span = spans.ended({ 'gen_ai.operation.name': 'chat' }, failed('401 Invalid API key'));
    expect(span.attributes['llm.error.category']).toBe('authentication');
  });

  it('records no metric when it is told not to', async () => {
    const span = processed({ metrics: false }).ended(
      { 'gen_ai.operation.name': 'chat' },
      failed('401 Invalid API key'),
    );
    expect(span.attributes['llm.error.category']).toBe('authentication');
    expect(await recorded('llm.call.errors')).toEqual([]);
  });

  it('throws nothing into the SDK, whatever a span is made of', () => {
    const processor = new FuelgaugeSpanProcessor();
    const broken = {
      get attributes(): never {
        throw new Error('broken');
      },
    };
    expect(() => processor.onEnding(broken as never)).not.toThrow();
    expect(() => processor.onEnd({ attributes: { 'gen_ai.operation.name': 'chat' } } as never)).not.toThrow();
  });

  it('takes a span without attributes for what it is', () => {
    const logged: unknown[] = [];
    const keep = (...args: unknown[]): void => void logged.push(args);
    diag.setLogger({ error: keep, warn: keep, info: keep, debug: keep, verbose: keep });
    logged.length = 0;
    new FuelgaugeSpanProcessor().onEnd({} as never);
    diag.disable();
    expect(logged).toEqual([]);
  });

  it('counts a call whose attributes another processor has frozen', async () => {
    const spans = spansThrough(
      {
        onStart: (span) => void Object.freeze(span.attributes),
        onEnd() {},
        forceFlush: async () => {},
        shutdown: async () => {},
      },
      new FuelgaugeSpanProcessor(),
    );
    spans.ended({ 'gen_ai.operation.name': 'chat' }, failed('401 Invalid API key'));
    expect(await recorded('llm.call.errors')).toEqual([[expect.anything(), 1]]);
  });

  it('puts no text that stands in the place of a name into metrics', async () => {
    const text = 'a prompt that must stay at home';
    processed().ended(
      { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': text, 'gen_ai.provider.name': text },
      failed(`401 Invalid API key, ${text}`),
    );
    const [point] = await recorded('llm.call.errors');
    expect(Object.values(point![0]).join()).not.toContain('prompt');
  });

  it('judges a span that has as many attributes as the SDK allows', () => {
    const full: Attributes = { 'gen_ai.operation.name': 'chat' };
    for (let index = 0; index < 127; index++) full[`their.${index}`] = index;
    const span = processed().ended(full, failed('401 Invalid API key'));
    expect(span.attributes['llm.error.category']).toBe('authentication');
  });

  it.each<[string, unknown]>([
    ['metrics', { metrics: 'no' }],
    ['providers', { providers: ['x'] }],
    ['priceLibrary', { priceLibrary: {} }],
  ])('refuses a malformed option %s by its name', (name, config) => {
    expect(() => new FuelgaugeSpanProcessor(config as never)).toThrow(new RegExp(`config\\.${name}`));
  });
});
