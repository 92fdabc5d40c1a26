import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { errorInside, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, CURRENCY_OPTION, type Region, regionOf } from '../request.ts';

const REGIONS: readonly [Region, Region] = [
  { domain: 'moonshot.ai', url: 'https://api.moonshot.ai', currency: 'USD' },
  { domain: 'moonshot.cn', url: 'https://api.moonshot.cn', currency: 'CNY' },
];

/**
 * `{code: 0, data: {available_balance, voucher_balance, cash_balance}, scode, status}`, numbers. The body has no
 * currency: the host tells it. `cash_balance` can be negative (owed); then what is available is the vouchers alone.
 * An error can come with status 200 and another `code`.
 */
export const MOONSHOT: Adapter = {
  provider: 'moonshot_ai',
  aliases: ['moonshot', 'moonshotai', 'kimi'],
  source: 'https://platform.moonshot.ai/docs/api/balance',
  key: 'any API key of the platform, of the region of the base URL; not one of a coding plan',
  env: ['MOONSHOT_API_KEY'],
  baseUrlEnv: ['MOONSHOT_BASE_URL', 'MOONSHOT_API_BASE'],
  options: { currency: CURRENCY_OPTION },
  request: (account) => ({
    url: regionOf(account, REGIONS).at('/v1/users/me/balance'),
    headers: bearer(account),
  }),
  read: (responses, account) => {
    const { code, data } = objectOf(responses.at(-1)?.body);
    if (code !== undefined && amountOf(code) !== 0) return errorInside('code', code);
    const balance = objectOf(data);
    const cash = amountOf(balance.cash_balance);
    return foundTotal('data.available_balance', regionOf(account, REGIONS).currency, {
      total: amountOf(balance.available_balance),
      granted: amountOf(balance.voucher_balance),
      topped_up: cash,
    });
  },
  readError: refusedFor(
    'the key is not valid at this host; keys of api.moonshot.ai (USD) and api.moonshot.cn (CNY) are different, ' +
      'baseUrl or MOONSHOT_BASE_URL says which one',
    [401],
  ),
};
