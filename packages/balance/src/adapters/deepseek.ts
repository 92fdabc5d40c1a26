import type { Adapter } from '../adapter.ts';
import { nothingReadable } from '../failure.ts';
import { amountOf, listOf, objectOf } from '../json.ts';
import type { Amount } from '../reading.ts';
import { bearer, hostUrl } from '../request.ts';

const KINDS = [
  ['total', 'total_balance'],
  ['granted', 'granted_balance'],
  ['topped_up', 'topped_up_balance'],
] as const;

/** One entry for each currency; decimal strings, in an older edition numbers. An empty list is unknown, not 0. */
export const DEEPSEEK: Adapter = {
  provider: 'deepseek',
  source: 'https://api-docs.deepseek.com/api/get-user-balance',
  key: 'any API key',
  env: ['DEEPSEEK_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.deepseek.com', '/user/balance'),
    headers: bearer(account),
  }),
  read: ([response]) => {
    const amounts = listOf(objectOf(response?.body).balance_infos).flatMap((entry): Amount[] => {
      const info = objectOf(entry);
      const { currency } = info;
      if (typeof currency !== 'string') return [];
      return KINDS.flatMap(([kind, field]) => {
        const amount = amountOf(info[field]);
        return amount === undefined ? [] : [{ kind, amount, currency: currency.toUpperCase() }];
      });
    });
    return amounts.some(({ kind }) => kind === 'total') ? { amounts } : nothingReadable('balance_infos');
  },
};
