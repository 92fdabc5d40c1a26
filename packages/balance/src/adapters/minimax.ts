import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { errorInside, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, CURRENCY_OPTION, type Region, regionOf } from '../request.ts';

const REGIONS: readonly [Region, Region] = [
  { domain: 'minimax.io', url: 'https://api.minimax.io', currency: 'USD' },
  { domain: 'minimaxi.com', url: 'https://api.minimaxi.com', currency: 'CNY' },
];

/** `base_resp.status_code` of a key that is refused, as in the rules of packages/errors. */
const REFUSED = new Set([1004, 2049]);

/**
 * `{available_amount, cash_balance, voucher_balance, credit_balance, owed_amount, base_resp: {status_code: 0}}`,
 * decimal strings. Another `status_code` is an error, with status 200 too. The host tells the currency.
 */
export const MINIMAX: Adapter = {
  provider: 'minimax',
  source: 'https://github.com/MiniMax-AI/cli (GET /account/query_balance)',
  key: 'an API key of pay-as-you-go (sk-api-…), of the region of the base URL; not one of a token plan',
  env: ['MINIMAX_API_KEY'],
  baseUrlEnv: ['MINIMAX_BASE_URL', 'MINIMAX_API_HOST', 'MINIMAX_API_BASE'],
  options: { currency: CURRENCY_OPTION },
  request: (account) => ({
    url: regionOf(account, REGIONS).at('/account/query_balance'),
    headers: bearer(account),
  }),
  read: (responses, account) => {
    const body = objectOf(responses.at(-1)?.body);
    const code = objectOf(body.base_resp).status_code;
    if (code !== undefined && amountOf(code) !== 0) {
      const refused = REFUSED.has(amountOf(code) ?? 0);
      return errorInside('base_resp.status_code', code, refused ? 'authentication' : 'unexpected_response');
    }
    return foundTotal('available_amount', regionOf(account, REGIONS).currency, {
      total: amountOf(body.available_amount),
      granted: amountOf(body.voucher_balance),
      topped_up: amountOf(body.cash_balance),
      credit_line: amountOf(body.credit_balance),
      owed: amountOf(body.owed_amount),
    });
  },
  readError: refusedFor(
    'the key is not valid at this host; keys of api.minimax.io (USD) and api.minimaxi.com (CNY) are different, ' +
      'baseUrl or MINIMAX_BASE_URL says which one',
    [401],
  ),
};
