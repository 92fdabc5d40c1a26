import type { Account } from '../account.ts';
import type { Adapter, BalanceRequest } from '../adapter.ts';
import { nothingReadable } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import type { Amount } from '../reading.ts';
import { bearer, hostUrl } from '../request.ts';

const at = (account: Account, path: string): BalanceRequest => ({
  url: hostUrl(account, 'https://openrouter.ai', `/api/v1${path}`),
  headers: bearer(account),
});

/**
 * Every key may read itself; only a management key may read the account, and `/key` says which one it is.
 * `total_credits` and `total_usage` are lifetime totals, and what is left is their difference.
 */
export const OPENROUTER: Adapter = {
  provider: 'openrouter',
  source: 'https://openrouter.ai/docs/api-reference/api-keys/get-current-key',
  key: 'an API key for its own limit and usage, a management key for the account’s credits',
  env: ['OPENROUTER_MANAGEMENT_KEY', 'OPENROUTER_API_KEY'],
  minIntervalSeconds: 60,
  request: (account) => at(account, '/key'),
  read: ([first, second], account) => {
    const key = objectOf(objectOf(first?.body).data);
    if (key.is_management_key === true) {
      if (second === undefined) return { next: at(account, '/credits') };
      const credits = objectOf(objectOf(second.body).data);
      const [bought, used] = [amountOf(credits.total_credits), amountOf(credits.total_usage)];
      if (bought === undefined || used === undefined)
        return nothingReadable('data.total_credits, data.total_usage');
      return {
        amounts: [{ kind: 'total', amount: bought - used, currency: 'USD' }],
        spent: [{ amount: used, currency: 'USD' }],
      };
    }
    const used = amountOf(key.usage);
    if (used === undefined) return nothingReadable('data.usage');
    const left = amountOf(key.limit_remaining);
    const amounts: Amount[] =
      left === undefined ? [] : [{ kind: 'limit_remaining', amount: left, currency: 'USD' }];
    return { amounts, spent: [{ amount: used, currency: 'USD' }] };
  },
};
