import type { Adapter } from '../adapter.ts';
import { amountsIn, found, foundTotal } from '../amounts.ts';
import { refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, CURRENCY_OPTION, type Region, regionOf } from '../request.ts';

const REGIONS: readonly [Region, Region] = [
  { domain: 'stepfun.com', url: 'https://api.stepfun.com', currency: 'CNY' },
  { domain: 'stepfun.ai', url: 'https://api.stepfun.ai', currency: 'USD' },
];

/**
 * `{object: 'account', type: 'prepaid' | 'postpaid', balance, total_cash_balance, total_voucher_balance}`, numbers.
 * Only `balance` is what is left: the two totals are all that was ever paid in and given. Of an account that pays
 * afterwards, nothing left is no end of anything: it owes. The host tells the currency.
 */
export const STEPFUN: Adapter = {
  provider: 'stepfun',
  source: 'https://platform.stepfun.com/docs/zh/api-reference/accounts/get',
  key: 'any API key, of the region of the base URL',
  env: ['STEPFUN_API_KEY', 'STEP_API_KEY'],
  baseUrlEnv: ['STEPFUN_BASE_URL', 'STEPFUN_API_BASE'],
  options: { currency: CURRENCY_OPTION },
  request: (account) => ({ url: regionOf(account, REGIONS).at('/v1/accounts'), headers: bearer(account) }),
  read: (responses, account) => {
    const body = objectOf(responses.at(-1)?.body);
    const { currency } = regionOf(account, REGIONS);
    const balance = amountOf(body.balance);
    if (body.type === 'postpaid' && balance !== undefined && balance <= 0) {
      return found('balance', amountsIn(currency, { owed: -balance }));
    }
    return foundTotal('balance', currency, { total: balance });
  },
  readError: refusedFor(
    'the key is not valid at this host; api.stepfun.com (CNY) and api.stepfun.ai (USD) have keys of their own, ' +
      'baseUrl or STEPFUN_BASE_URL says which one',
    [401],
  ),
};
