import type { Adapter } from '../adapter.ts';
import { amountsIn, found, less, spentIn } from '../amounts.ts';
import { refusedFor } from '../failure.ts';
import { amountOf, objectOf, timeOf } from '../json.ts';
import { hostUrl, keyIn } from '../request.ts';

/**
 * `{character_count, character_limit, next_character_count_reset_unix, …}`: credits ("characters" in the field names)
 * of the plan, used and in all, until they are renewed. Where the plan bills overage, `max_credit_limit_extension`
 * more can be used before calls are refused, or any number ("unlimited"): then nothing is left that could run out, and
 * what was used is told alone.
 */
export const ELEVENLABS: Adapter = {
  provider: 'elevenlabs',
  source: 'https://elevenlabs.io/docs/api-reference/user/subscription/get',
  key: 'an API key that may read the user (scope user_read)',
  env: ['ELEVENLABS_API_KEY', 'ELEVEN_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.elevenlabs.io', '/v1/user/subscription'),
    headers: keyIn(account, 'xi-api-key'),
  }),
  read: (responses) => {
    const plan = objectOf(responses.at(-1)?.body);
    const [limit, used] = [amountOf(plan.character_limit), amountOf(plan.character_count)];
    const resetsAt = timeOf(plan.next_character_count_reset_unix);
    const extension = plan.can_extend_character_limit === false ? 0 : plan.max_credit_limit_extension;
    if (extension === 'unlimited') {
      const period = resetsAt === undefined ? undefined : String(resetsAt);
      return found('character_count', [], { spent: spentIn('credits', used, period), resetsAt });
    }
    const left = less(limit, used);
    return found(
      'character_limit, character_count',
      amountsIn('credits', {
        limit_remaining: left === undefined ? undefined : left + (amountOf(extension) ?? 0),
      }),
      { resetsAt },
    );
  },
  readError: refusedFor('an API key with the permission user_read is needed', [401, 403]),
};
