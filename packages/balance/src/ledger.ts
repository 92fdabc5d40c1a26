import type { Amount, Reading, Spent } from './reading.ts';

/**
 * What successive readings of one account say of its spending. Pure: `advance` makes a new one.
 *
 * Of each currency one series is followed: the provider's own total of what was spent, else the balance. The
 * balance is `total`; else `topped_up` and `granted` together; else `limit_remaining`; else the only kind there is.
 * A currency that is missing from some readings goes on where it was.
 */
export interface Ledger {
  /** Currency → what was spent since the first reading. Begins at 0, never falls. */
  readonly spend: ReadonlyMap<string, number>;
  /** Currency → how often the balance rose. Begins at 0, never falls. */
  readonly topups: ReadonlyMap<string, number>;
  /** What the next reading is compared with. */
  readonly last: ReadonlyMap<string, Mark>;
  /** When a limit or an allowance is renewed, as the last reading said; Unix time in seconds. */
  readonly resetsAt: number | undefined;
}

/** One currency when it last moved. */
interface Mark {
  readonly basis: string | undefined;
  readonly balance: number | undefined;
  readonly granted: number | undefined;
  readonly toppedUp: number | undefined;
  readonly spent: Spent | undefined;
  /** The most that the provider's total has been: servers that are not of one mind tell it up and down. */
  readonly mostSpent: number;
  /** The largest fall so far that was spending. */
  readonly largestStep: number;
}

/** A series of each goes on for good; no account has as many. */
const MOST_CURRENCIES = 50;

export const EMPTY_LEDGER: Ledger = {
  spend: new Map(),
  topups: new Map(),
  last: new Map(),
  resetsAt: undefined,
};

type Telling = Pick<Extract<Reading, { ok: true }>, 'amounts' | 'spent' | 'resetsAt' | 'at'>;

export function advance(ledger: Ledger, reading: Telling): Ledger {
  const spend = new Map(ledger.spend);
  const topups = new Map(ledger.topups);
  const last = new Map(ledger.last);
  const renewed = ledger.resetsAt !== undefined && ledger.resetsAt <= reading.at;
  const currencies = new Set([...reading.amounts, ...reading.spent].map(({ currency }) => currency));
  for (const currency of currencies) {
    const now = markOf(reading, currency);
    if (now.balance === undefined && now.spent === undefined) continue;
    const before = last.get(currency);
    if (before === undefined && last.size >= MOST_CURRENCIES) continue;
    const { spent, rose, mark } = before === undefined ? first(now) : compared(before, now);
    spend.set(currency, tidy((spend.get(currency) ?? 0) + spent));
    // What is renewed was paid by nobody.
    topups.set(currency, (topups.get(currency) ?? 0) + (rose && !renewed ? 1 : 0));
    last.set(currency, mark);
  }
  return { spend, topups, last, resetsAt: reading.resetsAt };
}

interface Step {
  readonly spent: number;
  readonly rose: boolean;
  readonly mark: Mark;
}

/** What an account held when it was first seen was neither spent nor paid in since. */
const first = (now: Mark): Step => ({ spent: 0, rose: false, mark: now });

function compared(before: Mark, now: Mark): Step {
  const known = before.basis === now.basis && before.balance !== undefined && now.balance !== undefined;
  const moved = known ? now.balance - before.balance : 0;
  const told = toldSpending(before, now);
  const fell = -Math.min(0, moved);
  const spent = told?.spent ?? (isExpiry(before, now, fell) ? 0 : fell);
  const dust = dustOf(before.balance, now.balance);
  const counted = spent > (told === undefined ? dust : dustOf(before.mostSpent, now.mostSpent));
  // Spending that was taken back raises the balance by as much: a refund, where the provider says so.
  const rise = moved - (told?.takenBack ?? 0);
  return {
    spent: counted ? spent : 0,
    // A cap is renewed or raised, which is no money.
    rose: rise > dust && now.basis !== 'limit_remaining',
    mark: {
      ...now,
      // What did not move by more than dust stays where it was, so that small steps add up.
      balance: known && Math.abs(moved) <= dust ? before.balance : (now.balance ?? before.balance),
      basis: now.basis ?? before.basis,
      // A total that is not told goes on from where it is told again: the balance fills the gap.
      mostSpent: told === undefined ? now.mostSpent : counted ? now.mostSpent : told.mostSpent,
      largestStep: Math.max(before.largestStep, counted ? spent : 0),
    },
  };
}

interface Told {
  /** What the provider's total rose by, over the most that it was. */
  readonly spent: number;
  /** What it fell by since the last reading. */
  readonly takenBack: number;
  /** Where nothing was spent: what to compare with next. */
  readonly mostSpent: number;
}

/** What the provider's total says; undefined when nothing can be told. */
function toldSpending(before: Mark, now: Mark): Told | undefined {
  if (before.spent === undefined || now.spent === undefined) return undefined;
  const { amount } = now.spent;
  // A new period began with nothing spent; what the old one still took is not known.
  if (before.spent.period !== now.spent.period) return { spent: amount, takenBack: 0, mostSpent: amount };
  const takenBack = Math.max(0, before.spent.amount - amount);
  // Nobody takes back that much: it began anew.
  if (amount < Math.min(before.mostSpent, before.mostSpent / 2)) {
    return { spent: 0, takenBack, mostSpent: amount };
  }
  return { spent: Math.max(0, amount - before.mostSpent), takenBack, mostSpent: before.mostSpent };
}

/**
 * Whether a fall was a grant that expired. Grants are spent first, and the request that uses the last of one takes
 * the rest from what was paid in. So a grant that is gone at once, by a larger step than any before, while what
 * was paid in stands untouched, was not spent. Of several grants one can expire, or one where nothing was paid in:
 * that cannot be told from spending and counts as such.
 */
function isExpiry(before: Mark, now: Mark, fell: number): boolean {
  if (before.granted === undefined || now.granted === undefined) return false;
  if (before.toppedUp === undefined || now.toppedUp === undefined) return false;
  const lost = before.granted - now.granted;
  return (
    Math.abs(now.granted) <= dustOf(before.granted) &&
    lost > before.largestStep &&
    now.toppedUp > 0 &&
    Math.abs(now.toppedUp - before.toppedUp) <= dustOf(before.toppedUp) &&
    Math.abs(fell - lost) <= dustOf(fell, lost)
  );
}

function markOf({ amounts, spent }: Telling, currency: string): Mark {
  const kinds = new Map(amounts.filter((one) => one.currency === currency).map((one) => [one.kind, one]));
  const { basis, balance } = balanceOf(kinds);
  const totals = spent.filter((one) => one.currency === currency && Number.isFinite(one.amount));
  const total = totals.find(({ period }) => period === undefined) ?? totals[0];
  return {
    basis,
    balance,
    granted: kinds.get('granted')?.amount,
    toppedUp: kinds.get('topped_up')?.amount,
    spent: total,
    mostSpent: total?.amount ?? 0,
    largestStep: 0,
  };
}

/** Parts that are no balance of their own. */
const NO_BALANCE: ReadonlySet<string> = new Set(['credit_line', 'owed', 'reserved']);

function balanceOf(kinds: ReadonlyMap<string, Amount>): Pick<Mark, 'basis' | 'balance'> {
  const value = (kind: string): number | undefined => {
    const amount = kinds.get(kind)?.amount;
    return amount === undefined || !Number.isFinite(amount) ? undefined : amount;
  };
  const total = value('total');
  if (total !== undefined) return { basis: 'total', balance: total };
  const parts = ['topped_up', 'granted'].filter((kind) => value(kind) !== undefined);
  if (parts.length > 0) {
    return { basis: parts.join('+'), balance: parts.reduce((sum, kind) => sum + (value(kind) ?? 0), 0) };
  }
  const limit = value('limit_remaining');
  if (limit !== undefined) return { basis: 'limit_remaining', balance: limit };
  const [only, ...others] = [...kinds.keys()].filter((kind) => !NO_BALANCE.has(kind));
  const amount = only === undefined || others.length > 0 ? undefined : value(only);
  return { basis: amount === undefined ? undefined : only, balance: amount };
}

/** What floating-point arithmetic can be wrong by; a provider's smallest unit is larger. */
const dustOf = (...amounts: readonly (number | undefined)[]): number =>
  1e-9 * Math.max(1, ...amounts.map((amount) => Math.abs(amount ?? 0)));

/** Without the dust of adding; rounding keeps the order, so nothing falls. */
const tidy = (amount: number): number => Number(amount.toFixed(12));
