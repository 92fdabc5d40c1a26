import { FetchInstrumentation } from '@fuelgauge/instrumentation';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkAsync } from './runs.ts';
import { Telemetry } from './telemetry.ts';

const telemetry = new Telemetry();
const instrumentation = new FetchInstrumentation({ enabled: false });
let headers: Headers;
let call: typeof fetch;

beforeAll(() => {
  instrumentation.setTracerProvider(telemetry.tracerProvider);
  instrumentation.setMeterProvider(telemetry.meterProvider);
  instrumentation.isEnabled = () => true;
  call = instrumentation.wrap((async () => new Response('{}', { headers })) as typeof fetch);
});
afterAll(() => telemetry.close());

const HOSTS = [
  'api.openai.com', 'api.anthropic.com', 'openrouter.ai', 'api.groq.com', 'api.together.xyz', 'api.deepseek.com',
  'acme.openai.azure.com', 'api.mistral.ai', 'api.cerebras.ai', 'llm.example.com', 'models.github.ai',
] as const; // biome-ignore format: a table
const PATHS: Readonly<Record<string, string>> = { 'api.anthropic.com': '/v1/messages' };

const WHAT = [
  'requests',
  'tokens',
  'input-tokens',
  'output-tokens',
  'requests-day',
  'tokens-minute',
  'credits',
  '',
];
const NAMES: readonly string[] = [
  ...WHAT.flatMap((what) =>
    ['limit', 'remaining', 'reset'].flatMap((which) => [
      `x-ratelimit-${which}${what === '' ? '' : `-${what}`}`,
      `anthropic-ratelimit-${what === '' ? 'unified' : what}-${which}`,
      `ratelimit-${which}`,
    ]),
  ),
  'ratelimit', 'ratelimit-policy', 'x-ratelimit-used', 'x-ratelimit-period', 'retry-after', 'date',
]; // biome-ignore format: a table

/** What a header can hold, nearly always in the alphabet of limits. */
const written: fc.Arbitrary<string> = fc.oneof(
  fc.nat().map(String),
  fc.stringMatching(/^[0-9.:smhdTZqrwt"=;, -]{0,60}$/),
  fc.constantFrom(
    '-1',
    '1e999',
    'NaN',
    'Infinity',
    '9'.repeat(500),
    '6m0s',
    '1d',
    '"a";r=1;t=9',
    '0',
    'unlimited',
    '١٢',
  ),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

const bag: fc.Arbitrary<Headers> = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), written), { minLength: 1, maxLength: 10 })
  .map((pairs) => {
    const made = new Headers({ 'content-type': 'application/json' });
    for (const [name, value] of pairs) {
      try {
        made.set(name, value);
      } catch {
        // What no header can hold.
      }
    }
    return made;
  });

const METRICS = ['llm.limit.remaining', 'llm.limit.total'] as const;
const ATTRIBUTES = [
  'gen_ai.provider.name', 'gen_ai.request.model', 'llm.account.id', 'llm.limit.kind', 'llm.limit.window',
]; // biome-ignore format: a table

it('of any headers, limits are numbers that can be true under documented attributes, and the answer is intact', async () => {
  let points = 0;
  await checkAsync(
    fc.asyncProperty(bag, fc.constantFrom(...HOSTS), fc.nat(5), async (given, host, model) => {
      headers = given;
      telemetry.forgetSpans();
      const response = await call(`https://${host}${PATHS[host] ?? '/v1/chat/completions'}`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-fake-limits' },
        body: JSON.stringify({ model: `model-${model}` }),
      });
      expect([...response.headers]).toEqual([...given]);
      expect(await response.text()).toBe('{}');
      expect(telemetry.ended).toHaveLength(1);
      for (const metric of METRICS) {
        for (const { attributes, value } of await telemetry.points(metric)) {
          points++;
          expect([metric, typeof value === 'number' && value >= 0 && value < Infinity]).toEqual([
            metric,
            true,
          ]);
          expect(Object.keys(attributes).filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
          expect(String(attributes['llm.limit.window'] ?? 'day')).toMatch(
            /^(?:second|minute|hour|day|week|month|\d+s)$/,
          );
        }
      }
    }),
    0.5,
  );
  expect(points).toBeGreaterThan(0);
});
