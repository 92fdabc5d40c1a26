import { pairedDifferences, type Summary, summarise } from './statistics.ts';
import type { Samples, Turns } from './turns.ts';

/** One work, done by all variants in turns. */
export interface Comparison {
  /** What the baseline takes, in microseconds of processor time for one time. */
  readonly baseline: Summary;
  /** The same by the clock on the wall. */
  readonly baselineElapsed: Summary;
  /** Microseconds of processor time that each other variant takes more in the same round. */
  readonly added: Readonly<Record<string, Summary>>;
  /** The same by the clock on the wall. */
  readonly addedElapsed: Readonly<Record<string, Summary>>;
  /** The share of turns, 0 to 1, into which a garbage collection fell. */
  readonly collected: number;
}

export function compare(baseline: string, turns: Turns): Comparison {
  return {
    baseline: summarise(turns.microseconds[baseline]!),
    baselineElapsed: summarise(turns.elapsed[baseline]!),
    added: addedTo(baseline, turns.microseconds),
    addedElapsed: addedTo(baseline, turns.elapsed),
    collected: turns.collected,
  };
}

function addedTo(baseline: string, samples: Samples): Readonly<Record<string, Summary>> {
  return Object.fromEntries(
    Object.entries(samples)
      .filter(([name]) => name !== baseline)
      .map(([name, own]) => [name, summarise(pairedDifferences(own, samples[baseline]!))]),
  );
}

/** The same summary in another unit. */
export function scaled(summary: Summary, by: number): Summary {
  const { median, lower, upper, samples } = summary;
  return { median: median * by, lower: lower * by, upper: upper * by, samples };
}
