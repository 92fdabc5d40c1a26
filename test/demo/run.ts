/**
 * `pnpm demo`: starts five simulated LLM services and a receiver for OTLP, runs `service.ts` against them in a
 * process of its own, and shows what arrives. Needs no network and no key.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  type FrontDoor,
  type OtlpReceiver,
  openFrontDoor,
  type Simulator,
  startOtlpReceiver,
  startSimulator,
} from '@fuelgauge/simulator';
import { balanceLines, gaugeWatcher } from './balances.ts';
import { liveHeader, liveLines } from './live.ts';
import { summaryLines } from './summary.ts';
import { styled, wrapped } from './terminal.ts';
import { ACCOUNTS, type AccountName, keyVariable, MANAGEMENT_KEYS, setTheScene } from './world.ts';

const DEADLINE_MS = 30_000;

const print = (lines: readonly string[]): void => {
  for (const line of lines) console.log(line);
};

const accountNames = Object.keys(ACCOUNTS) as AccountName[];

/** Where balances are read: provider → host that the simulator knows it by. */
const BALANCE_HOSTS = {
  openrouter: 'openrouter.ai',
  deepseek: 'api.deepseek.com',
  moonshot_ai: 'api.moonshot.ai',
  siliconflow: 'api.siliconflow.com',
} as const;

const doors = new Map<string, FrontDoor>();

/** What an operator would set: keys, base URLs, where telemetry goes, and names for the accounts. */
function environment(simulator: Simulator, receiver: OtlpReceiver): Record<string, string | undefined> {
  return {
    ...process.env,
    ...receiver.env,
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_SERVICE_NAME: 'contract-service',
    FUELGAUGE_ACCOUNTS: accountNames.map((name) => `${name}=${keyVariable(name)}`).join(','),
    OPENROUTER_BASE_URL: simulator.hostUrl('openrouter'),
    DEEPSEEK_BASE_URL: simulator.hostUrl('deepseek'),
    OPENAI_BASE_URL: simulator.hostUrl('openai'),
    MOONSHOT_BASE_URL: simulator.hostUrl('moonshot'),
    SILICONFLOW_BASE_URL: simulator.hostUrl('siliconflow'),
    ...Object.fromEntries(accountNames.map((name) => [keyVariable(name), ACCOUNTS[name].key])),
    ...Object.fromEntries(Object.entries(MANAGEMENT_KEYS).map(([variable, { key }]) => [variable, key])),
    ...Object.fromEntries(
      [...doors].map(([provider, { url }]) => [`${provider.toUpperCase()}_BALANCE_URL`, url]),
    ),
  };
}

interface Ended {
  readonly code: number | null;
  readonly log: string;
}

/** Runs the service to its end. Its log is kept: the demo shows it only when the service fails. */
async function runService(env: Record<string, string | undefined>): Promise<Ended> {
  const service = spawn(
    process.execPath,
    [
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('service.ts', import.meta.url)),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  for (const stream of [service.stdout, service.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const deadline = setTimeout(() => service.kill('SIGKILL'), DEADLINE_MS);
  const [code] = (await once(service, 'close')) as [number | null];
  clearTimeout(deadline);
  return { code, log };
}

const simulator = await startSimulator();
const receiver = await startOtlpReceiver();
for (const [provider, host] of Object.entries(BALANCE_HOSTS)) {
  doors.set(provider, await openFrontDoor(simulator, host));
}
setTheScene(simulator);

print([
  styled('bold', 'fuelgauge demo'),
  ...wrapped(
    'A small service calls five LLM services through seven accounts. One line was added to it: ' +
      "import '@fuelgauge/instrumentation/register', and a few for gauges of its balances. The five are simulated " +
      'here; prices are near the real ones.',
    0,
  ),
  '',
  liveHeader(),
]);
receiver.onSpan((span) => print(liveLines(span)));
const gaugesThatMoved = gaugeWatcher();
receiver.onMetrics((points) => print(gaugesThatMoved(points)));

const service = await runService(environment(simulator, receiver));
const { requests } = simulator;

if (service.code !== 0 || receiver.spans.length === 0) {
  process.exitCode = 1;
  print([
    '',
    styled(
      'red',
      `The service ended with ${service.code}; ${requests.length} requests and ${receiver.spans.length} spans arrived.`,
    ),
    service.log,
  ]);
} else {
  print([
    ...summaryLines(receiver),
    '',
    styled('bold', 'Balances  (llm.account.balance, llm.account.spend)'),
    ...balanceLines(receiver, simulator),
    '',
    `${styled('bold', 'Next')}: add the line to a service of yours; README.md says how, examples/quickstart shows it.`,
  ]);
}
await Promise.all([...[...doors.values()].map((door) => door.close()), simulator.close(), receiver.close()]);
