import { createRequire } from 'node:module';
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../src/limits/dialects.ts';
import { Limits, type ResponseOrigin } from '../src/limits/limits.ts';

const NOW = Date.parse('2026-05-04T12:00:00Z');

interface Told {
  /** `kind/window remaining of total`, `-` for what is not told. */
  readonly limits: readonly string[];
}

/** A meter of the real SDK, and what is true `after` so many milliseconds. */
async function told(
  responses: readonly (readonly [headers: unknown, who: Partial<ResponseOrigin>])[],
  after = 0,
): Promise<Told['limits']> {
  let now = NOW;
  const limits = new Limits({ now: () => now });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  limits.bind(provider.getMeter('test'));
  for (const [headers, who] of responses) limits.observe(headers, { ...NOBODY, ...who });
  now += after;
  await reader.forceFlush();
  const metrics = exporter.getMetrics().flatMap((r) => r.scopeMetrics.flatMap((s) => s.metrics));
  const values = new Map<string, Record<string, number>>();
  for (const { descriptor, dataPoints } of metrics) {
    for (const { attributes, value } of dataPoints as DataPoint<number>[]) {
      const { 'llm.limit.kind': kind, 'llm.limit.window': window = '-' } = attributes;
      const id = `${kind}/${window}`;
      values.set(id, { ...values.get(id), [descriptor.name.replace('llm.limit.', '')]: value });
    }
  }
  await provider.shutdown();
  return [...values]
    .map(([id, { remaining, total }]) => `${id} ${remaining ?? '-'} of ${total ?? '-'}`)
    .sort();
}

const NOBODY: ResponseOrigin = {
  provider: 'self_hosted',
  host: 'llm.example',
  model: 'fake-model',
  account: undefined,
};

interface Case {
  readonly dialect: string;
  readonly name?: string;
  readonly provider: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: readonly string[];
  readonly model?: string;
}

/** Headers as documented, or as captured in public; figures and models of no account. */
const CASES: readonly Case[] = [
  {
    dialect: 'openai',
    provider: 'openai',
    headers: {
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-reset-tokens': '6m0s',
      'x-ratelimit-limit-project-tokens': '60000',
      'x-ratelimit-remaining-project-tokens': '57000',
      'x-ratelimit-reset-project-tokens': '3s',
    },
    limits: ['project_tokens/- 57000 of 60000', 'requests/- 59 of 60', 'tokens/- 149984 of 150000'],
  },
  {
    dialect: 'openai',
    name: 'Azure OpenAI, which says the length of the window',
    provider: 'azure.ai.openai',
    headers: {
      'x-ratelimit-limit-requests': '5',
      'x-ratelimit-limit-tokens': '5000',
      'x-ratelimit-remaining-requests': '4',
      'x-ratelimit-remaining-tokens': '12',
      'x-ratelimit-renewalperiod-requests': '60',
      'x-ratelimit-renewalperiod-tokens': '60',
      'x-ratelimit-reset-requests': '12',
      'x-ratelimit-reset-tokens': '1',
      'x-ratelimit-abusepenalty-active': 'False',
    },
    limits: ['requests/minute 4 of 5', 'tokens/minute 12 of 5000'],
  },
  {
    dialect: 'openai',
    name: 'GitHub Models',
    provider: 'github',
    headers: {
      'x-ratelimit-limit-requests': '20000',
      'x-ratelimit-remaining-requests': '19999',
      'x-ratelimit-renewalperiod-requests': '60',
      'x-ratelimit-reset-requests': '3',
    },
    limits: ['requests/minute 19999 of 20000'],
  },
  {
    dialect: 'anthropic',
    provider: 'anthropic',
    headers: {
      'anthropic-ratelimit-requests-limit': '1000',
      'anthropic-ratelimit-requests-remaining': '999',
      'anthropic-ratelimit-requests-reset': '2026-05-04T12:00:01Z',
      'anthropic-ratelimit-tokens-limit': '96000',
      'anthropic-ratelimit-tokens-remaining': '95000',
      'anthropic-ratelimit-tokens-reset': '2026-05-04T12:00:01Z',
      'anthropic-ratelimit-input-tokens-limit': '80000',
      'anthropic-ratelimit-input-tokens-remaining': '80000',
      'anthropic-ratelimit-input-tokens-reset': '2026-05-04T11:59:59Z',
      'anthropic-ratelimit-output-tokens-limit': '16000',
      'anthropic-ratelimit-output-tokens-remaining': '15000',
      'anthropic-ratelimit-output-tokens-reset': '2026-05-04T12:00:04Z',
    },
    limits: [
      'input_tokens/minute 80000 of 80000',
      'output_tokens/minute 15000 of 16000',
      'requests/minute 999 of 1000',
      'tokens/minute 95000 of 96000',
    ],
  },
  {
    dialect: 'anthropic',
    name: 'the priority tier of Anthropic',
    provider: 'anthropic',
    headers: {
      'anthropic-priority-input-tokens-limit': '10000',
      'anthropic-priority-input-tokens-remaining': '9618',
      'anthropic-priority-input-tokens-reset': '2026-05-04T12:11:59Z',
      'anthropic-priority-output-tokens-limit': '10000',
      'anthropic-priority-output-tokens-remaining': '6000',
      'anthropic-priority-output-tokens-reset': '2026-05-04T12:12:21Z',
    },
    limits: ['priority_input_tokens/minute 9618 of 10000', 'priority_output_tokens/minute 6000 of 10000'],
  },
  {
    dialect: 'groq',
    provider: 'groq',
    headers: {
      'retry-after': '2',
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-limit-tokens': '18000',
      'x-ratelimit-remaining-requests': '14370',
      'x-ratelimit-remaining-tokens': '17997',
      'x-ratelimit-reset-requests': '2m59.56s',
      'x-ratelimit-reset-tokens': '7.66s',
    },
    limits: ['requests/day 14370 of 14400', 'tokens/minute 17997 of 18000'],
  },
  {
    dialect: 'sambanova',
    provider: 'sambanova',
    headers: {
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '42',
      'x-ratelimit-reset-requests': '30',
      'x-ratelimit-limit-requests-day': '1500',
      'x-ratelimit-remaining-requests-day': '1497',
      'x-ratelimit-reset-requests-day': '4h17m',
    },
    limits: ['requests/day 1497 of 1500', 'requests/minute 42 of 60'],
  },
  {
    dialect: 'venice',
    provider: 'venice',
    headers: {
      'x-ratelimit-limit-requests': '50',
      'x-ratelimit-remaining-requests': '49',
      'x-ratelimit-reset-requests': String(NOW / 1000 + 30),
      'x-ratelimit-limit-tokens': '750000',
      'x-ratelimit-remaining-tokens': '749000',
      'x-ratelimit-reset-tokens': '41',
      'x-venice-balance-usd': '12.3456',
      'x-venice-balance-diem': '90.5',
    },
    limits: [
      'diem/- 90.5 of -',
      'requests/- 49 of 50',
      'tokens/minute 749000 of 750000',
      'usd/- 12.3456 of -',
    ],
  },
  {
    dialect: 'together',
    provider: 'together',
    headers: {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '9',
      'x-ratelimit-reset': '1',
      'x-tokenlimit-limit': '3000',
      'x-tokenlimit-remaining': '2900',
    },
    limits: ['requests/second 9 of 10', 'tokens/second 2900 of 3000'],
  },
  {
    dialect: 'cerebras',
    provider: 'cerebras',
    headers: {
      'x-ratelimit-limit-requests-day': '14400',
      'x-ratelimit-limit-tokens-minute': '60000',
      'x-ratelimit-remaining-requests-day': '13693',
      'x-ratelimit-remaining-tokens-minute': '59000',
      'x-ratelimit-reset-requests-day': '11726.2840924263',
      'x-ratelimit-reset-tokens-minute': '26.28409242630005',
    },
    limits: ['requests/day 13693 of 14400', 'tokens/minute 59000 of 60000'],
  },
  {
    dialect: 'mistral',
    provider: 'mistral_ai',
    headers: {
      'x-ratelimit-limit-tokens-minute': '5000000',
      'x-ratelimit-remaining-tokens-minute': '4999911',
      'x-ratelimit-tokens-query-cost': '52',
      'x-ratelimit-limit-req-minute': '720',
      'x-ratelimit-remaining-req-minute': '717',
    },
    limits: ['requests/minute 717 of 720', 'tokens/minute 4999911 of 5000000'],
  },
  {
    dialect: 'mistral',
    name: 'the older names of Mistral',
    provider: 'mistral_ai',
    headers: {
      'ratelimitbysize-reset': '28',
      'x-ratelimitbysize-limit-minute': '500000',
      'x-ratelimitbysize-remaining-minute': '499900',
      'x-ratelimitbysize-limit-month': '1000000000',
      'x-ratelimitbysize-remaining-month': '999000000',
    },
    limits: ['tokens/minute 499900 of 500000', 'tokens/month 999000000 of 1000000000'],
  },
  {
    dialect: 'fireworks',
    provider: 'fireworks',
    headers: {
      'x-ratelimit-limit-tokens-prompt': '120000',
      'x-ratelimit-remaining-tokens-prompt': '119900',
      'x-ratelimit-limit-tokens-cache-adjusted-prompt': '60000',
      'x-ratelimit-limit-tokens-generated': '1200',
      'x-ratelimit-remaining-tokens-generated': '1100',
      'x-ratelimit-over-limit': 'no',
    },
    limits: [
      'input_tokens/- 119900 of 120000',
      'output_tokens/- 1100 of 1200',
      'uncached_input_tokens/- - of 60000',
    ],
  },
  {
    dialect: 'digitalocean',
    provider: 'digitalocean',
    headers: {
      'x-ratelimit-limit-requests': '120',
      'x-ratelimit-remaining-requests': '119',
      'x-ratelimit-reset-requests': String(NOW / 1000 + 1),
      'x-ratelimit-limit-tokens-per-minute': '100000',
      'x-ratelimit-remaining-tokens-per-minute': '99000',
      'x-ratelimit-reset-tokens-per-minute': String(NOW / 1000 + 1),
      'x-ratelimit-limit-tokens-per-day': '2000000',
      'x-ratelimit-remaining-tokens-per-day': '1990000',
      'x-ratelimit-reset-tokens-per-day': String(NOW / 1000 + 1),
    },
    limits: ['requests/- 119 of 120', 'tokens/day 1990000 of 2000000', 'tokens/minute 99000 of 100000'],
  },
  {
    dialect: 'cohere',
    provider: 'cohere',
    headers: {
      'x-endpoint-monthly-call-limit': '1000',
      'x-trial-endpoint-call-limit': '20',
      'x-trial-endpoint-call-remaining': '19',
    },
    limits: ['requests/minute 19 of 20', 'requests/month - of 1000'],
  },
  {
    dialect: 'litellm',
    provider: 'self_hosted',
    model: 'openrouter/fake/Model-2.0',
    headers: {
      'x-litellm-key-remaining-requests-openrouter-fake-model-2.0': '100',
      'x-litellm-key-remaining-tokens-openrouter-fake-model-2.0': '200',
      'x-litellm-key-max-budget': '10.0',
      'x-litellm-key-spend': '2.5',
      'x-litellm-key-tpm-limit': 'None',
    },
    limits: ['requests/minute 100 of -', 'tokens/minute 200 of -', 'usd/- 7.5 of 10'],
  },
  {
    dialect: 'openai-compatible',
    provider: 'self_hosted',
    headers: { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '50' },
    limits: ['requests/- 50 of 100'],
  },
  {
    dialect: 'x-ratelimit',
    name: 'OpenRouter, whose reset is in milliseconds since the epoch',
    provider: 'openrouter',
    headers: {
      'X-RateLimit-Limit': '50',
      'X-RateLimit-Remaining': '3',
      'X-RateLimit-Reset': String(NOW + 3_600_000),
    },
    limits: ['requests/- 3 of 50'],
  },
  {
    dialect: 'ietf-draft-03',
    provider: 'llmgateway',
    headers: {
      'ratelimit-limit': '100, 100;w=60',
      'ratelimit-remaining': '50',
      'ratelimit-reset': '30',
    },
    limits: ['requests/- 50 of 100'],
  },
  {
    dialect: 'structured',
    name: 'Hugging Face, whose policy has two names',
    provider: 'huggingface',
    headers: { ratelimit: '"api";r=499;t=293', 'ratelimit-policy': '"fixed window";"api";q=500;w=300' },
    limits: ['requests/300s 499 of 500'],
  },
];

const IETF: readonly { name: string; state?: string; policy?: string; limits: readonly string[] }[] = [
  {
    name: 'two policies, matched by name',
    state: '"burst";r=9;t=1, "daily";r=950;t=40000',
    policy: '"burst";q=10;w=1, "daily";q=1000;w=86400',
    limits: ['requests/day 950 of 1000', 'requests/second 9 of 10'],
  },
  {
    name: 'a quota in another unit',
    state: '"peruser";r=8000;t=30',
    policy: '"peruser";q=65535;qu="content-bytes";w=60;pk=:ZmFrZTtmYWtlLGZha2U=:',
    limits: ['content_bytes/minute 8000 of 65535'],
  },
  {
    name: 'a quota in a unit that nobody registered',
    state: '"x";r=1;t=30',
    policy: '"x";q=2;qu="bananas";w=60',
    limits: [],
  },
  {
    name: 'a separator inside quotes',
    state: '"a;b,c";r=5;t=30',
    policy: '"a;b,c";q=6;w=60',
    limits: ['requests/minute 5 of 6'],
  },
  {
    name: 'two policies of one window, of which the tighter counts',
    state: '"key";r=80;t=30, "team";r=7;t=30',
    policy: '"key";q=100;w=60, "team";q=500;w=60',
    limits: ['requests/minute 7 of 500'],
  },
  {
    name: 'draft 07',
    state: 'limit=100, remaining=50, reset=5',
    policy: '100;w=60',
    limits: ['requests/minute 50 of 100'],
  },
  { name: 'a state without a policy', state: '"default";r=50;t=30', limits: ['requests/- 50 of -'] },
];

describe('a dialect', () => {
  it.each(CASES)(
    '$dialect is read as documented ($name at $provider)',
    async ({ provider, headers, limits, model }) => {
      expect(await told([[headers, { provider, ...(model !== undefined && { model }) }]])).toEqual(limits);
    },
  );

  it('has an example for each row of the table', () => {
    const tested = new Set(CASES.map(({ dialect }) => dialect));
    expect(DIALECTS.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });

  it.each(IETF)('of the IETF is read: $name', async ({ state, policy, limits }) => {
    const headers = {
      ...(state !== undefined && { ratelimit: state }),
      ...(policy !== undefined && { 'ratelimit-policy': policy }),
    };
    expect(await told([[headers, {}]])).toEqual(limits);
  });

  it('whose meaning differs by provider is taken without a window elsewhere', async () => {
    expect(
      await told([[{ 'x-ratelimit-remaining-requests': '7', 'x-ratelimit-limit-requests': '9' }, {}]]),
    ).toEqual(['requests/- 7 of 9']);
  });
});

describe("limits of a proxy's upstream", () => {
  const headers = {
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-remaining-requests': '499',
    'llm_provider-x-ratelimit-limit-requests': '500',
    'llm_provider-x-ratelimit-remaining-requests': '499',
  };

  it('are not taken for the caller’s when LiteLLM repeats them', async () => {
    expect(await told([[headers, {}]])).toEqual([]);
  });

  it('stand beside the caller’s own, which are read', async () => {
    const own = { ...headers, 'x-ratelimit-limit-requests': '10', 'x-ratelimit-remaining-requests': '9' };
    expect(await told([[own, {}]])).toEqual(['requests/- 9 of 10']);
  });
});

describe('a reset', () => {
  const who = { provider: 'openai' };
  const RESETS: readonly (readonly [form: string, value: string, seconds: number])[] = [
    ['seconds', '60', 60],
    ['fractions of seconds', '1.5', 1.5],
    ['a duration', '6m0s', 360],
    ['a duration in milliseconds', '20ms', 0.02],
    ['a duration with hours', '1h2m3s', 3723],
    ['seconds since the epoch', String(NOW / 1000 + 45), 45],
    ['milliseconds since the epoch', String(NOW + 45_000), 45],
    ['RFC 3339', '2026-05-04T12:00:45Z', 45],
    ['an HTTP date', 'Mon, 04 May 2026 12:00:45 GMT', 45],
  ];

  it.each(RESETS.filter(([, , seconds]) => seconds < 300))(
    'in %s (%s) ends a remainder',
    async (_, value, seconds) => {
      const headers = { 'x-ratelimit-remaining-tokens': '7', 'x-ratelimit-reset-tokens': value };
      expect(await told([[headers, who]], seconds * 1000 - 1)).toEqual(['tokens/- 7 of -']);
      expect(await told([[headers, who]], seconds * 1000)).toEqual([]);
    },
  );

  it.each(RESETS.filter(([, , seconds]) => seconds >= 300))(
    'in %s (%s) beyond the greatest age does not lengthen it',
    async (_, value) => {
      const headers = { 'x-ratelimit-remaining-tokens': '7', 'x-ratelimit-reset-tokens': value };
      expect(await told([[headers, who]], 299_999)).toEqual(['tokens/- 7 of -']);
      expect(await told([[headers, who]], 300_000)).toEqual([]);
    },
  );

  it.each([
    ['RFC 3339', '2026-05-04T13:00:45Z'],
    ['the epoch', String(NOW / 1000 + 3645)],
  ])("in %s counts on the sender's clock, not on ours", async (_, value) => {
    const headers = {
      date: 'Mon, 04 May 2026 13:00:00 GMT',
      'x-ratelimit-remaining-tokens': '7',
      'x-ratelimit-reset-tokens': value,
    };
    expect(await told([[headers, who]], 44_999)).toEqual(['tokens/- 7 of -']);
    expect(await told([[headers, who]], 45_000)).toEqual([]);
  });

  it('that cannot be read leaves the greatest age', async () => {
    const headers = { 'x-ratelimit-remaining-tokens': '7', 'x-ratelimit-reset-tokens': 'soon' };
    expect(await told([[headers, who]], 299_999)).toEqual(['tokens/- 7 of -']);
  });
});

describe('headers', () => {
  const plain = { 'X-RateLimit-Remaining-Tokens': '7', 'X-RateLimit-Limit-Tokens': '9' };
  const require = createRequire(createRequire(import.meta.url).resolve('openai4'));
  const { Headers: NodeFetchHeaders } = require('node-fetch') as { Headers: new (from: object) => unknown };

  it.each([
    ['Headers', new Headers(plain)],
    ["node-fetch's Headers", new NodeFetchHeaders(plain)],
    ['a Map', new Map(Object.entries(plain))],
    ['pairs', Object.entries(plain)],
    ['a plain object', plain],
    [
      'a plain object with lists',
      { 'x-ratelimit-remaining-tokens': ['7'], 'x-ratelimit-limit-tokens': ['9'] },
    ],
    ['a plain object with numbers', { 'x-ratelimit-remaining-tokens': 7, 'x-ratelimit-limit-tokens': 9 }],
  ])('are read from %s', async (_, headers) => {
    expect(await told([[headers, {}]])).toEqual(['tokens/- 7 of 9']);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'x-ratelimit-remaining-tokens: 7'],
    ['headers that throw', new Proxy({}, { get: () => unreadable(), ownKeys: () => unreadable() })],
    ['a get that throws', { get: unreadable }],
    ['a get that returns objects', { get: () => ({}) }],
  ])('are left alone when they are %s', async (_, headers) => {
    expect(await told([[headers, {}]])).toEqual([]);
  });

  it.each([
    '-1',
    'NaN',
    'Infinity',
    '1e3',
    '0x10',
    '',
    ' ',
    'None',
    '9223372036854775807',
    '5 apples',
    '1,000',
    '1, 2',
  ])('with %j for an amount are left out', async (value) => {
    expect(await told([[{ 'x-ratelimit-remaining-tokens': value }, {}]])).toEqual([]);
  });

  function unreadable(): never {
    throw new Error('unreadable');
  }
});

describe('a host', () => {
  const none = { 'content-type': 'application/json' };
  const some = { 'x-ratelimit-remaining-requests': '5' };

  it('that is known for limits is read when only a later response has them', async () => {
    const who = { provider: 'openrouter', host: 'openrouter.ai' };
    const silent = Array.from({ length: 10 }, () => [none, who] as const);
    expect(await told([...silent, [{ 'x-ratelimit-remaining': '5' }, who]])).toEqual(['requests/- 5 of -']);
  });

  it('that nobody knows is looked at again, within 128 responses', async () => {
    const silent = Array.from({ length: 1_000 }, () => [none, {}] as const);
    const telling = Array.from({ length: 128 }, () => [some, {}] as const);
    expect(await told([...silent, ...telling])).toEqual(['requests/- 5 of -']);
  });

  it('that nobody knows and that sends none is not asked for headers in most responses', () => {
    let reads = 0;
    const headers = {
      get: (): null => {
        reads++;
        return null;
      },
    };
    const limits = new Limits();
    for (let at = 0; at < 2_000; at++) limits.observe(headers, NOBODY);
    const before = reads;
    for (let at = 0; at < 100; at++) limits.observe(headers, NOBODY);
    expect(reads - before).toBeLessThanOrEqual(60);
  });

  it('is asked only for headers that it has sent before', () => {
    const asked = new Set<string>();
    const headers = {
      get: (name: string): string | null => {
        asked.add(name);
        return name === 'x-ratelimit-remaining-requests' ? '5' : null;
      },
    };
    const limits = new Limits();
    const who = { ...NOBODY, provider: 'openai' };
    for (let at = 0; at < 5; at++) limits.observe(headers, who);
    asked.clear();
    limits.observe(headers, who);
    expect([...asked].filter((name) => !name.includes('requests'))).toEqual([]);
  });
});
