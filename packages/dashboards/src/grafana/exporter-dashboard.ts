/** The small dashboard: does the balance exporter read every account? */
import { type Dashboard, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ResolvedOptions } from '../options.ts';
import { dashboard, numbered } from './dashboard.ts';
import { type Expressions, expressions } from './expressions.ts';
import { GREEN, ORANGE, RED, YES_NO } from './looks.ts';
import { currencyUnits } from './money.ts';
import { type SeriesPanel, series, type TablePanel, table } from './panel.ts';
import { type Words, words } from './words.ts';

/** Uid of the exporter's dashboard, the same for ever. */
export const EXPORTER_DASHBOARD_UID = 'fuelgauge-exporter';

export function exporterDashboard(options: ResolvedOptions): Dashboard {
  const vocabulary = words(options);
  const show = expressions(vocabulary);
  const board = dashboard(
    {
      uid: EXPORTER_DASHBOARD_UID,
      title: 'LLM balance exporter',
      description: 'Whether @fuelgauge/balance reads every account, and what it has read.',
      variables: ['provider', 'account'],
    },
    vocabulary,
  )
    .withRow(new RowBuilder('1. Is every account read?'))
    .withPanel(table(readings(show, vocabulary), options))
    .withPanel(series(ages(show, vocabulary), options))
    .withRow(new RowBuilder('2. What was read'))
    .withPanel(series(balances(show, vocabulary), options))
    .withPanel(series(spend(show, vocabulary), options))
    .withPanel(series(topups(show, vocabulary), options));
  return numbered(board.build());
}

const readings = (show: Expressions, { label }: Words): TablePanel => ({
  title: 'Readings',
  description:
    'Readable: whether the last reading worked. Age: how long ago the last one was that did; an account is asked once a minute unless configured otherwise. Renewed in: when a limit or an allowance begins anew, where the provider says so. Seen by alerts: no means that the recording rules (prometheus/rules.yaml) are not loaded where this data source reads; then no alert can fire.',
  noValue: 'No account is reported: is the balance exporter running, and is it scraped?',
  width: 12,
  height: 9,
  runbooks: ['account-unreadable', 'account-not-reported'],
  queries: { A: show.up, B: show.readingAge, C: show.resetsIn, D: show.seenByAlerts },
  columns: [
    { field: label.provider, title: 'Provider' },
    { field: label.account, title: 'Account' },
    { field: 'Value #A', title: 'Readable', words: YES_NO, width: 90 },
    {
      field: 'Value #B',
      title: 'Age',
      unit: 's',
      decimals: 0,
      empty: 'never read',
      thresholds: [
        { value: null, color: GREEN },
        { value: 300, color: ORANGE },
        { value: 900, color: RED },
      ],
    },
    { field: 'Value #C', title: 'Renewed in', unit: 's', decimals: 1 },
    { field: 'Value #D', title: 'Seen by alerts', words: YES_NO, width: 110 },
  ],
  sortBy: { title: 'Readable', descending: false },
});

const ages = (show: Expressions, { label }: Words): SeriesPanel => ({
  title: 'Age of the last good reading',
  description:
    'A line that climbs is an account that cannot be read: its balance is gone from the other dashboard until it can.',
  noValue: 'No account is reported',
  width: 12,
  height: 9,
  runbooks: ['account-unreadable'],
  unit: 's',
  queries: { A: { expression: show.readingAge, legend: `{{${label.provider}}} {{${label.account}}}` } },
});

const balances = (show: Expressions, { label, options }: Words): SeriesPanel => ({
  title: 'Balances, by kind',
  description:
    'As read. granted and topped_up are parts of total; limit_remaining is what a cap leaves. A gap is a time in which the account could not be read.',
  noValue: 'No balance could be read in this time',
  width: 10,
  height: 9,
  runbooks: ['account-balance-low'],
  unit: 'none',
  decimals: 2,
  allowNegative: true,
  overrides: currencyUnits(options.currency),
  queries: {
    A: {
      expression: show.balancesByKind,
      legend: `{{${label.provider}}} {{${label.account}}} {{${label.kind}}} {{${label.currency}}}`,
    },
  },
});

const spend = (show: Expressions, { label, options }: Words): SeriesPanel => ({
  title: 'Spent per hour, as the balance shows',
  description:
    'How fast each balance falls; top-ups do not count. More than what calls cost on the other dashboard means that somebody spends who is not instrumented.',
  noValue: 'No spending is reported in this time',
  width: 8,
  height: 9,
  runbooks: ['account-runs-out', 'spend-abnormal'],
  unit: 'none',
  decimals: 2,
  overrides: currencyUnits(options.currency),
  queries: {
    A: {
      expression: show.spentPerHour('1h'),
      legend: `{{${label.provider}}} {{${label.account}}} {{${label.currency}}}`,
    },
  },
});

const topups = (show: Expressions, { label }: Words): SeriesPanel => ({
  title: 'Top-ups',
  description: 'How often a balance rose.',
  noValue: 'No top-up in this time, or no account is reported',
  width: 6,
  height: 9,
  unit: 'short',
  decimals: 0,
  stackedBars: true,
  minInterval: '5m',
  queries: { A: { expression: show.topups, legend: `{{${label.provider}}} {{${label.account}}}` } },
});
