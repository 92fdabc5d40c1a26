import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, currencyName, hostUrl } from '../request.ts';

/**
 * `{balance_usd, reserved_usd, available_usd, currency: "usd"}`, decimal strings (the same in billionths of a dollar
 * in fields that are not read). Available is the balance without what is reserved for calls under way.
 */
export const FEATHERLESS: Adapter = {
  provider: 'featherless',
  source: 'https://featherless.ai/docs/api-reference-credits',
  key: 'an API key of an administrator of the organization',
  env: ['FEATHERLESS_ADMIN_KEY'],
  inferenceEnv: ['FEATHERLESS_API_KEY'],
  note: 'the credits of the organization; what a subscription allows besides is not in it',
  request: (account) => ({
    url: hostUrl(account, 'https://api.featherless.ai', '/credits/balance'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const body = objectOf(responses.at(-1)?.body);
    return foundTotal('available_usd', currencyName(body.currency) ?? 'USD', {
      total: amountOf(body.available_usd),
      reserved: amountOf(body.reserved_usd),
    });
  },
  readError: refusedFor('an API key of an administrator of the organization is needed'),
};
