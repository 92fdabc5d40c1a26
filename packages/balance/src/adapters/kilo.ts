import type { Adapter } from '../adapter.ts';
import { foundTotal } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl, stringOption } from '../request.ts';

/** `{balance: 19.5}`: USD of the user, or of the organization in the header. The shape is that of Kilo's own client. */
export const KILO: Adapter = {
  provider: 'kilo',
  source: 'https://github.com/Kilo-Org/kilocode (GET /api/profile/balance)',
  key: 'a Kilo token',
  env: ['KILO_API_KEY', 'KILOCODE_API_KEY'],
  options: { organization: 'id of the organization that pays' },
  request: (account) => {
    const organization = stringOption(account, 'organization');
    return {
      url: hostUrl(account, 'https://api.kilo.ai', '/api/profile/balance'),
      headers: {
        ...bearer(account),
        ...(organization !== undefined && { 'x-kilocode-organizationid': organization }),
      },
    };
  },
  read: (responses) =>
    foundTotal('balance', 'USD', { total: amountOf(objectOf(responses.at(-1)?.body).balance) }),
};
