import { type CollectorOptions, collectorConfig } from '@fuelgauge/collector-processor';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunningCollector, startCollector } from './collector.ts';
import { describeCollector } from './needs-collector.ts';
import {
  type Attributes,
  type OtlpSpan,
  type ReadPoint,
  type ReadSpan,
  type ResourceSpans,
  readPoints,
  readSpans,
  resourceSpans,
  type SpanOptions,
  sendSpans,
  span,
  waitForSpans,
} from './otlp.ts';

/** The verdicts are on the spans already: their many statements would take each Collector seconds to read. */
const METRIC_PARTS = ['errors', 'cost', 'duration', 'tokens'] as const;

/** As a user has it, with the lines that the head of the generated file asks for. */
const theirs = ({ distribution }: CollectorOptions): string => `
receivers: {otlp: {protocols: {http: {endpoint: "\${env:OTLP_HTTP}"}}}}
exporters:
  file: {path: "\${env:OUTPUT_FILE}"}
  prometheus: {endpoint: "\${env:PROMETHEUS}", metric_expiration: 24h}
service:
  pipelines:
    traces:
      receivers: [otlp]
      processors: [transform/fuelgauge]
      exporters: [file, ${distribution === 'k8s' ? 'count' : 'signal_to_metrics'}/fuelgauge]
`;

interface Seen {
  readonly points: readonly ReadPoint[];
  readonly spans: readonly ReadSpan[];
  readonly prometheus: string;
}

/** Everything that comes out of one Collector for these spans, after it has ended. */
async function through(
  batches: readonly (readonly ResourceSpans[])[],
  options: CollectorOptions = {},
  metrics = true,
): Promise<Seen> {
  const collector = await startCollector({
    config: [
      theirs(options),
      collectorConfig({ parts: METRIC_PARTS, exporters: ['prometheus', 'file'], ...options }),
    ],
  });
  let prometheus = '';
  try {
    await Promise.all(batches.map((batch) => sendSpans(collector.otlpHttp, batch)));
    if (metrics) prometheus = await scraped(collector);
    await waitForSpans(collector.outputFile, spansIn(batches));
  } finally {
    await collector.stop();
  }
  return { points: readPoints(collector.outputFile), spans: readSpans(collector.outputFile), prometheus };
}

const spansIn = (batches: readonly (readonly ResourceSpans[])[]): number =>
  batches.flat(1).flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)).length;

/** The scrape, once metrics have come out of the batch processor. */
async function scraped(collector: RunningCollector): Promise<string> {
  const end = Date.now() + 10_000;
  for (;;) {
    const text = await (await fetch(collector.prometheus)).text();
    // Two looks that agree: nothing is on its way any more.
    if (text.includes('gen_ai') || Date.now() > end) {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return await (await fetch(collector.prometheus)).text();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const CALL: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'model-a',
  'server.address': 'llm.example.internal',
};

const call = (attributes: Attributes = {}, more: Partial<SpanOptions> = {}): OtlpSpan =>
  span({ name: 'chat model-a', attributes: { ...CALL, ...attributes }, ...more });

/** As the classification leaves it. */
const failed = (attributes: Attributes = {}, more: Partial<SpanOptions> = {}): OtlpSpan =>
  call(
    {
      'llm.error.category': 'rate_limited',
      'llm.error.owner': 'caller',
      'llm.error.classified_by': 'collector',
      'error.type': 'RateLimitError',
      ...attributes,
    },
    { status: { code: 'error', message: 'Error code: 429 - slow down, user-4711' }, ...more },
  );

const of = (
  spans: readonly OtlpSpan[],
  scope = 'some.instrumentation',
  resource?: Attributes,
): ResourceSpans => resourceSpans(spans, { scope: { name: scope }, ...(resource && { resource }) });

const pointsOf = ({ points }: Seen, metric: string): readonly ReadPoint[] =>
  points.filter((point) => point.metric === metric);

/** Sum over the last point of each series. */
function total(seen: Seen, metric: string, member: 'value' | 'count' = 'value'): number {
  const last = new Map(
    pointsOf(seen, metric).map((point) => [
      JSON.stringify([point.attributes, point.resource]),
      point[member] ?? 0,
    ]),
  );
  return [...last.values()].reduce((sum, value) => sum + value, 0);
}

describeCollector('metrics from spans', () => {
  describe('of all parts, for Prometheus', () => {
    let seen: Seen;
    beforeAll(async () => {
      seen = await through([
        [
          of(
            [
              failed({ 'llm.error.upstream': 'deepseek', 'llm.account.id': 'team-a' }),
              failed({ 'llm.error.category': 'insufficient_balance' }),
              call({
                'gen_ai.usage.input_tokens': 100,
                'gen_ai.usage.output_tokens': 20,
                'gen_ai.usage.cost.amount': 0.25,
                'gen_ai.usage.cost.currency': 'CNY',
              }),
              call({}, { durationMs: 3_000 }),
            ],
            'some.instrumentation',
            { 'service.name': 'shop', 'service.instance.id': 'pod-1', 'k8s.pod.name': 'shop-1' },
          ),
        ],
      ]);
    });

    it('counts a failed call by its verdict', () => {
      expect(
        pointsOf(seen, 'llm.call.errors').map(({ attributes, value }) => ({ ...attributes, value })),
      ).toEqual(
        expect.arrayContaining([
          {
            'gen_ai.provider.name': 'openai',
            'gen_ai.request.model': 'model-a',
            'llm.error.category': 'rate_limited',
            'llm.error.owner': 'caller',
            'llm.error.upstream': 'deepseek',
            'llm.account.id': 'team-a',
            value: 1,
          },
          {
            'gen_ai.provider.name': 'openai',
            'gen_ai.request.model': 'model-a',
            'llm.error.category': 'insufficient_balance',
            'llm.error.owner': 'caller',
            value: 1,
          },
        ]),
      );
    });

    it('adds up cost by currency', () => {
      expect(
        pointsOf(seen, 'llm.call.cost').map(({ attributes, value }) => ({ ...attributes, value })),
      ).toEqual([
        {
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'model-a',
          'llm.currency': 'CNY',
          value: 0.25,
        },
      ]);
    });

    it('counts the answered calls that say no cost', () => {
      expect(
        pointsOf(seen, 'llm.call.unpriced').map(({ attributes, value }) => ({ ...attributes, value })),
      ).toEqual([{ 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'model-a', value: 1 }]);
    });

    it('measures the duration of every call in seconds', () => {
      const durations = pointsOf(seen, 'gen_ai.client.operation.duration');
      expect(durations.map(({ count }) => count).sort()).toEqual([2, 2]);
      expect(durations.find(({ attributes }) => attributes['error.type'] === undefined)).toMatchObject({
        unit: 's',
        value: 3.25,
        attributes: { 'gen_ai.operation.name': 'chat', 'server.address': 'llm.example.internal' },
      });
    });

    it('tells input and output tokens apart', () => {
      expect(
        pointsOf(seen, 'gen_ai.client.token.usage').map(({ attributes, value }) => [
          attributes['gen_ai.token.type'],
          value,
        ]),
      ).toEqual(
        expect.arrayContaining([
          ['input', 100],
          ['output', 20],
        ]),
      );
    });

    it('is cumulative and monotonic', () => {
      expect(new Set(seen.points.map(({ temporality }) => temporality))).toEqual(new Set(['cumulative']));
      const sums = seen.points.filter(({ kind }) => kind === 'sum');
      expect(sums.every(({ monotonic }) => monotonic)).toBe(true);
    });

    it.each([
      'llm_call_errors_total',
      'llm_call_cost_total',
      'llm_call_unpriced_total',
      'gen_ai_client_operation_duration_seconds_bucket',
      'gen_ai_client_token_usage_bucket',
    ])('is scraped as %s', (name) => {
      expect(seen.prometheus).toMatch(new RegExp(`^${name}\\{`, 'm'));
    });

    it('keeps of the resource the service, and puts the Collector in as the instance', () => {
      const [resource] = seen.points.map((point) => point.resource);
      expect(Object.keys(resource ?? {}).sort()).toEqual(['service.instance.id', 'service.name']);
      expect(resource).toMatchObject({ 'service.name': 'shop' });
      expect(resource?.['service.instance.id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('lets no text of a message into a metric', () => {
      expect(JSON.stringify(seen.points) + seen.prometheus).not.toMatch(/slow down|user-4711/);
    });
  });

  describe('where a call could count twice', () => {
    let seen: Seen;
    beforeAll(async () => {
      const own = { 'llm.error.classified_by': 'sdk' };
      const tokens = { 'gen_ai.usage.input_tokens': 7 };
      const paid = { 'gen_ai.usage.cost.amount': 1, 'gen_ai.usage.cost.currency': 'USD' };
      seen = await through([
        [
          // The SDK package's own spans, and what it judged or priced on others' spans.
          of([failed(own), call({ ...tokens, ...paid }), call()], '@fuelgauge/instrumentation'),
          of([failed(own), call({ ...tokens, ...paid, 'gen_ai.usage.cost.source': 'local' })]),
          // A gateway's, a server's and an agent's span around a client's.
          of([failed(), call({ ...tokens, 'gen_ai.cost.total_cost': 0.5 }, { kind: 'internal' })], 'litellm'),
          of([failed({}, { kind: 'server' }), call(paid, { kind: 'server' })]),
          of([
            failed({ 'gen_ai.operation.name': 'invoke_agent' }),
            call({ 'gen_ai.operation.name': 'execute_tool' }),
          ]),
          of([call({ ...paid, 'ai.operationId': 'ai.generateText' })], 'ai'),
          // Instrumentations that record durations and tokens themselves.
          of([call({ ...tokens, ...paid })], 'opentelemetry.instrumentation.openai_v2'),
          of([call({ ...tokens, ...paid })], '@opentelemetry/instrumentation-openai'),
          // The one call of each metric.
          of([failed(), call({ ...tokens, ...paid }), call(tokens)]),
        ],
      ]);
    });

    it.each([
      ['llm.call.errors', 1],
      ['llm.call.cost', 3],
      ['llm.call.unpriced', 1],
    ])('counts in %s what nobody else does', (metric, expected) => {
      expect(total(seen, metric)).toBe(expected);
    });

    it.each([
      ['gen_ai.client.operation.duration', 3],
      ['gen_ai.client.token.usage', 2],
    ])('measures in %s what nobody else does', (metric, expected) => {
      expect(total(seen, metric, 'count')).toBe(expected);
    });
  });

  it("counts a gateway's spans where its callers are not instrumented", async () => {
    const seen = await through([[of([failed(), call({ 'litellm.cost.total': 0.5 })], 'litellm')]], {
      countGateways: true,
    });
    expect([total(seen, 'llm.call.errors'), total(seen, 'llm.call.cost')]).toEqual([1, 0.5]);
  });

  it('measures every span where no service has metrics of its own', async () => {
    const seen = await through([[of([call()], 'opentelemetry.instrumentation.openai.v1')]], {
      metricsElsewhere: [],
    });
    expect(total(seen, 'gen_ai.client.operation.duration', 'count')).toBe(1);
  });

  describe('in the words of other makers', () => {
    const openInference = span({
      name: 'ChatCompletion',
      kind: 'internal',
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.provider': 'Groq',
        'llm.model_name': 'model-o',
        'llm.token_count.prompt': 11,
        'llm.cost.total': 0.125,
      },
    });
    const aiSdk = span({
      name: 'ai.generateText.doGenerate',
      kind: 'internal',
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'gen_ai.system': 'mistral.chat',
        'gen_ai.request.model': 'model-v',
        'gen_ai.usage.input_tokens': 5,
        'gen_ai.usage.cost': 0.5,
      },
    });
    const failedOpenInference = span({
      name: 'ChatCompletion',
      kind: 'internal',
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.provider': 'cohere',
        'llm.invocation_parameters': '{"model": "model-f", "temperature": 0}',
        'llm.error.category': 'rate_limited',
        'llm.error.owner': 'caller',
      },
      status: { code: 'error' },
    });
    const openLlmetry = call({
      'server.address': null,
      'gen_ai.openai.api_base': 'https://api.DeepSeek.com/v1/',
      'gen_ai.request.model': 'model-l',
    });
    let seen: Seen;
    beforeAll(async () => {
      seen = await through([
        [
          of([openInference, failedOpenInference], 'openinference.instrumentation.openai'),
          of([aiSdk], 'ai'),
          of([openLlmetry]),
        ],
      ]);
    });

    it.each([
      ['model-o', 'groq'],
      ['model-v', 'mistral'],
      ['model-l', 'deepseek'],
      ['model-f', 'cohere'],
    ])('says for %s that %s was called', (model, provider) => {
      const providers = seen.points
        .filter(({ attributes }) => attributes['gen_ai.request.model'] === model)
        .map(({ attributes }) => attributes['gen_ai.provider.name']);
      expect(new Set(providers)).toEqual(new Set([provider]));
    });

    it.each([
      ['model-o', 0.125],
      ['model-v', 0.5],
    ])('takes the cost of %s in US dollars', (model, value) => {
      expect(
        pointsOf(seen, 'llm.call.cost').find(
          ({ attributes }) => attributes['gen_ai.request.model'] === model,
        ),
      ).toMatchObject({ value, attributes: { 'llm.currency': 'USD' } });
    });

    it('counts their tokens', () => {
      expect(total(seen, 'gen_ai.client.token.usage')).toBe(16);
    });
  });

  it.each([
    ['openrouter.ai', 'openrouter'],
    ['eu.api.openai.com', 'openai'],
    ['bedrock-runtime.eu-central-1.amazonaws.com', 'aws.bedrock'],
    ['API.DEEPSEEK.COM', 'deepseek'],
    ['notdeepseek.com', 'acme'],
    ['10.0.0.1', 'acme'],
  ])('knows the provider at %s as %s', async (host, provider) => {
    const seen = await through([[of([failed({ 'server.address': host, 'gen_ai.provider.name': 'acme' })])]]);
    expect(pointsOf(seen, 'llm.call.errors')[0]?.attributes).toMatchObject({
      'gen_ai.provider.name': provider,
    });
  });

  it('loses none of many batches that come at once', async () => {
    const batches = Array.from({ length: 200 }, (_, at) => [
      of(
        Array.from({ length: at % 2 === 0 ? 1 : 50 }, () => failed()),
        'some.instrumentation',
        { 'service.name': 'shop', 'service.instance.id': `pod-${at}` },
      ),
    ]);
    const seen = await through(batches);
    expect(total(seen, 'llm.call.errors')).toBe(100 + 100 * 50);
  });

  it('tells apart the series of two Collectors that count the same', async () => {
    const seen = await Promise.all([1, 2].map(() => through([[of([failed()])]])));
    const [one, two] = seen.map(({ points }) => points[0]?.resource['service.instance.id']);
    expect(one).not.toBe(two);
    expect(
      seen.map(({ prometheus }) => /llm_call_errors_total\{[^}]*instance="([^"]+)"/.exec(prometheus)?.[1]),
    ).toEqual([one, two]);
  });

  it('counts a sampled span for all that it stands for', async () => {
    // Threshold c: three of four were dropped (W3C trace context level 2, OpenTelemetry probability sampling).
    const sampled = { ...failed(), traceState: 'ot=th:c' };
    const seen = await through([[of([sampled, failed()])]]);
    expect(total(seen, 'llm.call.errors')).toBe(5);
  });

  it('takes prices of your own where a span tells tokens and no cost', async () => {
    const tokens = { 'gen_ai.usage.input_tokens': 1_000_000, 'gen_ai.usage.output_tokens': 500_000 };
    const seen = await through(
      [
        [
          of([
            call({ ...tokens, 'gen_ai.usage.cache_read.input_tokens': 400_000 }),
            // Counted beside the input.
            call({
              ...tokens,
              'gen_ai.request.model': 'model-b',
              'gen_ai.usage.cache_read.input_tokens': 2_000_000,
            }),
            call({ ...tokens, 'gen_ai.request.model': 'model-c' }),
          ]),
        ],
      ],
      {
        prices: {
          'model-a': { input: 2, output: 10, cacheRead: 0.5 },
          'model-b': { input: 1, output: 4, cacheRead: 0.1, currency: 'CNY' },
        },
      },
    );
    expect(
      pointsOf(seen, 'llm.call.cost')
        .map(({ attributes, value }) => [
          attributes['gen_ai.request.model'],
          attributes['llm.currency'],
          Number(value.toFixed(9)),
        ])
        .sort(),
    ).toEqual([
      ['model-a', 'USD', 0.6 * 2 + 0.4 * 0.5 + 0.5 * 10],
      ['model-b', 'CNY', 1 + 2 * 0.1 + 0.5 * 4],
    ]);
    expect(pointsOf(seen, 'llm.call.unpriced')[0]?.attributes).toMatchObject({
      'gen_ai.request.model': 'model-c',
    });
  });

  it('adds up cost that is no number, or has no currency, nowhere', async () => {
    const seen = await through([
      [
        of([
          call({ 'gen_ai.usage.cost': 'much' }),
          call({ 'gen_ai.usage.cost.amount': 1 }),
          call({ 'gen_ai.usage.cost.amount': 1, 'gen_ai.usage.cost.currency': 'credits' }),
          call({ 'gen_ai.usage.cost': -1 }),
          call({ 'gen_ai.usage.cost': 2 }),
        ]),
      ],
    ]);
    expect(total(seen, 'llm.call.cost')).toBe(2);
  });

  it("leaves the SDK packages' spans as they are", async () => {
    const judged = failed({
      'llm.error.classified_by': 'sdk',
      'gen_ai.system': 'openai.chat',
      'gen_ai.usage.cost': 1,
      'gen_ai.openai.api_base': 'https://api.openai.com/v1',
    });
    const seen = await through([[of([judged])]], {}, false);
    expect(seen.spans[0]?.raw.attributes).toEqual(judged.attributes);
  });

  it('leaves spans that are no calls of a model as they are', async () => {
    const others = [
      span({
        name: 'GET /',
        kind: 'server',
        attributes: { 'http.route': '/', 'server.address': 'api.openai.com' },
      }),
      span({ name: 'agent', attributes: { 'openinference.span.kind': 'CHAIN', 'llm.model_name': 'x' } }),
    ];
    const seen = await through([[of(others)]], {}, false);
    expect(seen.spans.map(({ raw }) => raw.attributes)).toEqual(others.map(({ attributes }) => attributes));
  });

  it('has names of your prefix, all of them', async () => {
    const seen = await through(
      [
        [
          of([
            call(
              {
                'acme.error.category': 'rate_limited',
                'acme.error.owner': 'caller',
                'acme.error.classified_by': 'collector',
              },
              { status: { code: 'error' } },
            ),
            call({ 'gen_ai.usage.cost': 1 }),
          ]),
        ],
      ],
      { attributePrefix: 'acme' },
    );
    const names = seen.points.flatMap(({ metric, attributes }) => [metric, ...Object.keys(attributes)]);
    expect(new Set(names.filter((name) => !name.startsWith('gen_ai.')))).toEqual(
      new Set([
        'acme.call.errors',
        'acme.error.category',
        'acme.error.owner',
        'acme.call.cost',
        'acme.currency',
        'server.address',
      ]),
    );
  });

  it('counts errors in otelcol-k8s, in one series for the instances of a service', async () => {
    const seen = await through(
      ['pod-1', 'pod-2'].map((pod) => [
        of([failed()], 'some.instrumentation', {
          'service.name': 'shop',
          'service.instance.id': pod,
          'k8s.pod.name': pod,
        }),
      ]),
      { distribution: 'k8s', parts: ['errors'] },
    );
    expect(total(seen, 'llm.call.errors')).toBe(2);
    const [point] = pointsOf(seen, 'llm.call.errors');
    expect(point?.attributes).toEqual({
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'model-a',
      'llm.error.category': 'rate_limited',
      'llm.error.owner': 'caller',
    });
    expect(seen.prometheus).toMatch(/^llm_call_errors_total\{[^}]*\} 2$/m);
  });
});
