import type { Adapter } from '../adapter.ts';
import { foundTotal, spentIn } from '../amounts.ts';
import { errorInside } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, CURRENCY_OPTION, type Region, regionOf } from '../request.ts';

const REGIONS: readonly [Region, Region] = [
  { domain: 'bigmodel.cn', url: 'https://open.bigmodel.cn', currency: 'CNY' },
  { domain: 'z.ai', url: 'https://api.z.ai', currency: 'USD' },
];

/** Of a key that is missing, malformed, expired or unknown. */
const REFUSED = new Set([401, 1000, 1001, 1002, 1003, 1004]);

/**
 * `{code: 200, success: true, data: {availableBalance, balance, frozenBalance, rechargeAmount, giveAmount,
 * totalSpendAmount}}`, numbers. `rechargeAmount` and `giveAmount` are all that was ever paid in and given. The
 * endpoint is the console's and in no document; a refused key has status 200 and another `code`.
 */
export const ZHIPU: Adapter = {
  provider: 'zhipu',
  aliases: ['z_ai', 'zai', 'bigmodel', 'glm'],
  source:
    'https://open.bigmodel.cn (GET /api/biz/account/query-customer-account-report, as public clients read it)',
  key: 'any API key, of the region of the base URL',
  // An endpoint that nobody promised is not asked unless somebody wants it.
  env: [],
  options: { currency: CURRENCY_OPTION },
  note: 'an undocumented endpoint; to be configured, not found by the environment',
  request: (account) => ({
    url: regionOf(account, REGIONS).at('/api/biz/account/query-customer-account-report'),
    headers: bearer(account),
  }),
  read: (responses, account) => {
    const { code, success, data } = objectOf(responses.at(-1)?.body);
    if (success === false || (code !== undefined && amountOf(code) !== 200)) {
      return errorInside(
        'code',
        code,
        REFUSED.has(amountOf(code) ?? 0) ? 'authentication' : 'unexpected_response',
      );
    }
    const report = objectOf(data);
    const { currency } = regionOf(account, REGIONS);
    return foundTotal(
      'data.availableBalance',
      currency,
      { total: amountOf(report.availableBalance), reserved: amountOf(report.frozenBalance) },
      { spent: spentIn(currency, amountOf(report.totalSpendAmount)) },
    );
  },
};
