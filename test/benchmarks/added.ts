import { pairedDifferences, type Summary, summarise } from './statistics.ts';
import type { Samples } from './turns.ts';

/** Microseconds that each subject takes more than the baseline of the same round; the baseline itself is left out. */
export function addedTo(
  baseline: string,
  samples: Samples,
  per: number = 1,
): Readonly<Record<string, Summary>> {
  return Object.fromEntries(
    Object.entries(samples)
      .filter(([name]) => name !== baseline)
      .map(([name, own]) => [
        name,
        summarise(pairedDifferences(own, samples[baseline]!).map((added) => added / per)),
      ]),
  );
}
