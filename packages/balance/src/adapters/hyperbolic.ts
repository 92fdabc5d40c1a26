import type { Adapter } from '../adapter.ts';
import { foundTotal, times } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

/** `{credits: 2350}`: US cents. */
export const HYPERBOLIC: Adapter = {
  provider: 'hyperbolic',
  source: 'https://github.com/HyperbolicLabs/Hyperbolic-AgentKit (billing/get_current_balance)',
  key: 'any API key',
  env: ['HYPERBOLIC_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.hyperbolic.xyz', '/billing/get_current_balance'),
    headers: bearer(account),
  }),
  read: (responses) =>
    foundTotal('credits', 'USD', { total: times(amountOf(objectOf(responses.at(-1)?.body).credits), 0.01) }),
};
