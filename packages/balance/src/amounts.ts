import type { Outcome } from './adapter.ts';
import { nothingReadable } from './failure.ts';
import type { BalanceKind } from './kinds.ts';
import type { Amount, Spent } from './reading.ts';

/** Without floating-point dust: a provider's smallest unit is far above 1e-8 of anything. */
const tidy = (amount: number): number => Number(amount.toFixed(8)) + 0;

/** The amounts of one currency; those that are unknown are absent, never 0. */
export function amountsIn(
  currency: string,
  kinds: Readonly<Partial<Record<BalanceKind, number | undefined>>>,
): Amount[] {
  return Object.entries(kinds).flatMap(([kind, amount]) =>
    amount === undefined || !Number.isFinite(amount) ? [] : [{ kind, amount: tidy(amount), currency }],
  );
}

/**
 * The amounts without the currencies in which an account has nothing, where it has something in another: of an
 * account with a purse in each of several currencies (or units) most use one, and a 0 in one that nobody uses says
 * that money is out. Where all are empty, all are told; so is a debt.
 */
export function withoutEmptyPurses(amounts: readonly Amount[]): readonly Amount[] {
  if (!amounts.some(({ kind, amount }) => kind === 'total' && amount > 0)) return amounts;
  const used = new Set(amounts.filter(({ amount }) => amount !== 0).map(({ currency }) => currency));
  return amounts.filter(({ currency }) => used.has(currency));
}

/** A running total of spending; none where it is unknown. */
export const spentIn = (currency: string, amount: number | undefined, period?: string): Spent[] =>
  amount === undefined || !Number.isFinite(amount)
    ? []
    : [{ amount: tidy(amount), currency, ...(period !== undefined && { period }) }];

/** What an answer holds besides amounts. */
export interface Besides {
  readonly spent?: readonly Spent[];
  readonly resetsAt?: number | undefined;
}

/** The outcome of an answer: a failure that names the fields where neither an amount nor spending was in it. */
export function found(fields: string, amounts: readonly Amount[], besides: Besides = {}): Outcome {
  const { spent = [], resetsAt } = besides;
  if (amounts.length === 0 && spent.length === 0) return nothingReadable(fields);
  return {
    amounts,
    ...(spent.length > 0 && { spent }),
    ...(resetsAt !== undefined && { resetsAt }),
  };
}

/**
 * The outcome of an answer whose `total` is the point of it: its parts without it are a failure, as are a part
 * and no whole.
 */
export function foundTotal(
  fields: string,
  currency: string,
  kinds: Readonly<Partial<Record<BalanceKind, number | undefined>> & { total: number | undefined }>,
  besides: Besides = {},
): Outcome {
  const amounts = amountsIn(currency, kinds);
  return amounts.some(({ kind }) => kind === 'total')
    ? found(fields, amounts, besides)
    : nothingReadable(fields);
}

/** `b` taken from `a` where both are known. */
export const less = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;

/** In another unit, where it is known. */
export const times = (amount: number | undefined, factor: number): number | undefined =>
  amount === undefined ? undefined : amount * factor;
