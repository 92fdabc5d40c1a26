import { LEADING_EXCEPTION, LEADING_STATUS, WRAPPERS } from '@fuelgauge/errors/tables';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literal, named, re2 } from '../src/ottl/re2.ts';

describe('re2', () => {
  it.each<[RegExp, string | undefined, string]>([
    [/abc/, undefined, 'abc'],
    [/abc/gi, undefined, '(?i)abc'],
    [/^abc$/im, 's', '(?ims)^abc$'],
    [/abc/m, 'm', '(?m)abc'],
  ])('writes the flags of %s in front', (pattern, flags, wanted) => {
    expect(re2(pattern, flags)).toBe(wanted);
  });
});

describe('named', () => {
  it.each<[string, (string | undefined)[], string]>([
    ['(a)(b)', ['x', 'y'], '(?P<x>a)(?P<y>b)'],
    ['(a)(b)', [undefined, 'y'], '(?:a)(?P<y>b)'],
    ['(?:a)(b)', ['x'], '(?:a)(?P<x>b)'],
    ['\\((a)\\)', ['x'], '\\((?P<x>a)\\)'],
    ['[(](a)', ['x'], '[(](?P<x>a)'],
    ['[^(\\]](a)', ['x'], '[^(\\]](?P<x>a)'],
    ['[](](a)', ['x'], '[](](?P<x>a)'],
    ['(a(b))', ['x', 'y'], '(?P<x>a(?P<y>b))'],
  ])('names the groups of %s', (pattern, names, wanted) => {
    expect(named(pattern, names)).toBe(wanted);
  });

  it.each([...LEADING_EXCEPTION, ...LEADING_STATUS, ...WRAPPERS.map(({ pattern }) => pattern)])(
    'changes nothing in what %s matches',
    (pattern) => {
      const groups = new RegExp(`${pattern.source}|`).exec('')?.length ?? 1;
      const names = Array.from({ length: groups - 1 }, (_, at) => `g${at}`);
      const again = new RegExp(named(pattern.source, names).replaceAll('(?P<', '(?<'), pattern.flags);
      fc.assert(
        fc.property(
          fc.constantFrom(
            'litellm.RateLimitError: AzureException - x',
            'Error code: 402 - {',
            '429 Too Many Requests',
            'provider returned 503: busy',
            'openai.APIError: x',
            'Upstream error from Chutes: no',
          ),
          fc.string(),
          (head, tail) => {
            const [before, after] = [pattern.exec(head + tail), again.exec(head + tail)];
            expect(after && Object.values(after.groups ?? {})).toEqual(before?.slice(1) ?? null);
          },
        ),
      );
    },
  );
});

describe('literal', () => {
  it('matches its text and no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const pattern = new RegExp(`^(?:${literal(text)})$`);
        expect(pattern.test(text)).toBe(true);
        if (other !== text) expect(pattern.test(other)).toBe(false);
      }),
    );
  });
});
