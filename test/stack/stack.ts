// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the Collector and the exporter expand them
/** The whole chain on this machine, on a clock that runs faster. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectorConfig as generatedConfig } from '@fuelgauge/collector-processor';
import { type FrontDoor, openFrontDoor, type Simulator, startSimulator } from '@fuelgauge/simulator';
import { stringify } from 'yaml';
import { freePorts, type RunningCollector, startCollector } from '../collector/collector.ts';
import { accelerateRules } from './accelerate.ts';
import { type RunningAlertmanager, startAlertmanager } from './servers/alertmanager.ts';
import { type RunningPrometheus, startPrometheus } from './servers/prometheus.ts';
import { type RunningProcess, startProcess } from './servers/running-process.ts';
import { temporaryFolder } from './servers/temporary-folder.ts';
import { startWebhook, type Webhook } from './servers/webhook.ts';
import type { RepeatedCall } from './service.ts';

/** A minute of the rules is a second here. */
export const SPEED = 60;

/** How what is measured reaches Prometheus. */
export type MetricPath = 'scrape' | 'otlp';

/** Names of the accounts, and the keys that call and that read balances. All fake. */
export const ACCOUNTS = {
  deepseek: { id: 'deepseek-production', key: 'sk-fake-deepseek' },
  openrouter: {
    id: 'openrouter-production',
    key: 'sk-or-fake-calls',
    managementKey: 'sk-or-fake-management',
  },
  openai: { id: 'openai-production', key: 'sk-fake-openai' },
  moonshot: { id: 'moonshot-production', key: 'sk-fake-moonshot' },
  /** A key with a limit of its own, which nobody uses. */
  team: { id: 'openrouter-team', key: 'sk-or-fake-team' },
} as const;

/** What is on the account that runs empty, in USD. The service spends about 0.12 a second. */
const MONEY = 31;

export interface Stack {
  readonly path: MetricPath;
  readonly simulator: Simulator;
  readonly collector: RunningCollector;
  readonly prometheus: RunningPrometheus;
  readonly alertmanager: RunningAlertmanager;
  readonly webhook: Webhook;
  /** What service and exporter have logged. */
  logs(): string;
  stop(): Promise<void>;
}

const repository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Starts everything, the service last. */
export async function startStack(path: MetricPath): Promise<Stack> {
  const open: (() => Promise<void>)[] = [];
  const kept = <T>(thing: T, close: (thing: T) => Promise<void>): T => {
    open.push(() => close(thing));
    return thing;
  };
  const stop = async (): Promise<void> => {
    for (const close of open.reverse().splice(0)) await close();
  };
  try {
    const simulator = kept(await startSimulator(), (it) => it.close());
    setTheScene(simulator);
    const doors = {
      deepseek: kept(await openFrontDoor(simulator, 'api.deepseek.com'), (it) => it.close()),
      openrouter: kept(await openFrontDoor(simulator, 'openrouter.ai'), (it) => it.close()),
    };
    const webhook = kept(await startWebhook(), (it) => it.close());
    const alertmanager = kept(await startAlertmanager(alertmanagerConfig(webhook)), (it) => it.stop());
    const server = async (targets: Targets): Promise<RunningPrometheus> =>
      kept(
        await startPrometheus({
          config: prometheusConfig(alertmanager, targets),
          rules: await shippedRules(),
          lookback: `${(5 * 60) / SPEED}s`,
        }),
        (it) => it.stop(),
      );

    // Each needs the address of what it sends to or scrapes.
    const early = path === 'otlp' ? await server({}) : undefined;
    const collector = kept(await startCollector(collectorConfig(path, early)), (it) => it.stop());
    const exporter = kept(await startExporter(path, doors, collector), (it) => it.stop());
    const [port] = await freePorts(1);
    const prometheus =
      early ??
      (await server({
        collector: new URL(collector.prometheus).host,
        balances: new URL(exporter.ready).host,
        reports: `127.0.0.1:${port}`,
      }));
    const contracts = kept(
      await startService('contracts', CONTRACTS, simulator, pushesTo(collector, 'contracts')),
      (it) => it.stop(),
    );
    const reports = kept(
      await startService(
        'reports',
        REPORTS,
        simulator,
        path === 'otlp' ? pushesTo(collector, 'reports') : isScrapedAt(port!),
      ),
      (it) => it.stop(),
    );
    return {
      path,
      simulator,
      collector,
      prometheus,
      alertmanager,
      webhook,
      logs: () =>
        [exporter, contracts, reports]
          .map(({ name, log }) => `--- ${name}\n${log().slice(-3_000)}`)
          .join('\n'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function setTheScene({ accounts, answer }: Simulator): void {
  // 0.023 USD a call of DeepSeek's larger model at the simulator's prices.
  answer.promptTokens = 20_000;
  answer.completionTokens = 5_000;
  const { deepseek, openrouter, openai, team } = ACCOUNTS;
  accounts.open('deepseek', deepseek.key, { toppedUp: MONEY });
  accounts.open('openrouter', team.key, { keyLimit: 20 });
  const credits = accounts.open('openrouter', openrouter.key, { toppedUp: 500 });
  accounts.open('openrouter', openrouter.managementKey, { manages: credits });
  accounts.open('openai', openai.key, { toppedUp: 10_000 });
}

/** The checked-in rule files, accelerated. */
async function shippedRules(): Promise<Record<string, string>> {
  const files = ['rules.yaml', 'alerts.yaml'];
  const texts = await Promise.all(
    files.map((file) => readFile(repository(`packages/dashboards/prometheus/${file}`), 'utf8')),
  );
  return Object.fromEntries(files.map((file, at) => [file, accelerateRules(texts[at]!, SPEED)]));
}

/** Every alert by itself, at once: the test wants to see each arrive. */
const alertmanagerConfig = ({ url }: Webhook): object => ({
  route: {
    receiver: 'webhook',
    group_by: ['...'],
    group_wait: '0s',
    group_interval: '1s',
    repeat_interval: '12h',
  },
  receivers: [{ name: 'webhook', webhook_configs: [{ url, send_resolved: true }] }],
});

/** Job → host:port. */
type Targets = Readonly<Record<string, string>>;

const prometheusConfig = ({ target }: RunningAlertmanager, targets: Targets): object => ({
  global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
  alerting: { alertmanagers: [{ static_configs: [{ targets: [target] }] }] },
  // Over OTLP, samples of several senders come in any order.
  storage: { tsdb: { out_of_order_time_window: '10m' } },
  scrape_configs: Object.entries(targets).map(([job, host]) => ({
    job_name: job,
    static_configs: [{ targets: [host] }],
  })),
});

/** A user's configuration, and the generated one that is merged with it: SDK spans pass it and are not counted again. */
function collectorConfig(
  path: MetricPath,
  prometheus: RunningPrometheus | undefined,
): Parameters<typeof startCollector>[0] {
  const exporter = path === 'scrape' ? 'prometheus' : 'otlphttp/prometheus';
  const generated = generatedConfig({ exporters: [exporter] });
  const [connector] = Object.keys(generated.connectors ?? {});
  const [transform] = Object.keys(generated.processors);
  return {
    config: [
      {
        receivers: { otlp: { protocols: { http: { endpoint: '${env:OTLP_HTTP}' } } } },
        processors: { batch: { timeout: '100ms' } },
        exporters:
          path === 'scrape'
            ? { prometheus: { endpoint: '${env:PROMETHEUS}', metric_expiration: '24h' } }
            : { 'otlphttp/prometheus': { endpoint: '${env:PROMETHEUS_URL}/api/v1/otlp' } },
        service: {
          pipelines: {
            traces: { receivers: ['otlp'], processors: [transform, 'batch'], exporters: [connector] },
            metrics: { receivers: ['otlp'], processors: ['batch'], exporters: [exporter] },
          },
        },
      },
      generated,
    ],
    env: prometheus === undefined ? {} : { PROMETHEUS_URL: prometheus.url },
  };
}

async function startExporter(
  path: MetricPath,
  doors: { readonly deepseek: FrontDoor; readonly openrouter: FrontDoor },
  collector: RunningCollector,
): Promise<RunningProcess<string>> {
  const { deepseek, openrouter, team } = ACCOUNTS;
  const file = join(temporaryFolder(), 'balance.yaml');
  await writeFile(
    file,
    stringify({
      interval: '60s',
      accounts: [
        { provider: 'deepseek', id: deepseek.id, key: '${DEEPSEEK_API_KEY}', baseUrl: doors.deepseek.url },
        {
          provider: 'openrouter',
          id: openrouter.id,
          key: '${OPENROUTER_MANAGEMENT_KEY}',
          inferenceKey: '${OPENROUTER_API_KEY}',
          baseUrl: doors.openrouter.url,
        },
        { provider: 'openrouter', id: team.id, key: '${OPENROUTER_TEAM_KEY}', baseUrl: doors.openrouter.url },
      ],
    }),
  );
  return startProcess({
    name: 'The balance exporter',
    command: process.execPath,
    args: [
      ...STRIP_TYPES,
      '--import',
      new URL('faster-polling.ts', import.meta.url).href,
      repository('packages/balance/dist/cli.mjs'),
      ...['--config', file, '--port', '0'],
    ],
    env: {
      PATH: process.env.PATH,
      FUELGAUGE_TEST_SPEED: String(SPEED),
      DEEPSEEK_API_KEY: deepseek.key,
      OPENROUTER_API_KEY: openrouter.key,
      OPENROUTER_MANAGEMENT_KEY: openrouter.managementKey,
      OPENROUTER_TEAM_KEY: team.key,
      ...(path === 'otlp' ? pushesTo(collector, 'balances') : {}),
    },
    ready: (log) => /serving (\S+)\/metrics/.exec(log)?.[1],
  });
}

const STRIP_TYPES = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] as const;

const pushesTo = (collector: RunningCollector, service: string): Record<string, string> => ({
  OTEL_SERVICE_NAME: service,
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpHttp,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_METRIC_EXPORT_INTERVAL: '1000',
  OTEL_METRIC_EXPORT_TIMEOUT: '1000',
});

const isScrapedAt = (port: number): Record<string, string> => ({
  OTEL_SERVICE_NAME: 'reports',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'prometheus',
  OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
  OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
});

/** The service that the story is about. */
const CONTRACTS: readonly RepeatedCall[] = [
  { client: 'deepseek', model: 'deepseek-v4-pro', everyMs: 200 },
  // OpenRouter passes this on to DeepSeek, and pays there from an account of its own.
  { client: 'openrouter', model: 'deepseek/deepseek-v4-flash', everyMs: 400 },
  { client: 'openai', model: 'gpt-5.2', everyMs: 500 },
  // A model that no price table has.
  { client: 'openai', model: 'in-house-model', everyMs: 2_000 },
];

/** One that Prometheus scrapes itself: the exporter of OpenTelemetry JS leaves units out of names. */
const REPORTS: readonly RepeatedCall[] = [{ client: 'moonshot', model: 'kimi-k2.6', everyMs: 1_000 }];

const CLIENTS = ['deepseek', 'openrouter', 'openai', 'moonshot'] as const;

const startService = (
  name: string,
  calls: readonly RepeatedCall[],
  simulator: Simulator,
  telemetry: Readonly<Record<string, string>>,
): Promise<RunningProcess<true>> =>
  startProcess({
    name: `The service ${name}`,
    command: process.execPath,
    args: [...STRIP_TYPES, fileURLToPath(new URL('service.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH,
      CALLS: JSON.stringify(calls),
      ...telemetry,
      OTEL_LOGS_EXPORTER: 'none',
      FUELGAUGE_ACCOUNTS: CLIENTS.map(
        (client) => `${ACCOUNTS[client].id}=${client.toUpperCase()}_API_KEY`,
      ).join(','),
      ...Object.fromEntries(
        CLIENTS.flatMap((client) => [
          [`${client.toUpperCase()}_API_KEY`, ACCOUNTS[client].key],
          [`${client.toUpperCase()}_BASE_URL`, simulator.hostUrl(client)],
        ]),
      ),
    },
    ready: (log) => (log.includes('asking') ? true : undefined),
  });
