import { run } from './job.ts';
import type { VerdictsJob, VerdictsResult } from './programs/verdicts.ts';
import { quantile, type Summary, summarise } from './statistics.ts';

export interface VerdictsMeasurement {
  /** Microseconds of the first verdict of a process, in which the rules are compiled. */
  readonly first: number;
  /** The refusal of the benchmark's failed call. */
  readonly refusal: Summary;
  /** Over all payloads, of each its median. */
  readonly payloads: Summary & { readonly percentile95: number; readonly slowest: number };
  /** Name of the slowest payload. */
  readonly slowest: string;
}

export async function measureVerdicts(rounds: number): Promise<VerdictsMeasurement> {
  const job: VerdictsJob = { rounds };
  const { first, refusal, payloads } = await run<VerdictsResult>('programs/verdicts.ts', job);
  const medians = payloads.map(({ name, microseconds }) => ({ name, median: quantile(microseconds, 0.5) }));
  medians.sort((one, other) => one.median - other.median);
  const values = medians.map(({ median }) => median);
  return {
    first,
    refusal: summarise(refusal),
    payloads: { ...summarise(values), percentile95: quantile(values, 0.95), slowest: values.at(-1)! },
    slowest: medians.at(-1)!.name,
  };
}
