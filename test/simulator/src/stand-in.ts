/**
 * `node stand-in.ts <arguments of node>`: runs a script that talks to OpenAI, Anthropic or Gemini, for the
 * examples. Where a service's API key is set, it talks to the service; else to a simulated one whose account
 * holds money for two short questions. Spans go where OTEL_EXPORTER_OTLP_ENDPOINT says; without it, to the
 * terminal when the script has ended.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startOtlpReceiver } from './otlp-receiver.ts';
import { printedSpans } from './print-spans.ts';
import type { ProviderId } from './providers.ts';
import { startSimulator } from './simulator.ts';

const KEY = 'sk-fake-stand-in';

/** Variables of a service, and what two short questions cost there. */
const SERVICES: readonly { provider: ProviderId; key: string; url: string; moneyForTwo: number }[] = [
  { provider: 'openai', key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', moneyForTwo: 0.000015 },
  { provider: 'anthropic', key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', moneyForTwo: 0.0001 },
  { provider: 'gemini', key: 'GEMINI_API_KEY', url: 'GEMINI_BASE_URL', moneyForTwo: 0.00005 },
];

const env: Record<string, string | undefined> = {
  OTEL_SERVICE_NAME: process.env.npm_package_name,
  ...process.env,
};
const receiver = env.OTEL_EXPORTER_OTLP_ENDPOINT ? undefined : await startOtlpReceiver();
Object.assign(env, receiver?.env);

const simulator = await startSimulator();
const simulated = SERVICES.filter(({ key }) => !env[key]);
for (const { provider, key, url, moneyForTwo } of simulated) {
  simulator.accounts.open(provider, KEY, { toppedUp: moneyForTwo });
  env[key] = KEY;
  env[url] = simulator.hostUrl(provider);
}
if (simulated.length > 0) {
  const names = simulated.map(({ key }) => key).join(', ');
  console.log(`Not set: ${names}. There, simulated services answer, with money for two questions each.\n`);
}

// The simulated services answer under their real names.
const names = ['--import', new URL('./resolve-hosts-locally.ts', import.meta.url).href];
const script = spawn(process.execPath, [...process.execArgv, ...names, ...process.argv.slice(2)], {
  env,
  stdio: 'inherit',
});
const [code] = (await once(script, 'exit')) as [number | null];
process.exitCode = code ?? 1;
if (receiver !== undefined) console.log(`\n${printedSpans(receiver.spans)}`);
await receiver?.close();
await simulator.close();
