import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { METRICS } from '@fuelgauge/semconv';
import { describe, expect, it } from 'vitest';
import { type HistogramSeries, prometheusLabel, prometheusNames } from '../src/rules/names.ts';
import { recordingGroups } from '../src/rules/recording.ts';
import { dashboards, everything, type PanelJson, panelsOf } from './grafana/panels.ts';
import { analyse } from './grafana/promql.ts';
import { substituted } from './grafana/variables.ts';

/** Labels of each series that there can be; of recorded ones the names alone are known. */
const LABELS = new Map<string, ReadonlySet<string>>(
  METRICS.flatMap(({ name, kind, attributes }) => {
    const series: (HistogramSeries | undefined)[] =
      kind === 'histogram' ? ['bucket', 'sum', 'count'] : [undefined];
    return series.flatMap((one) =>
      prometheusNames(name, one).map(
        (metric) =>
          [
            metric,
            new Set([...attributes.map(prometheusLabel), ...(one === 'bucket' ? ['le'] : [])]),
          ] as const,
      ),
    );
  }),
);
const RECORDED = new Set(recordingGroups().flatMap(({ rules }) => rules.map(({ record }) => record)));

const BOARDS = dashboards();
const PANELS = BOARDS.flatMap(([file, board]) =>
  panelsOf(board).map((panel) => [`${file}: ${panel.title}`, panel] as const),
);
const QUERIES = [
  ...PANELS.flatMap(([name, { targets = [] }]) =>
    targets.map(({ refId, expr }) => [`${name}, ${refId}`, expr] as const),
  ),
  ...BOARDS.flatMap(([file, { annotations }]) =>
    (annotations.list ?? []).map(({ expr }) => [`${file}, annotation`, expr] as const),
  ),
];

describe.each(QUERIES)('the query of %s', (_, expression) => {
  const { errors, selectors, groupings, made } = analyse(substituted(expression));

  it('is PromQL', () => {
    expect(errors).toEqual([]);
  });

  it('asks for series that there are', () => {
    const asked = selectors.flatMap(({ metrics }) => metrics);
    expect(asked).not.toEqual([]);
    expect(asked.filter((metric) => !LABELS.has(metric) && !RECORDED.has(metric))).toEqual([]);
  });

  it('matches labels that the series carry', () => {
    for (const { metrics, labels } of selectors) {
      for (const metric of metrics.filter((name) => LABELS.has(name))) {
        expect([...LABELS.get(metric)!], metric).toEqual(expect.arrayContaining([...labels]));
      }
    }
  });

  it('groups by labels that a series below carries', () => {
    for (const { labels, below } of groupings) {
      // Which labels a recorded series carries is for Prometheus to say: the slow tests ask it.
      if (below.some(({ metrics }) => metrics.some((name) => RECORDED.has(name)))) continue;
      const carried = new Set([
        ...made,
        ...below.flatMap(({ metrics }) => metrics.flatMap((name) => [...(LABELS.get(name) ?? [])])),
      ]);
      expect(labels.filter((label) => !carried.has(label))).toEqual([]);
    }
  });

  it('adds no amounts of two currencies', () => {
    for (const { labels, below } of groupings) {
      const money = below.some(({ metrics }) =>
        metrics.some((name) => /_(cost|spend)_total$|_account_balance$/.test(name)),
      );
      const byMetricsThatTellNone = below.some(({ metrics }) =>
        metrics.some((name) => /_up$|_topups_/.test(name)),
      );
      if (money && !byMetricsThatTellNone) expect(labels).toContain('llm_currency');
    }
  });
});

describe.each(PANELS)('%s', (_, panel) => {
  it('says what it shows, and what it means that there is nothing', () => {
    expect(panel.description?.length).toBeGreaterThan(20);
    expect(panel.fieldConfig?.defaults.noValue?.length).toBeGreaterThan(5);
    expect(panel.fieldConfig?.defaults.noValue).not.toMatch(/^0/);
  });

  it('has a unit', () => {
    expect(panel.fieldConfig?.defaults.unit).toBeTruthy();
  });

  it('asks the data source that the reader chooses', () => {
    const uids = [panel.datasource?.uid, ...(panel.targets ?? []).map(({ datasource }) => datasource?.uid)];
    for (const uid of uids) expect(uid).toMatch(/^\$\{datasource\}$/);
  });

  it('names its queries apart', () => {
    const refIds = (panel.targets ?? []).map(({ refId }) => refId);
    expect(refIds.length).toBeGreaterThan(0);
    expect(new Set(refIds).size).toBe(refIds.length);
  });

  it('links to runbooks that there are', () => {
    const pages = (panel.links ?? []).map(({ url }) => /\/([\w-]+\.md)$/.exec(url)?.[1]);
    const folder = new URL('../../../docs/runbooks/', import.meta.url);
    expect(
      pages.filter((page) => page === undefined || !existsSync(fileURLToPath(new URL(page, folder)))),
    ).toEqual([]);
  });
});

const TABLES = PANELS.filter(([, { type }]) => type === 'table');
const SERIES = PANELS.filter(([, { type }]) => type === 'timeseries');

it('has no panel of another kind', () => {
  expect(TABLES.length + SERIES.length).toBe(PANELS.length);
});

describe.each(TABLES)('the table %s', (_, panel) => {
  const organize = panel.transformations?.find(({ id }) => id === 'organize')?.options;
  const headings = Object.values(organize?.renameByName ?? {});

  it('asks for rows of now', () => {
    for (const { format, instant, range } of panel.targets ?? []) {
      expect({ format, instant, range }).toEqual({ format: 'table', instant: true, range: false });
    }
  });

  it('joins its queries where there are several', () => {
    const merges = (panel.transformations ?? []).filter(({ id }) => id === 'merge').length;
    expect(merges).toBe((panel.targets ?? []).length > 1 ? 1 : 0);
  });

  it('has a heading for every value and for every label that its rows have', () => {
    const targets = panel.targets ?? [];
    const values = targets.map(({ refId }) => (targets.length === 1 ? 'Value' : `Value #${refId}`));
    const labels = targets.flatMap(({ expr }) => outermostLabels(expr));
    expect(new Set(Object.keys(organize?.renameByName ?? {}))).toEqual(new Set([...values, ...labels]));
  });

  it('shows a dash or a word in an empty cell, never the text for an empty table', () => {
    for (const heading of headings) {
      const override = panel.fieldConfig?.overrides.find(({ matcher }) => matcher.options === heading);
      expect(override?.properties.find(({ id }) => id === 'noValue')?.value, String(heading)).toBeTruthy();
    }
  });

  it('gives a cell of which nothing is known no colour, where it colours the others', () => {
    for (const { matcher, properties } of panel.fieldConfig?.overrides ?? []) {
      const value = (id: string): unknown => properties.find((one) => one.id === id)?.value;
      if (value('custom.cellOptions') === undefined) continue;
      expect(value('mappings'), matcher.options).toContainEqual({
        type: 'special',
        options: { match: 'null', result: { text: value('noValue'), color: 'transparent', index: 100 } },
      });
    }
  });

  it('sets looks of headings that there are', () => {
    for (const { matcher } of panel.fieldConfig?.overrides ?? []) expect(headings).toContain(matcher.options);
  });
});

/** The labels of a table's rows: of the aggregation that stands outermost, and no others. */
function outermostLabels(expression: string): readonly string[] {
  const [, labels = ''] = /\b(?:min|max|sum|group) by \(([^)]*)\)/.exec(substituted(expression)) ?? [];
  return labels.split(', ');
}

describe.each(SERIES)('the graph %s', (_, panel) => {
  it('asks for no shorter steps than metrics are pushed in, whatever the data source says of its scrapes', () => {
    for (const { interval } of panel.targets ?? []) expect(interval).toMatch(/^[1-9]\d*m$/);
  });

  it('counts by points that add up', () => {
    for (const { expr } of panel.targets ?? []) expect(expr).not.toMatch(/increase\(.*\[\$__interval\]/);
  });

  it('shows its legend, with figures', () => {
    expect(panel.options?.legend?.showLegend).toBe(true);
    expect(panel.options?.legend?.calcs).not.toEqual([]);
  });

  it('names each line by labels that it has', () => {
    for (const { expr, legendFormat = '' } of panel.targets ?? []) {
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
      const { groupings } = analyse(substituted(expr));
      const grouped = new Set(groupings.flatMap(({ labels }) => labels));
      const choices = expr.includes('$by')
        ? ['gen_ai_provider_name', 'gen_ai_request_model', 'llm_account_id']
        : [];
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((label) => !grouped.has(label) && !choices.includes(label))).toEqual([]);
    }
  });

  it('tells a currency in the name of every line of money', () => {
    for (const { expr, legendFormat = '' } of panel.targets ?? []) {
      if (/_(cost|spend)_total|_account_balance/.test(expr))
        expect(legendFormat).toMatch(/ \{\{llm_currency\}\}$/);
    }
  });
});

describe.each(BOARDS)('%s', (_, board) => {
  const all = everything(board);

  it('numbers everything once', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.min(...ids)).toBeGreaterThan(0);
  });

  it('lets nothing overlap or stand outside the 24 columns', () => {
    for (const [index, { gridPos: a, title }] of all.entries()) {
      expect(a.x + a.w, title).toBeLessThanOrEqual(24);
      for (const { gridPos: b, title: other } of all.slice(index + 1)) {
        const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        expect(apart, `${title} and ${other}`).toBe(true);
      }
    }
  });

  it('has a uid that Grafana takes, and no id of somebody else’s database', () => {
    expect(board.uid).toMatch(/^[a-z0-9-]{1,40}$/);
    expect(board.id).toBeNull();
  });

  it('links to the others of its tag', () => {
    expect(board.links).toMatchObject([{ type: 'dashboards', tags: ['fuelgauge'] }]);
    expect(board.tags).toContain('fuelgauge');
  });

  it('has every variable that its queries read, and none besides', () => {
    const read = new Set(
      all
        .flatMap(({ targets = [], title }) => [title, ...targets.map(({ expr }) => expr)])
        .flatMap((text) => [...text.matchAll(/\$(?!__)(\w+)/g)].map(([, name]) => name)),
    );
    const variables = board.templating.list.map(({ name }) => name);
    expect(new Set(variables)).toEqual(new Set(['datasource', ...read]));
  });

  it('offers the accounts and models of the chosen providers', () => {
    const queries = new Map(board.templating.list.map(({ name, definition }) => [name, String(definition)]));
    expect(queries.get('provider')).not.toContain('$');
    for (const name of ['account', 'model'].filter((one) => queries.has(one))) {
      expect(queries.get(name)).toContain('gen_ai_provider_name=~"$provider"');
    }
  });

  it('matches series without the label too where All is chosen', () => {
    for (const variable of board.templating.list.filter(({ type }) => type === 'query')) {
      expect(variable).toMatchObject({ includeAll: true, allValue: '.*', multi: true });
    }
  });
});

it('has ten panels at most above the fold that is collapsed, in four rows', () => {
  const [, money] = BOARDS.find(([file]) => file === 'grafana/money.json')!;
  const rows = money.panels.filter(({ type }) => type === 'row');
  expect(rows.map(({ title, collapsed }) => [title.slice(0, 2), collapsed])).toEqual([
    ['1.', false],
    ['2.', false],
    ['3.', false],
    ['4.', true],
  ]);
  expect(money.panels.length - rows.length).toBeLessThanOrEqual(10);
});

describe('with options', () => {
  const changed = dashboards({
    job: 'llm-.+',
    labels: { llm_account_id: 'account', gen_ai_provider_name: 'provider' },
    datasourceVariable: 'metrics',
    hoursLeft: 6,
    currency: 'CHF',
    runbookBase: 'https://wiki.example.test/runbooks',
  });
  const panels: readonly PanelJson[] = changed.flatMap(([, board]) => panelsOf(board));
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => substituted(expr)));

  it('reads raw series of the job alone', () => {
    for (const expression of expressions) {
      for (const { metrics, labels } of analyse(expression).selectors) {
        const raw = metrics.every((name) => !name.startsWith('llm:'));
        expect(labels.includes('job'), expression).toBe(raw);
      }
    }
  });

  it('uses the user’s label names everywhere', () => {
    expect(JSON.stringify(changed)).not.toMatch(/\b(llm_account_id|gen_ai_provider_name)\b/);
  });

  it('asks the data source of the variable', () => {
    for (const { datasource } of panels) expect(datasource?.uid).toMatch(/^\$\{metrics\}$/);
  });

  it('turns red where the alert fires', () => {
    const accounts = panels.find(({ title }) => title === 'Accounts')!;
    const hours = accounts.fieldConfig?.overrides.find(({ matcher }) => matcher.options === 'Hours left');
    expect(hours?.properties.find(({ id }) => id === 'thresholds')?.value).toMatchObject({
      steps: [
        { value: null, color: 'red' },
        { value: 6, color: 'orange' },
        { value: 36, color: 'green' },
      ],
    });
  });

  it('shows amounts in the currency', () => {
    expect(JSON.stringify(panels)).toContain('currency:CHF');
  });

  it('links to the user’s runbooks', () => {
    const urls = panels.flatMap(({ links = [] }) => links.map(({ url }) => url));
    expect(urls.filter((url) => !url.startsWith('https://wiki.example.test/runbooks/'))).toEqual([]);
  });
});
