import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Amount } from './reading.ts';

/** The channel on which an instrumentation says what a response told of an account's balance. */
export const SEEN_CHANNEL = 'fuelgauge.account.balance';

/** What a response told of an account, in passing. */
export interface SeenBalance {
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  /** `llm.account.id`. */
  readonly id: string;
  readonly amounts: readonly Amount[];
}

/** Calls back with each balance that is seen, until the returned function is called. */
export function onSeenBalance(use: (seen: SeenBalance) => void): () => void {
  const listener = (message: unknown): void => {
    const seen = seenOf(message);
    if (seen !== undefined) use(seen);
  };
  subscribe(SEEN_CHANNEL, listener);
  return () => {
    unsubscribe(SEEN_CHANNEL, listener);
  };
}

/** Anybody can publish; undefined for what has another form. */
function seenOf(message: unknown): SeenBalance | undefined {
  const { provider, id, amounts } = (message ?? {}) as Partial<Record<keyof SeenBalance, unknown>>;
  if (typeof provider !== 'string' || typeof id !== 'string' || !Array.isArray(amounts)) return undefined;
  return { provider, id, amounts: amounts.filter(isAmount) };
}

function isAmount(value: unknown): value is Amount {
  const { kind, amount, currency } = (value ?? {}) as Partial<Record<keyof Amount, unknown>>;
  return typeof kind === 'string' && typeof currency === 'string' && Number.isFinite(amount);
}
