/** What the generated statements leave as it is, and what they add. */
import { RULES } from '@fuelgauge/errors';
import { ERROR_CATEGORIES, ERROR_OWNERS, ERROR_REMEDIES } from '@fuelgauge/semconv';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { fixtureRows } from './agreement/rows.ts';
import { describeCollector } from './needs-collector.ts';
import { type PlainAttributes, type ReadSpan, resourceSpans, type SpanOptions, span } from './otlp.ts';
import { STYLE_NAMES, STYLES } from './styles/style.ts';
import { type ThreeWays, threeWays } from './three-ways.ts';

const ERROR =
  "Error code: 402 - {'error': {'message': 'Insufficient Balance', 'code': 'invalid_request_error'}}";
const GEN_AI = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'deepseek',
  'gen_ai.request.model': 'deepseek-chat',
  'server.address': 'api.deepseek.com',
};
const failed = { code: 'error', message: ERROR } as const;
const exception = { name: 'exception', attributes: { 'exception.message': ERROR } };

const UNTOUCHED: readonly (readonly [string, SpanOptions])[] = [
  ['a call that succeeded', { name: 'chat', attributes: { ...GEN_AI, 'gen_ai.usage.input_tokens': 12 } }],
  ['a call whose status is ok', { name: 'chat', attributes: GEN_AI, status: { code: 'ok' } }],
  ['a call that succeeded after an exception', { name: 'chat', attributes: GEN_AI, events: [exception] }],
  [
    'a failed HTTP request that has an error’s words',
    {
      name: 'POST',
      attributes: { 'http.response.status_code': 402, 'server.address': 'api.deepseek.com' },
      status: failed,
    },
  ],
  [
    'a failed span of a database',
    { name: 'SELECT', attributes: { 'db.system.name': 'postgresql' }, status: failed, events: [exception] },
  ],
  [
    'a failed call that the SDK package has classified',
    {
      name: 'chat',
      attributes: {
        ...GEN_AI,
        'llm.error.category': 'rate_limited',
        'llm.error.owner': 'gateway',
        'llm.error.retryable': true,
        'llm.error.retry_after': { double: 2 },
        'llm.error.remedy': 'wait',
        'llm.error.rule': 'openrouter.shared-pool',
        'llm.error.classified_by': 'sdk',
      },
      status: failed,
      events: [exception],
    },
  ],
  [
    'a failed call of which a Collector before this one knew no more than the category',
    { name: 'chat', attributes: { ...GEN_AI, 'llm.error.category': 'unknown' }, status: failed },
  ],
  ['a span that has nothing', { name: '' }],
];

/** Names that a verdict adds, and what each may say. */
const ADDED: Readonly<Record<string, (value: unknown) => boolean>> = {
  'llm.error.category': (value) => Object.hasOwn(ERROR_CATEGORIES, String(value)),
  'llm.error.owner': (value) => Object.hasOwn(ERROR_OWNERS, String(value)),
  'llm.error.remedy': (value) => Object.hasOwn(ERROR_REMEDIES, String(value)),
  'llm.error.rule': (value) => rules.has(String(value)),
  'llm.error.retryable': (value) => typeof value === 'boolean',
  'llm.error.retry_after': (value) => typeof value === 'number' && value >= 0,
  'llm.error.upstream': (value) => typeof value === 'string' && /^[a-z0-9][a-z0-9 ._/-]{0,60}$/.test(value),
  'llm.error.classified_by': (value) => value === 'collector',
};
/** Where no rule says anything, the rule is `unknown`. */
const rules = new Set(['unknown', ...RULES.map(({ id }) => id)]);

/** Attributes that came in by the generated statements. */
function addedTo(control: ReadSpan, out: ReadSpan): PlainAttributes {
  const entries = Object.entries(out.attributes);
  return Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(control.attributes, key)));
}

/** The span without what a verdict adds. */
function withoutVerdict(out: ReadSpan): object {
  return { ...out.raw, attributes: out.raw.attributes?.filter(({ key }) => !Object.hasOwn(ADDED, key)) };
}

describeCollector('The generated statements leave as it is, to the byte,', () => {
  let out: ThreeWays;
  beforeAll(async () => {
    out = await threeWays(UNTOUCHED.map(([, options]) => resourceSpans([span(options)])));
  });

  it.each(UNTOUCHED.map(([name], at) => [name, at] as const))('%s', (_name, at) => {
    expect(JSON.stringify(out.once[at]!.raw)).toBe(JSON.stringify(out.control[at]!.raw));
  });
});

describeCollector('On failed calls of every library, the generated statements', () => {
  let out: ThreeWays;
  const rows = fixtureRows();
  const sent = STYLE_NAMES.flatMap((style) => rows.map((row) => STYLES[style].span(row)));
  beforeAll(async () => {
    out = await threeWays(sent.map(({ scope, span: words }) => resourceSpans([span(words)], { scope })));
  }, 600_000);

  it('let every span out', () => {
    expect([out.control.length, out.once.length, out.twice.length]).toEqual(Array(3).fill(sent.length));
  });

  it('change nothing on a second run over their own output', () => {
    const changed = out.once.filter(
      (one, at) => JSON.stringify(one.raw) !== JSON.stringify(out.twice[at]!.raw),
    );
    expect(changed.map(({ status }) => status.message)).toEqual([]);
  });

  it('add a verdict and nothing else: no temporary attribute leaves', () => {
    const names = out.once.flatMap((one, at) => Object.keys(addedTo(out.control[at]!, one)));
    expect([...new Set(names)].filter((name) => !Object.hasOwn(ADDED, name))).toEqual([]);
  });

  it('add only words that are known, and numbers', () => {
    const wrong = out.once.flatMap((one, at) =>
      Object.entries(addedTo(out.control[at]!, one)).filter(([name, value]) => !ADDED[name]?.(value)),
    );
    expect([...new Set(wrong.map(([name, value]) => `${name}: ${value}`))]).toEqual([]);
  });

  it('leave the status, the events and the attributes of others as they were', () => {
    const changed = out.once.filter(
      (one, at) => JSON.stringify(withoutVerdict(one)) !== JSON.stringify(withoutVerdict(out.control[at]!)),
    );
    expect(changed.map(({ raw }) => raw)).toEqual([]);
  });
});

describeCollector('Of a message', () => {
  it('no text gets into an attribute that is added, whatever it says', async () => {
    const canary = 'kanarienvogel';
    const words = fc.string({ unit: 'grapheme', maxLength: 40 });
    const place = fc.constantFrom(
      (text: string) => ({ error: { message: text, code: 429 } }),
      (text: string) => ({
        error: { message: 'Provider returned error', code: 502, metadata: { raw: text } },
      }),
      (text: string) => ({ error: { message: 'Insufficient Balance', type: text, param: text } }),
      (text: string) => ({
        error: { message: `Rate limit reached for ${text} on tokens per min. Try again in 20s.` },
      }),
      (text: string) => ({ detail: [{ msg: text, input: text }] }),
      (text: string) => ({ error: { message: `Your request: "insufficient_quota ${text}" is too long` } }),
    );
    const body = fc
      .tuple(words, words, place)
      .map(([before, after, put]) => JSON.stringify(put(`${before}${canary}${after}`)));
    const bodies = fc.sample(fc.tuple(body, fc.constantFrom(200, 400, 402, 403, 429, 500, 503)), {
      numRuns: 400,
      seed: 5,
    });
    const spans = bodies.flatMap(([text, status]) =>
      STYLE_NAMES.map((style) => {
        const row = { base_url: 'https://openrouter.ai/api/v1', status, body: text };
        const { scope, span: styled } = STYLES[style].span(row);
        return resourceSpans([span(styled)], { scope });
      }),
    );
    const { control, once } = await threeWays(spans);
    const told = once.flatMap((one, at) => Object.entries(addedTo(control[at]!, one)));
    expect(told.length).toBeGreaterThan(spans.length);
    expect(told.filter(([, value]) => String(value).toLowerCase().includes(canary))).toEqual([]);
  }, 600_000);
});

describeCollector('With every part of the configuration', () => {
  it('a span that is no GenAI span is left as it is, to the byte', async () => {
    const others = UNTOUCHED.filter(
      ([, { attributes }]) => attributes?.['gen_ai.operation.name'] === undefined,
    );
    const { control, once } = await threeWays(
      others.map(([, options]) => resourceSpans([span(options)])),
      {},
    );
    expect(once.map(({ raw }) => JSON.stringify(raw))).toEqual(control.map(({ raw }) => JSON.stringify(raw)));
  });
});
