import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { nothingReadable, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { currencyName, hostUrl, keyIn } from '../request.ts';

/** `{username, credits: {current_balance: 24.5, currency: "USD"}}`; without the `expand` there are no `credits`. */
export const FAL: Adapter = {
  provider: 'fal',
  source: 'https://fal.ai/docs/platform-apis/v1/account/billing',
  key: 'an admin API key',
  env: ['FAL_ADMIN_KEY'],
  inferenceEnv: ['FAL_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.fal.ai', '/v1/account/billing?expand=credits'),
    headers: keyIn(account, 'authorization', 'Key'),
  }),
  read: (responses) => {
    const credits = objectOf(objectOf(responses.at(-1)?.body).credits);
    const currency = currencyName(credits.currency);
    return currency === undefined
      ? nothingReadable('credits.currency')
      : foundTotal('credits.current_balance', currency, { total: amountOf(credits.current_balance) });
  },
  readError: refusedFor('an admin API key is needed', [401, 403]),
};
