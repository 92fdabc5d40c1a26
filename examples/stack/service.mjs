import '@fuelgauge/instrumentation/register';
// Above: the one line that was added. Below: the service as it was.
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

/** Summarises contracts, one after the other, with three providers. Keys and addresses are in the environment. */

const client = (name) =>
  new OpenAI({
    apiKey: process.env[`${name}_API_KEY`],
    baseURL: process.env[`${name}_BASE_URL`],
    maxRetries: 1,
  });

const work = [
  [client('DEEPSEEK'), 'deepseek-v4-pro'],
  [client('OPENROUTER'), 'deepseek/deepseek-v4-flash'],
  [client('OPENAI'), 'gpt-4o-mini'],
];

const pause = Number(process.env.PAUSE_SECONDS ?? 5) * 1000;

async function summarise([llm, model]) {
  const messages = [{ role: 'user', content: 'Summarise the contract.' }];
  try {
    await llm.chat.completions.create({ model, messages });
  } catch (error) {
    console.error(`${model}: ${error.message}`);
  }
}

console.log('summarising contracts');
for (;;) {
  await Promise.all(work.map(summarise));
  await sleep(pause);
}
