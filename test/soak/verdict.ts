/** What was measured after some calls, behind a forced collection of garbage. */
export interface Sample {
  /** Calls so far. */
  readonly calls: number;
  /** Bytes of the live heap, buffers outside it included. */
  readonly heap: number;
  /** Timers, sockets and the like that keep the process alive: `process.getActiveResourcesInfo()`. */
  readonly handles: number;
  /** Spans that have started and not ended. */
  readonly openSpans: number;
}

export interface Verdict {
  readonly says: 'flat' | 'leaks';
  /** Bytes of live heap that each call adds. */
  readonly slope: number;
  /** Why it leaks; empty where it does not. */
  readonly reasons: readonly string[];
}

/**
 * Bytes that a call may add over what the bare client adds. What could be kept of a call, a span or a promise with
 * its closure, is hundreds of bytes, so that one kind of the mix that keeps something is seen.
 */
export const MOST_BYTES_A_CALL = 16;

/** Handles that may be more at the end than at the first sample: sockets of a pool, a timer of the metric reader. */
export const MOST_MORE_HANDLES = 5;

/** The first two fifths of a run fill caches and compile. */
const settled = (samples: readonly Sample[]): readonly Sample[] =>
  samples.slice(Math.ceil((samples.length * 2) / 5));

/** Bytes a call, by least squares over the samples after the first two fifths. */
export function slopeOf(samples: readonly Sample[]): number {
  const points = settled(samples);
  const mean = (of: (sample: Sample) => number): number =>
    points.reduce((sum, sample) => sum + of(sample), 0) / points.length;
  const [x, y] = [mean(({ calls }) => calls), mean(({ heap }) => heap)];
  const above = points.reduce((sum, { calls, heap }) => sum + (calls - x) * (heap - y), 0);
  const below = points.reduce((sum, { calls }) => sum + (calls - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

/**
 * Whether something is kept of the calls.
 *
 * @param bare the same calls without fuelgauge, in the same run.
 */
export function verdictOf(samples: readonly Sample[], bare: readonly Sample[]): Verdict {
  const slope = slopeOf(samples);
  const added = slope - Math.max(0, slopeOf(bare));
  const last = samples.at(-1);
  const first = settled(samples)[0];
  const reasons: string[] = [];
  if (added > MOST_BYTES_A_CALL) {
    reasons.push(`the heap grows by ${added.toFixed(1)} bytes a call more than the bare client's`);
  }
  if (last !== undefined && first !== undefined && last.handles - first.handles > MOST_MORE_HANDLES) {
    reasons.push(`${last.handles - first.handles} more handles at the end`);
  }
  if ((last?.openSpans ?? 0) > 0) reasons.push(`${last?.openSpans} spans never ended`);
  return { says: reasons.length === 0 ? 'flat' : 'leaks', slope, reasons };
}
