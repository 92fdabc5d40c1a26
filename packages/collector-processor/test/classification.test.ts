import { RULES } from '@fuelgauge/errors/tables';
import { describe, expect, it } from 'vitest';
import { FIXTURES } from '../../errors/test/fixtures/all.ts';
import { whyNotRe2 } from '../../errors/test/re2.ts';
import { classificationGroups } from '../src/classification/groups.ts';
import type { StatementGroup } from '../src/ottl/statement-group.ts';

const OPTIONS = { attributePrefix: 'llm', maxTextLength: 4096 };
const GROUPS = classificationGroups(OPTIONS);
const STATEMENTS = [...new Set(GROUPS)].flatMap(({ statements }) => statements);

const STRING = /"((?:\\.|[^\\"])*)"/g;
const FUNCTIONS =
  /\b(?:IsMatch|ExtractPatterns|replace_pattern|keep_matching_keys)\((?:[^"]|"(?:\\.|[^\\"])*")*?, ("(?:\\.|[^\\"])*")/g;

/** The patterns of a statement, as RE2 gets them. */
function patternsOf(statement: string): string[] {
  return [...statement.matchAll(FUNCTIONS)].map(([, quoted]) => JSON.parse(quoted as string) as string);
}

const attributesOf = (texts: readonly string[]): string[] =>
  texts.flatMap((text) =>
    [...text.matchAll(/span\.attributes\["([^"]+)"\]/g)].map(([, name]) => name as string),
  );

describe('the statements of the classification', () => {
  it('have each rule of the table once, in the order of the table', () => {
    const written = [...new Set(GROUPS)].flatMap(({ statements }) =>
      statements.flatMap((one) => /^set\(span\.cache\["r"\], "\d{4} (\S+) /.exec(one)?.[1] ?? []),
    );
    expect(written.filter((id) => id !== 'unknown')).toEqual(RULES.map(({ id }) => id));
  });

  it('have patterns of the RE2 subset only', () => {
    const wrong = STATEMENTS.flatMap(patternsOf)
      .map((pattern) => [pattern, whyNotRe2(pattern.replace(/\(\?P<\w+>/g, '('))] as const)
      // Linear in RE2, whatever is nested.
      .filter(([, why]) => why !== undefined && !why.startsWith('nested unbounded'));
    expect(wrong).toEqual([]);
  });

  it('ask first whether the span failed: others cost nothing more', () => {
    const others = GROUPS.flatMap(({ conditions }) => conditions ?? ['none']).filter(
      (condition) => !condition.startsWith('span.status.code == STATUS_CODE_ERROR and '),
    );
    // Events are looked at by their name.
    expect(others).toEqual([expect.stringMatching(/^spanevent\.name == "exception" and /)]);
  });

  it('let no error of one statement stop the others, nor fill the log', () => {
    expect(GROUPS.map(({ error_mode }) => error_mode)).toEqual(GROUPS.map(() => 'silent'));
  });

  it('are the same object where they repeat, so that YAML can write them once', () => {
    const texts = new Set(GROUPS.map((group) => JSON.stringify(group)));
    expect(new Set(GROUPS).size).toBe(texts.size);
  });

  it('delete every attribute in the end that is no verdict', () => {
    const last = GROUPS[GROUPS.length - 1] as StatementGroup;
    const written = new Set(
      attributesOf(
        GROUPS.flatMap(({ statements }) =>
          statements
            .filter((one) => one.startsWith('set(span.attributes'))
            .map((one) => one.slice(0, one.indexOf(','))),
        ),
      ),
    );
    const deleted = last.statements.map(
      (one) => /^delete_key\(span\.attributes, "([^"]+)"\)$/.exec(one)?.[1],
    );
    expect([...written].filter((name) => !deleted.includes(name)).sort()).toEqual(
      ['category', 'classified_by', 'owner', 'remedy', 'retry_after', 'retryable', 'rule', 'upstream'].map(
        (name) => `llm.error.${name}`,
      ),
    );
  });

  it('take the prefix for every name of fuelgauge’s own, and leave alone what an SDK classified', () => {
    const named = classificationGroups({ ...OPTIONS, attributePrefix: 'acme.ai' });
    const own = new Set(
      attributesOf(
        named.flatMap(({ statements, conditions }) => [...statements, ...(conditions ?? [])]),
      ).filter((name) => /error\.(?!type)/.test(name)),
    );
    expect([...own].filter((name) => !name.startsWith('acme.ai.error.'))).toEqual(['llm.error.category']);
  });

  it('cut the text before they look at it', () => {
    const prepare = classificationGroups({ ...OPTIONS, maxTextLength: 300 })[1] as StatementGroup;
    const cut = prepare.statements.findIndex((one) => one.includes('Substring(span.cache["tx"], 0, 300)'));
    const looked = prepare.statements.findIndex((one) =>
      /(?:IsMatch|ExtractPatterns)\(span\.cache\["tx"\]/.test(one),
    );
    expect(cut).toBeGreaterThan(-1);
    expect(looked).toBeGreaterThan(cut);
  });

  it('have balanced quotes: each literal is one', () => {
    const broken = STATEMENTS.filter((one) => one.replace(STRING, '').includes('"'));
    expect(broken).toEqual([]);
  });
});

describe('the patterns of rules, in lower case', () => {
  const cases = RULES.flatMap((rule, rank) => {
    const statement = STATEMENTS.find((one) =>
      one.startsWith(`set(span.cache["r"], "${String(rank).padStart(4, '0')} `),
    );
    const found = statement && /IsMatch\(span\.cache\["m"\], ("(?:\\.|[^\\"])*")\)/.exec(statement)?.[1];
    return rule.when.text !== undefined && found ? [[rule, JSON.parse(found) as string] as const] : [];
  });
  const texts = FIXTURES.flatMap(({ body, message }) => [body ?? '', message ?? '']).filter(
    (text) => text !== '',
  );

  it('match a text in lower case where the rule matches the text', () => {
    const differ = cases.flatMap(([rule, pattern]) => {
      const [lower, any] = [new RegExp(pattern), new RegExp(rule.when.text as string, 'i')];
      return texts
        .filter((text) => lower.test(text.toLowerCase()) !== any.test(text))
        .map((text) => [rule.id, text]);
    });
    expect(cases.length).toBeGreaterThan(100);
    expect(differ).toEqual([]);
  });
});
