/** The Datadog dashboard: the rows and the reading order of the Grafana one. */
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_BALANCE_KIND,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  LIMIT_CATEGORIES,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  METRIC_LLM_ACCOUNT_BALANCE,
  METRIC_LLM_ACCOUNT_SPEND,
  METRIC_LLM_ACCOUNT_UP,
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
  METRICS,
} from '@fuelgauge/semconv';
import type { ResolvedOptions } from '../options.ts';
import { type Filter, type MetricQuery, metricQuery } from './query.ts';

type Json = Readonly<Record<string, unknown>>;

/** Variable → tag that it narrows. */
const VARIABLES: Readonly<Record<string, string>> = {
  provider: ATTR_GEN_AI_PROVIDER_NAME,
  account: ATTR_LLM_ACCOUNT_ID,
  model: ATTR_GEN_AI_REQUEST_MODEL,
};

/** A query, narrowed by those variables whose tag its metric carries. */
function narrowed(query: MetricQuery): string {
  const { attributes = [] } = METRICS.find(({ name }) => name === query.metric) ?? {};
  const variables = Object.keys(VARIABLES).filter((name) => attributes.includes(VARIABLES[name]!));
  return metricQuery({ ...query, variables });
}

interface Show {
  readonly query: MetricQuery;
  /** Of the queries a, b, … in their order; without it, the query itself. */
  readonly aggregator?: 'last' | 'avg' | 'sum';
}

interface Value {
  readonly formula: string;
  readonly alias: string;
  readonly below?: readonly (readonly [value: number, palette: string])[];
}

const NAMES = ['a', 'b', 'c', 'd'];

const request = (
  shows: readonly Show[],
  values: readonly Value[],
  format: 'timeseries' | 'scalar',
): Json => ({
  response_format: format,
  queries: shows.map(({ query, aggregator }, index) => ({
    data_source: 'metrics',
    name: NAMES[index],
    query: narrowed(query),
    ...(format === 'scalar' ? { aggregator: aggregator ?? 'sum' } : {}),
  })),
  formulas: values.map(({ formula, alias, below = [] }) => ({
    formula,
    alias,
    ...(below.length === 0
      ? {}
      : {
          conditional_formats: below.map(([value, palette]) => ({ comparator: '<', value, palette })),
        }),
  })),
});

interface Place {
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

type Widget = Place & { readonly definition: Json };

const timeseries = (
  place: Place,
  shows: readonly Show[],
  values: readonly Value[],
  display: 'line' | 'bars' = 'line',
): Widget => ({
  ...place,
  definition: {
    title: place.title,
    type: 'timeseries',
    show_legend: true,
    legend_layout: 'auto',
    requests: [{ ...request(shows, values, 'timeseries'), display_type: display }],
  },
});

/** @param worst whether the highest or the lowest of the first values stands on top. */
const tableOf = (
  place: Place,
  shows: readonly Show[],
  values: readonly Value[],
  worst: 'highest' | 'lowest' = 'highest',
): Widget => ({
  ...place,
  definition: {
    title: place.title,
    type: 'query_table',
    has_search_bar: 'auto',
    requests: [
      {
        ...request(shows, values, 'scalar'),
        sort: {
          count: 100,
          order_by: [{ type: 'formula', index: 0, order: worst === 'highest' ? 'desc' : 'asc' }],
        },
      },
    ],
  },
});

const note = (content: string): Widget => ({
  title: '',
  width: 12,
  height: 1,
  definition: { type: 'note', content, background_color: 'white', font_size: '14', show_tick: false },
});

interface Layout {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Group {
  readonly definition: Json;
  /** With the line of its title. */
  readonly height: number;
}

/** Puts widgets side by side on 12 columns, and below each other where they no longer fit. */
function group(title: string, widgets: readonly Widget[]): Group {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  const placed = widgets.map(({ width, height, definition }) => {
    if (x + width > 12) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const layout: Layout = { x, y, width, height };
    x += width;
    rowHeight = Math.max(rowHeight, height);
    return { definition, layout };
  });
  return {
    definition: { title, type: 'group', layout_type: 'ordered', widgets: placed },
    height: y + rowHeight + 1,
  };
}

/** Below each other. With `reflow_type: fixed` each widget says where it stands, with `auto` none may. */
function stacked(groups: readonly Group[]): Json[] {
  let y = 0;
  return groups.map(({ definition, height }) => {
    const layout: Layout = { x: 0, y, width: 12, height };
    y += height;
    return { definition, layout };
  });
}

/** The dashboard as `POST /api/v1/dashboard` takes it. Source: docs.datadoghq.com/api/latest/dashboards */
export function datadogDashboard(options: ResolvedOptions): Json {
  return {
    title: 'LLM money and limits',
    description: `What is left on each account, what calls cost, and whose money or whose limit ran out. Runbooks: ${options.runbookBase}`,
    layout_type: 'ordered',
    reflow_type: 'fixed',
    template_variables: Object.entries(VARIABLES).map(([name, prefix]) => ({
      name,
      prefix,
      defaults: ['*'],
      available_values: [],
    })),
    widgets: stacked([accounts(options), spend(), errors(), performance()]),
  };
}

const PROVIDER = ATTR_GEN_AI_PROVIDER_NAME;
const ACCOUNT = [PROVIDER, ATTR_LLM_ACCOUNT_ID];
const PURSE = [...ACCOUNT, ATTR_LLM_CURRENCY];

const category = (...values: readonly string[]): Filter => ({ key: ATTR_LLM_ERROR_CATEGORY, values });
const failed = (by: readonly string[], ...where: readonly Filter[]): Show => ({
  query: { metric: METRIC_LLM_CALL_ERRORS, space: 'sum', where, by, as: 'count' },
});

const accounts = ({ hoursLeft, runbookBase }: ResolvedOptions): Group =>
  group('1. Accounts: what is left, and whose money is missing', [
    tableOf(
      { title: 'Accounts', width: 7, height: 4 },
      [
        {
          query: {
            metric: METRIC_LLM_ACCOUNT_BALANCE,
            space: 'min',
            where: [{ key: ATTR_LLM_BALANCE_KIND, values: ['total'] }],
            by: PURSE,
          },
          aggregator: 'last',
        },
        {
          query: { metric: METRIC_LLM_ACCOUNT_SPEND, space: 'sum', by: PURSE, as: 'rate' },
          aggregator: 'avg',
        },
      ],
      [
        {
          formula: 'a / (b * 3600)',
          alias: 'hours left, at the pace of the time shown',
          below: [
            [hoursLeft, 'white_on_red'],
            [hoursLeft * 6, 'white_on_yellow'],
          ],
        },
        { formula: 'a', alias: 'balance' },
        { formula: 'b * 3600', alias: 'spent per hour' },
      ],
      'lowest',
    ),
    tableOf(
      { title: 'Refused for lack of money: whose money?', width: 5, height: 4 },
      [failed([ATTR_LLM_ERROR_OWNER, PROVIDER], category('insufficient_balance'))],
      [{ formula: 'a', alias: 'refused' }],
    ),
    tableOf(
      { title: 'Readable? (1 yes, 0 no)', width: 5, height: 3 },
      [{ query: { metric: METRIC_LLM_ACCOUNT_UP, space: 'max', by: ACCOUNT }, aggregator: 'last' }],
      [{ formula: 'a', alias: 'readable', below: [[1, 'white_on_red']] }],
      'lowest',
    ),
    timeseries(
      { title: 'Balances', width: 7, height: 3 },
      [
        {
          query: {
            metric: METRIC_LLM_ACCOUNT_BALANCE,
            space: 'min',
            where: [{ key: ATTR_LLM_BALANCE_KIND, values: ['total'] }],
            by: PURSE,
          },
        },
      ],
      [{ formula: 'a', alias: 'balance' }],
    ),
    note(
      `Owner caller: top up your account. byok: top up yours at the upstream. gateway: you can top up nothing, route away. Runbooks: ${runbookBase}`,
    ),
  ]);

const spend = (): Group => {
  const by = (key: string, title: string): Widget =>
    timeseries(
      { title, width: 4, height: 3 },
      [
        {
          query: {
            metric: METRIC_LLM_CALL_COST,
            space: 'sum',
            by: [key, ATTR_LLM_CURRENCY],
            as: 'rate',
          },
        },
      ],
      [{ formula: 'a * 3600', alias: 'spend per hour' }],
    );
  return group('2. Spend', [
    by(PROVIDER, 'Spend per hour, by provider'),
    by(ATTR_GEN_AI_REQUEST_MODEL, 'Spend per hour, by model'),
    by(ATTR_LLM_ACCOUNT_ID, 'Spend per hour, by account'),
    tableOf(
      { title: 'Spent in the time shown', width: 7, height: 3 },
      [
        {
          query: {
            metric: METRIC_LLM_CALL_COST,
            space: 'sum',
            by: [...PURSE, ATTR_GEN_AI_REQUEST_MODEL],
            as: 'count',
          },
        },
      ],
      [{ formula: 'a', alias: 'spent' }],
    ),
    tableOf(
      { title: 'Calls without a price', width: 5, height: 3 },
      [
        {
          query: {
            metric: METRIC_LLM_CALL_UNPRICED,
            space: 'sum',
            by: [PROVIDER, ATTR_GEN_AI_REQUEST_MODEL],
            as: 'count',
          },
        },
      ],
      [{ formula: 'a', alias: 'calls' }],
    ),
  ]);
};

const errors = (): Group => {
  const verdict = [ATTR_LLM_ERROR_CATEGORY, ATTR_LLM_ERROR_OWNER];
  const bars = (title: string, shows: readonly Show[]): Widget =>
    timeseries({ title, width: 4, height: 3 }, shows, [{ formula: 'a', alias: 'calls' }], 'bars');
  const limits = category(...LIMIT_CATEGORIES);
  return group('3. Errors: whose?', [
    bars('Failed calls, by category and owner', [failed(verdict)]),
    bars('Your own limits and money', [
      failed([ATTR_LLM_ERROR_CATEGORY, PROVIDER], limits, { key: ATTR_LLM_ERROR_OWNER, values: ['caller'] }),
    ]),
    bars('Limits and money of others upstream', [
      failed([...verdict, PROVIDER], limits, { key: ATTR_LLM_ERROR_OWNER, values: ['caller'], not: true }),
    ]),
    timeseries(
      { title: 'Silent retries, by category and owner', width: 6, height: 3 },
      [{ query: { metric: METRIC_LLM_CALL_RETRIES, space: 'sum', by: verdict, as: 'count' } }],
      [{ formula: 'a', alias: 'attempts' }],
      'bars',
    ),
    timeseries(
      { title: 'Attempts that silent retries wasted, of all attempts', width: 6, height: 3 },
      [
        { query: { metric: METRIC_LLM_CALL_RETRIES, space: 'sum', by: [PROVIDER], as: 'count' } },
        {
          query: {
            metric: METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
            space: 'count',
            by: [PROVIDER],
            as: 'count',
          },
        },
      ],
      [{ formula: 'default_zero(a) / (default_zero(a) + b)', alias: 'share' }],
    ),
  ]);
};

const performance = (): Group => {
  const duration = (space: 'p50' | 'p95'): Show => ({
    query: {
      metric: METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
      space,
      by: [ATTR_GEN_AI_REQUEST_MODEL],
    },
  });
  return group('4. Latency and tokens', [
    timeseries(
      {
        title: 'Duration of calls in seconds (percentiles must be enabled for the metric)',
        width: 6,
        height: 3,
      },
      [duration('p50'), duration('p95')],
      [
        { formula: 'a', alias: 'median' },
        { formula: 'b', alias: '95 %' },
      ],
    ),
    timeseries(
      { title: 'Tokens', width: 6, height: 3 },
      [
        {
          query: {
            metric: METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
            space: 'sum',
            by: [ATTR_GEN_AI_TOKEN_TYPE, ATTR_GEN_AI_REQUEST_MODEL],
            as: 'count',
          },
        },
      ],
      [{ formula: 'a', alias: 'tokens' }],
      'bars',
    ),
  ]);
};
