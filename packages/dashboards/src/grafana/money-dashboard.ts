/** The main dashboard: what is left, what is spent, and whose limit refused calls. Its rows are its reading order. */
import {
  AnnotationQueryBuilder,
  type Dashboard,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { ResolvedOptions } from '../options.ts';
import { dashboard, groupingVariable, numbered } from './dashboard.ts';
import { type Expressions, expressions, HOURS_OF_A_YEAR } from './expressions.ts';
import { GREEN, GREY, HOURS_LEFT, NEUTRAL, ORANGE, OWNER_COLORS, OWNER_WORDS, RED, YES_NO } from './looks.ts';
import { currencyUnits } from './money.ts';
import { type PanelContext, type SeriesPanel, series, type TablePanel, table } from './panel.ts';
import { type Words, words } from './words.ts';

/** Uid of the main dashboard, the same for ever: links and provisioning go by it. */
export const MONEY_DASHBOARD_UID = 'fuelgauge-money';

export function moneyDashboard(options: ResolvedOptions): Dashboard {
  const vocabulary = words(options);
  const context: PanelContext = options;
  const show = expressions(vocabulary);
  const board = dashboard(
    {
      uid: MONEY_DASHBOARD_UID,
      title: 'LLM money and limits',
      description: 'What is left on each account, what calls cost, and whose money or whose limit ran out.',
      variables: ['provider', 'account', 'model'],
    },
    vocabulary,
  )
    .withVariable(groupingVariable(vocabulary))
    .annotation(
      new AnnotationQueryBuilder()
        .name('Top-ups')
        .enable(true)
        .iconColor(GREEN)
        .datasource({ type: 'prometheus', uid: `\${${options.datasourceVariable}}` })
        .expr(show.topups)
        .titleFormat('Topped up')
        .textFormat(`{{${vocabulary.label.provider}}} {{${vocabulary.label.account}}}`),
    )
    .withRow(new RowBuilder('1. Accounts: what is left, and whose money is missing'))
    .withPanel(table(accounts(show, vocabulary), context))
    .withPanel(table(moneyErrors(show, vocabulary), context))
    .withRow(new RowBuilder('2. Spend'))
    .withPanel(series(spendPerHour(show, vocabulary), context))
    .withPanel(table(spentToday(show, vocabulary), context))
    .withPanel(table(unpricedToday(show, vocabulary), context))
    .withRow(new RowBuilder('3. Errors: whose?'))
    .withPanel(series(errorsByVerdict(show, vocabulary), context))
    .withPanel(series(ownLimits(show, vocabulary), context))
    .withPanel(series(upstreamLimits(show, vocabulary), context))
    .withPanel(series(retries(show, vocabulary), context))
    .withPanel(series(wasted(show, vocabulary), context));
  const performance = new RowBuilder('4. Latency, tokens, limits').collapsed(true);
  for (const panel of [latency, tokens, limitLeft]) {
    performance.withPanel(series(panel(show, vocabulary), context));
  }
  return numbered(board.withRow(performance).build());
}

const accounts = (show: Expressions, { label, options }: Words): TablePanel => ({
  title: 'Accounts',
  description:
    'What is left on each account. A dash means that it is not known, never that it is 0; accounts of which nothing is known stand first, then those that end first. Hours left: how long the balance lasts (over a year: also where nothing is spent), by the recording rules (prometheus/rules.yaml), which know the usual day and week; without them at the pace of the last hour. Left of limit: what a cap or an allowance leaves until it is renewed; it says nothing of the money behind it. Currencies are never added up.',
  noValue: 'No account is reported: is the balance exporter running, and is it scraped?',
  width: 15,
  height: 9,
  runbooks: ['account-runs-out', 'account-balance-low', 'account-unreadable', 'account-not-reported'],
  queries: {
    A: show.balance('total'),
    B: show.hoursLeft,
    C: show.readable,
    D: show.spentPerHour('1h'),
    E: show.balance('limit_remaining'),
  },
  columns: [
    { field: label.provider, title: 'Provider' },
    { field: label.account, title: 'Account' },
    {
      field: 'Value #A',
      title: 'Balance',
      unit: 'none',
      decimals: 2,
      // What is much in one currency is little in another: how long it lasts says whether it is enough.
      thresholds: [
        { value: null, color: RED },
        { value: 0.005, color: NEUTRAL },
      ],
    },
    { field: label.currency, title: 'Currency', width: 80 },
    {
      field: 'Value #B',
      title: 'Hours left',
      decimals: 1,
      thresholds: HOURS_LEFT(options.hoursLeft),
      words: { [HOURS_OF_A_YEAR]: { text: 'over a year', color: GREEN } },
    },
    { field: 'Value #D', title: 'Spent in an hour', unit: 'none', decimals: 2 },
    { field: 'Value #E', title: 'Left of limit', unit: 'none', decimals: 2 },
    { field: 'Value #C', title: 'Readable', words: YES_NO, width: 90 },
  ],
  sortBy: { title: 'Hours left', descending: false },
});

const moneyErrors = (show: Expressions, { label }: Words): TablePanel => ({
  title: 'Refused for lack of money in the last hour: whose money?',
  description:
    'Calls that failed with category insufficient_balance, by whose account was empty. caller: your account at this provider, top it up. byok: your account at the upstream, top it up there. gateway: the gateway’s own account, you can top up nothing: route to another provider. "nobody" is said only where calls are reported and none was refused.',
  noValue: 'No calls are reported: is a service instrumented?',
  width: 9,
  height: 9,
  runbooks: ['account-empty', 'gateway-account-empty'],
  queries: { A: show.moneyErrors },
  columns: [
    { field: label.owner, title: 'Whose', words: OWNER_WORDS },
    { field: label.provider, title: 'Provider' },
    { field: label.upstream, title: 'Upstream' },
    { field: label.account, title: 'Account' },
    {
      field: 'Value',
      title: 'Refused',
      decimals: 0,
      width: 80,
      thresholds: [
        { value: null, color: GREEN },
        { value: 0.5, color: RED },
      ],
    },
  ],
  sortBy: { title: 'Refused', descending: true },
});

const spendPerHour = (show: Expressions, { label, options }: Words): SeriesPanel => ({
  title: 'Spend per hour, by $by',
  description:
    'What calls cost, as money an hour; choose by what with "Spend by". Only calls whose cost is known: see the calls without a price. Each currency is its own line.',
  noValue: 'No cost is reported: no priced call in this time',
  width: 12,
  height: 9,
  runbooks: ['spend-abnormal'],
  unit: 'none',
  decimals: 2,
  overrides: currencyUnits(options.currency),
  queries: {
    A: {
      expression: show.spendRate,
      legend: `{{${label.provider}}}{{${label.model}}}{{${label.account}}} {{${label.currency}}}`,
    },
  },
});

const spentToday = (show: Expressions, { label }: Words): TablePanel => ({
  title: 'Spent in the last 24 hours',
  description:
    'What the calls of the last 24 hours cost, by provider, model and account. An empty account means that the call did not tell which account paid (tokens that rotate are no identity).',
  noValue: 'No cost is reported: no priced call in 24 hours',
  width: 7,
  height: 9,
  runbooks: ['spend-abnormal'],
  queries: { A: show.spentToday },
  columns: [
    { field: label.provider, title: 'Provider' },
    { field: label.model, title: 'Model' },
    { field: label.account, title: 'Account' },
    { field: 'Value', title: 'Spent', unit: 'none', decimals: 2 },
    { field: label.currency, title: 'Currency', width: 80 },
  ],
  sortBy: { title: 'Spent', descending: true },
});

const unpricedToday = (show: Expressions, { label }: Words): TablePanel => ({
  title: 'Calls without a price, 24 hours',
  description:
    'Answered calls whose cost nobody could tell: it is missing in every figure of this row. The account filter does not apply.',
  noValue: 'No calls are reported',
  width: 5,
  height: 9,
  runbooks: ['calls-unpriced'],
  queries: { A: show.unpricedToday },
  columns: [
    { field: label.provider, title: 'Provider' },
    { field: label.model, title: 'Model' },
    {
      field: 'Value',
      title: 'Calls',
      decimals: 0,
      width: 70,
      thresholds: [
        { value: null, color: GREEN },
        { value: 0.5, color: ORANGE },
      ],
    },
  ],
  sortBy: { title: 'Calls', descending: true },
});

const BARS = { unit: 'short', decimals: 0, stackedBars: true, minInterval: '5m' } as const;
const NO_ERRORS = 'None in this time, or no calls are reported: see "Refused for lack of money"';

const errorsByVerdict = (show: Expressions, { label }: Words): SeriesPanel => ({
  ...BARS,
  title: 'Failed calls, by category and owner',
  description:
    'Every failed call: what happened (category), and whose account, limit or fault it was (owner). A failed attempt that a silent retry healed is no failed call.',
  noValue: NO_ERRORS,
  width: 8,
  height: 8,
  runbooks: ['account-empty', 'provider-overloaded'],
  queries: { A: { expression: show.errorsByVerdict, legend: `{{${label.category}}} · {{${label.owner}}}` } },
});

const ownLimits = (show: Expressions, { label }: Words): SeriesPanel => ({
  ...BARS,
  title: 'Your own limits and money',
  description:
    'Refused by a limit, a cap or an empty balance of your own account or key: you can top up, raise it, or slow down.',
  noValue: NO_ERRORS,
  width: 8,
  height: 8,
  runbooks: ['account-empty', 'spend-limit-reached'],
  queries: {
    A: {
      expression: show.ownLimits,
      legend: `{{${label.category}}} · {{${label.provider}}} {{${label.account}}}`,
    },
  },
});

const upstreamLimits = (show: Expressions, { label }: Words): SeriesPanel => ({
  ...BARS,
  title: 'Limits and money of others upstream',
  description:
    'Refused by a limit or an empty account that is not yours at the endpoint you called: a gateway’s own account or pool, a provider without capacity, or your own key behind a gateway (byok). Topping up here does nothing: route to another provider, or (byok) top up at the upstream.',
  noValue: NO_ERRORS,
  width: 8,
  height: 8,
  runbooks: ['upstream-limits', 'gateway-account-empty'],
  overrides: Object.entries(OWNER_COLORS).map(([owner, color]) => ({ pattern: `/^${owner} /`, color })),
  queries: {
    A: {
      expression: show.upstreamLimits,
      legend: `{{${label.owner}}} · {{${label.category}}} · {{${label.provider}}} {{${label.upstream}}}`,
    },
  },
});

const retries = (show: Expressions, { label }: Words): SeriesPanel => ({
  ...BARS,
  title: 'Silent retries',
  description:
    'Attempts that failed and that an SDK repeated without telling anybody, by why they failed and whose fault it was.',
  noValue: 'None in this time, or no calls are reported',
  width: 12,
  height: 8,
  runbooks: ['retry-storm'],
  queries: { A: { expression: show.retries, legend: `{{${label.category}}} · {{${label.owner}}}` } },
});

const wasted = (show: Expressions, { label }: Words): SeriesPanel => ({
  title: 'Attempts that silent retries wasted',
  description:
    'Failed attempts that were repeated silently, as a share of all attempts; "in vain": those whose cause no repetition heals (an empty balance, a cap, a wrong key, the request itself). The time and the money that they took are not recorded, so only attempts are counted here. The account filter does not apply.',
  noValue: 'No calls are reported',
  width: 12,
  height: 8,
  runbooks: ['retry-storm'],
  unit: 'percentunit',
  decimals: 1,
  thresholds: [{ value: null, color: GREY }],
  queries: {
    A: { expression: show.retriedShare, legend: `{{${label.provider}}}` },
    B: { expression: show.hopelessShare, legend: `{{${label.provider}}}, in vain` },
  },
});

const latency = (show: Expressions, { label }: Words): SeriesPanel => ({
  title: 'Duration of calls, median and 95th percentile',
  description: 'With silent retries, by model. The account filter does not apply.',
  noValue: 'No calls are reported',
  width: 9,
  height: 8,
  unit: 's',
  queries: {
    A: { expression: show.latency(0.5), legend: `{{${label.model}}} median` },
    B: { expression: show.latency(0.95), legend: `{{${label.model}}} 95 %` },
  },
});

const tokens = (show: Expressions, { label }: Words): SeriesPanel => ({
  title: 'Tokens a minute',
  description:
    'Input (cached included) and output (reasoning included), by model. The account filter does not apply.',
  noValue: 'No tokens are reported',
  width: 8,
  height: 8,
  unit: 'short',
  queries: {
    A: { expression: show.tokens('input'), legend: `{{${label.model}}} input` },
    B: { expression: show.tokens('output'), legend: `{{${label.model}}} output` },
  },
});

const limitLeft = (show: Expressions, { label }: Words): SeriesPanel => ({
  title: 'Left of the provider’s limits',
  description:
    'What is left of a limit on requests, tokens or money, as the headers of the last answer said: 0 % is where the provider begins to refuse. Absent where a provider sends no such headers, and when the last answer is old.',
  noValue: 'No provider has told a limit in this time',
  width: 7,
  height: 8,
  unit: 'percentunit',
  max: 1,
  runbooks: ['spend-limit-reached'],
  queries: {
    A: {
      expression: show.limitLeft,
      legend: `{{${label.provider}}} {{${label.account}}} {{${label.model}}} {{${label.limitKind}}} per {{${label.limitWindow}}}`,
    },
  },
});
