import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl, stringOption } from '../request.ts';

/** `{credits: 0.6336833840314097}`: credits, which are no money, of the key's organization or the one in the header. */
export const STABILITY: Adapter = {
  provider: 'stability',
  source: 'https://platform.stability.ai/docs/api-reference#tag/User/operation/userBalance',
  key: 'any API key',
  env: ['STABILITY_API_KEY'],
  options: { organization: 'id of the organization, where the key’s user is in several' },
  request: (account) => {
    const organization = stringOption(account, 'organization');
    return {
      url: hostUrl(account, 'https://api.stability.ai', '/v1/user/balance'),
      headers: { ...bearer(account), ...(organization !== undefined && { organization }) },
    };
  },
  read: (responses) =>
    foundTotal('credits', 'credits', { total: amountOf(objectOf(responses.at(-1)?.body).credits) }),
};
