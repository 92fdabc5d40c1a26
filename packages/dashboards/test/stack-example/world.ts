/** The processes of examples/stack, started on this machine at free ports instead of in containers. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningProcess, startProcess } from '../../../../test/stack/servers/running-process.ts';
import { temporaryFolder } from '../../../../test/stack/servers/temporary-folder.ts';
import { type ComposeService, composeOfStack, STACK } from './compose.ts';

const STRIP_TYPES = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];

const file = (path: string, from: URL = STACK): string => fileURLToPath(new URL(path, from));

/** For real host names at this machine, as the aliases of the Compose network have them. */
const HOSTS_HERE = file('../../test/simulator/src/resolve-hosts-locally.ts');

export interface World extends RunningProcess<Ports> {
  /** Presses a button of the remote control, or, without one, looks at it. */
  control(action?: string): Promise<{ readonly status: number; readonly balances: Record<string, number> }>;
}

interface Ports {
  readonly services: number;
  readonly deepseek: number;
  readonly openrouter: number;
  readonly control: number;
}

export async function startWorld(): Promise<World> {
  const variables = ['SERVICES_PORT', 'DEEPSEEK_PORT', 'OPENROUTER_PORT', 'CONTROL_PORT'];
  const running = await startProcess({
    name: 'The world',
    command: process.execPath,
    args: [...STRIP_TYPES, file('world/simulator.ts')],
    env: { PATH: process.env.PATH, ...Object.fromEntries(variables.map((name) => [name, '0'])) },
    ready: (log): Ports | undefined => {
      const ports = /on (\d+), .* on (\d+) and (\d+), control on (\d+)/.exec(log)?.slice(1).map(Number);
      if (ports === undefined) return undefined;
      const [services, deepseek, openrouter, control] = ports as [number, number, number, number];
      return { services, deepseek, openrouter, control };
    },
  });
  return {
    ...running,
    async control(action) {
      const response = await fetch(`http://127.0.0.1:${running.ready.control}/${action ?? ''}`, {
        method: action === undefined ? 'GET' : 'POST',
      });
      const { balances } = (await response.json()) as { balances: Record<string, number> };
      return { status: response.status, balances };
    },
  };
}

const environmentOf = async (name: string): Promise<Readonly<Record<string, string>>> =>
  ((await composeOfStack()).services[name] as ComposeService).environment ?? {};

/** The exporter with its own environment and balance.yaml, asking at the world's ports. Ready: its base URL. */
export async function startExporter(world: World): Promise<RunningProcess<string>> {
  const config = join(temporaryFolder(), 'balance.yaml');
  const text = (await readFile(new URL('balance.yaml', STACK), 'utf8'))
    .replace('127.0.0.1:8081', `127.0.0.1:${world.ready.deepseek}`)
    .replace('127.0.0.1:8082', `127.0.0.1:${world.ready.openrouter}`);
  await writeFile(config, text);
  return startProcess({
    name: 'The balance exporter',
    command: process.execPath,
    args: [file('../../packages/balance/dist/cli.mjs'), '--config', config, '--port', '0'],
    env: { PATH: process.env.PATH, ...(await environmentOf('balance')) },
    ready: (log) => /serving (\S+)\/metrics/.exec(log)?.[1],
  });
}

/** The service with its own environment, calling the world, telling `receiver`. */
export async function startService(
  world: World,
  receiver: Readonly<Record<string, string>>,
): Promise<RunningProcess<true>> {
  const own = Object.entries(await environmentOf('service')).map(([name, value]) => [
    name,
    value.replace(':8080', `:${world.ready.services}`),
  ]);
  return startProcess({
    name: 'The service',
    command: process.execPath,
    args: [...STRIP_TYPES, '--import', HOSTS_HERE, file('service.mjs')],
    env: { PATH: process.env.PATH, ...Object.fromEntries(own), ...receiver, PAUSE_SECONDS: '0.1' },
    ready: (log) => (log.includes('summarising contracts') ? true : undefined),
  });
}

/** The place of the pager. Ready: its URL. */
export const startAlerts = (): Promise<RunningProcess<string>> =>
  startProcess({
    name: 'The receiver of alerts',
    command: process.execPath,
    args: [file('alerts.mjs')],
    env: { PATH: process.env.PATH, PORT: '0' },
    ready: (log) => {
      const port = /waiting for alerts on (\d+)/.exec(log)?.[1];
      return port === undefined ? undefined : `http://127.0.0.1:${port}/`;
    },
  });
