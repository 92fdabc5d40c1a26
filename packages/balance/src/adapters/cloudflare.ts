import type { Adapter } from '../adapter.ts';
import { foundTotal, times } from '../amounts.ts';
import { errorInside, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl, stringOption } from '../request.ts';

/**
 * The credits of the AI Gateway's unified billing: `{success: true, result: {balance: 640.19, …}}`, US cents with
 * fractions, as public clients that compared it with the dashboard read it. Workers AI is billed elsewhere.
 */
export const CLOUDFLARE: Adapter = {
  provider: 'cloudflare',
  source: 'https://developers.cloudflare.com/api/resources/ai_gateway/subresources/billing',
  key: 'a Cloudflare API token that may read the AI Gateway',
  // CLOUDFLARE_API_TOKEN is nearly always another service's token.
  env: [],
  options: { account: 'id of the Cloudflare account' },
  optionEnv: { account: 'CLOUDFLARE_ACCOUNT_ID' },
  note: 'credits of the AI Gateway’s unified billing; to be configured, not found by the environment',
  request: (account) => {
    const id = stringOption(account, 'account');
    if (id === undefined) throw new TypeError('options.account: expected the id of the Cloudflare account');
    const path = `/client/v4/accounts/${encodeURIComponent(id)}/ai-gateway/billing/credit-balance`;
    return { url: hostUrl(account, 'https://api.cloudflare.com', path), headers: bearer(account) };
  },
  read: (responses) => {
    const body = objectOf(responses.at(-1)?.body);
    if (body.success === false) return errorInside('success', undefined);
    return foundTotal('result.balance', 'USD', {
      total: times(amountOf(objectOf(body.result).balance), 0.01),
    });
  },
  readError: refusedFor('an API token with the permission AI Gateway Read is needed', [401, 403]),
};
