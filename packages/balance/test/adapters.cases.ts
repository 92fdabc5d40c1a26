import type { Account, FailureReason, Spent } from '../src/index.ts';
import { type Answer, ok, refused } from './adapters.support.ts';

interface Given {
  readonly provider: string;
  /** A clause that ends the sentence "it reads …" or "it refuses …". */
  readonly name: string;
  readonly account?: Partial<Account>;
  readonly answers: readonly Answer[];
}

export interface Readable extends Given {
  /** `kind currency amount`. */
  readonly amounts: readonly string[];
  readonly spent?: readonly Spent[];
  readonly resetsAt?: number;
}

export interface Unreadable extends Given {
  readonly reason: FailureReason;
  readonly message: RegExp;
}

const deepseek = (...infos: readonly unknown[]): Answer => ok({ is_available: true, balance_infos: infos });
const orKey = (data: object): Answer =>
  ok({ data: { label: 'sk-or-v1-fake...0001', is_management_key: false, ...data } });
const orManagement = orKey({ is_management_key: true, usage: 0, limit: null, limit_remaining: null });
const moonshot = (available: unknown, voucher: unknown, cash: unknown): Answer =>
  ok({
    code: 0,
    data: { available_balance: available, voucher_balance: voucher, cash_balance: cash },
    scode: '0x0',
    status: true,
  });
const siliconflow = (data: object, code: unknown = 20_000): Answer =>
  ok({ code, message: 'OK', status: true, data: { name: 'Fake User', email: 'fake@example.test', ...data } });
const minimax = (fields: object, code: unknown = 0): Answer =>
  ok({ ...fields, base_resp: { status_code: code, status_msg: 'some text' } });
const subscription = (limit: unknown): Answer =>
  ok({ object: 'billing_subscription', soft_limit_usd: limit, hard_limit_usd: limit, access_until: 0 });
const usage = (total: unknown): Answer => ok({ object: 'list', total_usage: total });
const keyInfo = (info: object): Answer =>
  ok({ key: 'sk-fake-own', info: { key_name: 'sk-...fake', ...info } });
const cost = (value: unknown, currency: unknown = 'usd'): object => ({
  object: 'organization.costs.result',
  amount: { value, currency },
  line_item: null,
});
/** 2026-11-01T00:00:00Z and the day after it. */
const NOVEMBER = 1_793_491_200;
const costs = (
  buckets: readonly (readonly object[])[],
  next: string | null = null,
  from = NOVEMBER,
): Answer =>
  ok({
    object: 'page',
    data: buckets.map((results, day) => ({
      object: 'bucket',
      start_time: from + day * 86_400,
      end_time: from + (day + 1) * 86_400,
      results,
    })),
    has_more: next !== null,
    next_page: next,
  });
const spendLimit = (cents: unknown): Answer =>
  ok({
    object: 'organization.spend_limit',
    threshold_amount: cents,
    currency: 'USD',
    interval: 'month',
    enforcement: { status: 'enforcing' },
  });
const report = (amounts: readonly (readonly string[])[], next: string | null = null): Answer =>
  ok({
    data: amounts.map((day, index) => ({
      starting_at: `2026-11-0${index + 1}T00:00:00Z`,
      ending_at: `2026-11-0${index + 2}T00:00:00Z`,
      results: day.map((amount) => ({ amount, currency: 'USD', workspace_id: null })),
    })),
    has_more: next !== null,
    next_page: next,
  });

const LITELLM = { baseUrl: 'https://llm.example.test/v1' };
const NEW_API = { baseUrl: 'https://relay.example.test' };

export const READABLE: readonly Readable[] = [
  {
    provider: 'deepseek',
    name: 'the documented answer',
    answers: [
      deepseek({
        currency: 'CNY',
        total_balance: '110.00',
        granted_balance: '10.00',
        topped_up_balance: '100.00',
      }),
    ],
    amounts: ['granted CNY 10', 'topped_up CNY 100', 'total CNY 110'],
  },
  {
    provider: 'deepseek',
    name: 'numbers, as the older edition has them',
    answers: [
      deepseek({ currency: 'USD', total_balance: 8.76, granted_balance: 0, topped_up_balance: 8.76 }),
    ],
    amounts: ['granted USD 0', 'topped_up USD 8.76', 'total USD 8.76'],
  },
  {
    provider: 'deepseek',
    name: 'several currencies side by side',
    answers: [
      deepseek({ currency: 'CNY', total_balance: '47.44' }, { currency: 'USD', total_balance: '0.50' }),
    ],
    amounts: ['total CNY 47.44', 'total USD 0.5'],
  },
  {
    provider: 'deepseek',
    name: 'a balance below 0',
    answers: [deepseek({ currency: 'CNY', total_balance: '-0.31' })],
    amounts: ['total CNY -0.31'],
  },
  {
    provider: 'deepseek',
    name: 'a currency that the account never had as none, beside one that pays for calls',
    answers: [
      deepseek(
        { currency: 'CNY', total_balance: '47.44' },
        { currency: 'USD', total_balance: '0.00', granted_balance: '0.00', topped_up_balance: '0.00' },
      ),
    ],
    amounts: ['total CNY 47.44'],
  },
  {
    provider: 'deepseek',
    name: 'all currencies as empty where none has anything left',
    answers: [
      deepseek({ currency: 'CNY', total_balance: '0.00' }, { currency: 'USD', total_balance: '0.00' }),
    ],
    amounts: ['total CNY 0', 'total USD 0'],
  },
  {
    provider: 'deepseek',
    name: 'a debt beside money in another currency',
    answers: [
      deepseek({ currency: 'CNY', total_balance: '-0.31' }, { currency: 'USD', total_balance: '5.00' }),
    ],
    amounts: ['total CNY -0.31', 'total USD 5'],
  },
  {
    provider: 'openrouter',
    name: 'a key with a limit, and when the limit is renewed',
    answers: [orKey({ usage: 25.5, limit: 100, limit_remaining: 74.5, limit_reset: 'monthly' })],
    amounts: ['limit_remaining USD 74.5'],
    spent: [{ amount: 25.5, currency: 'USD' }],
    resetsAt: 1_796_083_200,
  },
  {
    provider: 'openrouter',
    name: 'a weekly limit that is renewed on Monday',
    answers: [orKey({ usage: 1, limit: 5, limit_remaining: 4, limit_reset: 'weekly' })],
    amounts: ['limit_remaining USD 4'],
    spent: [{ amount: 1, currency: 'USD' }],
    resetsAt: 1_795_392_000,
  },
  {
    provider: 'openrouter',
    name: 'a key without a limit as spending alone',
    answers: [orKey({ usage: 3.25, limit: null, limit_remaining: null, limit_reset: null })],
    amounts: [],
    spent: [{ amount: 3.25, currency: 'USD' }],
  },
  {
    provider: 'openrouter',
    name: 'the account with a management key, without floating-point dust',
    answers: [orManagement, ok({ data: { total_credits: 100.1, total_usage: 25.75 } })],
    amounts: ['total USD 74.35'],
    spent: [{ amount: 25.75, currency: 'USD' }],
  },
  {
    provider: 'openrouter',
    name: 'a provisioning key, the older name of a management key',
    answers: [
      ok({ data: { is_provisioning_key: true, usage: 0 } }),
      ok({ data: { total_credits: 10, total_usage: 10.02 } }),
    ],
    amounts: ['total USD -0.02'],
    spent: [{ amount: 10.02, currency: 'USD' }],
  },
  {
    provider: 'moonshot_ai',
    name: 'dollars at the international host, which is the standard one',
    answers: [moonshot(49.58894, 46.58893, 3.00001)],
    amounts: ['granted USD 46.58893', 'topped_up USD 3.00001', 'total USD 49.58894'],
  },
  {
    provider: 'moonshot_ai',
    name: 'yuan at the Chinese host, whatever path the base URL has',
    account: { baseUrl: 'https://api.moonshot.cn/v1' },
    answers: [moonshot('49.58', '46.58', '3.00')],
    amounts: ['granted CNY 46.58', 'topped_up CNY 3', 'total CNY 49.58'],
  },
  {
    provider: 'moonshot_ai',
    name: 'cash that is owed',
    answers: [moonshot(5, 5, -1.25)],
    amounts: ['granted USD 5', 'topped_up USD -1.25', 'total USD 5'],
  },
  {
    provider: 'moonshot_ai',
    name: 'the currency that the user says behind a proxy',
    account: { baseUrl: 'http://127.0.0.1:4000', options: { currency: 'cny' } },
    answers: [moonshot(1, 0, 1)],
    amounts: ['granted CNY 0', 'topped_up CNY 1', 'total CNY 1'],
  },
  {
    provider: 'siliconflow',
    name: 'the documented answer: balance is the given part alone',
    answers: [siliconflow({ balance: '0.88', chargeBalance: '88.00', totalBalance: '88.88' })],
    amounts: ['granted CNY 0.88', 'topped_up CNY 88', 'total CNY 88.88'],
  },
  {
    provider: 'siliconflow',
    name: 'dollars at the international host, as numbers',
    account: { baseUrl: 'https://api.siliconflow.com/v1' },
    answers: [siliconflow({ balance: 1, chargeBalance: -2, totalBalance: -1 })],
    amounts: ['granted USD 1', 'topped_up USD -2', 'total USD -1'],
  },
  {
    provider: 'stepfun',
    name: 'the balance, and not what was ever paid in and given',
    answers: [
      ok({
        object: 'account',
        type: 'prepaid',
        balance: 12.34,
        total_cash_balance: 500,
        total_voucher_balance: 15,
      }),
    ],
    amounts: ['total CNY 12.34'],
  },
  {
    provider: 'stepfun',
    name: 'dollars at the international host',
    account: { baseUrl: 'https://api.stepfun.ai/v1' },
    answers: [ok({ balance: '-0.5' })],
    amounts: ['total USD -0.5'],
  },
  {
    provider: 'stepfun',
    name: 'an account that pays afterwards by what it owes',
    answers: [ok({ object: 'account', type: 'postpaid', balance: -12.5 })],
    amounts: ['owed CNY 12.5'],
  },
  {
    provider: 'stepfun',
    name: 'what an account that pays afterwards has paid in before',
    answers: [ok({ object: 'account', type: 'postpaid', balance: 3 })],
    amounts: ['total CNY 3'],
  },
  {
    provider: 'novita',
    name: 'ten-thousandths of a dollar',
    answers: [
      ok({
        availableBalance: '1000000',
        cashBalance: '800000',
        creditLimit: '200000',
        pendingCharges: '0',
        outstandingInvoices: '1',
      }),
    ],
    amounts: ['credit_line USD 20', 'owed USD 0.0001', 'reserved USD 0', 'topped_up USD 80', 'total USD 100'],
  },
  {
    provider: 'x_ai',
    name: 'cents with the sign of a ledger, of the team that the key says it is of',
    answers: [
      ok({ apiKeyId: 'key-fake', teamId: 'team-fake', scope: 'SCOPE_TEAM', scopeId: 'team-fake' }),
      ok({ changes: [{ changeOrigin: 'PURCHASE', amount: { val: '-2500' } }], total: { val: '-2317' } }),
    ],
    amounts: ['total USD 23.17'],
  },
  {
    provider: 'x_ai',
    name: 'a team that owes, when the user says which one',
    account: { options: { team: 'team-fake' } },
    answers: [ok({ changes: [], total: { val: '183' } })],
    amounts: ['total USD -1.83'],
  },
  {
    provider: 'x_ai',
    name: 'nothing left as 0, not as -0',
    account: { options: { team: 'team-fake' } },
    answers: [ok({ total: { val: 0 } })],
    amounts: ['total USD 0'],
  },
  {
    provider: 'vercel',
    name: 'the documented answer',
    answers: [ok({ balance: '95.50', total_used: '4.50' })],
    amounts: ['total USD 95.5'],
    spent: [{ amount: 4.5, currency: 'USD' }],
  },
  {
    provider: 'vercel',
    name: 'the shape of the SDK',
    answers: [ok({ balance: 95.5, totalUsed: 4.5 })],
    amounts: ['total USD 95.5'],
    spent: [{ amount: 4.5, currency: 'USD' }],
  },
  {
    provider: 'deepinfra',
    name: 'prepaid credit, which is negative, without what is not invoiced yet',
    answers: [ok({ stripe_balance: -99.75, recent: 3.94, limit: null, suspended: false })],
    amounts: ['total USD 95.81'],
  },
  {
    provider: 'deepinfra',
    name: 'an account that pays afterwards by what it owes',
    answers: [ok({ stripe_balance: 2.75, recent: 7, limit: -1 })],
    amounts: ['owed USD 9.75'],
  },
  {
    provider: 'deepinfra',
    name: 'prepaid credit that is used up',
    answers: [ok({ stripe_balance: -1, recent: 1.5 })],
    amounts: ['total USD -0.5'],
  },
  {
    provider: 'deepinfra',
    name: 'an account that was suspended with nothing left as one that can spend nothing',
    answers: [ok({ stripe_balance: 0.5, recent: 1, suspended: true, suspend_reason: 'balance' })],
    amounts: ['owed USD 1.5', 'total USD -1.5'],
  },
  {
    provider: 'deepinfra',
    name: 'credit of an account that was suspended for something else',
    answers: [ok({ stripe_balance: -10, recent: 1, suspended: true })],
    amounts: ['total USD 9'],
  },
  {
    provider: 'poe',
    name: 'points, which are no money',
    answers: [ok({ current_point_balance: 1500 })],
    amounts: ['total points 1500'],
  },
  {
    provider: 'venice',
    name: 'both balances, and when the epoch ends',
    answers: [
      ok({
        data: {
          accessPermitted: true,
          balances: { USD: 50.23, DIEM: 100.023 },
          nextEpochBegins: '2025-05-07T00:00:00.000Z',
          rateLimits: [],
        },
      }),
    ],
    amounts: ['total USD 50.23', 'total diem 100.023'],
    resetsAt: 1_746_576_000,
  },
  {
    provider: 'venice',
    name: 'one balance where the other is null',
    answers: [
      ok({ data: { balances: { USD: '25', DIEM: null }, nextEpochBegins: '2025-05-07T00:00:00.000Z' } }),
    ],
    amounts: ['total USD 25'],
  },
  {
    provider: 'venice',
    name: 'dollars alone where nobody staked DIEM',
    answers: [ok({ data: { balances: { USD: 20, DIEM: 0 }, nextEpochBegins: '2025-05-07T00:00:00.000Z' } })],
    amounts: ['total USD 20'],
    resetsAt: 1_746_576_000,
  },
  {
    provider: 'venice',
    name: 'DIEM alone where nobody paid dollars in',
    answers: [ok({ data: { balances: { USD: 0, DIEM: 2.5 }, nextEpochBegins: '2025-05-07T00:00:00.000Z' } })],
    amounts: ['total diem 2.5'],
    resetsAt: 1_746_576_000,
  },
  {
    provider: 'venice',
    name: 'both as empty where neither has anything left',
    answers: [ok({ data: { balances: { USD: 0, DIEM: 0 } } })],
    amounts: ['total USD 0', 'total diem 0'],
  },
  {
    provider: 'nanogpt',
    name: 'dollars and Nano',
    answers: [
      ok({ usd_balance: '129.46956147', nano_balance: '26.71801147', nanoDepositAddress: 'nano_fake' }),
    ],
    amounts: ['total USD 129.46956147', 'total nano 26.71801147'],
  },
  {
    provider: 'nanogpt',
    name: 'dollars alone where nobody deposited Nano',
    answers: [ok({ usd_balance: '0.00', nano_balance: '0.00000000' })],
    amounts: ['total USD 0'],
  },
  {
    provider: 'minimax',
    name: 'the documented answer',
    answers: [
      minimax({
        available_amount: '12.34',
        cash_balance: '10.00',
        voucher_balance: '2.34',
        credit_balance: '0.00',
        owed_amount: '0.00',
        balance_alert_threshold: '5.00',
      }),
    ],
    amounts: ['credit_line USD 0', 'granted USD 2.34', 'owed USD 0', 'topped_up USD 10', 'total USD 12.34'],
  },
  {
    provider: 'minimax',
    name: 'yuan at the Chinese host',
    account: { baseUrl: 'https://api.minimaxi.com/v1' },
    answers: [minimax({ available_amount: '-1.00' })],
    amounts: ['total CNY -1'],
  },
  {
    provider: 'zenmux',
    name: 'total_credits as what is left',
    answers: [
      ok({
        success: true,
        data: { currency: 'usd', total_credits: 482.74, top_up_credits: 35.0, bonus_credits: 447.74 },
      }),
    ],
    amounts: ['granted USD 447.74', 'topped_up USD 35', 'total USD 482.74'],
  },
  {
    provider: 'elevenlabs',
    name: 'what the plan leaves, and when it is renewed',
    answers: [
      ok({
        tier: 'creator',
        character_count: 25_000,
        character_limit: 100_000,
        next_character_count_reset_unix: 1_738_356_858,
      }),
    ],
    amounts: ['limit_remaining credits 75000'],
    resetsAt: 1_738_356_858,
  },
  {
    provider: 'elevenlabs',
    name: 'overage as less than nothing',
    answers: [ok({ character_count: 101, character_limit: 100, next_character_count_reset_unix: null })],
    amounts: ['limit_remaining credits -1'],
  },
  {
    provider: 'elevenlabs',
    name: 'the credits that may be used beyond the plan as left too',
    answers: [
      ok({
        character_count: 101,
        character_limit: 100,
        can_extend_character_limit: true,
        max_credit_limit_extension: 50,
      }),
    ],
    amounts: ['limit_remaining credits 49'],
  },
  {
    provider: 'elevenlabs',
    name: 'a plan that bills overage without a bound as use alone',
    answers: [
      ok({
        character_count: 244_469,
        character_limit: 114_089,
        can_extend_character_limit: true,
        max_credit_limit_extension: 'unlimited',
        next_character_count_reset_unix: 1_738_356_858,
      }),
    ],
    amounts: [],
    spent: [{ amount: 244_469, currency: 'credits', period: '1738356858' }],
    resetsAt: 1_738_356_858,
  },
  {
    provider: 'stability',
    name: 'credits, to eight decimals',
    answers: [ok({ credits: 0.633_683_384_031_409_7 })],
    amounts: ['total credits 0.63368338'],
  },
  {
    provider: 'featherless',
    name: 'what is available without what is reserved',
    answers: [
      ok({
        balance_nano_usd: '42500000000',
        balance_usd: '42.500000000',
        reserved_usd: '0.012000000',
        available_usd: '42.488000000',
        currency: 'usd',
      }),
    ],
    amounts: ['reserved USD 0.012', 'total USD 42.488'],
  },
  {
    provider: 'hyperbolic',
    name: 'cents',
    answers: [ok({ credits: 2350 })],
    amounts: ['total USD 23.5'],
  },
  {
    provider: 'chutes',
    name: 'a balance below 0',
    answers: [ok({ username: 'fake', balance: -0.04 })],
    amounts: ['total USD -0.04'],
  },
  { provider: 'kilo', name: 'dollars', answers: [ok({ balance: 19.5 })], amounts: ['total USD 19.5'] },
  {
    provider: 'fal',
    name: 'the currency that the answer has',
    answers: [ok({ username: 'fake-team', credits: { current_balance: 24.5, currency: 'USD' } })],
    amounts: ['total USD 24.5'],
  },
  {
    provider: 'deepgram',
    name: 'the purchases of the only project, added up by unit',
    answers: [
      ok({ projects: [{ project_id: 'project-fake', name: 'Fake' }] }),
      ok({
        balances: [
          { balance_id: 'a', amount: 10.1, units: 'usd', purchase_order_id: 'x' },
          { balance_id: 'b', amount: 0.2, units: 'USD' },
          { balance_id: 'c', amount: 3, units: 'hour' },
        ],
      }),
    ],
    amounts: ['total USD 10.3', 'total hour 3'],
  },
  {
    provider: 'deepgram',
    name: 'the project that the user says, at once',
    account: { options: { project: 'project-fake' } },
    answers: [ok({ balances: [{ amount: 5, units: 'usd' }] })],
    amounts: ['total USD 5'],
  },
  {
    provider: 'aihubmix',
    name: 'total_usage as what is left',
    answers: [ok({ object: 'list', total_usage: 12.5 })],
    amounts: ['limit_remaining USD 12.5'],
  },
  {
    provider: 'aihubmix',
    name: 'a quota that was overdrawn',
    answers: [ok({ object: 'list', total_usage: -0.02 })],
    amounts: ['limit_remaining USD -0.02'],
  },
  {
    provider: 'zhipu',
    name: 'yuan at the standard host, and what was spent',
    answers: [
      ok({
        code: 200,
        msg: 'fake',
        success: true,
        data: {
          balance: 42.5,
          availableBalance: 40.0,
          rechargeAmount: 100.0,
          giveAmount: 20.0,
          totalSpendAmount: 77.5,
          frozenBalance: 2.5,
        },
      }),
    ],
    amounts: ['reserved CNY 2.5', 'total CNY 40'],
    spent: [{ amount: 77.5, currency: 'CNY' }],
  },
  {
    provider: 'zhipu',
    name: 'dollars at z.ai',
    account: { baseUrl: 'https://api.z.ai/api/paas/v4' },
    answers: [ok({ code: 200, success: true, data: { availableBalance: 9.923_912_205 } })],
    amounts: ['total USD 9.92391221'],
  },
  {
    provider: 'cloudflare',
    name: 'cents with fractions',
    account: { options: { account: 'account-fake' } },
    answers: [
      ok({ success: true, errors: [], result: { balance: 640.19, has_default_payment_method: true } }),
    ],
    amounts: ['total USD 6.4019'],
  },
  {
    provider: 'new_api',
    name: 'the limit, which is what is left and used, without what was used',
    account: NEW_API,
    answers: [subscription(12.5), usage(250)],
    amounts: ['total USD 10'],
    spent: [{ amount: 2.5, currency: 'USD' }],
  },
  {
    provider: 'new_api',
    name: 'a token without a quota as spending alone',
    account: NEW_API,
    answers: [subscription(100_000_000), usage(250)],
    amounts: [],
    spent: [{ amount: 2.5, currency: 'USD' }],
  },
  {
    provider: 'new_api',
    name: 'the limit alone, at a one-api whose limit is what is left',
    account: { ...NEW_API, options: { hardLimit: 'remaining' } },
    answers: [subscription(3), usage(1000)],
    amounts: ['total USD 3'],
    spent: [{ amount: 10, currency: 'USD' }],
  },
  {
    provider: 'new_api',
    name: 'the unit that the user says the site has',
    account: { ...NEW_API, options: { currency: 'CNY' } },
    answers: [subscription('3'), usage('400')],
    amounts: ['total CNY -1'],
    spent: [{ amount: 4, currency: 'CNY' }],
  },
  {
    provider: 'litellm',
    name: 'the budget of a key, and when it is renewed',
    account: LITELLM,
    answers: [
      keyInfo({
        spend: 212.35,
        max_budget: 300,
        budget_duration: '30d',
        budget_reset_at: '2026-12-01T00:00:00+00:00',
      }),
    ],
    amounts: ['limit_remaining USD 87.65'],
    spent: [{ amount: 212.35, currency: 'USD' }],
    resetsAt: 1_796_083_200,
  },
  {
    provider: 'litellm',
    name: 'a key without a budget as spending alone',
    account: LITELLM,
    answers: [keyInfo({ spend: 212.35, max_budget: null, team_id: null })],
    amounts: [],
    spent: [{ amount: 212.35, currency: 'USD' }],
  },
  {
    provider: 'litellm',
    name: 'the budget of the team where the key has none',
    account: LITELLM,
    answers: [
      keyInfo({ spend: 2, max_budget: null, team_id: 'team-fake' }),
      ok({ team_id: 'team-fake', team_info: { spend: 215.3, max_budget: 1000, budget_reset_at: null } }),
    ],
    amounts: ['limit_remaining USD 784.7'],
    spent: [{ amount: 2, currency: 'USD' }],
  },
  {
    provider: 'litellm',
    name: 'the budget of the team where it is nearer to its end than that of the key',
    account: LITELLM,
    answers: [
      keyInfo({ spend: 2, max_budget: 100, budget_reset_at: '2026-12-01T00:00:00Z', team_id: 'team-fake' }),
      ok({ team_info: { spend: 1001, max_budget: 1000, budget_reset_at: '2026-11-18T00:00:00Z' } }),
    ],
    amounts: ['limit_remaining USD -1'],
    spent: [{ amount: 2, currency: 'USD' }],
    resetsAt: 1_794_960_000,
  },
  {
    provider: 'litellm',
    name: 'the budget of the key where it is nearer to its end than that of its team',
    account: LITELLM,
    answers: [
      keyInfo({ spend: 2, max_budget: 3, team_id: 'team-fake' }),
      ok({ team_info: { spend: 0, max_budget: 1000 } }),
    ],
    amounts: ['limit_remaining USD 1'],
    spent: [{ amount: 2, currency: 'USD' }],
  },
  {
    provider: 'litellm',
    name: 'a key that may not see its team by what it knows of itself',
    account: LITELLM,
    answers: [keyInfo({ spend: 2, max_budget: null, team_id: 'team-fake' }), refused(403)],
    amounts: [],
    spent: [{ amount: 2, currency: 'USD' }],
  },
  {
    provider: 'litellm',
    name: 'a budget in the budget table',
    account: LITELLM,
    answers: [keyInfo({ spend: 11, max_budget: null, litellm_budget_table: { max_budget: 10 } })],
    amounts: ['limit_remaining USD -1'],
    spent: [{ amount: 11, currency: 'USD' }],
  },
  {
    provider: 'openai',
    name: 'the costs of the running month, without a limit (404)',
    answers: [costs([[cost(0.06), cost('0.1')], [], [cost(1.2)]]), refused(404)],
    amounts: [],
    spent: [{ amount: 1.36, currency: 'USD', period: '2026-11' }],
  },
  {
    provider: 'openai',
    name: 'what a spend limit leaves, in cents, until the month ends',
    answers: [costs([[cost(12.5)]]), spendLimit(10_000)],
    amounts: ['limit_remaining USD 87.5'],
    spent: [{ amount: 12.5, currency: 'USD', period: '2026-11' }],
    resetsAt: 1_796_083_200,
  },
  {
    provider: 'openai',
    name: 'all pages, and several currencies',
    answers: [
      costs([[cost(1)]], 'page_fake'),
      costs([[cost(2), cost(3, 'eur')]], null, NOVEMBER + 86_400),
      refused(403),
    ],
    amounts: [],
    spent: [
      { amount: 3, currency: 'USD', period: '2026-11' },
      { amount: 3, currency: 'EUR', period: '2026-11' },
    ],
  },
  {
    provider: 'openai',
    name: 'a month in which nothing was spent yet as 0, because its days are there',
    answers: [costs([[], []]), refused(404)],
    amounts: [],
    spent: [{ amount: 0, currency: 'USD', period: '2026-11' }],
  },
  {
    provider: 'openai',
    name: 'results without an amount, which are documented, as costing nothing',
    answers: [costs([[{ object: 'organization.costs.result' }, { amount: null }, cost(2)]]), refused(404)],
    amounts: [],
    spent: [{ amount: 2, currency: 'USD', period: '2026-11' }],
  },
  {
    provider: 'openai',
    name: 'one project without the limit of the organization',
    account: { options: { project: 'proj_fake' } },
    answers: [costs([[cost(4)]])],
    amounts: [],
    spent: [{ amount: 4, currency: 'USD', period: '2026-11' }],
  },
  {
    provider: 'anthropic',
    name: 'cents as strings, over all pages',
    answers: [report([['1234.56'], []], 'page_fake'), report([['0.44', '65']])],
    amounts: [],
    spent: [{ amount: 13, currency: 'USD', period: '2026-11' }],
  },
];

const missing = (
  provider: string,
  message: RegExp,
  answers: readonly Answer[],
  given?: Partial<Account>,
  name = 'an answer without the field',
): Unreadable => ({
  provider,
  name,
  answers,
  reason: 'unexpected_response',
  message,
  ...(given && { account: given }),
});

export const UNREADABLE: readonly Unreadable[] = [
  missing('deepseek', /balance_infos/, [deepseek()], undefined, 'an empty list'),
  missing('deepseek', /balance_infos/, [ok({ is_available: false })]),
  missing(
    'deepseek',
    /balance_infos/,
    [deepseek({ currency: 'CNY', granted_balance: '10.00' })],
    undefined,
    'a part without the whole',
  ),
  missing(
    'deepseek',
    /balance_infos/,
    [deepseek({ currency: 'CNY', total_balance: 'n/a' })],
    undefined,
    'no number',
  ),
  missing('openrouter', /data\.usage/, [ok({ data: {} })]),
  missing('openrouter', /total_credits/, [orManagement, ok({ data: { total_credits: 5 } })]),
  {
    provider: 'openrouter',
    name: 'a key that may not read the account, and says which one may',
    answers: [orManagement, refused(403, { error: { message: 'Only management keys can fetch credits' } })],
    reason: 'permission_denied',
    message: /HTTP 403: a management key/,
  },
  {
    provider: 'openrouter',
    name: 'a block by region, which no other key helps against',
    answers: [refused(403, { success: false, error: 'Access denied by security policy.' })],
    reason: 'permission_denied',
    message: /HTTP 403: .* blocked, .*not the kind of key/,
  },
  missing(
    'openrouter',
    /total_credits/,
    [orManagement, ok({ data: { total_credits: Number.MAX_VALUE, total_usage: -Number.MAX_VALUE } })],
    undefined,
    'a difference beyond all numbers',
  ),
  missing('moonshot_ai', /available_balance/, [ok({ code: 0, data: {} })]),
  missing(
    'moonshot_ai',
    /code 5/,
    [ok({ code: 5, data: { available_balance: 1 } })],
    undefined,
    'an error in a good status',
  ),
  {
    provider: 'moonshot_ai',
    name: 'a key of the other region, and says so',
    answers: [refused(401, { error: { message: 'Invalid Authentication' } })],
    reason: 'authentication',
    message: /moonshot\.cn.*MOONSHOT_BASE_URL/,
  },
  missing('siliconflow', /totalBalance/, [siliconflow({ balance: '0.88' })]),
  missing(
    'siliconflow',
    /code 20012/,
    [siliconflow({ totalBalance: '1' }, 20_012)],
    undefined,
    'an error in a good status',
  ),
  {
    provider: 'siliconflow',
    name: 'a key of the other region, and says so',
    answers: [refused(401, 'Invalid token')],
    reason: 'authentication',
    message: /siliconflow\.com.*SILICONFLOW_BASE_URL/,
  },
  missing('stepfun', /balance/, [ok({ object: 'account', total_cash_balance: 500 })]),
  missing('novita', /availableBalance/, [ok({ cashBalance: '800000' })]),
  missing('x_ai', /total\.val/, [ok({ changes: [], total: {} })], { options: { team: 'team-fake' } }),
  missing('x_ai', /teamId.*options\.team/, [ok({ apiKeyId: 'fake' })], undefined, 'a key of no team'),
  {
    provider: 'x_ai',
    name: 'an API key, and says which key is needed',
    answers: [refused(401)],
    reason: 'authentication',
    message: /management key/,
  },
  {
    provider: 'x_ai',
    name: 'an unknown team',
    account: { options: { team: 'team-fake' } },
    answers: [refused(404)],
    reason: 'unexpected_response',
    message: /options\.team/,
  },
  missing('vercel', /balance/, [ok({ total_used: '4.50' })]),
  missing('deepinfra', /stripe_balance/, [ok({ stripe_balance: null, recent: 1 })]),
  missing('deepinfra', /recent/, [ok({ stripe_balance: -5 })]),
  {
    provider: 'deepinfra',
    name: 'a key that may not read billing',
    answers: [refused(403)],
    reason: 'permission_denied',
    message: /billing/,
  },
  missing('poe', /current_point_balance/, [ok({})]),
  missing('venice', /data\.balances/, [ok({ data: { balances: { USD: null, DIEM: null } } })]),
  missing('nanogpt', /usd_balance/, [ok({ nano_balance: '1' })]),
  missing('minimax', /available_amount/, [minimax({ cash_balance: '10.00' })]),
  {
    provider: 'minimax',
    name: 'a refused key in a good status',
    answers: [minimax({}, 1004)],
    reason: 'authentication',
    message: /base_resp\.status_code 1004/,
  },
  missing(
    'minimax',
    /status_code 1000/,
    [minimax({ available_amount: '1' }, 1000)],
    undefined,
    'an error in a good status',
  ),
  missing('zenmux', /total_credits/, [ok({ success: true, data: {} })]),
  missing('zenmux', /success/, [ok({ success: false })], undefined, 'an error in a good status'),
  {
    provider: 'zenmux',
    name: 'an API key, and says which key is needed',
    answers: [refused(403)],
    reason: 'permission_denied',
    message: /management key/,
  },
  {
    provider: 'zenmux',
    name: 'a rate limit with a status of its own',
    answers: [refused(422)],
    reason: 'rate_limited',
    message: /422/,
  },
  missing('elevenlabs', /character_limit/, [ok({ character_count: 5 })]),
  {
    provider: 'elevenlabs',
    name: 'a key without the permission',
    answers: [refused(401, { detail: { status: 'missing_permissions' } })],
    reason: 'authentication',
    message: /user_read/,
  },
  missing('stability', /credits/, [ok({ credits: null })]),
  missing('featherless', /available_usd/, [ok({ balance_usd: '42.5' })]),
  {
    provider: 'featherless',
    name: 'a key of no administrator',
    answers: [refused(403, { error: { code: 'organization_permission_denied' } })],
    reason: 'permission_denied',
    message: /administrator/,
  },
  missing('hyperbolic', /credits/, [ok({})]),
  missing('chutes', /balance/, [ok({ username: 'fake' })]),
  missing('kilo', /balance/, [ok({ balance: null })]),
  missing('fal', /credits\.currency/, [ok({ username: 'fake-team' })]),
  missing('fal', /current_balance/, [ok({ credits: { currency: 'USD' } })]),
  {
    provider: 'fal',
    name: 'a key that is no admin key',
    answers: [refused(403)],
    reason: 'permission_denied',
    message: /admin/,
  },
  missing(
    'deepgram',
    /balances/,
    [ok({ balances: [] })],
    { options: { project: 'project-fake' } },
    'an empty list',
  ),
  missing('deepgram', /balances/, [ok({ balances: [{ amount: 1, units: 'usd' }, { units: 'usd' }] })], {
    options: { project: 'project-fake' },
  }),
  missing(
    'deepgram',
    /options\.project/,
    [ok({ projects: [{ project_id: 'a-fake' }, { project_id: 'b-fake' }] })],
    undefined,
    'a key that sees several projects',
  ),
  missing(
    'aihubmix',
    /no quota/,
    [ok({ total_usage: -0.000002 })],
    undefined,
    'a key without a quota, of which nothing is told',
  ),
  {
    provider: 'aihubmix',
    name: 'a refused key in a good status',
    answers: [ok({ success: false, message: 'some text' })],
    reason: 'authentication',
    message: /success/,
  },
  missing('zhipu', /availableBalance/, [ok({ code: 200, success: true, data: {} })]),
  {
    provider: 'zhipu',
    name: 'a refused key in a good status',
    answers: [ok({ code: 1001, msg: 'some text', success: false })],
    reason: 'authentication',
    message: /code 1001/,
  },
  missing('cloudflare', /result\.balance/, [ok({ success: true, result: {} })], {
    options: { account: 'account-fake' },
  }),
  missing(
    'cloudflare',
    /success/,
    [ok({ success: false, errors: [] })],
    { options: { account: 'account-fake' } },
    'an error in a good status',
  ),
  missing('new_api', /hard_limit_usd/, [ok({ object: 'billing_subscription' })], NEW_API),
  missing('new_api', /total_usage/, [subscription(12.5), ok({ object: 'list' })], NEW_API),
  missing(
    'new_api',
    /error/,
    [ok({ error: { message: 'some text', type: 'upstream_error' } })],
    NEW_API,
    'an error in a good status',
  ),
  missing(
    'new_api',
    /error/,
    [subscription(1), ok({ error: { message: 'some text' } })],
    NEW_API,
    'an error in the second answer',
  ),
  missing('litellm', /info\.spend/, [keyInfo({ max_budget: 300 })], LITELLM),
  missing('openai', /start_time/, [costs([])], undefined, 'an empty list'),
  missing('openai', /amount/, [costs([[cost('n/a')]])], undefined, 'no number'),
  missing(
    'openai',
    /next_page/,
    [ok({ data: [{ start_time: NOVEMBER, results: [] }], has_more: true, next_page: null })],
    undefined,
    'a page that is not the last and names no next one',
  ),
  {
    provider: 'openai',
    name: 'an API key, and says which key is needed',
    answers: [refused(401)],
    reason: 'authentication',
    message: /admin key/,
  },
  {
    provider: 'openai',
    name: 'a key that is refused between two pages, instead of a sum that is too small',
    answers: [costs([[cost(1)]], 'page_fake'), refused(403)],
    reason: 'permission_denied',
    message: /admin key/,
  },
  missing('anthropic', /starting_at/, [report([])], undefined, 'an empty list'),
  missing('anthropic', /amount/, [report([['n/a']])], undefined, 'no number'),
  {
    provider: 'anthropic',
    name: 'an API key, and says which key is needed',
    answers: [refused(401)],
    reason: 'authentication',
    message: /admin key/,
  },
];
