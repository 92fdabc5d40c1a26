import { type FrontDoor, openFrontDoor } from '@fuelgauge/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npx } from './npm.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';

/** Prints id and value of each balance, once there is one. */
const PRINT_BALANCES = `
  const exporter = new sdk.InMemoryMetricExporter(sdk.AggregationTemporality.CUMULATIVE);
  const reader = new sdk.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3600000 });
  const provider = new sdk.MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  const balances = async () => {
    exporter.reset();
    await reader.forceFlush();
    const all = exporter.getMetrics().flatMap((one) => one.scopeMetrics).flatMap((one) => one.metrics);
    const points = all.find((one) => one.descriptor.name === 'llm.account.balance')?.dataPoints ?? [];
    return points.map((one) => one.attributes['llm.account.id'] + ' ' + one.value);
  };
`;

const UNTIL_THERE = `
  (async () => {
    let found = [];
    while (found.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      found = await balances();
    }
    console.log(found.join());
    await provider.shutdown();
  })();
`;

const PROGRAMS: readonly { readonly file: string; readonly source: string }[] = [
  {
    file: 'register.mjs',
    source: `import '@fuelgauge/balance/register';
      import { metrics } from '@opentelemetry/api';
      import * as sdk from '@opentelemetry/sdk-metrics';
      ${PRINT_BALANCES} ${UNTIL_THERE}`,
  },
  {
    file: 'register.cjs',
    source: `require('@fuelgauge/balance/register');
      const { metrics } = require('@opentelemetry/api');
      const sdk = require('@opentelemetry/sdk-metrics');
      ${PRINT_BALANCES} ${UNTIL_THERE}`,
  },
];

/** The same account by both module formats of the package, and a provider that answers no more in the end. */
const BOTH_FORMATS = `
  import { createRequire } from 'node:module';
  import { createServer } from 'node:http';
  import { startBalanceMonitor } from '@fuelgauge/balance';
  import { metrics } from '@opentelemetry/api';
  import * as sdk from '@opentelemetry/sdk-metrics';
  ${PRINT_BALANCES}
  let answer = '{"balance_infos":[{"currency":"USD","total_balance":"7"}]}';
  const server = createServer((_, response) => response.end(answer)).listen(0, '127.0.0.1', async () => {
    const baseUrl = 'http://127.0.0.1:' + server.address().port;
    const accounts = [{ provider: 'deepseek', key: 'sk-fake-both', id: 'both', baseUrl }];
    const required = createRequire(import.meta.url)('@fuelgauge/balance');
    const monitors = [startBalanceMonitor({ accounts }), required.startBalanceMonitor({ accounts })];
    const refresh = () => Promise.all(monitors.map((monitor) => monitor.refresh()));
    await refresh();
    const before = await balances();
    answer = '{}';
    await refresh();
    console.log(JSON.stringify([before, await balances()]));
    for (const monitor of monitors) monitor.stop();
    server.close();
  });
`;

const SETS = [
  ['API 1.9.0 and the first SDK 2', { '@opentelemetry/api': '1.9.0', '@opentelemetry/sdk-metrics': '2.0.0' }],
  ['API 1.9 and the last SDK 2', { '@opentelemetry/api': '^1.9.0', '@opentelemetry/sdk-metrics': '^2.0.0' }],
  [
    'API 1.10 and the newest SDK',
    { '@opentelemetry/api': '^1.10.0', '@opentelemetry/sdk-metrics': '>=3.0.0' },
  ],
] as const;

const world = useWorld();
let door: FrontDoor;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  door = await openFrontDoor(world.simulator, 'api.deepseek.com');
  env = {
    DEEPSEEK_API_KEY: 'sk-fake-published',
    DEEPSEEK_BASE_URL: door.url,
    FUELGAUGE_ACCOUNTS: 'mine=DEEPSEEK_API_KEY',
  };
});
afterAll(() => door.close());

describe.each(SETS)('@fuelgauge/balance with %s', (name, opentelemetry) => {
  let project: Project;
  beforeAll(async () => {
    const dependencies = { '@fuelgauge/balance': '*', ...opentelemetry };
    project = await createProject(`balance-${name.replaceAll(/\W+/g, '-')}`, dependencies);
  });

  test('installs without a word about peers, and with all of them met', async () => {
    expect(project.npmOutput).not.toMatch(/ERESOLVE|peer/i);
    await expect(project.tree()).resolves.toBeUndefined();
  });

  test.each(PROGRAMS)('$file reports the balance and lets the process end', async ({ file, source }) => {
    const { stdout, stderr } = await project.start(file, source, { env });
    expect({ stdout, stderr }).toEqual({ stdout: 'mine 100,mine 0,mine 100\n', stderr: '' });
  });

  test('both module formats together report a balance once, and none that cannot be read', async () => {
    const { stdout, stderr } = await project.start('both.mjs', BOTH_FORMATS);
    expect({ stdout, stderr }).toEqual({ stdout: '[["both 7"],[]]\n', stderr: '' });
  });
});

describe('npm install @fuelgauge/balance @opentelemetry/api', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject('balance-bare', {
      '@fuelgauge/balance': '*',
      '@opentelemetry/api': 'latest',
    });
  });

  test('brings nothing but ours and the API', async () => {
    expect(await project.installed()).toEqual([
      '@fuelgauge/balance',
      '@fuelgauge/gauges',
      '@fuelgauge/semconv',
      '@opentelemetry/api',
    ]);
  });

  test('npx @fuelgauge/balance check prints the balance', async () => {
    const { stdout } = await npx(project.folder, ['@fuelgauge/balance', 'check'], env);
    expect(stdout).toMatch(/^PROVIDER .*\n(?:deepseek +mine +\w+ +[\d.]+ +USD\n){3}$/);
  });

  test('npx @fuelgauge/balance check fails where the balance cannot be read', async () => {
    door.outage = 'refused';
    await expect(npx(project.folder, ['@fuelgauge/balance', 'check'], env)).rejects.toThrow(
      'connection failed',
    );
    door.outage = undefined;
  });
});
