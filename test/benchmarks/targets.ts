import { scaled } from './comparison.ts';
import { FETCH_VARIANTS, FETCHES_AT_ONCE } from './fetch-variants.ts';
import type { CallsMeasurement, Garbage } from './measure-calls.ts';
import type { OtherFetchesMeasurement } from './measure-fetches.ts';
import type { VerdictsMeasurement } from './measure-verdicts.ts';
import type { WorkName } from './programs/calls.ts';
import type { TelemetryName } from './telemetry.ts';
import { CONTROL, OURS } from './variants.ts';
import { CHUNKS } from './work.ts';

/** One thing to reach, and whether it was. */
export interface Target {
  readonly name: string;
  /** Microseconds of ours, a median. */
  readonly ours: number;
  /** Microseconds that ours may be at most. */
  readonly limit: number;
  /** Microseconds that a copy that nobody touched was off by in the same run. */
  readonly noise: number | undefined;
  /** Where the limit comes from. */
  readonly from: string;
  readonly isReached: boolean;
}

export interface Measured {
  readonly calls: readonly CallsMeasurement[];
  readonly otherFetches: readonly OtherFetchesMeasurement[];
  readonly verdicts?: VerdictsMeasurement | undefined;
}

interface Relative {
  readonly name: string;
  readonly telemetry: TelemetryName;
  readonly work: WorkName;
  /** How many parts the work has. */
  readonly per: number;
  /** Of the cheapest peer's median. */
  readonly share: number;
}

const RELATIVE: readonly Relative[] = [
  { name: 'a call', telemetry: 'traces', work: 'call', per: 1, share: 0.8 },
  { name: 'a chunk', telemetry: 'traces', work: 'stream', per: CHUNKS, share: 0.5 },
  { name: 'a call, nothing registered', telemetry: 'none', work: 'call', per: 1, share: 1 },
  { name: 'a chunk, nothing registered', telemetry: 'none', work: 'stream', per: CHUNKS, share: 1 },
];

const GARBAGE: Readonly<Record<Garbage, string>> = {
  apart: '',
  included: ', garbage collection included',
};

/** Microseconds for a usual payload. */
const VERDICT = 20;
/** Microseconds. */
const OTHER_FETCH = 0.3;

/** What of the targets can be told from what was measured. */
export function targetsOf({ calls, otherFetches, verdicts }: Measured): Target[] {
  return [
    ...RELATIVE.flatMap((relative) =>
      calls
        .filter(({ telemetry, transport }) => telemetry === relative.telemetry && transport === 'memory')
        .flatMap((measurement) => relativeTarget(relative, measurement)),
    ),
    ...(verdicts === undefined ? [] : verdictTargets(verdicts)),
    ...otherFetches.flatMap(otherFetchTargets),
  ];
}

function relativeTarget(
  { name, work, per, share }: Relative,
  { comparisons, garbage }: CallsMeasurement,
): Target[] {
  const comparison = comparisons[work];
  if (comparison === undefined) return [];
  const peers = Object.entries(comparison.added)
    .filter(([variant]) => variant !== OURS && variant !== CONTROL)
    .map(([variant, { median }]) => ({ variant, median: median / per }));
  const cheapest = peers.reduce((least, peer) => (peer.median < least.median ? peer : least));
  return [
    target(
      `${name}${GARBAGE[garbage]}`,
      comparison.added[OURS]!.median / per,
      cheapest.median * share,
      comparison.added[CONTROL]!.median / per,
      `${share} of ${cheapest.variant}'s ${cheapest.median.toFixed(per === 1 ? 1 : 3)}`,
    ),
  ];
}

function verdictTargets({ refusal, payloads }: VerdictsMeasurement): Target[] {
  return [
    target("the failed call's verdict", refusal.median, VERDICT, undefined, 'fixed'),
    target(`a verdict, median of ${payloads.samples} payloads`, payloads.median, VERDICT, undefined, 'fixed'),
    target(
      `a verdict, 95 % of ${payloads.samples} payloads`,
      payloads.percentile95,
      VERDICT,
      undefined,
      'fixed',
    ),
  ];
}

function otherFetchTargets({ telemetry, comparisons }: OtherFetchesMeasurement): Target[] {
  return Object.entries(comparisons).map(([how, { added }]) =>
    target(
      `a fetch that is no LLM call, ${how}${telemetry === 'none' ? ', nothing registered' : ''}`,
      scaled(added[FETCH_VARIANTS.ours]!, 1 / FETCHES_AT_ONCE).median,
      OTHER_FETCH,
      scaled(added[FETCH_VARIANTS.control]!, 1 / FETCHES_AT_ONCE).median,
      'fixed',
    ),
  );
}

function target(name: string, ours: number, limit: number, noise: number | undefined, from: string): Target {
  return { name, ours, limit, noise, from, isReached: ours <= limit };
}
