import type { Adapter } from '../adapter.ts';
import { amountsIn, found } from '../amounts.ts';
import { errorInside } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

/** What stands in the place of what is left, for a key without a quota: -1 of the 500,000 that a dollar has. */
const UNLIMITED = -1 / 500_000;

/**
 * `{total_usage: 12.5}`: USD, and in spite of its name what is left of the key's quota; of a key without one
 * (-0.000002) nothing can be told. A refused key has status 200 and `success: false`. The shape is that of public
 * clients; no document has it.
 */
export const AIHUBMIX: Adapter = {
  provider: 'aihubmix',
  source: 'https://aihubmix.com (GET /dashboard/billing/remain, as public clients read it)',
  key: 'an API key with a quota',
  // A key has no quota unless somebody gave it one.
  env: [],
  note: 'what is left of the key’s quota, not of the account; to be configured, not found by the environment',
  request: (account) => ({
    url: hostUrl(account, 'https://aihubmix.com', '/dashboard/billing/remain'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const body = objectOf(responses.at(-1)?.body);
    if (body.success === false) return errorInside('success', undefined, 'authentication');
    const left = amountOf(body.total_usage);
    if (left !== undefined && Math.abs(left - UNLIMITED) < 1e-9) {
      return {
        failure: {
          reason: 'unexpected_response',
          message: 'the key has no quota, so that nothing is told of what is left; give it one',
        },
      };
    }
    return found('total_usage', amountsIn('USD', { limit_remaining: left }));
  },
};
