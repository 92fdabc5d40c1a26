import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

/**
 * `{balance, …}`: USD, 0 or negative too. Calls within a subscription's allowance are not paid from it. The body also
 * has the user's name, which is not read.
 */
export const CHUTES: Adapter = {
  provider: 'chutes',
  source: 'https://chutes.ai/docs/api-reference/users (GET /users/me)',
  key: 'an API key that may read the user',
  env: ['CHUTES_API_KEY'],
  note: 'the money of the account; what a subscription allows besides is not in it',
  request: (account) => ({
    url: hostUrl(account, 'https://api.chutes.ai', '/users/me'),
    headers: bearer(account),
  }),
  read: (responses) =>
    foundTotal('balance', 'USD', { total: amountOf(objectOf(responses.at(-1)?.body).balance) }),
};
