import { describe, expect, it } from 'vitest';
import { AnchorIndex } from '../src/anchor-index.ts';
import { CODE_PIECES, TEXT_PIECES } from '../src/rules/anchors.ts';
import { RULES } from '../src/rules/index.ts';
import { anchorsOf } from '../src/rules/read-anchors.ts';
import { FIXTURES } from './fixtures/all.ts';

/** May the pattern match the text, as the index tells? */
function mayMatch(pattern: string, text: string): boolean {
  const index = new AnchorIndex(15);
  const marks = new Uint16Array(1);
  if (!index.add(0, anchorsOf(pattern)?.pieces ?? null)) return true;
  index.mark(text, marks, 1);
  return marks[0] === 1;
}

describe('what a pattern asks of a text', () => {
  it.each([
    ['rate limit', 'Rate LIMIT reached', true],
    ['rate limit', 'the price of a token', false],
    ['spend(ing)? (cap|limit)', 'spend cap', true],
    ['spend(ing)? (cap|limit)', 'a cap of what you pay', false],
    ['organi[sz]ation has been', 'Organisation has been disabled', true],
    ['(abc|def)x?(ghi)?', 'only def', true],
    ['(abc|def)x?(ghi)?', 'only ghi', false],
    ['abc?', 'a text without it', true],
    ['colou?r', 'the color', true],
    ['(a{2,3}b){0,2}xyz', 'xyz', true],
    ['quota{0}d', 'quotd', true],
    ['abcd+ef', 'abcddef', true],
    [String.raw`\bTPM\b`, 'limit of tpm', true],
    [String.raw`\bTPM\b`, 'limit of RPM', false],
    [String.raw`v1\.5 plan`, 'the V1.5 PLAN', true],
    ['(?:余额|額度)(不足|用尽)', '您的余额不足', true],
    ['(?:余额|額度)(不足|用尽)', '模型不存在', false],
    ['余a|(不足)', '余a', true],
    ['no|never mind', 'no', true],
    ['(known|)', 'anything', true],
    ['[(]secret|\\[open', '[open', true],
    ['ſhort', 'ſhort', true],
  ])('%s in "%s": %s', (pattern, text, may) => {
    expect(mayMatch(pattern, text)).toBe(may);
  });

  it('is in every text of the fixtures that a rule matches', () => {
    const texts = FIXTURES.flatMap(({ body, message }) => [body, message]).filter(
      (text) => text !== undefined,
    );
    const missed: string[] = [];
    RULES.forEach(({ id, when }, rank) => {
      for (const [source, pieces] of [
        [when.text, TEXT_PIECES[rank]],
        [when.codeText, CODE_PIECES[rank]],
      ] as const) {
        if (source === undefined) continue;
        const index = new AnchorIndex(15);
        if (!index.add(0, pieces ?? null)) continue;
        const pattern = new RegExp(source, 'i');
        for (const text of texts) {
          const marks = new Uint16Array(1);
          index.mark(text, marks, 1);
          if (pattern.test(text) && marks[0] !== 1) missed.push(`${id}: ${text}`);
        }
      }
    });
    expect(missed).toEqual([]);
  });

  it('is known of nearly every pattern, so that few are tried for nothing', () => {
    const untold = RULES.filter(({ when }, rank) => when.text !== undefined && TEXT_PIECES[rank] === null);
    expect(untold.length).toBeLessThan(RULES.length / 50);
  });
});
