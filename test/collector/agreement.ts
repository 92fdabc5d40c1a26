/**
 * `pnpm --silent collector:agreement [--style <style>] [--json] [rows.jsonl…]`: sends rows as spans in each library's
 * style through a real Collector with the generated configuration, and compares the verdicts that come out with the
 * TypeScript engine's on the full rows. Without files: every fixture of packages/errors, and the corpus beside the
 * repository where it is there. Prints the agreement and each disagreement of category or owner.
 *
 * Exit status: 0 done, 1 a bad file or no Collector, 2 wrong usage.
 */
import { parseArgs } from 'node:util';
import {
  type Agreement,
  agreementOf,
  type Comparison,
  compare,
  disagreement,
  MEASURES,
} from './agreement/compare.ts';
import { CORPUS, corpusRows, fixtureRows, rowsOfFile } from './agreement/rows.ts';
import { collectorToRun } from './builder/ensure.ts';
import type { Row } from './styles/row.ts';
import { STYLE_NAMES, STYLES, type StyleName, styleNamed } from './styles/style.ts';
import { collectorVerdicts } from './verdicts.ts';

interface Source {
  readonly name: string;
  readonly rows: readonly Row[];
}

async function main(): Promise<number> {
  let styles: readonly StyleName[];
  let files: readonly string[];
  let json: boolean;
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { style: { type: 'string', multiple: true }, json: { type: 'boolean' } },
    });
    for (const name of values.style ?? []) styleNamed(name);
    styles = (values.style as StyleName[] | undefined) ?? STYLE_NAMES;
    files = positionals;
    json = values.json === true;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  try {
    const sources = sourcesOf(files);
    const binary = await collectorToRun();
    for (const style of styles) {
      const rows = sources.flatMap((source) => source.rows);
      const verdicts = await collectorVerdicts(
        rows.map((row) => ({ row, style: STYLES[style] })),
        { binary },
      );
      for (const source of sources) {
        const part = verdicts.splice(0, source.rows.length);
        const comparisons = source.rows.map((row, at) => compare(row, part[at]));
        if (json) process.stdout.write(`${JSON.stringify(asJson(style, source, comparisons))}\n`);
        else print(style, source, comparisons);
      }
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function sourcesOf(files: readonly string[]): Source[] {
  if (files.length > 0) return files.map((name) => ({ name, rows: rowsOfFile(name) }));
  const corpus = corpusRows();
  if (corpus.length === 0) process.stderr.write(`Left out, as it is not there: ${CORPUS}\n`);
  return [
    { name: 'fixtures', rows: fixtureRows() },
    ...(corpus.length === 0 ? [] : [{ name: 'corpus', rows: corpus }]),
  ];
}

function split(comparisons: readonly Comparison[]): Readonly<Record<string, Agreement>> {
  return {
    all: agreementOf(comparisons),
    'body was JSON': agreementOf(comparisons.filter(({ wasJson }) => wasJson)),
    'body was not': agreementOf(comparisons.filter(({ wasJson }) => !wasJson)),
  };
}

function print(style: StyleName, source: Source, comparisons: readonly Comparison[]): void {
  const lines = [`${style}: ${source.name} (${STYLES[style].library})`];
  lines.push(
    `  ${''.padEnd(15)}${'rows'.padStart(6)}${MEASURES.map((measure) => measure.padStart(16)).join('')}`,
  );
  for (const [part, agreement] of Object.entries(split(comparisons))) {
    const cells = MEASURES.map((measure) => `${agreement[measure].toFixed(1)} %`.padStart(16));
    lines.push(`  ${part.padEnd(15)}${String(agreement.rows).padStart(6)}${cells.join('')}`);
  }
  const missed = comparisons.filter(({ agrees }) => !agrees['category+owner']);
  lines.push(...missed.map((comparison) => `  ${disagreement(comparison)}`), '');
  process.stdout.write(`${lines.join('\n')}\n`);
}

function asJson(style: StyleName, source: Source, comparisons: readonly Comparison[]): unknown {
  return {
    style,
    source: source.name,
    agreement: split(comparisons),
    disagreements: comparisons
      .filter(({ agrees }) => Object.values(agrees).includes(false))
      .map(({ row, wasJson, typescript, collector, agrees }) => ({
        id: row.id ?? null,
        status: row.status ?? null,
        was_json: wasJson,
        typescript: picked(typescript),
        collector: collector === undefined ? null : picked(collector),
        agrees,
      })),
  };
}

function picked({ category, owner, upstream, retryable, rule }: Comparison['typescript']): unknown {
  return { category, owner, upstream, retryable, rule };
}

process.exitCode = await main();
