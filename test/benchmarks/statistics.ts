/** A median with the quartiles beside it, in the unit of the samples. */
export interface Summary {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly samples: number;
}

/**
 * The value below which the share `at` (0 to 1) of the samples lies, between two samples in proportion.
 *
 * @throws {RangeError} when there are no samples.
 */
export function quantile(samples: readonly number[], at: number): number {
  if (samples.length === 0) throw new RangeError('no samples: a quantile of nothing is not known');
  const sorted = [...samples].sort((one, other) => one - other);
  const position = (sorted.length - 1) * at;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

/** @throws {RangeError} when there are no samples. */
export function summarise(samples: readonly number[]): Summary {
  return {
    median: quantile(samples, 0.5),
    lower: quantile(samples, 0.25),
    upper: quantile(samples, 0.75),
    samples: samples.length,
  };
}

/**
 * What each sample has more than the sample of the same round: what disturbs a round disturbs both alike.
 *
 * @throws {RangeError} when the two are of different length.
 */
export function pairedDifferences(samples: readonly number[], baseline: readonly number[]): number[] {
  if (samples.length !== baseline.length)
    throw new RangeError(`${samples.length} samples cannot be paired with ${baseline.length}`);
  return samples.map((sample, round) => sample - baseline[round]!);
}

/** The same items in a random order. `random` gives numbers from 0 up to, not including, 1. */
export function shuffled<T>(items: readonly T[], random: () => number = Math.random): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
