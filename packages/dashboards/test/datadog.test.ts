import { ObjectSerializer } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js';
import { METRICS } from '@fuelgauge/semconv';
import { describe, expect, it } from 'vitest';
import type { Monitor } from '../src/datadog/monitors.ts';
import { metricQuery } from '../src/datadog/query.ts';
import { dashboardFiles } from '../src/files.ts';
import type { DashboardsOptions } from '../src/options.ts';
import { ALERT_NAMES, alertGroups, runbookFile } from '../src/rules/alerts.ts';
import { readMonitor, readQueries } from './datadog/query-grammar.ts';

const monitorsOf = (options: DashboardsOptions = {}): ReadonlyMap<string, Monitor> =>
  new Map(
    Object.entries(dashboardFiles({ ...options, parts: ['datadog'] }))
      .filter(([path]) => path.startsWith('datadog/monitors/'))
      .map(([path, text]) => [path.slice('datadog/monitors/'.length), JSON.parse(text) as Monitor]),
  );

const MONITORS = monitorsOf();
const SEVERITY = new Map(
  alertGroups().flatMap(({ rules }) => rules.map(({ alert, labels }) => [alert, labels.severity] as const)),
);

/** What the API's own client does not understand, it keeps aside. */
function unparsed(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(value);
  return fields.flatMap(([key, child]) => {
    if (key === '_unparsed' && child === true) return [`${path} is not understood`];
    if (key === 'additionalProperties') return [`${path} has ${Object.keys(child as object).join(', ')}`];
    return unparsed(child, `${path}.${key}`);
  });
}

const monitorNamed = (file: string): Monitor => {
  const monitor = MONITORS.get(file);
  if (monitor === undefined) throw new Error(`there is no ${file}`);
  return monitor;
};

it('would notice what the API does not take', () => {
  const monitor = structuredClone(monitorNamed('account-empty.json'));
  const wrong = { ...monitor, options: { ...monitor.options, on_missing_data: 'notify', colour: 'red' } };
  expect(unparsed(ObjectSerializer.deserialize(wrong, 'Monitor', ''))).toEqual(
    expect.arrayContaining(['.options has colour', '.options is not understood']),
  );
});

it('has one monitor for each alert', () => {
  expect([...MONITORS.keys()].sort()).toEqual(
    ALERT_NAMES.map((alert) => runbookFile(alert).replace('.md', '.json')).sort(),
  );
});

describe.each(ALERT_NAMES)('the monitor of %s', (alert) => {
  const page = runbookFile(alert);
  const monitor = monitorNamed(page.replace('.md', '.json'));
  const parsed = readMonitor(monitor.query);

  it('is what the API takes', () => {
    expect(unparsed(ObjectSerializer.deserialize(monitor, 'Monitor', ''))).toEqual([]);
    expect(
      ObjectSerializer.serialize(ObjectSerializer.deserialize(monitor, 'Monitor', ''), 'Monitor', ''),
    ).toEqual(monitor);
  });

  it('repeats the threshold of its query, without which the API refuses it', () => {
    expect(monitor.options.thresholds.critical).toBe(parsed.threshold);
  });

  it('asks for metrics and tags that there are', () => {
    expect(parsed.queries.length).toBeGreaterThan(0);
    for (const { metric, tags } of parsed.queries) {
      const definition = METRICS.find(({ name }) => name === metric);
      expect(definition, metric).toBeDefined();
      expect(definition?.attributes, metric).toEqual(expect.arrayContaining([...tags]));
    }
  });

  it('reads counters as counts or rates, and gauges as they are', () => {
    for (const { metric, space, modifier } of parsed.queries) {
      const { kind } = METRICS.find(({ name }) => name === metric)!;
      const counted = kind === 'counter' || (kind === 'histogram' && space === 'count');
      expect(modifier !== undefined, metric).toBe(counted);
    }
  });

  it('adds up over time what it counts, and nothing else', () => {
    const counts = parsed.queries.some(({ modifier }) => modifier === 'count');
    expect(parsed.time === 'sum').toBe(counts);
  });

  it('has tag values in lower case, as Datadog has', () => {
    for (const { values } of parsed.queries) expect(values.join()).toBe(values.join().toLowerCase());
  });

  it('names in its texts only tags that it groups by', () => {
    const named = [...`${monitor.name}${monitor.message}`.matchAll(/\{\{\[([\w.]+)\]\.name\}\}/g)].map(
      ([, key]) => key!,
    );
    const groups = new Set(parsed.queries.flatMap(({ by }) => by));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((key) => !groups.has(key))).toEqual([]);
  });

  it('closes what its message opens', () => {
    const opened = [...monitor.message.matchAll(/\{\{#(\w+)\}\}/g)].map(([, name]) => name);
    const closed = [...monitor.message.matchAll(/\{\{\/(\w+)\}\}/g)].map(([, name]) => name);
    expect(opened).toEqual(closed);
  });

  it('tells the channel of its severity, and the runbook', () => {
    const severity = SEVERITY.get(alert)!;
    expect(monitor.tags).toContain(`severity:${severity}`);
    expect(monitor.message).toMatch(severity === 'critical' ? /@slack-llm-oncall$/ : /@slack-llm-alerts$/);
    expect(monitor.message).toContain(`/${page}`);
  });
});

describe('missing data', () => {
  it('tells somebody only where the monitor is about it', () => {
    const told = [...MONITORS].filter(([, { options }]) => options.on_missing_data !== 'default');
    expect(told.map(([file, { options }]) => [file, options.on_missing_data])).toEqual([
      ['account-not-reported.json', 'show_and_notify_no_data'],
    ]);
  });

  it('can be all that the monitor of accounts that are not reported fires by', () => {
    // `up` is 0 or 1.
    expect(monitorNamed('account-not-reported.json').query).toMatch(/max:llm\.account\.up.* < 0$/);
  });
});

describe('running out', () => {
  it('is foreseen without forecast(), which looks 12 hours ahead or more', () => {
    expect([...MONITORS.values()].filter(({ query }) => query.includes('forecast('))).toEqual([]);
  });

  it.each([
    [1, 5400],
    [4, 16_200],
    [12, 45_000],
  ])(
    'takes the spending of %i hours, and of the half that the mean is old, from the balance',
    (hoursLeft, seconds) => {
      const { query } = monitorsOf({ hoursLeft }).get('account-runs-out.json')!;
      expect(query).toContain(` - ${seconds} * default_zero(sum:llm.account.spend`);
    },
  );
});

describe('options', () => {
  it('set the floor and its currency', () => {
    const { query, options } = monitorsOf({ minimumBalance: 40, currency: 'CNY' }).get(
      'account-balance-low.json',
    )!;
    expect(query).toMatch(/llm\.currency:cny.* < 40$/);
    expect(options.thresholds.critical).toBe(40);
  });

  it('set the share of upstream limits', () => {
    expect(monitorsOf({ upstreamLimitShare: 0.25 }).get('upstream-limits.json')!.query).toMatch(/ > 0\.25$/);
  });

  it('set the factor of abnormal spending, as per cent above the week before', () => {
    expect(monitorsOf({ spendFactor: 2.5 }).get('spend-abnormal.json')!.query).toMatch(
      /^pct_change.* > 150$/,
    );
  });

  it('set who is told', () => {
    const { message } = monitorsOf({ channels: { critical: '@pagerduty-llm' } }).get('account-empty.json')!;
    expect(message).toMatch(/@pagerduty-llm$/);
  });
});

interface Widget {
  readonly definition: {
    readonly type: string;
    readonly title?: string;
    readonly widgets?: readonly Widget[];
    readonly requests?: readonly {
      readonly queries: readonly { readonly name: string; readonly query: string }[];
      readonly formulas: readonly { readonly formula: string }[];
      readonly sort?: unknown;
    }[];
  };
  readonly layout?: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

describe('the dashboard', () => {
  const board = JSON.parse(dashboardFiles({ parts: ['datadog'] })['datadog/dashboard.json']!) as {
    readonly reflow_type: string;
    readonly widgets: readonly Widget[];
    readonly template_variables: readonly { readonly name: string; readonly prefix: string }[];
  };
  const groups = board.widgets;
  const requests = groups
    .flatMap(({ definition }) => definition.widgets ?? [])
    .flatMap(({ definition }) => definition.requests ?? []);
  const queries = requests.flatMap(({ queries: all }) => all.map(({ query }) => query));

  it('is what the API takes', () => {
    const parsed = ObjectSerializer.deserialize(board, 'Dashboard', '');
    expect(unparsed(parsed)).toEqual([]);
    expect(ObjectSerializer.serialize(parsed, 'Dashboard', '')).toEqual(board);
  });

  it.each(queries)('asks for metrics and tags that there are: %s', (query) => {
    const [read, ...others] = readQueries(query);
    expect(others).toEqual([]);
    const { attributes, kind } = METRICS.find(({ name }) => name === read?.metric)!;
    expect(attributes).toEqual(expect.arrayContaining([...read!.tags]));
    const prefixes = read!.variables.map(
      (name) => board.template_variables.find((one) => one.name === name)?.prefix,
    );
    expect(attributes).toEqual(expect.arrayContaining(prefixes));
    if (kind === 'counter') expect(read?.modifier).toBeDefined();
  });

  it.each(queries)('keeps currencies apart: %s', (query) => {
    const [{ metric, by } = { metric: '', by: [] }] = readQueries(query);
    if (/\.(cost|spend|balance)$/.test(metric)) expect(by).toContain('llm.currency');
  });

  it('computes with queries that there are', () => {
    for (const { queries: all, formulas } of requests) {
      const names = all.map(({ name }) => name);
      for (const { formula } of formulas) {
        const used = [...formula.matchAll(/\b[a-d]\b/g)].map(([name]) => name);
        expect(used.length).toBeGreaterThan(0);
        expect(used.filter((name) => !names.includes(name))).toEqual([]);
      }
    }
  });

  it('has the rows of the Grafana dashboard', () => {
    expect(groups.map(({ definition }) => definition.title?.slice(0, 2))).toEqual(['1.', '2.', '3.', '4.']);
  });

  it('places every widget, as a fixed layout asks, and no group over another', () => {
    expect(board.reflow_type).toBe('fixed');
    let y = 0;
    for (const { definition, layout } of groups) {
      const bottom = Math.max(...(definition.widgets ?? []).map((one) => one.layout!.y + one.layout!.height));
      expect(layout).toEqual({ x: 0, y, width: 12, height: bottom + 1 });
      y += bottom + 1;
    }
  });

  it.each([
    ['Accounts', 'asc'],
    ['Readable? (1 yes, 0 no)', 'asc'],
    ['Refused for lack of money: whose money?', 'desc'],
    ['Spent in the time shown', 'desc'],
    ['Calls without a price', 'desc'],
  ])('has the worst on top of %s', (title, order) => {
    const [request] = groups
      .flatMap(({ definition }) => definition.widgets ?? [])
      .filter(({ definition }) => definition.title === title)
      .flatMap(({ definition }) => definition.requests ?? []);
    expect(request?.sort).toMatchObject({ order_by: [{ type: 'formula', index: 0, order }] });
  });

  it('lets nothing overlap or stand outside the 12 columns', () => {
    for (const { definition } of groups) {
      const places = (definition.widgets ?? []).map(({ layout }) => layout!);
      for (const [index, a] of places.entries()) {
        expect(a.x + a.width).toBeLessThanOrEqual(12);
        for (const b of places.slice(index + 1)) {
          const apart =
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
          expect(apart).toBe(true);
        }
      }
    }
  });
});

describe('a query', () => {
  it('refuses a metric that there is not', () => {
    expect(() => metricQuery({ metric: 'llm.call.price', space: 'sum' })).toThrow(
      'no metric is called llm.call.price',
    );
  });

  it('refuses a tag that the metric does not carry', () => {
    expect(() => metricQuery({ metric: 'llm.account.up', space: 'max', by: ['llm.currency'] })).toThrow(
      'llm.account.up has no attribute llm.currency',
    );
  });
});
