import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../src/index.ts';
import { account, adapter, FAKE_KEY, ok, readAll } from './adapters.support.ts';

interface Row {
  readonly provider: string;
  readonly url: string;
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly options?: Account['options'];
  /** A base URL as a client has it, and where it leads. */
  readonly base: readonly [string, string];
}

const BEARER = { authorization: `Bearer ${FAKE_KEY}` };

const ROWS: readonly Row[] = [
  {
    provider: 'deepseek',
    url: 'https://api.deepseek.com/user/balance',
    base: ['https://api.deepseek.com/v1', 'https://api.deepseek.com/user/balance'],
  },
  {
    provider: 'openrouter',
    url: 'https://openrouter.ai/api/v1/key',
    base: ['http://127.0.0.1:4010/api/v1', 'http://127.0.0.1:4010/api/v1/key'],
  },
  {
    provider: 'moonshot_ai',
    url: 'https://api.moonshot.ai/v1/users/me/balance',
    base: ['https://api.moonshot.cn/v1', 'https://api.moonshot.cn/v1/users/me/balance'],
  },
  {
    provider: 'siliconflow',
    url: 'https://api.siliconflow.cn/v1/user/info',
    base: ['https://api.siliconflow.com/v1', 'https://api.siliconflow.com/v1/user/info'],
  },
  {
    provider: 'stepfun',
    url: 'https://api.stepfun.com/v1/accounts',
    base: ['https://api.stepfun.ai/v1', 'https://api.stepfun.ai/v1/accounts'],
  },
  {
    provider: 'novita',
    url: 'https://api.novita.ai/openapi/v1/billing/balance/detail',
    base: ['https://api.novita.ai/openai', 'https://api.novita.ai/openapi/v1/billing/balance/detail'],
  },
  {
    provider: 'x_ai',
    url: 'https://management-api.x.ai/auth/management-keys/validation',
    base: ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/auth/management-keys/validation'],
  },
  {
    provider: 'x_ai',
    options: { team: 'team fake/1' },
    url: 'https://management-api.x.ai/v1/billing/teams/team%20fake%2F1/prepaid/balance',
    base: ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/v1/billing/teams/team%20fake%2F1/prepaid/balance'],
  },
  {
    provider: 'vercel',
    url: 'https://ai-gateway.vercel.sh/v1/credits',
    base: ['https://ai-gateway.vercel.sh/v1/ai', 'https://ai-gateway.vercel.sh/v1/credits'],
  },
  {
    provider: 'deepinfra',
    url: 'https://api.deepinfra.com/payment/checklist?compute_owed=true',
    base: [
      'https://api.deepinfra.com/v1/openai',
      'https://api.deepinfra.com/payment/checklist?compute_owed=true',
    ],
  },
  {
    provider: 'poe',
    url: 'https://api.poe.com/usage/current_balance',
    base: ['https://api.poe.com/v1', 'https://api.poe.com/usage/current_balance'],
  },
  {
    provider: 'venice',
    url: 'https://api.venice.ai/api/v1/api_keys/rate_limits',
    base: ['https://api.venice.ai/api/v1', 'https://api.venice.ai/api/v1/api_keys/rate_limits'],
  },
  {
    provider: 'nanogpt',
    method: 'POST',
    headers: { 'x-api-key': FAKE_KEY },
    url: 'https://nano-gpt.com/api/check-balance',
    base: ['https://nano-gpt.com/api/v1', 'https://nano-gpt.com/api/check-balance'],
  },
  {
    provider: 'minimax',
    url: 'https://api.minimax.io/account/query_balance',
    base: ['https://api.minimaxi.com/v1', 'https://api.minimaxi.com/account/query_balance'],
  },
  {
    provider: 'zenmux',
    url: 'https://zenmux.ai/api/v1/management/payg/balance',
    base: ['https://zenmux.ai/api/v1', 'https://zenmux.ai/api/v1/management/payg/balance'],
  },
  {
    provider: 'elevenlabs',
    headers: { 'xi-api-key': FAKE_KEY },
    url: 'https://api.elevenlabs.io/v1/user/subscription',
    base: [
      'https://api.eu.residency.elevenlabs.io',
      'https://api.eu.residency.elevenlabs.io/v1/user/subscription',
    ],
  },
  {
    provider: 'stability',
    options: { organization: 'org-fake' },
    headers: { ...BEARER, organization: 'org-fake' },
    url: 'https://api.stability.ai/v1/user/balance',
    base: ['https://api.stability.ai', 'https://api.stability.ai/v1/user/balance'],
  },
  {
    provider: 'featherless',
    url: 'https://api.featherless.ai/credits/balance',
    base: ['https://api.featherless.ai/v1', 'https://api.featherless.ai/credits/balance'],
  },
  {
    provider: 'hyperbolic',
    url: 'https://api.hyperbolic.xyz/billing/get_current_balance',
    base: ['https://api.hyperbolic.xyz/v1', 'https://api.hyperbolic.xyz/billing/get_current_balance'],
  },
  {
    provider: 'chutes',
    url: 'https://api.chutes.ai/users/me',
    base: ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/users/me'],
  },
  {
    provider: 'kilo',
    options: { organization: 'org-fake' },
    headers: { ...BEARER, 'x-kilocode-organizationid': 'org-fake' },
    url: 'https://api.kilo.ai/api/profile/balance',
    base: ['https://api.kilo.ai/api/gateway', 'https://api.kilo.ai/api/profile/balance'],
  },
  {
    provider: 'fal',
    headers: { authorization: `Key ${FAKE_KEY}` },
    url: 'https://api.fal.ai/v1/account/billing?expand=credits',
    base: ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/v1/account/billing?expand=credits'],
  },
  {
    provider: 'deepgram',
    headers: { authorization: `Token ${FAKE_KEY}` },
    url: 'https://api.deepgram.com/v1/projects',
    base: ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/v1/projects'],
  },
  {
    provider: 'aihubmix',
    url: 'https://aihubmix.com/dashboard/billing/remain',
    base: ['https://aihubmix.com/v1', 'https://aihubmix.com/dashboard/billing/remain'],
  },
  {
    provider: 'zhipu',
    url: 'https://open.bigmodel.cn/api/biz/account/query-customer-account-report',
    base: ['https://api.z.ai/api/paas/v4', 'https://api.z.ai/api/biz/account/query-customer-account-report'],
  },
  {
    provider: 'cloudflare',
    options: { account: 'account-fake' },
    url: 'https://api.cloudflare.com/client/v4/accounts/account-fake/ai-gateway/billing/credit-balance',
    base: [
      'http://127.0.0.1:4010',
      'http://127.0.0.1:4010/client/v4/accounts/account-fake/ai-gateway/billing/credit-balance',
    ],
  },
  {
    provider: 'openai',
    url: 'https://api.openai.com/v1/organization/costs?start_time=1793491200&bucket_width=1d&limit=31',
    base: [
      'http://127.0.0.1:4010/v1',
      'http://127.0.0.1:4010/v1/organization/costs?start_time=1793491200&bucket_width=1d&limit=31',
    ],
  },
  {
    provider: 'anthropic',
    headers: { 'x-api-key': FAKE_KEY, 'anthropic-version': '2023-06-01' },
    url: 'https://api.anthropic.com/v1/organizations/cost_report?starting_at=2026-11-01T00%3A00%3A00Z&bucket_width=1d&limit=31',
    base: [
      'http://127.0.0.1:4010',
      'http://127.0.0.1:4010/v1/organizations/cost_report?starting_at=2026-11-01T00%3A00%3A00Z&bucket_width=1d&limit=31',
    ],
  },
];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(ROWS)('the request to $provider', ({ provider, url, method, headers, options, base }) => {
  const who = account(provider, options && { options });

  it('goes to the documented address, with the key where it belongs', () => {
    expect(adapter(provider).request(who)).toEqual({
      ...(method && { method }),
      url,
      headers: { accept: 'application/json', ...(headers ?? BEARER) },
    });
  });

  it('follows the base URL that a client has', () => {
    expect(adapter(provider).request({ ...who, baseUrl: base[0] }).url).toBe(base[1]);
  });
});

describe('software that runs anywhere', () => {
  it.each([
    ['litellm', 'https://llm.example.test', 'https://llm.example.test/key/info'],
    ['litellm', 'https://example.test/proxy/v1/', 'https://example.test/proxy/key/info'],
    [
      'new_api',
      'https://relay.example.test/v1',
      'https://relay.example.test/v1/dashboard/billing/subscription',
    ],
    ['new_api', 'https://example.test/a', 'https://example.test/a/v1/dashboard/billing/subscription'],
  ])('%s is asked at %s without the /v1 of clients, below its prefix', (provider, baseUrl, url) => {
    expect(adapter(provider).request(account(provider, { baseUrl })).url).toBe(url);
  });

  it.each(['litellm', 'new_api'])('%s says that it needs a base URL', (provider) => {
    expect(() => adapter(provider).request(account(provider))).toThrow(
      new TypeError('baseUrl: expected the URL of your installation'),
    );
  });

  it.each([
    ['litellm', 'https://llm.acme-proxy.io', 'acme-proxy'],
    ['litellm', 'http://litellm:4000', 'self_hosted'],
    ['new_api', 'https://api.laozhang.ai/v1', 'laozhang'],
  ])('%s at %s is called as its calls are: %s', (provider, baseUrl, name) => {
    expect(adapter(provider).providerName?.(account(provider, { baseUrl }))).toBe(name);
  });

  it('is called what the user says', () => {
    const who = account('litellm', { baseUrl: 'http://litellm:4000', options: { name: 'litellm' } });
    expect(adapter('litellm').providerName?.(who)).toBe('litellm');
  });
});

describe('a chain of requests', () => {
  it('goes from the key to the account at OpenRouter, at the same host', () => {
    const { urls } = readAll(
      'openrouter',
      [ok({ data: { is_management_key: true } }), ok({ data: { total_credits: 1, total_usage: 0 } })],
      { baseUrl: 'http://127.0.0.1:4010' },
    );
    expect(urls).toEqual(['http://127.0.0.1:4010/api/v1/key', 'http://127.0.0.1:4010/api/v1/credits']);
  });

  it('asks OpenAI for each page from the same start, then for the limit', () => {
    const page = (next: string | null): object => ({
      data: [{ start_time: 1_793_491_200, results: [] }],
      has_more: next !== null,
      next_page: next,
    });
    const { urls } = readAll('openai', [ok(page('page/fake')), ok(page(null)), { status: 404, body: {} }]);
    expect(urls.slice(1)).toEqual([
      'https://api.openai.com/v1/organization/costs?start_time=1793491200&bucket_width=1d&limit=31&page=page%2Ffake',
      'https://api.openai.com/v1/organization/spend_limit',
    ]);
  });

  it('asks Anthropic for each page from the same start', () => {
    const page = (next: string | null): object => ({
      data: [{ starting_at: '2026-11-01T00:00:00Z', results: [] }],
      has_more: next !== null,
      next_page: next,
    });
    const { urls } = readAll('anthropic', [ok(page('fake')), ok(page(null))]);
    expect(urls[1]).toBe(`${urls[0]}&page=fake`);
  });
});

describe('an account that lacks something', () => {
  it.each([
    ['moonshot_ai', { baseUrl: 'https://proxy.example.test' }, /^options\.currency: .*USD or CNY/],
    ['moonshot_ai', { options: { currency: 'not a code' } }, /^options\.currency: /],
    ['deepseek', { baseUrl: 'not a url' }, /^baseUrl: /],
    ['deepseek', { baseUrl: 'ftp://api.deepseek.com' }, /^baseUrl: /],
    ['deepseek', { options: { team: 'x' } }, /^options: expected none/],
    ['x_ai', { options: { temas: 'x' } }, /^options: expected only team/],
    ['x_ai', { options: { team: 5 } }, /^options\.team: /],
    ['cloudflare', {}, /^options\.account: /],
  ] satisfies [string, Partial<Account>, RegExp][])('%s %j is told what', (provider, more, message) => {
    expect(() => adapter(provider).request(account(provider, more))).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(message) }),
    );
  });

  it('a host that only looks like a region is none', () => {
    const who = account('moonshot_ai', { baseUrl: 'https://notmoonshot.cn' });
    expect(() => adapter('moonshot_ai').request(who)).toThrow(/^options\.currency/);
  });
});

it('a key from a file is sent without its line break', () => {
  const who = { ...account('deepseek'), key: `${FAKE_KEY}\n` };
  expect(adapter('deepseek').request(who).headers.authorization).toBe(`Bearer ${FAKE_KEY}`);
});
