import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

/** `{current_point_balance: 1500}`: points of the plan and of add-ons, which are no money. */
export const POE: Adapter = {
  provider: 'poe',
  source: 'https://creator.poe.com/docs/resources/usage-api',
  key: 'any API key',
  env: ['POE_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.poe.com', '/usage/current_balance'),
    headers: bearer(account),
  }),
  read: (responses) =>
    foundTotal('current_point_balance', 'points', {
      total: amountOf(objectOf(responses.at(-1)?.body).current_point_balance),
    }),
};
