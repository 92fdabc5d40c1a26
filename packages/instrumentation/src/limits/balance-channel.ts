import { channel } from 'node:diagnostics_channel';
import type { LimitOwner } from './limit-store.ts';
import type { Reading } from './reading.ts';

/**
 * Where a balance that a response told is published: `{ provider, id, amounts: [{ kind, amount, currency }] }`, with
 * `gen_ai.provider.name` and `llm.account.id`. The monitor of `@fuelgauge/balance` listens; neither package needs
 * the other.
 */
const balances = channel('fuelgauge.account.balance');

export const balancesAreWanted = (): boolean => balances.hasSubscribers;

/** Publishes what a response told of the account's money, if it did and somebody listens. */
export function publishBalance({ provider, account }: LimitOwner, readings: readonly Reading[]): void {
  if (!balances.hasSubscribers || account === undefined) return;
  const amounts = readings.flatMap(({ balance, remaining }) =>
    balance === undefined || remaining === undefined ? [] : [{ ...balance, amount: remaining }],
  );
  if (amounts.length > 0) balances.publish({ provider, id: account, amounts });
}
