/** The accounts and the bad luck that the demo's service meets. Nothing of this is known to the service. */
import { GATEWAY_KEY, type ProviderId, type Simulator } from '@fuelgauge/simulator';

/** Account name, as the service's operator would call it → its key and where it is. All keys are fake. */
export const ACCOUNTS = {
  'openrouter-main': { provider: 'openrouter', key: 'sk-or-fake-main' },
  'openrouter-byok': { provider: 'openrouter', key: 'sk-or-fake-byok' },
  'openrouter-intern': { provider: 'openrouter', key: 'sk-or-fake-intern' },
  'deepseek-main': { provider: 'deepseek', key: 'sk-fake-deepseek' },
  'openai-main': { provider: 'openai', key: 'sk-fake-openai' },
  'moonshot-main': { provider: 'moonshot', key: 'sk-fake-moonshot' },
  'siliconflow-main': { provider: 'siliconflow', key: 'sk-fake-siliconflow' },
} as const satisfies Record<string, { provider: ProviderId; key: string }>;

export type AccountName = keyof typeof ACCOUNTS;

/** Management keys, by which OpenRouter tells the money behind an API key; variable → account and key. */
export const MANAGEMENT_KEYS = {
  OPENROUTER_MAIN_MANAGEMENT_KEY: { account: 'openrouter-main', key: 'sk-or-fake-main-management' },
  OPENROUTER_BYOK_MANAGEMENT_KEY: { account: 'openrouter-byok', key: 'sk-or-fake-byok-management' },
} as const satisfies Record<string, { account: AccountName; key: string }>;

/** The caller's own DeepSeek key, stored at OpenRouter. */
export const BYOK_UPSTREAM_KEY = 'sk-fake-deepseek-behind-openrouter';

/** Environment variable in which the service finds the key of an account: `OPENROUTER_MAIN_KEY`. */
export const keyVariable = (account: AccountName): string =>
  `${account.toUpperCase().replaceAll('-', '_')}_KEY`;

const ANSWER =
  `The tenant may end the contract with three months' notice. The rent rises with the index, at most
once a year. Repairs below 150 a case are the tenant's, all others the owner's; the owner must begin within
two weeks. Two clauses deserve a second look: the deposit is returned only on written request, and the notice
must arrive on paper. `.repeat(3);

export function setTheScene(simulator: Simulator): void {
  const { accounts } = simulator;
  simulator.answer.text = ANSWER;
  simulator.delivery.chunks = 20;
  simulator.delivery.latencyMs = 60;
  simulator.delivery.chunkDelayMs = 8;

  const { key: main } = ACCOUNTS['openrouter-main'];
  accounts.open('openrouter', main, { toppedUp: 71.73 });
  // OpenRouter's own money at DeepSeek: enough for a few calls of all its customers together.
  accounts.open('deepseek', GATEWAY_KEY, { toppedUp: 0.02 });
  accounts.open('openrouter', ACCOUNTS['openrouter-byok'].key, {
    toppedUp: 12.5,
    byok: { deepseek: BYOK_UPSTREAM_KEY },
  });
  accounts.open('deepseek', BYOK_UPSTREAM_KEY, { toppedUp: 0.01 });
  accounts.open('openrouter', ACCOUNTS['openrouter-intern'].key, { toppedUp: 40, keyLimit: 0.1 });
  accounts.open('deepseek', ACCOUNTS['deepseek-main'].key, { granted: 0.05, toppedUp: 0.1 });
  accounts.open('openai', ACCOUNTS['openai-main'].key, { toppedUp: 250 });
  accounts.open('moonshot', ACCOUNTS['moonshot-main'].key, { toppedUp: 8.4 });
  accounts.open('siliconflow', ACCOUNTS['siliconflow-main'].key, { granted: 1, toppedUp: 19 });

  simulator.failNext('openai', 'rate_limited', { model: 'gpt-4o-mini' });
  simulator.failNext('openrouter', 'upstream_rate_limited', { model: 'qwen/qwen3-coder', times: 3 });
  simulator.failNext('openrouter', 'midstream_error', { model: 'openai/gpt-5.2' });

  for (const { account, key } of Object.values(MANAGEMENT_KEYS)) {
    accounts.open('openrouter', key, { manages: accounts.of('openrouter', ACCOUNTS[account].key) });
  }
}
