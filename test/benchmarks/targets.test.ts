import { describe, expect, it } from 'vitest';
import type { Comparison } from './comparison.ts';
import { FETCH_VARIANTS } from './fetch-variants.ts';
import type { CallsMeasurement } from './measure-calls.ts';
import type { VerdictsMeasurement } from './measure-verdicts.ts';
import { summarise } from './statistics.ts';
import { type Measured, targetsOf } from './targets.ts';
import type { TelemetryName } from './telemetry.ts';
import { CONTROL, OURS } from './variants.ts';

const comparison = (added: Readonly<Record<string, number>>): Comparison => {
  const summaries = Object.fromEntries(
    Object.entries(added).map(([name, median]) => [name, summarise([median])]),
  );
  const baseline = summarise([30]);
  return {
    baseline,
    baselineElapsed: baseline,
    added: summaries,
    addedElapsed: summaries,
    collected: 0,
  };
};

const calls = (
  telemetry: TelemetryName,
  comparisons: CallsMeasurement['comparisons'],
  setting: Partial<CallsMeasurement> = {},
): CallsMeasurement => ({
  telemetry,
  garbage: 'apart',
  transport: 'memory',
  works: [],
  metrics: {},
  spansOfRefused: {},
  comparisons,
  ...setting,
});

const judged = (measured: Partial<Measured>) =>
  targetsOf({ calls: [], otherFetches: [], ...measured }).map(({ name, ours, limit, isReached }) => ({
    name,
    ours,
    limit: Number(limit.toFixed(6)),
    isReached,
  }));

describe('targetsOf', () => {
  it.each([
    ['traces', 'call', 8, 10, { name: 'a call', ours: 8, limit: 8, isReached: true }],
    ['traces', 'call', 8.1, 10, { name: 'a call', ours: 8.1, limit: 8, isReached: false }],
    ['traces', 'stream', 30, 60, { name: 'a chunk', ours: 0.15, limit: 0.15, isReached: true }],
    ['none', 'call', 2, 2, { name: 'a call, nothing registered', ours: 2, limit: 2, isReached: true }],
    [
      'none',
      'stream',
      21,
      20,
      { name: 'a chunk, nothing registered', ours: 0.105, limit: 0.1, isReached: false },
    ],
  ] as const)('%s, a %s: ours adds %d, the cheapest peer %d', (telemetry, work, ours, peer, expected) => {
    const added = comparison({ [CONTROL]: 0, [OURS]: ours, dearer: peer + 5, cheapest: peer });
    expect(judged({ calls: [calls(telemetry, { [work]: added })] })).toEqual([expected]);
  });

  it('names the peer that sets the limit', () => {
    const added = comparison({ [CONTROL]: 0, [OURS]: 5, one: 12, other: 10 });
    const [target] = targetsOf({ calls: [calls('traces', { call: added })], otherFetches: [] });
    expect(target!.from).toBe("0.8 of other's 10.0");
  });

  it('sets no limit by what was measured over a network or with metrics', () => {
    const added = { call: comparison({ [CONTROL]: 0, [OURS]: 5, peer: 10 }) };
    const measured = [calls('traces', added, { transport: 'loopback' }), calls('metrics', added)];
    expect(judged({ calls: measured })).toEqual([]);
  });

  it('judges a verdict by the failed call, by the median and by most payloads', () => {
    const verdicts: VerdictsMeasurement = {
      first: 9000,
      refusal: summarise([19]),
      payloads: { ...summarise([12]), percentile95: 21, slowest: 60 },
      slowest: 'a long one',
    };
    expect(judged({ verdicts }).map(({ ours, isReached }) => [ours, isReached])).toEqual([
      [19, true],
      [12, true],
      [21, false],
    ]);
  });

  it('judges one fetch that is no LLM call, of the ten that are measured at once', () => {
    const added = comparison({ [FETCH_VARIANTS.control]: 0, [FETCH_VARIANTS.ours]: 2 });
    const otherFetches = [{ telemetry: 'none', comparisons: { 'GET by a URL': added } }] as const;
    expect(judged({ otherFetches })).toEqual([
      {
        name: 'a fetch that is no LLM call, GET by a URL, nothing registered',
        ours: 0.2,
        limit: 0.3,
        isReached: true,
      },
    ]);
  });
});
