/** JSON as Python's `json.loads` reads it, kept so that its repr can be written: an int is not a float there. */
export type PythonValue =
  | string
  | boolean
  | null
  | { readonly int: string }
  | { readonly float: number }
  | readonly PythonValue[]
  | ReadonlyMap<string, PythonValue>;

const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in a string
const CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const WORDS: readonly (readonly [string, PythonValue])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', { float: Number.NaN }],
  ['Infinity', { float: Number.POSITIVE_INFINITY }],
  ['-Infinity', { float: Number.NEGATIVE_INFINITY }],
];

/**
 * What `json.loads(text)` gives.
 * @throws {SyntaxError} where Python raises.
 */
export function pythonJson(text: string): PythonValue {
  let at = 0;

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found;
  }
  const skip = (): void => void match(WHITESPACE);
  function expect(character: string): void {
    if (text[at] !== character) throw new SyntaxError(`expected ${character} at ${at}`);
    at++;
  }

  function value(): PythonValue {
    if (text[at] === '"') return string();
    if (text[at] === '{') return object();
    if (text[at] === '[') return array();
    for (const [word, meaning] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return meaning;
    }
    const number = match(NUMBER);
    if (number === null || number[0] === '') throw new SyntaxError(`expected a value at ${at}`);
    const [written, fraction, exponent] = number;
    if (fraction === undefined && exponent === undefined) return { int: BigInt(written).toString() };
    return { float: Number(written) };
  }

  function string(): string {
    expect('"');
    let found = '';
    for (;;) {
      found += match(CHARACTERS)?.[0] ?? '';
      if (text[at] === '"') {
        at++;
        return found;
      }
      expect('\\');
      const escaped = text[at++];
      if (escaped === 'u') {
        const digits = text.slice(at, at + 4);
        if (!/^[\da-fA-F]{4}$/.test(digits)) throw new SyntaxError(`bad escape at ${at}`);
        found += String.fromCharCode(Number.parseInt(digits, 16));
        at += 4;
      } else {
        const character = ESCAPES[escaped ?? ''];
        if (character === undefined) throw new SyntaxError(`bad escape at ${at}`);
        found += character;
      }
    }
  }

  function object(): PythonValue {
    const found = new Map<string, PythonValue>();
    at++;
    skip();
    if (text[at] === '}') {
      at++;
      return found;
    }
    for (;;) {
      const key = string();
      skip();
      expect(':');
      skip();
      found.set(key, value());
      skip();
      if (text[at] === '}') {
        at++;
        return found;
      }
      expect(',');
      skip();
    }
  }

  function array(): PythonValue {
    const found: PythonValue[] = [];
    at++;
    skip();
    if (text[at] === ']') {
      at++;
      return found;
    }
    for (;;) {
      found.push(value());
      skip();
      if (text[at] === ']') {
        at++;
        return found;
      }
      expect(',');
      skip();
    }
  }

  skip();
  const found = value();
  skip();
  if (at < text.length) throw new SyntaxError(`more than a value at ${at}`);
  return found;
}

/** A dict, else undefined. */
export function asDict(value: PythonValue | undefined): ReadonlyMap<string, PythonValue> | undefined {
  return value instanceof Map ? value : undefined;
}

/** Python's truth: what `if value:` takes. */
export function isTruthy(value: PythonValue | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (value === true || typeof value === 'string') return true;
  if (value instanceof Map) return value.size > 0;
  if (Array.isArray(value)) return value.length > 0;
  if ('int' in value) return value.int !== '0';
  return !('float' in value) || value.float !== 0;
}
