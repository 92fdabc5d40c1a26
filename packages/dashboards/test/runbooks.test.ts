import { readFile } from 'node:fs/promises';
import { METRICS } from '@fuelgauge/semconv';
import { describe, expect, it } from 'vitest';
import { ALERT_NAMES, alertGroups, runbookFile } from '../src/rules/alerts.ts';
import { type HistogramSeries, prometheusLabel, prometheusNames } from '../src/rules/names.ts';
import { recordingGroups } from '../src/rules/recording.ts';
import { anchorsOf, blocksOf, type Page, pages, RUNBOOKS, relativeLinksOf } from './runbooks/pages.ts';
import { expressionOf } from './runbooks/promql.ts';
import { FACTS, PROVIDERS_PAGE, providerRows, providersPage } from './runbooks/providers.ts';

const ALL = await pages();
const ROWS = await providerRows();
const ALERTS = alertGroups().flatMap(({ rules }) => rules);
const OF_NO_ALERT = ['README.md', 'providers.md'];

const pageOf = (file: string): Page => {
  const page = ALL.find((one) => one.file === file);
  if (page === undefined) throw new Error(`docs/runbooks/${file} is missing`);
  return page;
};

const OF_ALERTS = ALL.filter(({ file }) => !OF_NO_ALERT.includes(file));
const named = (list: readonly Page[]) => list.map((page) => [page.file, page] as const);

describe.each(ALERT_NAMES)('the page of %s', (alert) => {
  const { labels } = ALERTS.find((rule) => rule.alert === alert)!;

  it('has the name of the alert', () => {
    expect(pageOf(runbookFile(alert)).title).toBe(alert);
  });

  it('begins with the verdict, and with how urgent it is', () => {
    const { verdict } = pageOf(runbookFile(alert));
    expect(verdict).toMatch(/^\*\*.{40,}\*\* (Critical|Warning|Info)\b/);
    expect(verdict.toLowerCase()).toMatch(new RegExp(`\\*\\* ${labels.severity}\\b`));
  });

  it('says what it means, how to confirm it, what to do and what not to do', () => {
    expect([...pageOf(runbookFile(alert)).sections.keys()]).toEqual([
      'What it means',
      'Confirm',
      'Do',
      'Do not',
    ]);
  });

  it('confirms it in two queries, and names those of Datadog', () => {
    const confirm = pageOf(runbookFile(alert)).sections.get('Confirm') ?? '';
    expect(blocksOf(confirm, 'promql')).toHaveLength(2);
    expect(confirm).toMatch(/^Datadog: `/m);
  });

  it('is in the index, with its severity', () => {
    expect(pageOf('README.md').text).toContain(`| [${alert}](${runbookFile(alert)}) | ${labels.severity} |`);
  });
});

it('has no page of an alert that there is not', () => {
  expect(OF_ALERTS.map(({ file }) => file)).toEqual(ALERT_NAMES.map(runbookFile).sort());
});

describe.each(named(OF_ALERTS))('the queries of %s', (_, { text }) => {
  const queries = blocksOf(text, 'promql').map(expressionOf);

  it('are PromQL', () => {
    expect(queries.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it('ask for series that there are', () => {
    const known = new Set([
      ...METRICS.flatMap(({ name, kind }) =>
        kind === 'histogram'
          ? (['bucket', 'sum', 'count'] as HistogramSeries[]).flatMap((series) =>
              prometheusNames(name, series),
            )
          : prometheusNames(name),
      ),
      ...recordingGroups().flatMap(({ rules }) => rules.map(({ record }) => record)),
    ]);
    const asked = queries.flatMap(({ metrics }) => metrics);
    expect(asked).not.toEqual([]);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('ask for labels that metrics have', () => {
    const known = new Set([
      'le',
      ...METRICS.flatMap(({ attributes }) => attributes.map((name) => prometheusLabel(name))),
    ]);
    expect(queries.flatMap(({ labels }) => labels).filter((name) => !known.has(name))).toEqual([]);
  });

  it('ask Datadog for metrics that there are', () => {
    const known = METRICS.map(({ name }): string => name);
    const asked = [...text.matchAll(/\b(?:sum|min|max|avg|p95):([\w.]+)\{/g)].map(([, name]) => name!);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  });
});

const LINKS = ALL.flatMap(({ file, text }) => relativeLinksOf(text).map((target) => [file, target] as const));

it.each(LINKS)('leads somewhere from %s by %s', async (file, target) => {
  const [path, anchor] = target.split('#');
  const there = await readFile(new URL(path || file, RUNBOOKS), 'utf8').catch((error: unknown) => {
    // A folder is a target too.
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return '';
    throw error;
  });
  if (anchor !== undefined) expect(anchorsOf(there)).toContain(anchor);
});

describe('the table of providers', () => {
  it('is what its data says', async () => {
    expect(
      await readFile(PROVIDERS_PAGE, 'utf8'),
      'run packages/dashboards/test/runbooks/write-providers.ts',
    ).toBe(providersPage(ROWS));
  });

  it('has each provider once', () => {
    const ids = ROWS.map(({ provider }) => provider);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it.each(ROWS.map((row) => [row.name, row] as const))('says where it has each fact of %s from', (_, row) => {
    const ofItsOwn = FACTS.filter((fact) => row[fact] !== undefined && !row.secondHand?.includes(fact));
    if (ofItsOwn.length > 0) expect(row.sources).not.toEqual([]);
    for (const url of row.sources) expect(url).toMatch(/^https:\/\/\S+$/);
    expect(row.read).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const fact of row.secondHand ?? []) expect(row).toHaveProperty(fact);
  });

  it.each(ROWS.map((row) => [row.name, row] as const))(
    'has no field of %s that no column shows',
    (_, row) => {
      const shown = ['provider', 'name', 'secondHand', 'notes', 'sources', 'read', ...FACTS];
      expect(Object.keys(row).filter((key) => !shown.includes(key))).toEqual([]);
    },
  );
});
