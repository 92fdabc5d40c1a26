/** The repr that `python-repr.ts` writes is Python's own, to the character. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonRepr } from './python-repr.ts';
import { type PythonValue, pythonJson } from './python-value.ts';

const PYTHON = 'python3';

/** Reads a list of JSON texts, answers a list of reprs; null where `json.loads` raises. */
const REPRS = `
import json, sys
def answer(text):
    try:
        return repr(json.loads(text))
    except ValueError:
        return None
json.dump([answer(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/** Code points that this Python knows: an older Unicode has fewer, and an unassigned one is not printable. */
const UNASSIGNED = `
import json, sys, unicodedata
json.dump([i for i in range(0x110000) if unicodedata.category(chr(i)) == 'Cn'], sys.stdout)
`;

function python<T>(script: string, input?: unknown): T {
  const { stdout, stderr, status } = spawnSync(PYTHON, ['-c', script], {
    input: input === undefined ? '' : JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONUTF8: '1' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const missing =
  spawnSync(PYTHON, ['--version']).status === 0 ? '' : ' (skipped: there is no python3 in PATH)';

function reprs(texts: readonly string[]): (string | null)[] {
  return texts.map((text) => {
    let value: PythonValue;
    try {
      value = pythonJson(text);
    } catch {
      return null;
    }
    return pythonRepr(value);
  });
}

describe.skipIf(missing !== '')(`The repr of what Python reads from JSON${missing}`, () => {
  it.each([
    ['words', '[null, true, false, NaN, Infinity, -Infinity]'],
    ['ints that JavaScript cannot hold', '[9007199254740993, -123456789012345678901234567890, -0, 0]'],
    ['floats', '[1.0, 1e5, 1e15, 1e16, 1.5e16, 1e22, 1e-4, 1e-5, 0.1, -0.0, 123456.789, 5e-324, 1e400]'],
    ['quotes', JSON.stringify(["it's", '"', `it's "so"`, '\\', "\\'"])],
    ['control characters', JSON.stringify(['\n\r\t\b\f\0\x1b\x7f\x80\x9f\xa0\xad'])],
    ['text of other scripts', JSON.stringify(['余额不足', 'Превышен', '😀', '\u200b\u2028\ufeff\ue000'])],
    ['lone surrogates', '["\\ud800", "\\udc00x", "\\ud83d\\ude00"]'],
    ['keys that look like numbers, in their order', '{"b": 1, "2": {}, "1": [], "b": 2, "__proto__": 3}'],
    [
      'nesting',
      '{"error": {"metadata": {"raw": "{\\"a\\": \\"it\'s\\"}", "is_byok": false}}, "x": [[1, {}]]}',
    ],
    ['what is no JSON', '{"a": 1,}'],
    ['a raw control character in a string', '["\n"]'],
    ['two values', '{} {}'],
  ])('is the same for %s', (_name, text) => {
    expect(reprs([text])).toEqual(python<(string | null)[]>(REPRS, [text]));
  });

  it('is the same for every character that this Python knows', () => {
    const unassigned = new Set(python<number[]>(UNASSIGNED));
    const texts: string[] = [];
    for (let code = 0; code < 0x110000; code++) {
      // Written as an escape, for a pipe cannot carry half a surrogate pair.
      if (code < 0x10000 && !unassigned.has(code)) {
        texts.push(`"\\u${code.toString(16).padStart(4, '0')}"`);
      } else if (code >= 0x10000 && !unassigned.has(code))
        texts.push(JSON.stringify(String.fromCodePoint(code)));
    }
    const expected = python<string[]>(REPRS, texts);
    const wrong = reprs(texts).flatMap((got, at) =>
      got === expected[at] ? [] : [`${texts[at]}: ${got}, Python ${expected[at]}`],
    );
    expect(wrong).toEqual([]);
  });

  it('is the same for any JSON value', () => {
    const values = fc.sample(fc.json({ maxDepth: 4 }), { numRuns: 2_000, seed: 7 });
    expect(reprs(values)).toEqual(python<(string | null)[]>(REPRS, values));
  });

  it('is the same for any float', () => {
    const floats = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      numRuns: 5_000,
      seed: 7,
    });
    const texts = floats.map((float) => (Number.isInteger(float) ? `${BigInt(float)}.0` : String(float)));
    expect(reprs(texts)).toEqual(python<(string | null)[]>(REPRS, texts));
  });
});
