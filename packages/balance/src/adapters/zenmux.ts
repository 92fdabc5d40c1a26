import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { errorInside, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, currencyName, hostUrl } from '../request.ts';

const refused = refusedFor('a management key is needed, an API key is not accepted', [401, 403]);

/**
 * `{success: true, data: {currency: "usd", total_credits, top_up_credits, bonus_credits}}`, numbers. `total_credits`
 * is what is left now (OpenRouter's field of this name is all that was ever bought). Too many requests are a 422.
 */
export const ZENMUX: Adapter = {
  provider: 'zenmux',
  source: 'https://docs.zenmux.ai/api/platform/payg-balance.html',
  key: 'a management key; no API key can',
  env: ['ZENMUX_MANAGEMENT_API_KEY', 'ZENMUX_MANAGEMENT_KEY'],
  inferenceEnv: ['ZENMUX_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://zenmux.ai', '/api/v1/management/payg/balance'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const { success, data } = objectOf(responses.at(-1)?.body);
    if (success === false) return errorInside('success', undefined);
    const balance = objectOf(data);
    return foundTotal('data.total_credits', currencyName(balance.currency) ?? 'USD', {
      total: amountOf(balance.total_credits),
      granted: amountOf(balance.bonus_credits),
      topped_up: amountOf(balance.top_up_credits),
    });
  },
  readError: (responses) =>
    responses.at(-1)?.status === 422
      ? { failure: { reason: 'rate_limited', message: 'HTTP 422: asked too often' } }
      : refused(responses),
};
