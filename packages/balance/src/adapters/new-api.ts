import { providerOfHost } from '@fuelgauge/semconv';
import type { Account } from '../account.ts';
import type { Adapter } from '../adapter.ts';
import { amountsIn, found, less, spentIn, times } from '../amounts.ts';
import { errorInside, nothingReadable } from '../failure.ts';
import { amountOf, objectOf } from '../json.ts';
import { baseOf, bearer, currencyOption, siteUrl, stringOption } from '../request.ts';

/** What the two have in the place of a quota where a token has none. */
const UNLIMITED = 100_000_000;

/** @throws {TypeError} where the option is neither absent nor its one value. */
function hardLimitIsLeft(account: Account): boolean {
  const value = stringOption(account, 'hardLimit');
  if (value === undefined || value === 'remaining') return value !== undefined;
  throw new TypeError('options.hardLimit: expected remaining, or nothing');
}

/**
 * new-api, one-api and the many sites built on them, at any host. `/v1/dashboard/billing/subscription`:
 * `{hard_limit_usd}`, which is what is left and what was used together; `/v1/dashboard/billing/usage`: `{total_usage}`,
 * hundredths, over all time (the dates that one can ask for are ignored). Of the token or of its user, as the site
 * is set; so is the unit, which the field names call USD whatever it is. A token without a quota has used, and has
 * nothing left that could be told. Errors have status 200. A one-api whose `DisplayTokenStatEnabled` is off leaves
 * what was used out of `hard_limit_usd` (https://github.com/songquanpeng/one-api/blob/main/controller/billing.go),
 * and no answer says so: the option `hardLimit` does.
 */
export const NEW_API: Adapter = {
  provider: 'new_api',
  aliases: ['newapi', 'one_api', 'oneapi'],
  source: 'https://docs.newapi.pro/en/api/fei-account-billing-panel',
  key: 'any token of the site',
  env: [],
  needsBaseUrl: true,
  options: {
    currency: 'what the site shows quotas in: USD (default), CNY, tokens',
    hardLimit:
      '`remaining` at a one-api that shows the quota of the user, not of the token: its hard_limit_usd is what is left',
    name: 'gen_ai.provider.name of the calls, where it is not told by the host',
  },
  note: 'of the token or of its user, as the site is set',
  providerName: (account) =>
    stringOption(account, 'name') ?? providerOfHost(baseOf(account)?.hostname ?? '') /* as calls have it */,
  request: (account) => {
    currencyOption(account);
    hardLimitIsLeft(account);
    return { url: siteUrl(account, '/v1/dashboard/billing/subscription'), headers: bearer(account) };
  },
  read: (responses, account) => {
    const [subscription, usage] = responses.map(({ body }) => objectOf(body));
    if (subscription?.error !== undefined) return errorInside('error', undefined);
    const limit = amountOf(subscription?.hard_limit_usd);
    if (limit === undefined) return nothingReadable('hard_limit_usd');
    if (usage === undefined) {
      return {
        next: { url: siteUrl(account, '/v1/dashboard/billing/usage'), headers: bearer(account) },
      };
    }
    if (usage.error !== undefined) return errorInside('error', undefined);
    const used = times(amountOf(usage.total_usage), 0.01);
    if (used === undefined) return nothingReadable('total_usage');
    const currency = currencyOption(account) ?? 'USD';
    return found(
      'hard_limit_usd, total_usage',
      limit === UNLIMITED
        ? []
        : amountsIn(currency, { total: hardLimitIsLeft(account) ? limit : less(limit, used) }),
      { spent: spentIn(currency, used) },
    );
  },
};
