import type { Account } from '../account.ts';
import type { Adapter, BalanceRequest } from '../adapter.ts';
import { amountsIn, found, foundTotal, less, spentIn } from '../amounts.ts';
import { nothingReadable, refusedFor } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';
import { nextReset } from './next-reset.ts';

const at = (account: Account, path: string): BalanceRequest => ({
  url: hostUrl(account, 'https://openrouter.ai', `/api/v1${path}`),
  headers: bearer(account),
});

const refused = refusedFor('a management key is needed to read the account’s credits');

/**
 * Every key may read itself (`/key`: `{data: {usage, limit, limit_remaining, limit_reset, is_management_key}}`, USD,
 * null where there is no limit); only a management key may read the account (`/credits`: `{data: {total_credits,
 * total_usage}}`), and `/key` says which one it is. `total_credits` and `total_usage` are lifetime totals, and what
 * is left is their difference. `label` repeats a part of the key and is not read.
 *
 * https://openrouter.ai/docs/api-reference/credits/get-credits
 */
export const OPENROUTER: Adapter = {
  provider: 'openrouter',
  source: 'https://openrouter.ai/docs/api/api-reference/api-keys/get-current-key',
  key: 'an API key for its own limit and usage, a management key for the account’s credits',
  env: ['OPENROUTER_MANAGEMENT_KEY', 'OPENROUTER_API_KEY'],
  inferenceEnv: ['OPENROUTER_API_KEY'],
  baseUrlEnv: ['OPENROUTER_BASE_URL'],
  minIntervalSeconds: 60,
  note: 'up to 60 seconds old; an API key tells its own limit, not the money behind it',
  request: (account) => at(account, '/key'),
  read: ([first, second], account) => {
    const key = objectOf(objectOf(first?.body).data);
    if (key.is_management_key === true || key.is_provisioning_key === true) {
      if (second === undefined) return { next: at(account, '/credits') };
      const credits = objectOf(objectOf(second.body).data);
      const used = amountOf(credits.total_usage);
      return foundTotal(
        'data.total_credits, data.total_usage',
        'USD',
        { total: less(amountOf(credits.total_credits), used) },
        { spent: spentIn('USD', used) },
      );
    }
    const used = amountOf(key.usage);
    if (used === undefined) return nothingReadable('data.usage');
    const left = amountsIn('USD', { limit_remaining: amountOf(key.limit_remaining) });
    return found('data.usage', left, {
      spent: spentIn('USD', used),
      resetsAt: left.length === 0 ? undefined : nextReset(key.limit_reset, first?.at),
    });
  },
  readError: (responses) => {
    if (responses.length > 1) return refused(responses);
    if (responses[0]?.status !== 403) return undefined;
    return {
      failure: {
        reason: 'permission_denied',
        message: 'HTTP 403: the request was blocked, by region or policy; it is not the kind of key',
      },
    };
  },
};
