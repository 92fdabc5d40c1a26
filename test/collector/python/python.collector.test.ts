// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the Collector expands them
/** Real Python services call the simulator; what comes out of the generated configuration is looked at. */
import { collectorConfig } from '@fuelgauge/collector-processor';
import { classify, type Verdict } from '@fuelgauge/errors';
import { type ProviderId, SCENARIOS, type ScenarioName, startSimulator } from '@fuelgauge/simulator';
import { beforeAll, describe, expect, test } from 'vitest';
import { type RunningCollector, startCollector } from '../collector.ts';
import { describeCollector } from '../needs-collector.ts';
import { type ReadSpan, readSpans } from '../otlp.ts';
import { pythonForTests } from './environment.ts';
import { type PythonCall, type PythonOutcome, startPythonService } from './service.ts';
import { PYTHON_SUITES, type PythonSuite } from './suites.ts';

interface Failure {
  readonly provider: ProviderId;
  readonly scenario: ScenarioName;
  readonly model: string;
  readonly operation?: PythonCall['operation'];
  readonly timeout?: number;
}

const OPENROUTER = { provider: 'openrouter', model: 'deepseek/deepseek-v4-flash' } as const;
const DEEPSEEK = { provider: 'deepseek', model: 'deepseek-chat' } as const;
const OPENAI = { provider: 'openai', model: 'gpt-4o-mini' } as const;

/** One call each. A model's name tells its span apart, so the model carries the number of the call. */
const FAILURES: readonly Failure[] = [
  { ...DEEPSEEK, scenario: 'insufficient_balance' },
  { ...OPENROUTER, scenario: 'upstream_insufficient_balance' },
  { ...OPENROUTER, scenario: 'upstream_insufficient_balance_nested' },
  { ...OPENROUTER, scenario: 'byok_insufficient_balance' },
  { ...OPENROUTER, scenario: 'credits_exhausted' },
  { ...OPENROUTER, scenario: 'key_limit_exceeded' },
  { ...OPENROUTER, scenario: 'free_tier_daily' },
  { ...OPENROUTER, scenario: 'upstream_rate_limited' },
  { ...OPENAI, scenario: 'insufficient_quota' },
  { ...OPENAI, scenario: 'insufficient_quota', operation: 'stream' },
  { ...OPENAI, scenario: 'rate_limited' },
  { ...OPENAI, scenario: 'invalid_key' },
  { ...OPENAI, scenario: 'context_length_exceeded' },
  { ...OPENAI, scenario: 'server_error_empty' },
  { ...OPENAI, scenario: 'stall', timeout: 1 },
];

/** Of a client that has waited long enough. */
const TIMED_OUT = { category: 'timeout', owner: 'unknown', retryable: true, upstream: undefined } as const;
/** In a prompt, which OpenLLMetry and OpenInference put on the span. */
const CANARY = 'canary-7f3a of a prompt';
const STREAM_MODEL = 'deepseek/deepseek-v4-pro';

const PROMETHEUS_AND_FILE = {
  receivers: { otlp: { protocols: { http: { endpoint: '${env:OTLP_HTTP}' } } } },
  exporters: {
    'file/spans': { path: '${env:OUTPUT_FILE}' },
    prometheus: { endpoint: '${env:PROMETHEUS}', metric_expiration: '24h' },
  },
  service: {
    pipelines: {
      traces: {
        receivers: ['otlp'],
        processors: ['transform/fuelgauge'],
        exporters: ['file/spans', 'signal_to_metrics/fuelgauge'],
      },
    },
  },
};

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The lines of Prometheus' text format that carry a value. */
function samples(page: string): Sample[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      return {
        name: name ?? line,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]),
        ),
        value: Number(value),
      };
    });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What one service did, and what the Collector made of it. */
interface Run {
  readonly failures: readonly {
    readonly failure: Failure;
    readonly baseUrl: string;
    readonly outcome: PythonOutcome;
    readonly span: ReadSpan;
  }[];
  readonly refused: ReadSpan;
  readonly brokenStream: ReadSpan;
  readonly answered: readonly ReadSpan[];
  readonly page: string;
}

async function runService(suite: PythonSuite, python: string): Promise<Run> {
  const simulator = await startSimulator();
  let collector: RunningCollector | undefined;
  try {
    collector = await startCollector({
      config: [PROMETHEUS_AND_FILE, collectorConfig({ exporters: ['prometheus'] })],
    });
    const service = startPythonService({
      python,
      instrumentation: suite.instrumentation,
      otlpHttp: collector.otlpHttp,
      env: suite.env,
    });
    const calls: { failure: Failure; baseUrl: string; outcome: PythonOutcome }[] = [];
    for (const failure of FAILURES) {
      simulator.failNext(failure.provider, failure.scenario);
      const baseUrl = simulator.hostUrl(failure.provider);
      const outcome = await service.call({
        ...failure,
        baseUrl,
        prompt: CANARY,
      });
      calls.push({ failure, baseUrl, outcome });
    }
    await service.call({
      baseUrl: 'http://llm.internal.example:1/v1',
      model: 'local-model',
      prompt: CANARY,
    });
    simulator.failNext('openrouter', 'midstream_error');
    await service.call({
      baseUrl: simulator.hostUrl('openrouter'),
      model: STREAM_MODEL,
      operation: 'stream',
      prompt: CANARY,
    });
    await service.call({ ...OPENAI, baseUrl: simulator.hostUrl('openai'), prompt: CANARY });
    await service.call({
      ...OPENAI,
      baseUrl: simulator.hostUrl('openai'),
      operation: 'stream',
      prompt: CANARY,
    });
    await service.stop();

    // A service that has ended has delivered its spans; the Collector writes its file as it ends.
    const page = await scrape(collector, FAILURES.length + 1 + Number(suite.seesBrokenStreams));
    await collector.stop();
    const spans = readSpans(collector.outputFile).toSorted((one, other) =>
      Number(BigInt(one.raw.startTimeUnixNano) - BigInt(other.raw.startTimeUnixNano)),
    );
    expect(spans, collector.log()).toHaveLength(FAILURES.length + 4);
    return {
      failures: calls.map((call, at) => ({ ...call, span: spans[at] as ReadSpan })),
      refused: spans[FAILURES.length] as ReadSpan,
      brokenStream: spans[FAILURES.length + 1] as ReadSpan,
      answered: spans.slice(FAILURES.length + 2),
      page,
    };
  } finally {
    await collector?.stop();
    await simulator.close();
  }
}

const errorCount = (page: string): number =>
  sum(samples(page).flatMap(({ name, value }) => (name === 'llm_call_errors_total' ? [value] : [])));

/** The Collector's page once it tells at least so many errors: they are on their way for a moment. */
async function scrape(collector: RunningCollector, errors: number): Promise<string> {
  const end = Date.now() + 30_000;
  for (;;) {
    const page = await (await fetch(collector.prometheus)).text();
    if (errorCount(page) >= errors || Date.now() > end) return page;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const verdictOn = ({ attributes }: ReadSpan) => ({
  category: attributes['llm.error.category'],
  owner: attributes['llm.error.owner'],
  upstream: attributes['llm.error.upstream'],
  retryable: attributes['llm.error.retryable'],
});

/** What the other engine makes of a response whose body held nothing but the message. */
function byMessageAlone(text: string, baseUrl: string | undefined): Verdict {
  const [, status, message] = /^Error code: (\d{3})(?: - (.*))?$/s.exec(text) ?? [];
  if (status === undefined) return classify({ message: text, baseUrl });
  return classify({
    status: Number(status),
    baseUrl,
    body: message === undefined ? undefined : { error: { message } },
  });
}

const ENVIRONMENTS = {
  'openai-2': await pythonForTests('openai-2'),
  'openai-3': await pythonForTests('openai-3'),
};

describeCollector.each(PYTHON_SUITES)('$name', (suite) => {
  const environment = ENVIRONMENTS[suite.environment];
  const missing = 'missing' in environment ? environment.missing : undefined;

  describe.skipIf(missing !== undefined)(missing ?? 'a service', () => {
    let run: Run;
    beforeAll(async () => {
      run = await runService(suite, (environment as { python: string }).python);
    });

    test.each(FAILURES.map((failure, at) => ({ ...failure, operation: failure.operation ?? 'chat', at })))(
      '$provider, $scenario, $operation',
      ({ at, scenario }) => {
        const { span, outcome, baseUrl } = run.failures[at] as Run['failures'][number];
        const text = outcome.ok ? 'no failure' : outcome.text;
        const expected = suite.tellsBody
          ? (SCENARIOS[scenario].verdict ?? TIMED_OUT)
          : byMessageAlone(text, suite.tellsHost ? baseUrl : undefined);
        expect({ text, ...verdictOn(span) }).toMatchObject({
          text,
          category: expected.category,
          owner: expected.owner,
          retryable: expected.retryable,
          // A scenario may leave it open.
          ...(expected.upstream !== undefined && { upstream: expected.upstream }),
        });
        expect(span.attributes['llm.error.classified_by']).toBe('collector');
      },
    );

    test('a refused connection is a connection error of nobody', () => {
      expect(verdictOn(run.refused)).toMatchObject({
        category: 'connection_error',
        owner: 'unknown',
        retryable: true,
      });
    });

    test('a stream that breaks is told where the library tells it', () => {
      expect(verdictOn(run.brokenStream).category).toBe(suite.seesBrokenStreams ? 'server_error' : undefined);
    });

    test('calls that were answered carry nothing of an error', () => {
      const names = run.answered.flatMap(({ attributes }) => Object.keys(attributes));
      expect(names.filter((name) => name.startsWith('llm.error'))).toEqual([]);
    });

    test('every failed span is counted once, by its own verdict', () => {
      const failed = [...run.failures.map(({ span }) => span), run.refused, run.brokenStream].filter(
        ({ attributes }) => attributes['llm.error.category'] !== undefined,
      );
      const counts = new Map<string, number>();
      for (const { attributes } of failed) {
        const verdict = [attributes['llm.error.category'], attributes['llm.error.owner']].join(' ');
        counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      }
      const counted = new Map<string, number>();
      for (const { name, labels, value } of samples(run.page)) {
        if (name !== 'llm_call_errors_total') continue;
        const verdict = [labels.llm_error_category, labels.llm_error_owner].join(' ');
        counted.set(verdict, (counted.get(verdict) ?? 0) + value);
      }
      expect(sum([...counts.values()])).toBe(FAILURES.length + 1 + Number(suite.seesBrokenStreams));
      expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(counts));
    });

    test('no metric holds a prompt, a message, a key or a URL', () => {
      const texts = run.failures.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.text]));
      const labels = samples(run.page).flatMap((sample) => Object.values(sample.labels));
      const leaks = labels.filter(
        (label) =>
          /canary|sk-|https?:|Error code|Insufficient /i.test(label) || texts.some((text) => text === label),
      );
      expect(leaks).toEqual([]);
      // The check itself: the prompt did reach the Collector where the library sends prompts.
      if (suite.instrumentation === 'openllmetry' || suite.instrumentation === 'openinference')
        expect(JSON.stringify(run.answered[0]?.attributes)).toContain(CANARY);
    });

    test('nothing temporary is left on a span', () => {
      const all = [...run.failures.map(({ span }) => span), run.refused, run.brokenStream, ...run.answered];
      const names = new Set(
        all.flatMap(({ attributes }) =>
          Object.keys(attributes).filter((name) => /^llm\.(?!error\.)/.test(name)),
        ),
      );
      const own =
        suite.instrumentation === 'openinference'
          ? /^llm\.(?:provider|system|model_name|invocation_parameters|input_messages|output_messages|token_count|finish_reason)/
          : /^$/;
      expect([...names].filter((name) => !own.test(name))).toEqual([]);
    });
  });
});
