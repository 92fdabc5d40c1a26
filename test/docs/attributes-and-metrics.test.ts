import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { METRICS, SPAN_ATTRIBUTES } from '@fuelgauge/semconv';
import { describe, expect, test } from 'vitest';
import { prometheusLabel, prometheusNames } from '../../packages/dashboards/src/rules/names.ts';
import { blocksIn, PAGES, ROOT, readPage, tableOf } from './markdown.ts';

const page = readPage('docs/attributes-and-metrics.md');
const bare = (cell = ''): string => cell.replaceAll('`', '');

const attributes = tableOf(page, 'attribute').map(([name, type, example, , stability]) => ({
  name: bare(name),
  type,
  example: bare(example),
  stability,
}));
const metrics = tableOf(page, 'metric').map(([name, kind, unit, names, datadog]) => ({
  name: bare(name),
  kind,
  unit,
  names: bare(names).split(', '),
  datadog,
}));

test('each span attribute of semconv has one row, and no other has', () => {
  expect(attributes.map(({ name }) => name).sort()).toEqual(SPAN_ATTRIBUTES.map(({ name }) => name).sort());
});

describe.each(attributes)('$name', ({ name, type, example, stability }) => {
  test('has the type of semconv', () => {
    expect(type).toBe(SPAN_ATTRIBUTES.find((row) => row.name === name)?.type);
  });

  test('has an example of its type', () => {
    const forms: Readonly<Record<string, RegExp>> = {
      int: /^\d+$/,
      double: /^\d+\.\d+$/,
      boolean: /^(?:true|false)$/,
      'string[]': /^\[".*"\]$/,
      string: /\D/,
    };
    expect(example).toMatch(forms[type as string] as RegExp);
  });

  test('says how stable it is', () => {
    const own = name.startsWith('llm.') ? ['own'] : ['development', 'proposed', 'stable'];
    expect(own).toContain(stability);
  });
});

test('each metric of semconv has one row, and no other has', () => {
  expect(metrics.map(({ name }) => name).sort()).toEqual(METRICS.map(({ name }) => name).sort());
});

describe.each(metrics)('$name', ({ name, kind, unit, names, datadog }) => {
  const metric = METRICS.find((row) => row.name === name);

  test('has the kind and the unit of semconv', () => {
    expect({ kind, unit }).toEqual({ kind: metric?.kind, unit: metric?.unit });
  });

  test('has its names in Prometheus', () => {
    expect(names).toEqual(prometheusNames(name, kind === 'histogram' ? 'bucket' : undefined));
  });

  test('has its type in Datadog', () => {
    expect(datadog).toBe({ counter: 'count', gauge: 'gauge', histogram: 'distribution' }[kind as string]);
  });
});

test('each label of a metric has a row with its name in Prometheus', () => {
  const rows = tableOf(page, 'label').flatMap(([names, translated]) =>
    bare(names)
      .split(', ')
      .map((name, at) => [name, bare(translated).split(', ')[at]]),
  );
  const labels = [...new Set(METRICS.flatMap((metric) => metric.attributes))];
  expect(new Map(rows as [string, string][])).toEqual(
    new Map(labels.map((label) => [label, prometheusLabel(label)])),
  );
});

test.each([
  ['gen_ai.request.model', 300],
  ['server.address', 200],
  ['llm.error.upstream', 100],
])('the bound of %s is that of the code: %i', (label, bound) => {
  const row = tableOf(page, 'label').find(([names]) => names?.includes(label));
  expect(row?.[3]).toBe(String(bound));
  const sources = readdirSync(join(ROOT, 'packages/instrumentation/src'), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'packages/instrumentation/src', file), 'utf8'));
  expect(sources.some((source) => source.includes(`new BoundedLabel(${bound}, 'other')`))).toBe(true);
});

/** Prometheus' own grammar. */
const { parser } = createRequire(join(ROOT, 'packages/dashboards/package.json'))(
  '@prometheus-io/lezer-promql',
) as {
  parser: {
    parse(text: string): {
      iterate(visit: {
        enter(node: { type: { isError: boolean; name: string }; from: number; to: number }): void;
      }): void;
    };
  };
};
const RECORDED = new Set(
  [
    ...readFileSync(join(ROOT, 'packages/dashboards/prometheus/rules.yaml'), 'utf8').matchAll(
      /record: (\S+)/g,
    ),
  ].map(([, name]) => name),
);
const RAW = new Set(
  METRICS.flatMap(({ name, kind }) =>
    kind === 'histogram'
      ? (['bucket', 'sum', 'count'] as const).flatMap((series) => prometheusNames(name, series))
      : prometheusNames(name),
  ),
);
const LABELS = new Set([
  ...METRICS.flatMap((metric) => metric.attributes.map(prometheusLabel)),
  '__name__',
  'le',
]);

describe.each(blocksIn('promql'))('$at', ({ block: { code } }) => {
  const nodes: { name: string; text: string }[] = [];
  const errors: string[] = [];
  parser.parse(code).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(code.slice(from, to) || `at ${from}`);
      nodes.push({ name: type.name, text: code.slice(from, to) });
    },
  });

  test('is PromQL', () => {
    expect(errors).toEqual([]);
  });

  test('asks for series that there are', () => {
    const named = nodes.filter(({ name }) => name === 'Identifier').map(({ text }) => text);
    expect(named.filter((name) => !RAW.has(name) && !RECORDED.has(name))).toEqual([]);
  });

  test('groups and selects by labels that there are', () => {
    const named = nodes.filter(({ name }) => name === 'LabelName').map(({ text }) => text);
    expect(named.filter((name) => !LABELS.has(name))).toEqual([]);
  });
});

/** Names in backquotes, in the prose of every page. */
const MENTIONED = PAGES.flatMap(({ path, prose }) =>
  [...prose.matchAll(/`((?:llm|gen_ai)[._:][\w.:]*\w)`/g)].map(([, name = '']) => ({
    path,
    // `llm.error.owner:caller` is how Datadog asks for a value.
    name: name.startsWith('llm:') ? name : name.split(':', 1)[0],
  })),
);

test('every attribute and metric that a page mentions is one', () => {
  const known = new Set([
    ...SPAN_ATTRIBUTES.map(({ name }) => name),
    ...METRICS.flatMap(({ name, attributes: labels }) => [name, ...labels]),
    ...RAW,
    ...LABELS,
    ...RECORDED,
    'llm.call.retry',
    'llm.call.attempt',
    // Of other people's.
    'gen_ai.openai.api_base',
    'gen_ai_latest_experimental',
    'gen_ai_normalizer',
  ]);
  expect(
    MENTIONED.filter(({ name }) => !known.has(name as string) && !existsSync(join(ROOT, name as string))),
  ).toEqual([]);
});
