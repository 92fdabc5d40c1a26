import '@fuelgauge/instrumentation/register';
// The line above is all that was added. The next one stands for the network: real host names, local machine.
import '@fuelgauge/simulator/resolve-hosts-locally';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

/**
 * A service that lives on: it asks LLM services, whatever they answer. It logs what services log: little.
 * CALLS (JSON) says whom and how often; `<NAME>_API_KEY` and `<NAME>_BASE_URL` where they are.
 */
export interface RepeatedCall {
  readonly client: string;
  readonly model: string;
  readonly everyMs: number;
}

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'user', content: 'Which clause is the riskiest?' },
];

/** Calls at a steady pace, however long an answer takes. */
async function keepAsking({ client, model, everyMs }: RepeatedCall): Promise<never> {
  const name = client.toUpperCase();
  const llm = new OpenAI({ apiKey: variable(`${name}_API_KEY`), baseURL: variable(`${name}_BASE_URL`) });
  for (;;) {
    llm.chat.completions.create({ model, messages }).catch((error: unknown) => {
      console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
    });
    await sleep(everyMs);
  }
}

console.log('asking');
await Promise.all((JSON.parse(variable('CALLS')) as RepeatedCall[]).map(keepAsking));
