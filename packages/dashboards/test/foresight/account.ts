/** An account: what is wanted of it, and who puts money in. */
import { type Demand, type DemandSpec, demandOf, MINUTES_A_DAY, type Pattern } from './demand.ts';
import type { Random } from './random.ts';

export const KINDS = [
  'steady',
  'daily pattern',
  'weekly pattern',
  'bursts',
  'automatic top-up',
  'late top-up by hand',
  'leak after a deploy',
  'expiry of grants',
  'mixture',
] as const;

export type Kind = (typeof KINDS)[number];

/** Who puts money in, and when. */
type Refill =
  /** Looks every morning, and keeps some days in the account. */
  | { readonly by: 'prudence'; readonly days: number }
  /** Waits until it is empty. */
  | { readonly by: 'outage' }
  /** Waits until the last moment: so many hours at the busy pace; sometimes misses it. */
  | { readonly by: 'habit' }
  /** The provider, at a threshold; a card can be refused. */
  | {
      readonly by: 'provider';
      readonly threshold: number;
      readonly amount: number;
      readonly refused: number;
    };

export interface Topup {
  readonly at: number;
  readonly automatic: boolean;
}

/** What really happened in a year; a year of minutes each. */
export interface History {
  readonly kind: Kind;
  readonly demand: Demand;
  /** The smallest amount that the provider tells. */
  readonly unit: number;
  /** At the end of each minute. */
  readonly balance: Float64Array;
  /** The part of the balance that was given. */
  readonly granted: Float64Array;
  readonly topups: readonly Topup[];
  /** Minutes at which a grant expired, with the money that went. */
  readonly expiries: readonly number[];
  /** Minutes at which an automatic top-up was due; some come too late, and some never. */
  readonly due: readonly number[];
  /** Minutes at which the last money went. */
  readonly emptied: readonly number[];
}

export function historyOf(kind: Kind, days: number, rng: Random): History {
  const hourly = rng.scale(0.05, 40);
  const pattern: Pattern =
    kind === 'steady'
      ? 'steady'
      : kind === 'daily pattern'
        ? 'daily'
        : kind === 'weekly pattern'
          ? 'weekly'
          : rng.pick(['steady', 'daily', 'weekly'] as const);
  const isMixture = kind === 'mixture';
  const demand = demandOf(
    {
      pattern,
      hourly,
      burstsPerWeek:
        kind === 'bursts' ? rng.scale(1, 10) : isMixture || rng.chance(0.2) ? rng.between(0, 3) : 0,
      leaksPerYear: kind === 'leak after a deploy' ? rng.between(4, 12) : isMixture ? rng.between(0, 4) : 0,
    } satisfies DemandSpec,
    days,
    rng,
  );
  const refill = refillOf(kind, hourly, rng);
  const grants = kind === 'expiry of grants' || (isMixture && rng.chance(0.3));
  return { kind, ...live(demand, hourly, refill, grants, rng) };
}

function refillOf(kind: Kind, hourly: number, rng: Random): Refill {
  const provider = (): Refill => {
    const threshold = hourly * rng.scale(0.5, 24);
    return {
      by: 'provider',
      threshold,
      amount: threshold * rng.scale(2, 15),
      refused: rng.pick([0, 0.01, 0.03]),
    };
  };
  const prudence = (): Refill => ({ by: 'prudence', days: rng.between(2, 5) });
  switch (kind) {
    case 'automatic top-up':
      return provider();
    case 'late top-up by hand':
      return { by: 'habit' };
    case 'leak after a deploy':
      return prudence();
    case 'mixture':
      return rng.pick([
        provider,
        prudence,
        () => ({ by: 'outage' }) as const,
        () => ({ by: 'habit' }) as const,
      ])();
    default:
      return rng.chance(0.6) ? { by: 'outage' } : prudence();
  }
}

function live(
  demand: Demand,
  hourly: number,
  refill: Refill,
  grants: boolean,
  rng: Random,
): Omit<History, 'kind'> {
  const unit = rng.pick([0.01, 1e-4, 1e-6]);
  const length = demand.usual.length;
  const balance = new Float64Array(length);
  const granted = new Float64Array(length);
  const topups: Topup[] = [];
  const expiries: number[] = [];
  const dues: number[] = [];
  const emptied: number[] = [];
  const daily = (sumOf(demand.usual) / length) * MINUTES_A_DAY;
  // What somebody pays in: some days' worth; round, as people pay.
  const payment = (): number =>
    rounded(daily * (refill.by === 'prudence' ? rng.between(7, 30) : rng.scale(1.5, 15)));
  const wanted = demand.usual.slice();
  for (const { from, to, rate } of demand.leaks) for (let i = from; i < to; i++) wanted[i]! += rate;

  let paid = refill.by === 'provider' ? refill.amount : payment();
  let gift = 0;
  let giftEnds = -1;
  let nextGift = grants ? rng.integer(0, 5 * MINUTES_A_DAY) : length;
  let due: { at: number; automatic: boolean } | undefined;
  let refusedUntilPaid = false;
  let last = hourly * rng.between(0.3, 3);
  for (let i = 0; i < length; i++) {
    if (i === nextGift) {
      gift = rounded(daily * rng.scale(1, 10));
      giftEnds = i + rng.integer(5, 25) * MINUTES_A_DAY;
      nextGift = giftEnds + rng.integer(1, 40) * MINUTES_A_DAY;
    }
    if (i === giftEnds && gift > 0) {
      gift = 0;
      expiries.push(i);
    }
    if (due !== undefined && i >= due.at) {
      paid += due.automatic && refill.by === 'provider' ? refill.amount : payment();
      topups.push({ at: i, automatic: due.automatic });
      due = undefined;
      refusedUntilPaid = false;
      last = hourly * rng.between(0.3, 3);
    }
    const before = gift + paid;
    const spent = Math.min(before, wanted[i]!);
    gift -= Math.min(gift, spent);
    paid = before - spent - gift;
    // What the provider tells as 0 pays for nothing.
    if (gift + paid < unit) gift = paid = 0;
    const now = gift + paid;
    balance[i] = now;
    granted[i] = gift;
    if (before > 0 && now === 0) emptied.push(i);
    else if (i > 0 && balance[i - 1]! > 0 && now === 0) emptied.push(i);

    if (due === undefined) {
      if (refill.by === 'provider' && now < refill.threshold && !refusedUntilPaid) {
        dues.push(i);
        if (rng.chance(refill.refused)) {
          refusedUntilPaid = true;
        } else due = { at: i + rng.integer(1, 4), automatic: true };
      } else if (refill.by === 'habit' && now < last && now > 0) {
        // One time in four it is forgotten.
        if (rng.chance(0.75)) due = { at: i + rng.integer(0, 20), automatic: false };
        else last = -1;
      } else if (refill.by === 'prudence' && i % MINUTES_A_DAY === 600 && now < refill.days * daily * 1.5) {
        due = { at: i + rng.integer(0, 60), automatic: false };
      }
      if (due === undefined && now === 0) due = { at: i + Math.round(rng.scale(15, 900)), automatic: false };
    }
  }
  return { demand, unit, balance, granted, topups, expiries, due: dues, emptied };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Two significant digits. */
const rounded = (amount: number): number => Number(amount.toPrecision(2));
