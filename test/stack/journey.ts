/** What happens to the accounts, and what the chain tells of it, as it arrives at the webhook. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dashboardQueries } from './dashboard-queries.ts';
import type { DeliveredAlert } from './servers/webhook.ts';
import { ACCOUNTS, type MetricPath, SPEED, type Stack, startStack } from './stack.ts';

/** Something that happened; `at` in milliseconds of Unix time. */
export interface Moment {
  readonly at: number;
  readonly what: string;
}

/** What was found out on the way. Amounts in USD. */
export interface Journey {
  readonly path: MetricPath;
  /** Every alert as the webhook got it, oldest first. */
  readonly deliveries: readonly (DeliveredAlert & { readonly at: number })[];
  /** When the first call was refused for lack of money. */
  readonly firstRefusal: number;
  readonly gatewayOutage: {
    /** What the caller had at the gateway when the first call failed for the gateway's empty account. */
    readonly balanceBefore: number;
    /** The same when the alert had arrived, as Prometheus has it. */
    readonly balanceTold: number;
  };
  /** Calls that were refused for the caller's empty account: sent by the service, counted in Prometheus. */
  readonly refusals: { readonly sent: number; readonly counted: number };
  /** Names under which the number of calls arrived. */
  readonly nameForms: readonly string[];
  /** Providers whose calls the recorded rules know, whatever the name. */
  readonly recordedProviders: readonly string[];
  readonly failedRules: readonly { readonly name: string; readonly error: string }[];
  readonly failedTargets: readonly { readonly url: string; readonly error: string }[];
  /** Names of the dashboard queries that returned nothing. */
  readonly emptyQueries: readonly string[];
  readonly queries: number;
  /** All of it, for people. */
  readonly timeline: readonly string[];
}

const GRAFANA = fileURLToPath(new URL('../../packages/dashboards/grafana', import.meta.url));

/** Of dashboards that show the whole journey. */
const STEP_SECONDS = 15;

/** A limit on waiting, far above what it takes: only a chain that is broken meets it. */
const PATIENCE_MS = 600_000;

/** @throws {Error} naming what did not happen, with what the servers say. */
export async function travel(path: MetricPath): Promise<Journey> {
  const stack = await startStack(path);
  const stopRetries = causeRetries(stack);
  try {
    return await travelThrough(stack);
  } finally {
    stopRetries();
    await stack.stop();
  }
}

async function travelThrough(stack: Stack): Promise<Journey> {
  const { simulator, prometheus, webhook } = stack;
  const { accounts, requests } = simulator;
  const moments: Moment[] = [{ at: Date.now(), what: 'everything runs' }];
  const happens = (what: string): void => void moments.push({ at: Date.now(), what });
  const until = (what: string, condition: () => boolean | Promise<boolean>): Promise<void> =>
    waitUntil(stack, what, condition);
  const arrived = (name: string, status: DeliveredAlert['status']): boolean =>
    webhook.deliveries.some(({ alert }) => alert.labels.alertname === name && alert.status === status);
  const alert = (name: string): Promise<void> =>
    until(`${name} at the webhook`, () => arrived(name, 'firing'));
  const refusals = (provider: string): number =>
    requests.filter((request) => request.provider === provider && request.status === 402).length;

  // 1. The account drains.
  await alert('LlmAccountRunsOut');
  await until('a call refused for lack of money', () => refusals('deepseek') > 0);
  const firstRefusal = Date.now();
  happens('DeepSeek refuses a call: 402 Insufficient Balance');
  await alert('LlmAccountEmpty');

  // 2. The gateway's own account at DeepSeek is empty; the caller's account at the gateway is not.
  accounts.ofGateway('deepseek').empty();
  happens("OpenRouter's own account at DeepSeek is emptied");
  await until('a call that the gateway could not pay', () => refusals('openrouter') > 0);
  const atGateway = accounts.of('openrouter', ACCOUNTS.openrouter.key);
  const balanceBefore = atGateway.balance;
  await alert('LlmGatewayAccountEmpty');
  const balanceTold = await prometheus.query(
    `max(llm_account_balance{llm_account_id="${ACCOUNTS.openrouter.id}", llm_balance_kind="total"})`,
  );

  // 3. Both are topped up.
  accounts.of('deepseek', ACCOUNTS.deepseek.key).topUp(500);
  happens('DeepSeek: topped up by 500 USD');
  accounts.ofGateway('deepseek').topUp(1e6);
  happens('OpenRouter has paid DeepSeek');
  await until('every alert but those of the lowest severity resolved', () =>
    [...lastStates(webhook).values()].every(
      ({ status, labels }) => status === 'resolved' || labels.severity === 'info',
    ),
  );
  happens('all is well again');

  const counted = await prometheus.query(
    `sum(llm_call_errors_total{llm_account_id="${ACCOUNTS.deepseek.id}", llm_error_category="insufficient_balance"})`,
  );
  const { empty, queries } = await askDashboards(stack, moments[0]!.at);
  const deliveries = webhook.deliveries.map(({ alert: delivered, at }) => ({ ...delivered, at }));
  return {
    path: stack.path,
    deliveries,
    firstRefusal,
    gatewayOutage: { balanceBefore, balanceTold: balanceTold[0]?.value ?? Number.NaN },
    refusals: { sent: refusals('deepseek'), counted: counted[0]?.value ?? Number.NaN },
    nameForms: await labelValues(
      stack,
      '__name__',
      'count by (__name__) ({__name__=~"gen_ai_client_operation_duration.*_count"})',
    ),
    recordedProviders: await labelValues(
      stack,
      'gen_ai_provider_name',
      'count by (gen_ai_provider_name) (llm:call_duration_seconds_bucket:rate5m)',
    ),
    failedRules: await prometheus.failedRules(),
    failedTargets: await prometheus.failedTargets(),
    emptyQueries: empty,
    queries,
    timeline: timelineOf(stack.path, [...moments, ...deliveries.map(momentOf)]),
  };
}

const labelValues = async ({ prometheus }: Stack, label: string, expression: string): Promise<string[]> =>
  (await prometheus.query(expression)).map(({ labels }) => labels[label] ?? '').sort();

/** OpenAI throttles a call every two seconds; the SDK tries again without a word. */
function causeRetries({ simulator }: Stack): () => void {
  const timer = setInterval(() => simulator.failNext('openai', 'rate_limited'), 2_000);
  return () => clearInterval(timer);
}

/** Alert by its labels → how it was told last. */
const lastStates = ({ deliveries }: Stack['webhook']): ReadonlyMap<string, DeliveredAlert> =>
  new Map(deliveries.map(({ alert }) => [JSON.stringify(alert.labels), alert]));

async function waitUntil(
  { prometheus, webhook, logs, path }: Stack,
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > end) {
      const say = (title: string, value: unknown): string =>
        `${title}: ${JSON.stringify(value, undefined, 1)}`;
      throw new Error(
        [
          `${path}: waited ${PATIENCE_MS / 1000} s in vain for ${what}`,
          say(
            'told',
            webhook.deliveries.map(({ alert }) => [alert.status, alert.labels]),
          ),
          say('alerts', await prometheus.alerts()),
          say('failed rules', await prometheus.failedRules()),
          say('failed targets', await prometheus.failedTargets()),
          say('hours left', await prometheus.query('llm:account_hours_left')),
          logs(),
        ].join('\n'),
      );
    }
    await sleep(100);
  }
}

async function askDashboards(
  { prometheus }: Stack,
  startedAt: number,
): Promise<{ readonly empty: readonly string[]; readonly queries: number }> {
  const queries = await dashboardQueries(GRAFANA, STEP_SECONDS);
  const empty: string[] = [];
  for (const { name, expression, kind } of queries) {
    const series =
      kind === 'instant'
        ? (await prometheus.query(expression)).length
        : await prometheus.seriesWithin(expression, startedAt / 1000, Date.now() / 1000, STEP_SECONDS);
    if (series === 0) empty.push(`${name}: ${expression}`);
  }
  return { empty, queries: queries.length };
}

const momentOf = ({ status, labels, annotations, at }: Journey['deliveries'][number]): Moment => ({
  at,
  what: `${status === 'firing' ? 'ALERT   ' : 'resolved'} ${labels.alertname} (${labels.severity}): ${annotations.summary}`,
});

/** Real seconds and the hours and minutes of the accelerated clock since the start. */
function timelineOf(path: MetricPath, moments: readonly Moment[]): readonly string[] {
  const sorted = [...moments].sort((a, b) => a.at - b.at);
  const start = sorted[0]?.at ?? 0;
  return [
    `over ${path === 'scrape' ? 'scrapes' : 'OTLP'}; one second stands for ${SPEED}`,
    ...sorted.map(({ at, what }) => {
      const seconds = (at - start) / 1000;
      const minutes = Math.round((seconds * SPEED) / 60);
      const clock = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
      return `${seconds.toFixed(1).padStart(7)} s ${clock.padStart(6)} h  ${what}`;
    }),
  ];
}
