import type { Account } from '../account.ts';
import type { Adapter, BalanceRequest } from '../adapter.ts';
import { amountsIn } from '../amounts.ts';
import { nothingReadable, refusedFor } from '../failure.ts';
import { amountOf, listOf, objectOf, textOf } from '../json.ts';
import { currencyName, hostUrl, keyIn, stringOption } from '../request.ts';

const at = (account: Account, path: string): BalanceRequest => ({
  url: hostUrl(account, 'https://api.deepgram.com', path),
  headers: keyIn(account, 'authorization', 'Token'),
});

const balancesOf = (account: Account, project: string): BalanceRequest =>
  at(account, `/v1/projects/${encodeURIComponent(project)}/balances`);

/**
 * `{balances: [{amount, units: "usd", …}]}`: one for each purchase, which add up by unit. The project is the
 * option's, else the only one that the key can see (`/v1/projects`).
 */
export const DEEPGRAM: Adapter = {
  provider: 'deepgram',
  source: 'https://developers.deepgram.com/reference/manage/billing/list',
  key: 'an API key that may read billing (scope billing:read)',
  // The keys of most services may not read billing.
  env: ['DEEPGRAM_ADMIN_KEY'],
  inferenceEnv: ['DEEPGRAM_API_KEY'],
  options: { project: 'id of the project; without it, the only one that the key can see' },
  optionEnv: { project: 'DEEPGRAM_PROJECT_ID' },
  request: (account) => {
    const project = stringOption(account, 'project');
    return project === undefined ? at(account, '/v1/projects') : balancesOf(account, project);
  },
  read: (responses, account) => {
    const body = objectOf(responses.at(-1)?.body);
    if (stringOption(account, 'project') === undefined && responses.length === 1) {
      const projects = listOf(body.projects).flatMap((one) => textOf(objectOf(one).project_id) ?? []);
      const [project] = projects;
      return project === undefined || projects.length > 1
        ? nothingReadable('projects: not one project but none or several (set options.project)')
        : { next: balancesOf(account, project) };
    }
    const sums = new Map<string, number>();
    for (const entry of listOf(body.balances)) {
      const { amount, units } = objectOf(entry);
      const [value, unit] = [amountOf(amount), currencyName(units)];
      if (value === undefined || unit === undefined) return nothingReadable('balances');
      sums.set(unit, (sums.get(unit) ?? 0) + value);
    }
    const amounts = [...sums].flatMap(([unit, total]) => amountsIn(unit, { total }));
    return amounts.length > 0 ? { amounts } : nothingReadable('balances');
  },
  readError: refusedFor('an API key with the scope billing:read is needed'),
};
