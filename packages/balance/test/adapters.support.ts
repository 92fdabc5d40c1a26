import type { Adapter, BalanceResponse, Outcome } from '../src/adapter.ts';
import { adapterOf } from '../src/adapters/all.ts';
import type { Account, Amount } from '../src/index.ts';

/** A key that is visibly none, and that no message may have. */
export const FAKE_KEY = 'sk-fake-0000-not-a-key-0000';

export const account = (provider: string, more: Partial<Account> = {}): Account => ({
  provider,
  key: FAKE_KEY,
  ...more,
});

export function adapter(provider: string): Adapter {
  const found = adapterOf(provider);
  if (found === undefined) throw new Error(`no adapter ${provider}`);
  return found;
}

/** An answer with status 200, or `{status, body}` as it is. */
export type Answer = { readonly status: number; readonly body: unknown };
export const ok = (body: unknown): Answer => ({ status: 200, body });
export const refused = (status: number, body: unknown = {}): Answer => ({ status, body });

/** What a client does: asks, hands every answer so far to the adapter, and asks what the adapter says next. */
export function readAll(
  provider: string,
  answers: readonly Answer[],
  more: Partial<Account> = {},
): { readonly outcome: Outcome; readonly urls: readonly string[] } {
  const [one, who] = [adapter(provider), account(provider, more)];
  const urls = [one.request(who).url];
  const seen: BalanceResponse[] = [];
  for (const answer of answers) {
    // Tuesday 2026-11-17T12:00:00Z.
    seen.push({ ...answer, at: 1_794_916_800 });
    const outcome = answer.status < 300 ? one.read(seen, who) : one.readError?.(seen, who);
    if (outcome === undefined) {
      return { outcome: { failure: { reason: 'unexpected_response', message: 'left to the status' } }, urls };
    }
    if (!('next' in outcome)) return { outcome, urls };
    urls.push(outcome.next.url);
  }
  throw new Error('the adapter asks for more answers than the test has');
}

/** `kind currency amount`, sorted: what a table of expectations can be read in. */
export const lines = (amounts: readonly Amount[]): string[] =>
  amounts.map(({ kind, currency, amount }) => `${kind} ${currency} ${amount}`).sort();
