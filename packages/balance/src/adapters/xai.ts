import type { Account } from '../account.ts';
import type { Adapter, BalanceRequest } from '../adapter.ts';
import { foundTotal, times } from '../amounts.ts';
import { nothingReadable } from '../failure.ts';
import { amountOf, objectOf, textOf } from '../json.ts';
import { bearer, hostUrl, stringOption } from '../request.ts';

const HOST = 'https://management-api.x.ai';

const balanceOf = (account: Account, team: string): BalanceRequest => ({
  url: hostUrl(account, HOST, `/v1/billing/teams/${encodeURIComponent(team)}/prepaid/balance`),
  headers: bearer(account),
});

/**
 * `{changes: […], total: {val: "-2317"}}`: US cents as a string, with the sign of a ledger: what was paid in is
 * negative, so 23.17 USD are left here. The team is the option's, else the one that the key says it is of
 * (`/auth/management-keys/validation`: `{teamId, scope, scopeId}`).
 */
export const XAI: Adapter = {
  provider: 'x_ai',
  aliases: ['xai', 'grok'],
  source: 'https://docs.x.ai/developers/rest-api-reference/management/billing',
  key: 'a management key (console.x.ai, Settings, Management Keys) that may read billing; no API key can',
  env: ['XAI_MANAGEMENT_KEY', 'XAI_MANAGEMENT_API_KEY'],
  inferenceEnv: ['XAI_API_KEY'],
  options: { team: 'id of the team; without it, the team of the key' },
  optionEnv: { team: 'XAI_TEAM_ID' },
  minIntervalSeconds: 60,
  note: 'the posted ledger: what the running billing cycle has spent is taken off when the cycle closes',
  request: (account) => {
    const team = stringOption(account, 'team');
    return team === undefined
      ? { url: hostUrl(account, HOST, '/auth/management-keys/validation'), headers: bearer(account) }
      : balanceOf(account, team);
  },
  read: (responses, account) => {
    const body = objectOf(responses.at(-1)?.body);
    if (stringOption(account, 'team') === undefined && responses.length === 1) {
      const team = textOf(body.teamId) ?? (body.scope === 'SCOPE_TEAM' ? textOf(body.scopeId) : undefined);
      return team === undefined
        ? nothingReadable('teamId (set options.team)')
        : { next: balanceOf(account, team) };
    }
    return foundTotal('total.val', 'USD', { total: times(amountOf(objectOf(body.total).val), -0.01) });
  },
  readError: (responses) => {
    const status = responses.at(-1)?.status;
    if (status === 401 || status === 403) {
      return {
        failure: {
          reason: status === 401 ? 'authentication' : 'permission_denied',
          message: `HTTP ${status}: a management key that may read billing is needed, an API key is not accepted`,
        },
      };
    }
    if (status !== 404) return undefined;
    return {
      failure: {
        reason: 'unexpected_response',
        message: 'HTTP 404: no such team, or a team that has no prepaid credits (options.team)',
      },
    };
  },
};
