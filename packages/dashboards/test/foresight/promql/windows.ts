/**
 * What PromQL's functions over a range give at each point of a grid, in one pass. A sample that is not there is NaN.
 * A window of `width` points ends `back` points ago; as in Prometheus 3, its left end is open.
 */

export interface Window {
  readonly width: number;
  readonly back: number;
  /** Seconds between two points. */
  readonly step: number;
}

type Column = Float64Array;

/** Applies `at(first, last)` to the bounds of each window, cut to the grid; NaN where it is outside. */
function eachWindow(
  length: number,
  { width, back }: Window,
  at: (first: number, last: number) => number,
): Column {
  const out = new Float64Array(length).fill(Number.NaN);
  for (let i = back; i < length; i++) out[i] = at(Math.max(0, i - back - width + 1), i - back);
  return out;
}

/** How many samples each prefix has. */
function prefixCounts(values: Column): Uint32Array {
  const counts = new Uint32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) counts[i + 1] = counts[i]! + (Number.isNaN(values[i]) ? 0 : 1);
  return counts;
}

export function countOverTime(values: Column, window: Window): Column {
  const counts = prefixCounts(values);
  return eachWindow(values.length, window, (first, last) => counts[last + 1]! - counts[first]! || Number.NaN);
}

export function avgOverTime(values: Column, window: Window): Column {
  const counts = prefixCounts(values);
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + (Number.isNaN(values[i]) ? 0 : values[i]!);
  return eachWindow(
    values.length,
    window,
    (first, last) => (sums[last + 1]! - sums[first]!) / (counts[last + 1]! - counts[first]!),
  );
}

export function lastOverTime(values: Column, window: Window): Column {
  const last = lastPresent(values);
  return eachWindow(values.length, window, (from, to) =>
    last[to]! < from ? Number.NaN : values[last[to]!]!,
  );
}

export const minOverTime = (values: Column, window: Window): Column => quantileOverTime(0, values, window);
export const maxOverTime = (values: Column, window: Window): Column => quantileOverTime(1, values, window);

/** Keeps the samples of the window sorted, one in and one out at each step. */
export function quantileOverTime(q: number, values: Column, window: Window): Column {
  const { width, back } = window;
  const sorted = new Float64Array(Math.min(width, values.length) + 1);
  let size = 0;
  const position = (value: number): number => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const out = new Float64Array(values.length).fill(Number.NaN);
  for (let i = back; i < values.length; i++) {
    const entering = values[i - back]!;
    const leaving = values[i - back - width];
    if (leaving !== undefined && !Number.isNaN(leaving)) {
      sorted.copyWithin(position(leaving), position(leaving) + 1, size);
      size--;
    }
    if (!Number.isNaN(entering)) {
      const at = position(entering);
      sorted.copyWithin(at + 1, at, size);
      sorted[at] = entering;
      size++;
    }
    if (size === 0) continue;
    const rank = q * (size - 1);
    const lower = Math.floor(rank);
    const weight = rank - lower;
    out[i] = sorted[lower]! * (1 - weight) + sorted[Math.min(size - 1, lower + 1)]! * weight;
  }
  return out;
}

/**
 * What a counter rose by, extrapolated to the ends of the window as Prometheus does
 * (https://github.com/prometheus/prometheus, promql/functions.go, extrapolatedRate).
 */
export function increase(values: Column, window: Window): Column {
  const last = lastPresent(values);
  const next = nextPresent(values);
  const counts = prefixCounts(values);
  const { width, back, step } = window;
  // Up to each sample, what was lost by resets.
  const lost = new Float64Array(values.length);
  let [before, sum] = [Number.NaN, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) {
      if (value < before) sum += before;
      before = value;
    }
    lost[i] = sum;
  }
  const out = new Float64Array(values.length).fill(Number.NaN);
  for (let i = back; i < values.length; i++) {
    const to = i - back;
    const from = Math.max(0, to - width + 1);
    const samples = counts[to + 1]! - counts[from]!;
    if (samples < 2) continue;
    const [a, b] = [next[from]!, last[to]!];
    const rise = values[b]! - values[a]! + lost[b]! - lost[a]!;
    const sampled = (b - a) * step;
    const between = sampled / (samples - 1);
    const threshold = between * 1.1;
    let toStart = (a - (to - width)) * step;
    if (toStart >= threshold) toStart = between / 2;
    if (rise > 0 && values[a]! >= 0) toStart = Math.min(toStart, sampled * (values[a]! / rise));
    let toEnd = (to - b) * step;
    if (toEnd >= threshold) toEnd = between / 2;
    out[i] = rise * ((sampled + toStart + toEnd) / sampled);
  }
  return out;
}

/** Index of the last sample up to each point; -1 where there is none. */
function lastPresent(values: Column): Int32Array {
  const index = new Int32Array(values.length);
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) last = i;
    index[i] = last;
  }
  return index;
}

/** Index of the first sample from each point on; beyond the end where there is none. */
function nextPresent(values: Column): Int32Array {
  const index = new Int32Array(values.length);
  let next = values.length;
  for (let i = values.length - 1; i >= 0; i--) {
    if (!Number.isNaN(values[i])) next = i;
    index[i] = next;
  }
  return index;
}
