import type { Adapter } from '../adapter.ts';
import { amountsIn, found, withoutEmptyPurses } from '../amounts.ts';
import { amountOf, objectOf, timeOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

/**
 * `{data: {balances: {USD, DIEM}, nextEpochBegins, …}}`, numbers; a balance can be null. DIEM are Venice's own unit,
 * renewed with each epoch (a day); calls are paid from them first. The endpoint takes any key, unlike
 * `/billing/balance`, whose names are the same in lower case.
 */
export const VENICE: Adapter = {
  provider: 'venice',
  source: 'https://docs.venice.ai/api-reference/endpoint/api_keys/rate_limits',
  key: 'any API key',
  env: ['VENICE_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.venice.ai', '/api/v1/api_keys/rate_limits'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const data = objectOf(objectOf(responses.at(-1)?.body).data);
    const balances = objectOf(data.balances);
    const diem = amountsIn('diem', { total: amountOf(balances.DIEM ?? balances.diem) });
    const usd = amountsIn('USD', { total: amountOf(balances.USD ?? balances.usd) });
    return found('data.balances', withoutEmptyPurses([...usd, ...diem]), {
      resetsAt: diem.length === 0 ? undefined : timeOf(data.nextEpochBegins),
    });
  },
};
