import {
  ERROR_CATEGORIES,
  ERROR_OWNERS,
  ERROR_REMEDIES,
  METRICS,
  type MetricDefinition,
  type OptIn,
  SPAN_ATTRIBUTES,
} from '../../packages/semconv/src/index.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const words = (meanings: Readonly<Record<string, string>>, head: string): string =>
  table(
    [head, 'means'],
    Object.entries(meanings).map(([value, meaning]) => [`\`${value}\``, meaning]),
  );

const OPT_INS: Readonly<Record<OptIn, string>> = {
  'latest conventions': 'only with `OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental`',
  content: 'only with `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`',
};

/** When something is emitted; empty for always. */
const when = ({ optIn, withOptIn }: { readonly optIn?: OptIn; readonly withOptIn?: string }): string => {
  if (optIn !== undefined) return OPT_INS[optIn];
  return withOptIn === undefined ? '' : `with the opt-in to the newest conventions: ${withOptIn}`;
};

const metrics = (package_: MetricDefinition['from']): string => {
  const rows = METRICS.filter(({ from }) => from === package_);
  const sometimes = rows.some((row) => when(row) !== '');
  const head = ['metric', 'kind', 'unit', 'what it is', 'attributes', ...(sometimes ? ['when'] : [])];
  return table(
    head,
    rows.map((row) => [
      `\`${row.name}\``,
      row.kind,
      row.unit,
      row.brief,
      row.attributes.map((attribute) => `\`${attribute}\``).join(', '),
      ...(sometimes ? [when(row)] : []),
    ]),
  );
};

/** The tables of the README that are generated from `packages/semconv`, by the name of their marker. */
export const TABLES: Readonly<Record<string, string>> = {
  categories: words(ERROR_CATEGORIES, '`llm.error.category`'),
  owners: words(ERROR_OWNERS, '`llm.error.owner`'),
  remedies: words(ERROR_REMEDIES, '`llm.error.remedy`'),
  attributes: table(
    ['span attribute', 'type', 'what it is', 'when'],
    SPAN_ATTRIBUTES.map((row) => [`\`${row.name}\``, row.type, row.brief, when(row)]),
  ),
  metrics: metrics('instrumentation'),
  balances: metrics('balance'),
};

/**
 * The text with each table put between its markers, `<!-- table: NAME -->` and `<!-- end: NAME -->`.
 *
 * @throws {Error} when a table has no markers.
 */
export function withTables(text: string): string {
  let result = text;
  for (const [name, content] of Object.entries(TABLES)) {
    const [start, end] = [`<!-- table: ${name} -->`, `<!-- end: ${name} -->`];
    const from = result.indexOf(start);
    const to = result.indexOf(end);
    if (from < 0 || to < from) throw new Error(`README.md has no place for the table "${name}"`);
    result = `${result.slice(0, from + start.length)}\n${content}\n${result.slice(to)}`;
  }
  return result;
}
