/**
 * Reads the part of Datadog's query language that is used here, strictly.
 * Source: docs.datadoghq.com/api/latest/monitors (query of metric alerts), /metrics/advanced-filtering
 */

export interface ReadQuery {
  readonly space: string;
  readonly metric: string;
  /** Keys of filters and groups. */
  readonly tags: readonly string[];
  /** Values of filters. */
  readonly values: readonly string[];
  /** Dashboard variables. */
  readonly variables: readonly string[];
  readonly by: readonly string[];
  readonly modifier: string | undefined;
}

export interface ReadMonitor {
  /** How points are joined over time. */
  readonly time: string;
  readonly queries: readonly ReadQuery[];
  readonly threshold: number;
}

const KEY = '[a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*';
const QUERY = new RegExp(
  `(?<space>sum|min|max|avg|count|p50|p95):(?<metric>${KEY})\\{(?<scope>[^}]*)\\}` +
    `(?: by \\{(?<by>${KEY}(?:,${KEY})*)\\})?(?:\\.as_(?<modifier>count|rate)\\(\\))?`,
  'g',
);
const WINDOW = 'last_(?:5m|10m|15m|30m|1h|2h|4h|1d|1w)';
const MONITOR = new RegExp(
  `^(?:(?<time>sum|min|max|avg)\\(${WINDOW}\\)|pct_change\\((?<changed>sum|min|max|avg)\\(${WINDOW}\\),${WINDOW}\\)):` +
    '(?<formula>.+) (?:[<>]=?) (?<threshold>-?\\d+(?:\\.\\d+)?)$',
);
const FILTER = new RegExp(
  `^(?:(?<not>NOT )?(?<key>${KEY}):(?<value>[a-z0-9_-]+)|(?<listKey>${KEY}) (?:NOT )?IN \\((?<list>[a-z0-9_, -]+)\\))$`,
);

/** @throws {Error} where a part is not of the language. */
export function readMonitor(text: string): ReadMonitor {
  const groups = MONITOR.exec(text)?.groups;
  if (groups === undefined) throw new Error(`no metric alert: ${text}`);
  const formula = groups.formula ?? '';
  const queries = readQueries(formula);
  // What is left between the queries is arithmetic.
  const rest = formula.replace(QUERY, 'q');
  if (!/^(?:default_zero\(|[()q+*/ -]|\d+)+$/.test(rest)) throw new Error(`no arithmetic: ${rest}`);
  return { time: groups.time ?? groups.changed ?? '', queries, threshold: Number(groups.threshold) };
}

/** Every query in a text. */
export const readQueries = (text: string): readonly ReadQuery[] =>
  [...text.matchAll(QUERY)].map(({ groups = {} }) => {
    const by = groups.by?.split(',') ?? [];
    const filters = (groups.scope ?? '') === '*' ? [] : (groups.scope ?? '').split(' AND ');
    const read = filters.filter((filter) => !filter.startsWith('$')).map(readFilter);
    return {
      space: groups.space ?? '',
      metric: groups.metric ?? '',
      tags: [...read.map(({ key }) => key), ...by],
      values: read.flatMap(({ values }) => values),
      variables: filters.filter((filter) => filter.startsWith('$')).map((filter) => filter.slice(1)),
      by,
      modifier: groups.modifier,
    };
  });

function readFilter(text: string): { readonly key: string; readonly values: readonly string[] } {
  const groups = FILTER.exec(text)?.groups;
  if (groups === undefined) throw new Error(`no filter: ${text}`);
  return {
    key: groups.key ?? groups.listKey ?? '',
    values: groups.value === undefined ? (groups.list ?? '').split(', ') : [groups.value],
  };
}
