import type { Adapter } from '../adapter.ts';
import { amountsIn, foundTotal } from '../amounts.ts';
import { amountOf, objectOf } from '../json.ts';
import { hostUrl, keyIn } from '../request.ts';

/**
 * `POST`; `{usd_balance: "129.46956147", nano_balance: "26.71801147", nanoDepositAddress}`, strings. The deposit in
 * Nano is left out where it is 0: nearly nobody has one, and an empty purse that nobody uses is no alarm.
 */
export const NANOGPT: Adapter = {
  provider: 'nanogpt',
  aliases: ['nano_gpt'],
  source: 'https://docs.nano-gpt.com/api-reference/endpoint/check-balance',
  key: 'any API key',
  note: 'the money of the account; what a subscription allows besides is not in it',
  env: ['NANOGPT_API_KEY', 'NANO_GPT_API_KEY'],
  request: (account) => ({
    method: 'POST',
    url: hostUrl(account, 'https://nano-gpt.com', '/api/check-balance'),
    headers: keyIn(account, 'x-api-key'),
  }),
  read: (responses) => {
    const body = objectOf(responses.at(-1)?.body);
    const outcome = foundTotal('usd_balance', 'USD', { total: amountOf(body.usd_balance) });
    const nano = amountOf(body.nano_balance);
    if (!('amounts' in outcome) || nano === undefined || nano === 0) return outcome;
    return { ...outcome, amounts: [...outcome.amounts, ...amountsIn('nano', { total: nano })] };
  },
};
