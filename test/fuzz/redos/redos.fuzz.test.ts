import { RULES, type Rule } from '@fuelgauge/errors';
import { describe, expect, it } from 'vitest';
import { BOUNDED, OWN_TEXT, RULE_CODE, RULE_TEXT, type Where } from './bounds.ts';
import { literalsByEngine } from './engine.ts';
import { type Judgement, judge, SHORT, THOROUGH } from './judge.ts';
import { sourceFiles } from './sources.ts';
import { stepsOf } from './steps.ts';
import { alternativesOf } from './syntax.ts';
import { waysOf } from './ways.ts';

const files = sourceFiles();
const literals = files.flatMap(({ name, literals }) =>
  literals.map((literal) => ({ ...literal, file: name, at: `${name}:${literal.line}` })),
);

/** Patterns that are made when the program runs, and what they are made of. */
const MADE_AT_RUN_TIME: Readonly<Record<string, string>> = {
  'errors/src/match.ts':
    'the rules: judged below, and compared with what is made in made-at-run-time.fuzz.test.ts',
  'dashboards/src/options.ts': 'compiled to see whether it compiles; Prometheus runs it',
  'instrumentation/src/doctor/advice.ts': 'a name of our own table between fixed words',
  'instrumentation/src/doctor/judge-bundling.ts': 'a name of our own table between fixed words',
  'pricing/src/genai-prices.ts':
    "the price library's own, of fixed length: it must end in `\\d{n}$` to be run",
};

const show = ({ source, flags, why, attack }: Judgement): string =>
  `/${source}/${flags}: ${why}${attack === '' ? '' : `, on ${attack.slice(0, 200)}`}`;

const isAt = (where: Where, literal: { readonly file: string; readonly source: string }): boolean =>
  literal.file === where.file && literal.source.startsWith(where.begins ?? '');

/**
 * Linear by counting: no more ways than this to be tried from any place. The checker takes a large factor
 * (`.{0,160}`) for a power, so that what can be counted is not put to it.
 */
const MAX_WAYS = 10_000;
const isUncounted = ({ source }: { readonly source: string }): boolean => waysOf(source) > MAX_WAYS;

describe('the scan for patterns', () => {
  it('finds in each file as many literals as V8 does', () => {
    const engine = literalsByEngine(files.map(({ path }) => path));
    const wrong = files
      .filter(({ path, literals }) => engine.get(path) !== literals.length)
      .map(({ name, path, literals }) => `${name}: ${literals.length} found, V8 has ${engine.get(path)}`);
    expect(wrong).toEqual([]);
    expect(literals.length).toBeGreaterThan(300);
  });

  it('knows every place at which patterns are made when the program runs', () => {
    const places = files.filter(({ constructed }) => constructed.length > 0).map(({ name }) => name);
    expect(places).toEqual(Object.keys(MADE_AT_RUN_TIME).sort());
  });
});

it('no literal takes super-linear time on a text that can be long', async () => {
  const listed = [...BOUNDED, ...OWN_TEXT];
  const uncounted = literals.filter(isUncounted);
  const isOf =
    (rows: readonly Where[]) =>
    (literal: (typeof literals)[number]): boolean =>
      rows.some((where) => isAt(where, literal));
  const judged = await judge(
    uncounted.filter((literal) => !isOf(listed)(literal)),
    THOROUGH,
  );
  const bad = judged.filter(({ status }) => status !== 'safe');
  expect(bad.map((one) => `${placesOf(one)} ${show(one)}`)).toEqual([]);

  const ofList = [
    ...(await judge(uncounted.filter(isOf(BOUNDED)), SHORT)),
    ...(await judge(uncounted.filter(isOf(OWN_TEXT)), { ...THOROUGH, timeout: 15_000 })),
  ];
  expect(ofList.filter(({ exponential }) => exponential).map(show)).toEqual([]);
  // A row that nothing needs any more goes: the list must not grow old.
  const needed = ofList.filter(({ status }) => status !== 'safe').map(({ source }) => source);
  const stale = listed.filter(
    (where) => !literals.some((literal) => isAt(where, literal) && needed.includes(literal.source)),
  );
  expect(stale.map(({ file, begins }) => `${file} ${begins ?? ''}`)).toEqual([]);
}, 300_000);

const placesOf = ({ source, flags }: Judgement): string =>
  literals
    .filter((literal) => literal.source === source && literal.flags === flags)
    .map(({ at }) => at)
    .join(', ');

/** Of a text of 2,000 characters, this is two and a half times its square: some milliseconds. */
const MAX_STEPS = 10_000_000;

const KINDS = [
  ['text', RULE_TEXT, ({ when }: Rule) => [when.text, when.notText]],
  ['codes', RULE_CODE, ({ when }: Rule) => [when.codeText]],
] as const;

it.each(KINDS)(
  'no pattern of a rule over %s takes more than some milliseconds on %i characters',
  async (_kind, length, patternsOf) => {
    const parts = RULES.flatMap((rule) =>
      patternsOf(rule)
        .filter((pattern) => pattern !== undefined)
        .flatMap(alternativesOf)
        .map((source) => ({ source, flags: 'i', rule: rule.id })),
    );
    const judged = await judge(parts.filter(isUncounted), SHORT);
    const bad = judged.filter(
      ({ source, status, attackOf }) =>
        status === 'unknown' || stepsOf(source, attackOf(length), MAX_STEPS) >= MAX_STEPS,
    );
    expect(
      bad.map((one) => `${parts.find(({ source }) => source === one.source)?.rule} ${show(one)}`),
    ).toEqual([]);
  },
  300_000,
);

it('counts what once took nineteen seconds as too much', () => {
  const words = String.raw`(need|requires?) (a )?( ?\S+){0,3} ?(paid|plan)\b`;
  expect(stepsOf(words, `need a${'i'.repeat(RULE_TEXT - 6)}`, MAX_STEPS)).toBe(MAX_STEPS);
});
