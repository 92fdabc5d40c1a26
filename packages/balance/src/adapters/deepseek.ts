import type { Adapter } from '../adapter.ts';
import { amountsIn, withoutEmptyPurses } from '../amounts.ts';
import { nothingReadable } from '../failure.ts';
import { amountOf, listOf, objectOf } from '../json.ts';
import { bearer, currencyName, hostUrl } from '../request.ts';

/**
 * `{is_available, balance_infos: [{currency, total_balance, granted_balance, topped_up_balance}]}`: one entry for
 * each currency, whether the account has money in it or not; decimal strings, in an older edition numbers. An empty
 * list is unknown, not 0. The path has no `/v1`.
 */
export const DEEPSEEK: Adapter = {
  provider: 'deepseek',
  source: 'https://api-docs.deepseek.com/api/get-user-balance',
  key: 'any API key',
  env: ['DEEPSEEK_API_KEY'],
  baseUrlEnv: ['DEEPSEEK_BASE_URL', 'DEEPSEEK_API_BASE'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.deepseek.com', '/user/balance'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const amounts = listOf(objectOf(responses.at(-1)?.body).balance_infos).flatMap((entry) => {
      const info = objectOf(entry);
      const currency = currencyName(info.currency);
      const total = amountOf(info.total_balance);
      if (currency === undefined || total === undefined) return [];
      return amountsIn(currency, {
        total,
        granted: amountOf(info.granted_balance),
        topped_up: amountOf(info.topped_up_balance),
      });
    });
    return amounts.length > 0 ? { amounts: withoutEmptyPurses(amounts) } : nothingReadable('balance_infos');
  },
};
