import type { Adapter } from '../adapter.ts';
import { amountsIn, found, less } from '../amounts.ts';
import { refusedFor } from '../failure.ts';
import { amountOf, objectOf, timeOf } from '../json.ts';
import { hostUrl, keyIn } from '../request.ts';

/**
 * `{character_count, character_limit, next_character_count_reset_unix, …}`: credits ("characters" in the field names)
 * of the plan, used and in all, until they are renewed. More can be used where the plan bills overage, which makes
 * what is left negative.
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
    return found(
      'character_limit, character_count',
      amountsIn('credits', {
        limit_remaining: less(amountOf(plan.character_limit), amountOf(plan.character_count)),
      }),
      { resetsAt: timeOf(plan.next_character_count_reset_unix) },
    );
  },
  readError: refusedFor('an API key with the permission user_read is needed', [401, 403]),
};
