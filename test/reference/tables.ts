import {
  ERROR_CATEGORIES,
  ERROR_OWNERS,
  ERROR_REMEDIES,
  METRICS,
  type MetricDefinition,
  type OptIn,
} from '../../packages/semconv/src/index.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const words = (meanings: Readonly<Record<string, string>>, head: string): string =>
  table(
    [head, 'means'],
    Object.entries(meanings).map(([value, meaning]) => [`\`${value}\``, meaning]),
  );

const OPT_INS: Readonly<Record<OptIn, string>> = {
  'latest conventions': 'newest conventions only',
  content: 'with captured content only',
};

/** When a metric is emitted; empty for always. */
const when = ({ optIn, withOptIn }: MetricDefinition): string => {
  if (optIn !== undefined) return OPT_INS[optIn];
  return withOptIn === undefined ? '' : `with the newest conventions: ${withOptIn}`;
};

const labels: string = table(
  ['name', 'what it is', 'labels', 'when'],
  METRICS.map((row) => [
    `\`${row.name}\``,
    row.brief,
    row.attributes.map((attribute) => `\`${attribute}\``).join(', '),
    when(row),
  ]),
);

/** The documents that hold tables generated from `packages/semconv`, and those tables by the name of their marker. */
export const DOCUMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    categories: words(ERROR_CATEGORIES, '`llm.error.category`'),
    owners: words(ERROR_OWNERS, '`llm.error.owner`'),
    remedies: words(ERROR_REMEDIES, '`llm.error.remedy`'),
  },
  'docs/attributes-and-metrics.md': { labels },
};

/**
 * The text of a document with each of its tables put between its markers, `<!-- table: NAME -->` and
 * `<!-- end: NAME -->`.
 *
 * @throws {Error} when a table has no markers.
 */
export function withTables(document: string, text: string): string {
  let result = text;
  for (const [name, content] of Object.entries(DOCUMENTS[document] ?? {})) {
    const [start, end] = [`<!-- table: ${name} -->`, `<!-- end: ${name} -->`];
    const from = result.indexOf(start);
    const to = result.indexOf(end);
    if (from < 0 || to < from) throw new Error(`${document} has no place for the table "${name}"`);
    result = `${result.slice(0, from + start.length)}\n${content}\n${result.slice(to)}`;
  }
  return result;
}
