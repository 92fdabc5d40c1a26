import { describe, expect, it } from 'vitest';
import { classify, RULES } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';
import { whyNotRe2 } from './re2.ts';

const patterns = RULES.flatMap(({ id, when }) =>
  [when.text, when.notText, when.codeText]
    .filter((pattern) => pattern !== undefined)
    .map((pattern) => [id, pattern] as const),
);

describe('the table of rules', () => {
  it('gives each rule an id of its own', () => {
    const ids = RULES.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('is data: nothing is lost as JSON', () => {
    expect(JSON.parse(JSON.stringify(RULES))).toEqual(RULES);
  });

  it('names the evidence of every rule', () => {
    expect(RULES.filter(({ evidence }) => evidence.length < 10)).toEqual([]);
  });

  it('asks for something in every rule', () => {
    expect(RULES.filter(({ when }) => Object.keys(when).length === 0)).toEqual([]);
  });

  it('spells codes as they are compared', () => {
    const codes = RULES.flatMap(({ when }) => when.code ?? []);
    expect(codes.filter((code) => code !== code.toLowerCase() || /[\s-]/.test(code))).toEqual([]);
  });

  it('has a fixture that every rule decides, so that none is shadowed by an earlier one', () => {
    const decided = new Set(FIXTURES.map(({ at, ...fixture }) => classify({ ...fixture, baseUrl: at }).rule));
    expect(RULES.map(({ id }) => id).filter((id) => !decided.has(id))).toEqual([]);
  });

  it.each(patterns)('%s keeps to RE2: %s', (_id, pattern) => {
    expect(whyNotRe2(pattern)).toBeUndefined();
  });
});

describe('the RE2 checker refuses', () => {
  it.each([
    ['look-ahead', '(?=a)b'],
    ['negative look-behind', '(?<!a)b'],
    ['a back-reference', '(a)\\1'],
    ['a possessive repeat', 'a++'],
    ['an atomic group', '(?>a)'],
    ['too many repeats', 'a{1001}'],
    ['nested unbounded repeats', '(a+)+'],
    ['nested unbounded repeats deeper down', '((a|b+)c?)*'],
    ['nested repeats of more than 1000 together', '(a{100}){11}'],
  ])('%s', (_name, pattern) => {
    expect(whyNotRe2(pattern)).toBeTypeOf('string');
  });
});
