import type { Adapter } from '../adapter.ts';
import { foundTotal, spentIn } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

/** `{balance: "95.50", total_used: "4.50"}`, USD of the whole team; the SDK also knows numbers and `totalUsed`. */
export const VERCEL: Adapter = {
  provider: 'vercel',
  aliases: ['vercel_ai_gateway', 'ai_gateway'],
  source: 'https://vercel.com/docs/ai-gateway/capabilities/usage',
  key: 'any AI Gateway API key, or an OIDC token of the project',
  env: ['AI_GATEWAY_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://ai-gateway.vercel.sh', '/v1/credits'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const body = objectOf(responses.at(-1)?.body);
    return foundTotal(
      'balance',
      'USD',
      { total: amountOf(body.balance) },
      { spent: spentIn('USD', amountOf(body.total_used ?? body.totalUsed)) },
    );
  },
};
