import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DIALECTS } from '../src/limits/dialects.ts';
import { HostLimits } from '../src/limits/host-limits.ts';
import type { Reading } from '../src/limits/reading.ts';
import { readStructured } from '../src/limits/structured.ts';

const sound = ({ remaining, total, resetMs, window }: Reading): boolean =>
  [remaining, total].every((value) => value === undefined || (Number.isFinite(value) && value >= 0)) &&
  (resetMs === undefined || Number.isFinite(resetMs)) &&
  (window === undefined || /^(second|minute|hour|day|week|month|\d+s)$/.test(window));

/** Text in the alphabet of the headers, so that many strings are nearly right. */
const nearly = (alphabet: string): fc.Arbitrary<string> =>
  fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...alphabet) }));

it('structured fields give sound readings from any text', () => {
  fc.assert(
    fc.property(nearly('"qrwtu=;, 0159.-:ab'), nearly('"qrwtu=;, 0159.-:ab'), (state, policy) => {
      expect(readStructured(state, policy).every(sound)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it('structured fields give back what was put in', () => {
  const amount = fc.integer({ min: 0, max: 1e9 });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'ab;,= ') }),
      amount,
      amount,
      fc.integer({ min: 1, max: 59 }),
      (name, r, q, t) => {
        const [reading] = readStructured(`"${name}";r=${r};t=${t}`, `"${name}";q=${q};w=60`);
        expect(reading).toEqual({
          kind: 'requests',
          window: 'minute',
          remaining: r,
          total: q,
          resetMs: t * 1000,
        });
      },
    ),
  );
});

it('readings are bounded in number, however long the list', () => {
  const state = Array.from({ length: 200 }, (_, at) => `"${at}";r=1`).join(',');
  const policy = Array.from({ length: 200 }, (_, at) => `"${at}";q=1;w=${at + 1}`).join(',');
  expect(readStructured(state, policy).length).toBeLessThanOrEqual(16);
});

it('each dialect gives sound readings from any text', () => {
  const names = DIALECTS.flatMap(({ limits }) =>
    limits.flatMap(({ total, remaining, used, reset, period }) =>
      [total, remaining, used, reset, period].filter((name) => name !== undefined),
    ),
  );
  const providers = ['self_hosted', ...DIALECTS.flatMap(({ providers }) => providers)];
  fc.assert(
    fc.property(
      fc.constantFrom(...providers),
      fc.dictionary(fc.constantFrom(...names), nearly('0123456789.smhdTZ:-, e'), { minKeys: 3 }),
      fc.option(fc.string(), { nil: undefined }),
      fc.integer({ min: 0, max: 4e12 }),
      (provider, headers, model, now) => {
        const host = new HostLimits(provider);
        host.isWorthReading();
        expect(host.read((name) => headers[name], model, now).every(sound)).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});
