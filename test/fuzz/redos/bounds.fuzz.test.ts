import { classify, RULES } from '@fuelgauge/errors';
import { describe, expect, it } from 'vitest';
import { FIXTURES } from '../../../packages/errors/test/fixtures/all.ts';
import { BOUNDED, RULE_CODE, RULE_TEXT } from './bounds.ts';
import { sourceFiles } from './sources.ts';
import { nameOf, watching } from './watch.ts';

const LONG = 200_000;

describe('patterns that are listed as bounded see no more than their bound', () => {
  const literals = sourceFiles().flatMap(({ name, literals }) =>
    literals.map((literal) => ({ file: name, source: literal.source, name: nameOf(literal) })),
  );
  it.each(BOUNDED.map((row) => [row.file, row.begins ?? 'all', row] as const))(
    '%s %s',
    (_file, _begins, row) => {
      const names = literals
        .filter(({ file, source }) => file === row.file && source.startsWith(row.begins ?? ''))
        .map(({ name }) => name);
      const { longest } = watching(() => row.run(LONG));
      expect(names.filter((name) => !longest.has(name))).toEqual([]);
      const seen = Math.max(...names.map((name) => longest.get(name) ?? 0));
      expect(seen).toBeLessThanOrEqual(row.most);
      // Text came up to the bound, so it was the bound that held it back.
      expect(seen).toBeGreaterThanOrEqual(row.most * 0.9);
    },
  );
});

/** The same error with every sentence and every code in it far too long, where it is JSON, else with a long tail. */
function lengthened(text: string): string {
  const tail = ' and so on'.repeat(LONG / 10);
  try {
    return JSON.stringify(JSON.parse(text), (key, value: unknown) => {
      if (typeof value !== 'string') return value;
      if (/code|type|status|reason/i.test(key))
        return `${value}${'Ab'.repeat(78 - Math.min(78, value.length / 2))}`;
      return /^\s*[{["]/.test(value) ? value : value + tail;
    });
  } catch {
    return text + tail;
  }
}

describe('the patterns of the rules', () => {
  const inputs = FIXTURES.flatMap(({ at, status, headers, body, message, error }) => {
    const rest = { baseUrl: at, status, headers, now: 0 };
    return [
      { ...rest, body, message, error },
      {
        ...rest,
        headers: { ...headers, 'x-amzn-errortype': 'Ab'.repeat(LONG / 2) },
        body: body === undefined ? undefined : lengthened(body),
        message: message === undefined ? undefined : lengthened(message),
        error,
      },
    ];
  });
  const { longest } = watching(() => {
    for (const input of inputs) classify(input);
  });
  const kinds = [
    ['text', RULE_TEXT, RULES.flatMap(({ when }) => [when.text, when.notText])],
    ['codes', RULE_CODE, RULES.map(({ when }) => when.codeText)],
  ] as const;

  it.each(kinds)('over %s all ran, and none saw more than %i characters', (_kind, most, patterns) => {
    const names = patterns
      .filter((one) => one !== undefined)
      .map((source) => nameOf(new RegExp(source, 'i')));
    expect(names.filter((name) => !longest.has(name))).toEqual([]);
    const seen = Math.max(...names.map((name) => longest.get(name) ?? 0));
    expect(seen).toBeLessThanOrEqual(most);
    expect(seen).toBeGreaterThanOrEqual(most * 0.9);
  });
});
