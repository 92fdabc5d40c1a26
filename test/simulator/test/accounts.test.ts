import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ProviderId, type Simulator, startSimulator } from '../src/index.ts';

const KEY = 'sk-fake-accounts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => {
  simulator.reset();
  // 1000 tokens in and 1000 out of DeepSeek flash: 0.00075 USD.
  simulator.answer.promptTokens = 1000;
  simulator.answer.completionTokens = 1000;
});
afterAll(() => simulator.close());

const ask = (provider: ProviderId, model: string, key = KEY) =>
  new OpenAI({ apiKey: key, baseURL: simulator.url(provider), maxRetries: 0 }).chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'hello' }],
  });

interface Refusal {
  status: number;
  error: { message: string; metadata: { raw: string; is_byok: boolean; provider_name: string } };
}
const refusal = (call: Promise<unknown>): Promise<Refusal> =>
  call.then(
    () => expect.unreachable('the call was answered'),
    (error: unknown) => error as Refusal,
  );

const get = async (
  provider: ProviderId,
  path: string,
  key = KEY,
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(simulator.url(provider) + path, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: response.status, body: await response.json() };
};

describe('an account', () => {
  test('pays for a call, the granted part first', async () => {
    const account = simulator.accounts.open('deepseek', KEY, { granted: 0.0005, toppedUp: 1 });
    await ask('deepseek', 'deepseek-flash');
    expect([account.granted, account.toppedUp, account.spent].map((amount) => amount.toFixed(5))).toEqual([
      '0.00000',
      '0.99975',
      '0.00075',
    ]);
  });

  test('pays in its own currency', async () => {
    const account = simulator.accounts.open('deepseek', KEY, { currency: 'CNY', toppedUp: 1 });
    await ask('deepseek', 'deepseek-flash');
    expect(account.spent).toBeCloseTo(0.00525, 8);
  });

  test('runs dry call by call and works again after a top-up', async () => {
    const account = simulator.accounts.open('deepseek', KEY, { toppedUp: 0.001 });
    await ask('deepseek', 'deepseek-flash');
    await ask('deepseek', 'deepseek-flash');
    expect((await refusal(ask('deepseek', 'deepseek-flash'))).status).toBe(402);
    account.topUp(1);
    await ask('deepseek', 'deepseek-flash');
    expect(simulator.requests.map((request) => request.status)).toEqual([200, 200, 402, 200]);
  });

  test.each([
    ['deepseek', 'deepseek-flash', 402, 'Insufficient Balance'],
    ['openai', 'gpt-5.2', 429, 'insufficient_quota'],
    ['moonshot', 'kimi-k2.6', 429, 'exceeded_current_quota_error'],
    ['siliconflow', 'Qwen/Qwen3-32B', 403, 'account balance is insufficient'],
    ['openrouter', 'deepseek/deepseek-v4-flash', 402, 'openrouter_credits'],
  ] as const)('that is empty at %s refuses in its words', async (provider, model, status, words) => {
    simulator.accounts.open(provider, 'sk-fake-empty', { toppedUp: 0 });
    const response = await fetch(`${simulator.url(provider)}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-fake-empty', 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [] }),
    });
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(words)]);
  });

  test.each([
    ['anthropic', '/v1/messages', 400, 'credit balance is too low'],
    ['gemini', '/v1beta/models/gemini-2.5-flash:generateContent', 429, 'prepayment credits are depleted'],
  ] as const)('that is empty at %s refuses in its words', async (provider, path, status, words) => {
    simulator.accounts.open(provider, 'sk-fake-empty', { toppedUp: 0 });
    const response = await fetch(simulator.url(provider) + path, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk-fake-empty',
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ model: 'claude-sonnet-5', messages: [], contents: [] }),
    });
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(words)]);
  });

  test('refuses a key that holds the word invalid', async () => {
    expect((await refusal(ask('openai', 'gpt-5.2', 'sk-fake-invalid'))).status).toBe(401);
  });

  test('refuses a model whose name says that it does not exist', async () => {
    expect((await refusal(ask('openai', 'does-not-exist-9'))).status).toBe(404);
  });
});

describe('OpenRouter', () => {
  test("answers 402 when its own upstream account is empty, and takes nothing from the caller's credits", async () => {
    const caller = simulator.accounts.open('openrouter', KEY, { toppedUp: 71.73 });
    const gateway = simulator.accounts.ofGateway('deepseek');
    gateway.empty();
    const { status, error } = await refusal(ask('openrouter', 'deepseek/deepseek-v4-flash'));
    gateway.topUp(1000);
    expect(status).toBe(402);
    expect(error.metadata).toMatchObject({ provider_name: 'DeepSeek', is_byok: false });
    expect(JSON.parse(error.metadata.raw).error.message).toBe('Insufficient Balance');
    expect(caller.balance).toBe(71.73);
  });

  test('answers 402 with is_byok when the own upstream account is empty', async () => {
    simulator.accounts.open('openrouter', KEY, { byok: { deepseek: 'sk-fake-own-upstream' } });
    simulator.accounts.open('deepseek', 'sk-fake-own-upstream', { toppedUp: 0 });
    const { error } = await refusal(ask('openrouter', 'deepseek/deepseek-v4-flash'));
    expect(error.metadata).toMatchObject({ provider_name: 'DeepSeek', is_byok: true });
  });

  test('charges a fee, and the own upstream account the rest, with an own upstream key', async () => {
    const caller = simulator.accounts.open('openrouter', KEY, { byok: { deepseek: 'sk-fake-own-upstream' } });
    const own = simulator.accounts.open('deepseek', 'sk-fake-own-upstream', { toppedUp: 1 });
    const answer = await ask('openrouter', 'deepseek/deepseek-v4-flash');
    expect(answer.usage).toMatchObject({
      cost: 0.0000375,
      is_byok: true,
      cost_details: { upstream_inference_cost: 0.00075 },
    });
    expect([caller.spent, own.spent]).toEqual([0.0000375, 0.00075]);
  });

  test('stops a key at its limit while the account holds money', async () => {
    const account = simulator.accounts.open('openrouter', KEY, { keyLimit: 0.0005 });
    await ask('openrouter', 'deepseek/deepseek-v4-flash');
    expect((await refusal(ask('openrouter', 'deepseek/deepseek-v4-flash'))).status).toBe(403);
    expect(account.balance).toBeGreaterThan(99);
  });

  test("stops free models at the day's allowance and tells the reset in milliseconds", async () => {
    simulator.accounts.open('openrouter', KEY, { freeRequestsPerDay: 1 });
    await ask('openrouter', 'qwen/qwen3-coder:free');
    const error = await refusal(ask('openrouter', 'qwen/qwen3-coder:free'));
    const reset = Number((error as unknown as { headers: Headers }).headers.get('x-ratelimit-reset'));
    expect(reset - Date.now()).toBeGreaterThan(0);
    expect(reset - Date.now()).toBeLessThanOrEqual(86_400_000);
  });
});

describe('a balance endpoint', () => {
  test('of DeepSeek tells decimal strings, granted and paid in', async () => {
    simulator.accounts.open('deepseek', KEY, { currency: 'CNY', granted: 10, toppedUp: 100 });
    expect((await get('deepseek', '/user/balance')).body).toEqual({
      is_available: true,
      balance_infos: [
        { currency: 'CNY', total_balance: '110.00', granted_balance: '10.00', topped_up_balance: '100.00' },
      ],
    });
  });

  test('of Moonshot tells numbers and no currency', async () => {
    simulator.accounts.open('moonshot', KEY, { granted: 46.5, toppedUp: 3 });
    expect((await get('moonshot', '/users/me/balance')).body).toEqual({
      code: 0,
      data: { available_balance: 49.5, voucher_balance: 46.5, cash_balance: 3 },
      scode: '0x0',
      status: true,
    });
  });

  test('of SiliconFlow calls the granted part `balance`', async () => {
    simulator.accounts.open('siliconflow', KEY, { granted: 0.88, toppedUp: 88 });
    expect((await get('siliconflow', '/user/info')).body).toMatchObject({
      code: 20000,
      data: { balance: '0.88', chargeBalance: '88.00', totalBalance: '88.88' },
    });
  });

  test("of an OpenRouter key tells the key's limit, not the account's credits", async () => {
    simulator.accounts.open('openrouter', KEY, { toppedUp: 5, keyLimit: 100 });
    expect((await get('openrouter', '/key')).body).toMatchObject({
      data: { limit: 100, limit_remaining: 100, usage: 0, is_management_key: false },
    });
  });

  test('of OpenRouter credits refuses a key that is not for management', async () => {
    simulator.accounts.open('openrouter', KEY);
    expect((await get('openrouter', '/credits')).status).toBe(403);
  });

  test('of OpenRouter credits tells lifetime totals to a management key', async () => {
    const account = simulator.accounts.open('openrouter', 'sk-fake-management', {
      toppedUp: 100.5,
      management: true,
    });
    account.charge(25.75);
    expect(await get('openrouter', '/credits', 'sk-fake-management')).toEqual({
      status: 200,
      body: { data: { total_credits: 100.5, total_usage: 25.75 } },
    });
  });

  test('fails only when it is named', async () => {
    simulator.failNext('deepseek', 'server_error');
    expect((await get('deepseek', '/user/balance')).status).toBe(200);
    simulator.failNext('deepseek', 'server_error', { path: '/user/balance' });
    expect((await get('deepseek', '/user/balance')).status).toBe(500);
  });
});
