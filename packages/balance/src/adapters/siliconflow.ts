import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { errorInside, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, CURRENCY_OPTION, type Region, regionOf } from '../request.ts';

const REGIONS: readonly [Region, Region] = [
  { domain: 'siliconflow.cn', url: 'https://api.siliconflow.cn', currency: 'CNY' },
  { domain: 'siliconflow.com', url: 'https://api.siliconflow.com', currency: 'USD' },
];

/**
 * `{code: 20000, status: true, data: {balance, chargeBalance, totalBalance, …}}`, decimal strings. `balance` is the
 * given part alone, `chargeBalance` what was paid in, `totalBalance` both. The host tells the currency. Another `code`
 * is an error, with status 200 too. The body also has a name and an e-mail address, which are not read.
 */
export const SILICONFLOW: Adapter = {
  provider: 'siliconflow',
  source: 'https://docs.siliconflow.cn/cn/api-reference/userinfo/get-user-info',
  key: 'any API key, of the region of the base URL',
  env: ['SILICONFLOW_API_KEY'],
  baseUrlEnv: ['SILICONFLOW_BASE_URL', 'SILICONFLOW_API_BASE'],
  options: { currency: CURRENCY_OPTION },
  request: (account) => ({
    url: regionOf(account, REGIONS).at('/v1/user/info'),
    headers: bearer(account),
  }),
  read: (responses, account) => {
    const { code, data } = objectOf(responses.at(-1)?.body);
    if (code !== undefined && amountOf(code) !== 20_000) return errorInside('code', code);
    const user = objectOf(data);
    return foundTotal('data.totalBalance', regionOf(account, REGIONS).currency, {
      total: amountOf(user.totalBalance),
      granted: amountOf(user.balance),
      topped_up: amountOf(user.chargeBalance),
    });
  },
  readError: refusedFor(
    'the key is not valid at this host; keys of api.siliconflow.cn (CNY) and api.siliconflow.com (USD) are different, ' +
      'baseUrl or SILICONFLOW_BASE_URL says which one',
    [401],
  ),
};
