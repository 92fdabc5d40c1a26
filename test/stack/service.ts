import '@fuelgauge/instrumentation/register';
// The line above is all that was added. The next one stands for the network: real host names, local machine.
import '@fuelgauge/simulator/resolve-hosts-locally';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

/** A service that lives on: it asks three LLM services, whatever they answer. It logs what services log: little. */

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const client = (name: string): OpenAI =>
  new OpenAI({ apiKey: variable(`${name}_API_KEY`), baseURL: variable(`${name}_BASE_URL`) });

const deepseek = client('DEEPSEEK');
const openrouter = client('OPENROUTER');
const openai = client('OPENAI');

const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: 'Which clause is the riskiest?' },
];

async function ask(llm: OpenAI, model: string): Promise<void> {
  await llm.chat.completions.create({ model, messages }).catch((error: unknown) => {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  });
}

/** Calls at a steady pace, however long an answer takes. */
async function keepAsking(everyMs: number, llm: OpenAI, model: string): Promise<never> {
  for (;;) {
    void ask(llm, model);
    await sleep(everyMs);
  }
}

console.log('asking');
await Promise.all([
  keepAsking(200, deepseek, 'deepseek-v4-pro'),
  // OpenRouter passes this on to DeepSeek, and pays there from an account of its own.
  keepAsking(400, openrouter, 'deepseek/deepseek-v4-flash'),
  keepAsking(500, openai, 'gpt-5.2'),
  // A model that no price table has.
  keepAsking(2_000, openai, 'in-house-model'),
]);
