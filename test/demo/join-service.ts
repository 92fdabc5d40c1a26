/** A service with an account at two providers and both lines, whose keys and hosts are in its environment. */
import '@fuelgauge/instrumentation/register';
import '@fuelgauge/balance/register';
import '@fuelgauge/simulator/resolve-hosts-locally';
import OpenAI from 'openai';

const CALLS = [
  { key: process.env.DEEPSEEK_API_KEY, url: process.env.DEEPSEEK_CALLS_URL, model: 'deepseek-v4-pro' },
  { key: process.env.OPENROUTER_API_KEY, url: process.env.OPENROUTER_CALLS_URL, model: 'openai/gpt-5.2' },
];

for (const { key, url, model } of CALLS) {
  const client = new OpenAI({ apiKey: key!, baseURL: url! });
  await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'hi' }] });
}
// A service lives on; its test ends this one.
setInterval(() => {}, 1_000);
