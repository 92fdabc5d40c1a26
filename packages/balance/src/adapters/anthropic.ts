import type { Account } from '../account.ts';
import type { Adapter, BalanceRequest } from '../adapter.ts';
import { found, spentIn } from '../amounts.ts';
import { nothingReadable, refusedFor } from '../failure.ts';
import { amountOf, listOf, objectOf, textOf, timeOf } from '../json.ts';
import { currencyName, hostUrl, keyIn } from '../request.ts';
import { monthOf, startOfMonth } from './month.ts';

function costs(account: Account, start: Date, page?: string): BalanceRequest {
  const query = new URLSearchParams({
    starting_at: start.toISOString().replace('.000Z', 'Z'),
    bucket_width: '1d',
    limit: '31',
  });
  if (page !== undefined) query.set('page', page);
  return {
    url: hostUrl(account, 'https://api.anthropic.com', `/v1/organizations/cost_report?${query}`),
    headers: { ...keyIn(account, 'x-api-key'), 'anthropic-version': '2023-06-01' },
  };
}

/**
 * Spending alone: Anthropic tells no balance. Pages of `{data: [{starting_at, results: [{amount: "1234.56", currency:
 * "USD"}]}], has_more, next_page}`: decimal strings in cents (12.3456 USD), one bucket a day (UTC), summed over the
 * running month. What the priority tier costs is not in it.
 */
export const ANTHROPIC: Adapter = {
  provider: 'anthropic',
  source: 'https://platform.claude.com/docs/en/api/admin-api/usage-cost/get-cost-report',
  key: 'an admin key (sk-ant-admin…) of the organization; no API key can, and individual accounts have none',
  env: ['ANTHROPIC_ADMIN_KEY', 'ANTHROPIC_ADMIN_API_KEY'],
  minIntervalSeconds: 300,
  note: 'what the running month has cost, some minutes old and without the priority tier; no balance is told',
  request: (account) => costs(account, startOfMonth()),
  read: (responses, account) => {
    const spent = new Map<string, number>();
    const start = timeOf(objectOf(listOf(objectOf(responses[0]?.body).data)[0]).starting_at);
    const month = start === undefined ? undefined : monthOf(start);
    if (start === undefined || month === undefined) return nothingReadable('data[].starting_at');
    for (const { body } of responses) {
      const { data } = objectOf(body);
      if (!Array.isArray(data)) return nothingReadable('data');
      for (const bucket of data) {
        for (const result of listOf(objectOf(bucket).results)) {
          const { amount, currency } = objectOf(result);
          const [cents, code] = [amountOf(amount), currencyName(currency)];
          if (cents === undefined || code === undefined) return nothingReadable('data[].results[].amount');
          spent.set(code, (spent.get(code) ?? 0) + cents / 100);
        }
      }
    }
    const { has_more, next_page } = objectOf(responses.at(-1)?.body);
    if (has_more === true) {
      const page = textOf(next_page);
      // Without the rest, the sum would be too small.
      return page === undefined
        ? nothingReadable('next_page')
        : { next: costs(account, new Date(start * 1000), page) };
    }
    if (spent.size === 0) spent.set('USD', 0);
    return found('data[].results[].amount', [], {
      spent: [...spent].flatMap(([code, amount]) => spentIn(code, amount, month.name)),
    });
  },
  readError: refusedFor('an admin key (sk-ant-admin…) is needed, an API key is not accepted', [401, 403]),
};
