/**
 * `node stand-in.ts <arguments of node>`: runs a script that talks to OpenAI, for the examples. With
 * OPENAI_API_KEY set it talks to OpenAI; else to a simulated one whose account holds money for two short
 * questions. Spans go where OTEL_EXPORTER_OTLP_ENDPOINT says; without it, to the terminal.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startSimulator } from './simulator.ts';

const KEY = 'sk-fake-stand-in';
const MONEY_FOR_TWO = 0.000015;

const env: Record<string, string | undefined> = {
  OTEL_SERVICE_NAME: process.env.npm_package_name,
  ...process.env,
};
if (!env.OTEL_EXPORTER_OTLP_ENDPOINT) {
  Object.assign(env, {
    OTEL_TRACES_EXPORTER: 'console',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
  });
}

const simulator = env.OPENAI_API_KEY ? undefined : await startSimulator();
if (simulator) {
  console.log('OPENAI_API_KEY is not set: a simulated OpenAI answers, with money for two questions.\n');
  simulator.accounts.open('openai', KEY, { toppedUp: MONEY_FOR_TWO });
  Object.assign(env, {
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: simulator.url('openai'),
    // What fuelgauge shall call a host that it does not know.
    FUELGAUGE_PROVIDERS: '127.0.0.1=openai',
  });
}

const script = spawn(process.execPath, process.argv.slice(2), { env, stdio: 'inherit' });
const [code] = (await once(script, 'exit')) as [number | null];
process.exitCode = code ?? 1;
await simulator?.close();
