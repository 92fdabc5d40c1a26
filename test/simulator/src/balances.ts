/** The endpoints that tell what is left, in each provider's own shape and with its own traps. */
import type { Account } from './accounts.ts';
import type { Json } from './call.ts';

export interface BalanceAnswer {
  readonly status: number;
  readonly body: unknown;
}

const decimal = (amount: number, digits = 2): string => amount.toFixed(digits);

/** Not more digits than money has: floating-point dust is no part of a provider's answer. */
const tidy = (amount: number): number => Number(amount.toFixed(8));

function openRouterKey(account: Account): Json {
  const usage = tidy(account.spent);
  const byok = tidy(account.byokSpent);
  const { keyLimit } = account;
  return {
    data: {
      label: 'sk-or-v1-fake...0001',
      limit: keyLimit,
      limit_remaining: keyLimit === null ? null : tidy(Math.max(0, keyLimit - account.spent)),
      limit_reset: keyLimit === null ? null : 'monthly',
      include_byok_in_limit: false,
      usage,
      usage_daily: usage,
      usage_weekly: usage,
      usage_monthly: usage,
      byok_usage: byok,
      byok_usage_daily: byok,
      byok_usage_weekly: byok,
      byok_usage_monthly: byok,
      is_free_tier: account.purchased === 0,
      is_management_key: account.management,
      is_provisioning_key: account.management,
      creator_user_id: 'user_fake000000000000000001',
      expires_at: null,
      free_model_daily_requests: {
        limit: account.freeRequestsPerDay,
        used: account.freeRequestsUsed,
        remaining: Math.max(0, account.freeRequestsPerDay - account.freeRequestsUsed),
      },
      rate_limit: { requests: -1, interval: '10s', note: 'This field is deprecated and safe to ignore.' },
    },
  };
}

function openRouterCredits(key: Account): BalanceAnswer {
  const account = key.manages ?? key;
  return key.management
    ? {
        status: 200,
        body: { data: { total_credits: tidy(account.purchased), total_usage: tidy(account.spent) } },
      }
    : {
        status: 403,
        body: { error: { message: 'Only management keys can fetch credits for an account', code: 403 } },
      };
}

const deepSeekBalance = (account: Account): Json => ({
  is_available: account.balance > 0,
  balance_infos: [
    {
      currency: account.currency,
      total_balance: decimal(account.balance),
      granted_balance: decimal(account.granted),
      topped_up_balance: decimal(account.toppedUp),
    },
  ],
});

const moonshotBalance = (account: Account): Json => ({
  code: 0,
  data: {
    available_balance: tidy(account.toppedUp < 0 ? account.granted : account.balance),
    voucher_balance: tidy(account.granted),
    cash_balance: tidy(account.toppedUp),
  },
  scode: '0x0',
  status: true,
});

const siliconFlowInfo = (account: Account): Json => ({
  code: 20000,
  message: 'OK',
  status: true,
  data: {
    id: 'userid-fake',
    name: 'Fake User',
    image: '',
    email: 'fake.user@example.test',
    isAdmin: false,
    balance: decimal(account.granted),
    status: 'normal',
    introduction: '',
    role: '',
    chargeBalance: decimal(account.toppedUp),
    totalBalance: decimal(account.balance),
  },
});

/** Provider and path → answer. */
const ENDPOINTS: Readonly<Record<string, (account: Account) => BalanceAnswer>> = {
  'openrouter /key': (account) => ({ status: 200, body: openRouterKey(account) }),
  'openrouter /auth/key': (account) => ({ status: 200, body: openRouterKey(account) }),
  'openrouter /credits': openRouterCredits,
  'deepseek /user/balance': (account) => ({ status: 200, body: deepSeekBalance(account) }),
  'moonshot /users/me/balance': (account) => ({ status: 200, body: moonshotBalance(account) }),
  'siliconflow /user/info': (account) => ({ status: 200, body: siliconFlowInfo(account) }),
};

/** The balance of an account as its provider tells it, or undefined when the path is no balance endpoint. */
export function balanceAnswer(account: Account, method: string, path: string): BalanceAnswer | undefined {
  return method === 'GET' ? ENDPOINTS[`${account.provider} ${path}`]?.(account) : undefined;
}
