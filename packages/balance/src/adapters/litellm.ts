import { providerOfHost } from '@fuelgauge/semconv';
import type { Adapter, BalanceResponse, Outcome } from '../adapter.ts';
import { amountsIn, found, less, spentIn } from '../amounts.ts';
import { nothingReadable } from '../failure.ts';
import { amountOf, type Json, objectOf, textOf, timeOf } from '../json.ts';
import { baseOf, bearer, siteUrl, stringOption } from '../request.ts';

/** A budget can stand beside the spending or in a table of its own. */
const budgetOf = (owner: Json): number | undefined =>
  amountOf(owner.max_budget) ?? amountOf(objectOf(owner.litellm_budget_table).max_budget);

const resetOf = (owner: Json): string | undefined =>
  textOf(owner.budget_reset_at) ?? textOf(objectOf(owner.litellm_budget_table).budget_reset_at);

interface Budget {
  readonly left: number;
  readonly resetsAt: string | undefined;
}

function budgetLeft(owner: Json): readonly Budget[] {
  const left = less(budgetOf(owner), amountOf(owner.spend));
  return left === undefined ? [] : [{ left, resetsAt: resetOf(owner) }];
}

/** What the key has spent, and which of its own budget and its team's ends first: calls are refused at either. */
function told(key: Json, team: Json | undefined): Outcome {
  const spent = amountOf(key.spend);
  if (spent === undefined) return nothingReadable('info.spend');
  const [nearest] = [key, team ?? {}].flatMap(budgetLeft).sort((a, b) => a.left - b.left);
  return found('info.spend', amountsIn('USD', { limit_remaining: nearest?.left }), {
    // Without a period, though it starts anew with the budget: somebody who gives a key a budget, or another one,
    // changes the date and not the spending, which would be counted twice.
    spent: spentIn('USD', spent),
    resetsAt: timeOf(nearest?.resetsAt),
  });
}

const keyIn = (responses: readonly BalanceResponse[]): Json => objectOf(objectOf(responses[0]?.body).info);

/**
 * A LiteLLM proxy at any host. `/key/info`, which a virtual key may ask about itself: `{key, info: {spend, max_budget,
 * budget_reset_at, team_id, …}}`, USD; `max_budget` null is no budget. The budget is LiteLLM's own: what the
 * providers' accounts behind it hold is another matter. Of a key with a team, the team's
 * (`/team/info`: `{team_info: {spend, max_budget, budget_reset_at}}`) counts too. The budget of a user, which holds
 * for keys without a team, is not read. `key` is not read: it is the key.
 */
export const LITELLM: Adapter = {
  provider: 'litellm',
  source: 'https://docs.litellm.ai/docs/proxy/virtual_keys',
  key: 'any virtual key of the proxy',
  env: [],
  needsBaseUrl: true,
  options: { name: 'gen_ai.provider.name of the calls, where it is not told by the host' },
  note: 'the proxy’s budget for the key, not the money at the providers behind it',
  providerName: (account) => stringOption(account, 'name') ?? providerOfHost(baseOf(account)?.hostname ?? ''),
  request: (account) => ({ url: siteUrl(account, '/key/info'), headers: bearer(account) }),
  read: (responses, account) => {
    const key = keyIn(responses);
    const team = textOf(key.team_id);
    if (responses.length === 1 && team !== undefined) {
      return {
        next: {
          url: siteUrl(account, `/team/info?team_id=${encodeURIComponent(team)}`),
          headers: bearer(account),
        },
      };
    }
    return told(key, responses.length > 1 ? objectOf(objectOf(responses[1]?.body).team_info) : undefined);
  },
  // A key that may not see its team still knows itself.
  readError: (responses) => (responses.length > 1 ? told(keyIn(responses), undefined) : undefined),
};
