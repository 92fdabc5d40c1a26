import type { Adapter } from '../adapter.ts';
import { foundTotal, times } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { bearer, hostUrl } from '../request.ts';

const UNIT = 1 / 10_000;

/**
 * `{availableBalance, cashBalance, creditLimit, pendingCharges, outstandingInvoices}`, strings in 1/10000 USD
 * ("1000000" is 100 USD). `availableBalance` includes the credit line.
 */
export const NOVITA: Adapter = {
  provider: 'novita',
  source: 'https://novita.ai/docs/api-reference/basic-get-user-balance',
  key: 'any API key',
  env: ['NOVITA_API_KEY'],
  request: (account) => ({
    url: hostUrl(account, 'https://api.novita.ai', '/openapi/v1/billing/balance/detail'),
    headers: bearer(account),
  }),
  read: (responses) => {
    const body = objectOf(responses.at(-1)?.body);
    const usd = (field: string): number | undefined => times(amountOf(body[field]), UNIT);
    return foundTotal('availableBalance', 'USD', {
      total: usd('availableBalance'),
      topped_up: usd('cashBalance'),
      credit_line: usd('creditLimit'),
      owed: usd('outstandingInvoices'),
      reserved: usd('pendingCharges'),
    });
  },
};
