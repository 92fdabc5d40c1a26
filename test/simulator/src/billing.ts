/** Who pays for a call, and what the state of the accounts makes of it. */
import type { Account, Accounts } from './accounts.ts';
import type { Bill } from './call.ts';
import { costOf, type TokenCounts, type Upstream, upstreamOf } from './providers.ts';
import type { ScenarioName } from './scenarios.ts';

/** OpenRouter's fee on calls with the caller's own upstream key. */
const BYOK_FEE = 0.05;

interface UpstreamPayer {
  readonly account: Account;
  readonly isByok: boolean;
}

function upstreamPayer(account: Account, upstream: Upstream, accounts: Accounts): UpstreamPayer | undefined {
  if (upstream.provider === undefined) return undefined;
  const ownKey = account.byok[upstream.provider];
  return ownKey === undefined
    ? { account: accounts.ofGateway(upstream.provider), isByok: false }
    : { account: accounts.of(upstream.provider, ownKey), isByok: true };
}

const EMPTY: Readonly<Record<Exclude<Account['provider'], 'openrouter'>, ScenarioName>> = {
  deepseek: 'insufficient_balance',
  openai: 'insufficient_quota',
  moonshot: 'current_quota_exceeded',
  siliconflow: 'account_balance_insufficient',
  anthropic: 'anthropic_credit_balance_too_low',
  gemini: 'gemini_prepayment_depleted',
  vercel: 'vercel_insufficient_funds',
};

/** The failure that the accounts cause by themselves, if any. Counts a call to a `:free` model. */
export function accountFailure(
  account: Account,
  model: string,
  accounts: Accounts,
): ScenarioName | undefined {
  if (model.includes('does-not-exist')) return 'model_not_found';
  if (account.provider !== 'openrouter') return account.balance <= 0 ? EMPTY[account.provider] : undefined;
  if (account.management) return 'invalid_key';
  if (model.endsWith(':free')) {
    if (account.freeRequestsUsed >= account.freeRequestsPerDay) return 'free_tier_daily';
    account.freeRequestsUsed += 1;
    return undefined;
  }
  if (account.keyLimit !== null && account.spent >= account.keyLimit) return 'key_limit_exceeded';
  if (account.balance <= 0) return 'credits_exhausted';
  const payer = upstreamPayer(account, upstreamOf(model), accounts);
  if (payer && payer.account.balance <= 0)
    return payer.isByok ? 'byok_insufficient_balance' : 'upstream_insufficient_balance';
  return undefined;
}

/** Prices a call and takes the money, from the caller's account and from the upstream's behind a gateway. */
export function charge(account: Account, model: string, tokens: TokenCounts, accounts: Accounts): Bill {
  const cost = costOf(model, tokens, account.currency);
  if (account.provider !== 'openrouter') {
    account.charge(cost.total);
    return { cost, charged: cost.total, isByok: false };
  }
  const payer = upstreamPayer(account, upstreamOf(model), accounts);
  const isByok = payer?.isByok ?? false;
  const charged = isByok ? Number((cost.total * BYOK_FEE).toPrecision(12)) : cost.total;
  account.charge(charged);
  if (isByok) account.byokSpent += cost.total;
  payer?.account.charge(costOf(model, tokens, payer.account.currency).total);
  return { cost, charged, isByok };
}
