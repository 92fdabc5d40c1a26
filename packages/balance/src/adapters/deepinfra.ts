import type { Adapter } from '../adapter.ts';
import { amountsIn, found } from '../amounts.ts';
import { nothingReadable, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

/**
 * `{stripe_balance, recent, limit, suspended, …}`, USD. A negative `stripe_balance` is prepaid credit, a positive one
 * is owed; `recent` was used and is not invoiced yet. An account that pays afterwards has no `total` until
 * it is suspended: what it owes says nothing of what it may spend. What `limit` is compared with is not documented, so it is not read.
 */
export const DEEPINFRA: Adapter = {
  provider: 'deepinfra',
  source: 'https://api.deepinfra.com/docs (GET /payment/checklist)',
  key: 'an API key that may read billing',
  env: ['DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.deepinfra.com', '/payment/checklist?compute_owed=true'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const body = objectOf(responses.at(-1)?.body);
    const [balance, recent] = [amountOf(body.stripe_balance), amountOf(body.recent)];
    if (balance === undefined || recent === undefined) return nothingReadable('stripe_balance, recent');
    const left = -balance - recent;
    const prepaid = balance < 0 ? { total: left } : { owed: -left };
    // Calls are refused then: nothing can be spent, also where the credit has become a debt.
    const stopped = body.suspended === true && left < 0 ? { total: left } : {};
    return found('stripe_balance, recent', amountsIn('USD', { ...prepaid, ...stopped }));
  },
  readError: refusedFor('the key may not read billing; a key of the account’s owner is needed'),
};
