import '@fuelgauge/instrumentation/register';
// The line above is all that was added for calls. The next one stands for the network: real host names, local machine.
import '@fuelgauge/simulator/resolve-hosts-locally';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBalanceMonitor } from '@fuelgauge/balance';
import OpenAI from 'openai';

/** A small service that summarises contracts, with several LLM accounts. It logs what services log: little. */

const PAUSE_MS = 150;

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const client = (provider: string, account: string): OpenAI =>
  new OpenAI({ apiKey: variable(`${account}_KEY`), baseURL: variable(`${provider}_BASE_URL`) });

const openai = client('OPENAI', 'OPENAI_MAIN');
const deepseek = client('DEEPSEEK', 'DEEPSEEK_MAIN');
const moonshot = client('MOONSHOT', 'MOONSHOT_MAIN');
const openrouter = client('OPENROUTER', 'OPENROUTER_MAIN');
const openrouterByok = client('OPENROUTER', 'OPENROUTER_BYOK');
const openrouterIntern = client('OPENROUTER', 'OPENROUTER_INTERN');

/**
 * Balances, for gauges beside the calls. Where a provider has one account, `import '@fuelgauge/balance/register'`
 * finds it in the environment; here OpenRouter has three.
 */
const balances = startBalanceMonitor({
  accounts: [
    openRouterAccount('openrouter-main', 'OPENROUTER_MAIN'),
    openRouterAccount('openrouter-byok', 'OPENROUTER_BYOK'),
    account('openrouter', 'openrouter-intern', 'OPENROUTER_INTERN_KEY'),
    account('deepseek', 'deepseek-main', 'DEEPSEEK_MAIN_KEY'),
    { ...account('moonshot_ai', 'moonshot-main', 'MOONSHOT_MAIN_KEY'), options: { currency: 'USD' } },
    { ...account('siliconflow', 'siliconflow-main', 'SILICONFLOW_MAIN_KEY'), options: { currency: 'USD' } },
  ],
});

function account(provider: string, id: string, key: string) {
  return { provider, id, key: variable(key), baseUrl: variable(`${provider.toUpperCase()}_BALANCE_URL`) };
}

/** Only a management key may read the money behind an API key. */
function openRouterAccount(id: string, keys: string) {
  return { ...account('openrouter', id, `${keys}_MANAGEMENT_KEY`), inferenceKey: variable(`${keys}_KEY`) };
}

const contract = (pages: number): OpenAI.ChatCompletionMessageParam[] => [
  { role: 'system', content: 'Summarise the contract.' },
  { role: 'user', content: 'Whereas the party of the first part agrees to the rent. '.repeat(pages * 50) },
];

const summarise = (llm: OpenAI, model: string, pages: number): Promise<unknown> =>
  llm.chat.completions.create({ model, messages: contract(pages) });

async function summariseLive(llm: OpenAI, model: string, pages: number): Promise<void> {
  const stream = await llm.chat.completions.create({
    model,
    messages: contract(pages),
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const _chunk of stream) {
    // A real service would send each chunk on to its user.
  }
}

/** One call needs no SDK. */
async function translate(model: string): Promise<void> {
  const response = await fetch(`${variable('SILICONFLOW_BASE_URL')}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${variable('SILICONFLOW_MAIN_KEY')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ model, messages: contract(8) }),
  });
  await response.json();
}

const work: (() => Promise<unknown>)[] = [
  () => summarise(openai, 'gpt-5.2', 4),
  () => openai.responses.create({ model: 'gpt-5.2', input: 'Which clause is the riskiest?' }),
  // Rate-limited once; the SDK tries again without a word.
  () => summarise(openai, 'gpt-4o-mini', 12),
  () => summariseLive(moonshot, 'kimi-k2.6', 10),
  () => translate('Qwen/Qwen3-32B'),
  // Through OpenRouter, until its own account at DeepSeek is empty.
  () => summariseLive(openrouter, 'deepseek/deepseek-v4-flash', 80),
  () => summarise(openrouter, 'deepseek/deepseek-v4-flash', 120),
  () => summarise(openrouter, 'deepseek/deepseek-v4-flash', 120),
  // The same, with an own DeepSeek key stored at OpenRouter.
  () => summarise(openrouterByok, 'deepseek/deepseek-v4-flash', 120),
  () => summarise(openrouterByok, 'deepseek/deepseek-v4-flash', 120),
  // Directly to DeepSeek, call by call, until the account is empty.
  () => summarise(deepseek, 'deepseek-v4-pro', 120),
  () => summariseLive(deepseek, 'deepseek-v4-pro', 120),
  () => summarise(deepseek, 'deepseek-v4-pro', 120),
  () => summarise(deepseek, 'deepseek-v4-pro', 120),
  () => summarise(openrouterIntern, 'openai/gpt-5.2-mini', 80),
  () => summarise(openrouterIntern, 'openai/gpt-5.2-mini', 80),
  () => summarise(openrouter, 'qwen/qwen3-coder', 6),
  () => summariseLive(openrouter, 'openai/gpt-5.2', 6),
  () => summarise(openrouter, 'openai/gpt-5.2', 6),
];

for (const task of work) {
  await task().catch((error: unknown) => {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  });
  // A service leaves this to the monitor, which asks once a minute; the demo has only seconds.
  await balances.refresh();
  await sleep(PAUSE_MS);
}
