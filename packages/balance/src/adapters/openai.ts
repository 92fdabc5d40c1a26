import type { Account } from '../account.ts';
import type { Adapter, BalanceRequest, BalanceResponse, Outcome } from '../adapter.ts';
import { amountsIn, found, less, spentIn, times } from '../amounts.ts';
import { nothingReadable, refusedFor } from '../failure.ts';
import { amountOf, listOf, objectOf, textOf, timeOf } from '../json.ts';
import { bearer, currencyName, hostUrl, stringOption } from '../request.ts';
import { monthOf, startOfMonth } from './month.ts';

const SPEND_LIMIT = 'organization.spend_limit';
const refused = refusedFor('an admin key (sk-admin-…) with the scope api.usage.read is needed', [401, 403]);

const at = (account: Account, path: string): BalanceRequest => ({
  url: hostUrl(account, 'https://api.openai.com', `/v1/organization${path}`),
  headers: bearer(account),
});

function costs(account: Account, start: number, page?: string): BalanceRequest {
  const query = new URLSearchParams({ start_time: String(start), bucket_width: '1d', limit: '31' });
  const project = stringOption(account, 'project');
  if (project !== undefined) query.set('project_ids', project);
  if (page !== undefined) query.set('page', page);
  return at(account, `/costs?${query}`);
}

/** Currency → sum; undefined where an answer is no page of costs. */
function sums(pages: readonly BalanceResponse[]): Map<string, number> | undefined {
  const spent = new Map<string, number>();
  for (const { body } of pages) {
    const { data } = objectOf(body);
    if (!Array.isArray(data)) return undefined;
    for (const bucket of data) {
      for (const result of listOf(objectOf(bucket).results)) {
        const { amount } = objectOf(result);
        // A result without an amount is documented as possible, and costs nothing.
        if (amount === undefined || amount === null) continue;
        const [value, code] = [amountOf(objectOf(amount).value), currencyName(objectOf(amount).currency)];
        if (value === undefined || code === undefined) return undefined;
        spent.set(code, (spent.get(code) ?? 0) + value);
      }
    }
  }
  return spent;
}

const startOf = ([first]: readonly BalanceResponse[]): number | undefined =>
  timeOf(objectOf(listOf(objectOf(first?.body).data)[0]).start_time);

const isLimit = ({ body }: BalanceResponse): boolean => objectOf(body).object === SPEND_LIMIT;

function told(pages: readonly BalanceResponse[], limit: BalanceResponse | undefined): Outcome {
  const start = startOf(pages);
  const month = start === undefined ? undefined : monthOf(start);
  const spent = sums(pages);
  if (month === undefined || spent === undefined) return nothingReadable('data[].results[].amount');
  // A month without a cost has buckets without results.
  if (spent.size === 0) spent.set('USD', 0);
  const cap = objectOf(limit?.body);
  const currency = currencyName(cap.currency) ?? 'USD';
  const threshold = times(amountOf(cap.threshold_amount), 0.01);
  const left =
    threshold === undefined || threshold <= 0 || cap.interval !== 'month'
      ? []
      : amountsIn(currency, { limit_remaining: less(threshold, spent.get(currency) ?? 0) });
  return found('data[].results[].amount', left, {
    spent: [...spent].flatMap(([code, amount]) => spentIn(code, amount, month.name)),
    resetsAt: left.length === 0 ? undefined : month.next,
  });
}

/**
 * Spending alone: OpenAI tells no balance. `/organization/costs`: pages of `{data: [{start_time, results: [{amount:
 * {value, currency: "usd"}}]}], has_more, next_page}`, one bucket a day (UTC), summed over the running month; then
 * `/organization/spend_limit`: `{threshold_amount, currency, interval: "month", enforcement}`, cents, 404 where no
 * limit is set (https://developers.openai.com/api/docs/guides/spend-limits).
 */
export const OPENAI: Adapter = {
  provider: 'openai',
  source: 'https://platform.openai.com/docs/api-reference/usage/costs',
  key: 'an admin key (sk-admin-…) of the organization; no API key can',
  env: ['OPENAI_ADMIN_KEY', 'OPENAI_ADMIN_API_KEY'],
  options: { project: 'id of a project: the costs of this one alone, without the organization’s limit' },
  minIntervalSeconds: 300,
  note: 'what the running month has cost, and what a spend limit leaves; no balance is told',
  request: (account) => costs(account, startOfMonth().getTime() / 1000),
  read: (responses, account) => {
    const last = responses.at(-1);
    if (last !== undefined && isLimit(last)) return told(responses.slice(0, -1), last);
    const start = startOf(responses);
    const { has_more, next_page } = objectOf(last?.body);
    if (start === undefined) return nothingReadable('data[].start_time');
    const page = textOf(next_page);
    if (has_more === true) {
      // Without the rest, the sum would be too small.
      return page === undefined ? nothingReadable('next_page') : { next: costs(account, start, page) };
    }
    if (sums(responses) === undefined) return nothingReadable('data[].results[].amount');
    if (stringOption(account, 'project') !== undefined) return told(responses, undefined);
    return { next: at(account, '/spend_limit') };
  },
  readError: (responses) => {
    const pages = responses.slice(0, -1);
    // Behind a whole set of pages it is the limit that cannot be read: none is set, or the key may not see it.
    const complete = pages.length > 0 && objectOf(pages.at(-1)?.body).has_more !== true;
    const status = responses.at(-1)?.status ?? 0;
    return complete && [401, 403, 404].includes(status) ? told(pages, undefined) : refused(responses);
  },
};
