/** What an application wants to spend, minute by minute. */
import type { Random } from './random.ts';

export const MINUTES_A_DAY = 1440;

export interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** A loop, a retry without bound, a job twice: from a deploy until somebody takes it back. */
export interface Leak extends Span {
  /** Money a minute, on top. */
  readonly rate: number;
}

export interface Demand {
  /** After so many minutes everything about the pattern was seen once. */
  readonly period: number;
  /** Money a minute without leaks, bursts included. */
  readonly usual: Float64Array;
  readonly bursts: readonly Span[];
  readonly leaks: readonly Leak[];
}

export type Pattern = 'steady' | 'daily' | 'weekly';

export interface DemandSpec {
  readonly pattern: Pattern;
  /** Money an hour, in the mean of a busy hour. */
  readonly hourly: number;
  readonly burstsPerWeek: number;
  readonly leaksPerYear: number;
}

const PERIODS: Readonly<Record<Pattern, number>> = {
  steady: 3 * 60,
  daily: 26 * 60,
  weekly: 8 * MINUTES_A_DAY,
};

export function demandOf(
  { pattern, hourly, burstsPerWeek, leaksPerYear }: DemandSpec,
  days: number,
  rng: Random,
): Demand {
  const length = days * MINUTES_A_DAY;
  const usual = new Float64Array(length);
  const perMinute = hourly / 60;
  const shape = shapeOf(pattern, days, rng);
  // Weather: comes and goes within an hour or two.
  const sigma = rng.between(0.05, 0.35);
  const memory = Math.exp(-1 / rng.between(40, 120));
  let weather = 0;
  // Some applications call every second, some every ten minutes.
  const busy = rng.chance(0.7) ? 1 : rng.scale(0.1, 1);
  const calls = rng.scale(1, 100);
  const growth = rng.between(-0.5, 0.7) / length;
  let level = 1;
  for (let i = 0; i < length; i++) {
    if (i % MINUTES_A_DAY === 0) level = Math.exp(0.12 * rng.normal() + growth * i);
    weather = weather * memory + Math.sqrt(1 - memory * memory) * rng.normal();
    if (busy < 1 && !rng.chance(busy)) continue;
    const shot = calls > 30 ? 1 + rng.normal() / Math.sqrt(calls) : gamma(rng, calls);
    usual[i] =
      (Math.max(0, shot) * perMinute * level * shape(i) * Math.exp(sigma * weather - (sigma * sigma) / 2)) /
      busy;
  }
  const bursts = spansOf(rng, length, (burstsPerWeek / 7) * days, () => rng.between(5, 45));
  for (const burst of bursts) {
    const factor = rng.between(2, 12);
    for (let i = burst.from; i < burst.to; i++) usual[i]! += factor * perMinute * rng.between(0.7, 1.3);
  }
  const leaks = spansOf(rng, length, (leaksPerYear / 365) * days, () => rng.scale(2, 96) * 60).map(
    (span) => ({
      ...span,
      rate: perMinute * rng.scale(1.5, 20),
    }),
  );
  return { period: PERIODS[pattern], usual, bursts, leaks };
}

/** How busy each minute is; about 1 when it is. */
function shapeOf(pattern: Pattern, days: number, rng: Random): (i: number) => number {
  if (pattern === 'steady') return () => 1;
  const [begin, end] = [rng.between(6.5, 10), rng.between(16, 22)];
  const night = rng.scale(0.01, 0.3);
  const weekend = rng.scale(0.02, 0.5);
  const ramp = rng.between(10, 60);
  // Nobody begins at the same minute every day.
  const jitter = Array.from({ length: days }, () => [rng.normal() * 12, rng.normal() * 20] as const);
  const rise = (minutes: number): number => 1 / (1 + Math.exp((-4 * minutes) / ramp));
  // Summer time, as far as servers run in UTC.
  const [spring, autumn] = [86, 303];
  return (i) => {
    const day = Math.floor(i / MINUTES_A_DAY);
    const [early, late] = jitter[day]!;
    const minute = (i % MINUTES_A_DAY) + (day >= spring && day < autumn ? 60 : 0);
    const open = rise(minute - begin * 60 - early) * rise(end * 60 + late - minute);
    const level = night + (1 - night) * open;
    return pattern === 'weekly' && day % 7 >= 5 ? level * weekend : level;
  };
}

function spansOf(rng: Random, length: number, mean: number, lasts: () => number): Span[] {
  const spans: Span[] = [];
  if (mean === 0) return spans;
  for (let at = 0; ; ) {
    at += (rng.exponential() * length) / mean;
    if (at >= length) return spans;
    const from = Math.floor(at);
    const to = Math.min(length, from + Math.max(1, Math.round(lasts())));
    spans.push({ from, to });
    at = to;
  }
}

/** Mean 1; of a sum of so many calls of different sizes. */
function gamma(rng: Random, calls: number): number {
  const whole = Math.max(1, Math.round(calls));
  let sum = 0;
  for (let i = 0; i < whole; i++) sum += rng.exponential();
  return sum / whole;
}
