/** The two engines agree: every fixture, and every labelled payload where the file is there, in each library's style. */
import { beforeAll, expect, it } from 'vitest';
import { agreementOf, type Comparison, compare, disagreement } from './agreement/compare.ts';
import { corpusRows, fixtureRows } from './agreement/rows.ts';
import { describeCollector } from './needs-collector.ts';
import type { Row } from './styles/row.ts';
import { STYLE_NAMES, STYLES, type StyleName } from './styles/style.ts';
import { collectorVerdicts } from './verdicts.ts';

const fixtures = fixtureRows();
const corpus = corpusRows();
const SOURCES: readonly (readonly [string, readonly Row[]])[] = [
  ['the fixtures', fixtures],
  // Without the file there is no such test, and `collector:agreement` says that it is not there.
  ...(corpus.length > 0 ? [['the corpus', corpus] as const] : []),
];

/** Least percentage of rows with the same category and owner: of all, and of those whose body was JSON. */
const LEAST: Readonly<Record<StyleName, readonly [all: number, json: number]>> = {
  // The text holds the whole body, and the span says who was called.
  openllmetry: [97, 99],
  'python-contrib': [97, 99],
  // The same text, but no host: a rule for one endpoint is seldom certain of it.
  openinference: [93, 93],
  // The message alone: what stands beside it, codes and the gateway's metadata, does not reach the Collector.
  'openllmetry-openai-3': [85, 84],
  'python-genai': [85, 84],
  'js-contrib': [84, 82],
  litellm: [86, 85],
  // Neither host nor body, and of a body without a message only the HTTP reason.
  'vercel-ai-sdk': [74, 72],
};

const found = new Map<string, readonly Comparison[]>();
const key = (style: StyleName, source: string): string => `${style} ${source}`;

describeCollector('The Collector and the TypeScript engine', () => {
  beforeAll(async () => {
    for (const style of STYLE_NAMES) {
      const rows = SOURCES.flatMap(([, part]) => part);
      const verdicts = await collectorVerdicts(rows.map((row) => ({ row, style: STYLES[style] })));
      let from = 0;
      for (const [name, part] of SOURCES) {
        found.set(
          key(style, name),
          part.map((row, at) => compare(row, verdicts[from + at])),
        );
        from += part.length;
      }
    }
  }, 600_000);

  it.each(SOURCES.flatMap(([source]) => STYLE_NAMES.map((style) => [style, source] as const)))(
    'both give a verdict on each span in the style of %s: %s',
    (style, source) => {
      const missing = found.get(key(style, source))!.filter(({ collector }) => collector === undefined);
      expect(missing.map(disagreement)).toEqual([]);
    },
  );

  it.each(
    SOURCES.flatMap(([source]) => STYLE_NAMES.map((style) => [style, source, LEAST[style][0]] as const)),
  )('agree on category and owner, in the style of %s, of %s: %i %% at least', (style, source, least) =>
    expectAgreement(found.get(key(style, source))!, least),
  );

  it.each(
    SOURCES.flatMap(([source]) => STYLE_NAMES.map((style) => [style, source, LEAST[style][1]] as const)),
  )(
    'agree on category and owner where the body was JSON, in the style of %s, of %s: %i %% at least',
    (style, source, least) => {
      expectAgreement(
        found.get(key(style, source))!.filter(({ wasJson }) => wasJson),
        least,
      );
    },
  );
});

/** Fails with every row on which they differ. */
function expectAgreement(comparisons: readonly Comparison[], least: number): void {
  const missed = comparisons.filter(({ agrees }) => !agrees['category+owner']).map(disagreement);
  const percent = agreementOf(comparisons)['category+owner'];
  expect(percent, `${percent.toFixed(2)} %\n${missed.join('\n')}`).toBeGreaterThanOrEqual(least);
}
