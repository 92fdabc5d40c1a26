import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MOST_BYTES_A_CALL, type Sample, slopeOf, verdictOf } from './verdict.ts';

/** Fifteen samples, a thousand calls apart. */
const samples = (of: (at: number) => Partial<Sample>): readonly Sample[] =>
  Array.from({ length: 15 }, (_, at) => ({
    calls: (at + 1) * 1_000,
    heap: 40_000_000,
    handles: 9,
    openSpans: 0,
    ...of(at),
  }));

/** Up and down, as collections come and go. */
const wave = (at: number): number => (at % 2 === 0 ? 60_000 : -60_000);
const BARE = samples((at) => ({ heap: 35_000_000 + wave(at) }));

describe('the verdict of a soak', () => {
  it.each<[what: string, of: (at: number) => Partial<Sample>, says: 'flat' | 'leaks']>([
    ['a heap that goes up and down', (at) => ({ heap: 40_000_000 + wave(at) }), 'flat'],
    [
      'a heap that grows while it warms up',
      (at) => ({ heap: 40_000_000 + 900_000 * Math.min(at, 5) }),
      'flat',
    ],
    ['spans that are open for a while', (at) => ({ openSpans: at < 14 ? 200 : 0 }), 'flat'],
    ['200 bytes kept of each call', (at) => ({ heap: 40_000_000 + wave(at) + 200_000 * at }), 'leaks'],
    ['a span that never ends', () => ({ openSpans: 1 }), 'leaks'],
    ['handles that pile up', (at) => ({ handles: 9 + at }), 'leaks'],
  ])('on %s', (_what, of, says) => {
    expect(verdictOf(samples(of), BARE).says).toBe(says);
  });

  it('does not count what the bare client adds too', () => {
    const growing = (most: number) =>
      samples((at) => ({ heap: 40_000_000 + 100 * 1_000 * at + most * 1_000 * at }));
    expect(verdictOf(growing(MOST_BYTES_A_CALL / 2), growing(0)).says).toBe('flat');
    expect(verdictOf(growing(MOST_BYTES_A_CALL * 2), growing(0)).says).toBe('leaks');
  });

  it('takes bytes a call from a line through the samples', () => {
    expect(slopeOf(samples((at) => ({ heap: 1_000_000 + 37 * 1_000 * at })))).toBeCloseTo(37);
  });
});

it('the command ends with 1 and says that it leaks, where something is kept of every call', async () => {
  const flags = ['--experimental-strip-types', '--no-warnings'];
  const args = [...flags, resolve(import.meta.dirname, 'soak.ts'), '--calls', '3000', '--json', '--leaking'];
  const failed = await promisify(execFile)(process.execPath, args).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  expect({ code: failed.code, says: (JSON.parse(failed.stdout) as { says: string }).says }).toEqual({
    code: 1,
    says: 'leaks',
  });
});
