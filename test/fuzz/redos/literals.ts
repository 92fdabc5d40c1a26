import { stripTypeScriptTypes } from 'node:module';

/** A pattern as it stands in a source. */
export interface Literal {
  readonly source: string;
  readonly flags: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What a source file has of patterns. */
export interface Patterns {
  readonly literals: readonly Literal[];
  /** Lines with `RegExp(…)`: patterns that are made when the program runs. */
  readonly constructed: readonly number[];
}

const SPACE = /[\s\uFEFF]/;
const WORD = /[\w$\u0080-\uFFFF]/;

/** Words after which a slash begins a pattern: they end no value. */
const NO_VALUE: ReadonlySet<string> = new Set(
  (
    'return typeof instanceof in of new delete void throw case do else yield await ' +
    'default extends if while for with'
  ).split(' '),
);

/** Words whose round brackets hold no value, so that behind them a slash begins a pattern. */
const HEADS: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with']);

/**
 * The patterns of a TypeScript source, by a tokenizer: comments, strings and templates are passed over, and a
 * slash is a division where a value ends before it. Whether it misses none is for V8 to say (`engine.ts`).
 *
 * @throws {SyntaxError} where the source is no TypeScript that Node could run.
 */
export function patternsOf(typescript: string): Patterns {
  // Blanks types out and leaves every character at its place.
  const text = stripTypeScriptTypes(typescript);
  const literals: Literal[] = [];
  const constructed: number[] = [];
  /** What each open bracket was opened by: a word in front of `(`, or `${` of a template. */
  const open: string[] = [];
  let line = 1;
  let at = text.startsWith('#!') ? orEnd(text.indexOf('\n'), text) : 0;
  /** Has a value just ended? */
  let value = false;
  let word = '';

  const skipTo = (end: number): void => {
    for (let i = at; i < end; i++) if (text[i] === '\n') line++;
    at = end;
  };
  const template = (): void => {
    // From behind the backtick or the closing bracket to the next backtick or `${`.
    let end = at;
    while (end < text.length && text[end] !== '`' && !text.startsWith('${', end)) {
      end += text[end] === '\\' ? 2 : 1;
    }
    value = text[end] === '`';
    if (!value) open.push('${');
    skipTo(end + (value ? 1 : 2));
  };

  while (at < text.length) {
    const char = text[at] as string;
    if (SPACE.test(char)) skipTo(at + 1);
    else if (text.startsWith('//', at)) skipTo(orEnd(text.indexOf('\n', at), text));
    else if (text.startsWith('/*', at)) skipTo(orEnd(text.indexOf('*/', at + 2) + 2, text));
    else if (char === '"' || char === "'") {
      let end = at + 1;
      while (end < text.length && text[end] !== char) end += text[end] === '\\' ? 2 : 1;
      skipTo(end + 1);
      value = true;
    } else if (char === '`') {
      at++;
      template();
    } else if (char === '/' && !value) {
      const end = endOfPattern(text, at);
      let flags = end + 1;
      while (flags < text.length && WORD.test(text[flags] as string)) flags++;
      literals.push({ source: text.slice(at + 1, end), flags: text.slice(end + 1, flags), line });
      at = flags;
      value = true;
    } else if (WORD.test(char) || char === '#') {
      let end = at + 1;
      while (end < text.length && WORD.test(text[end] as string)) end++;
      const isMember = text[at - 1] === '.';
      word = text.slice(at, end);
      if (word === 'RegExp' && /^\s*\(/.test(text.slice(end))) constructed.push(line);
      value = isMember || !NO_VALUE.has(word);
      at = end;
      continue;
    } else {
      if (char === '(') open.push(word);
      else if (char === '[' || char === '{') open.push(char);
      else if (char === ')' || char === ']' || char === '}') {
        const opener = open.pop();
        if (opener === '${') {
          at++;
          template();
          word = '';
          continue;
        }
        // A brace nearly always ends a block here; a division behind an object would be odd.
        value = char === ']' || (char === ')' && !HEADS.has(opener ?? ''));
        at++;
        word = '';
        continue;
      }
      value = text.startsWith('++', at) || text.startsWith('--', at);
      at += value ? 2 : 1;
    }
    word = '';
  }
  return { literals, constructed };
}

const orEnd = (at: number, text: string): number => (at < 2 ? text.length : at);

/** The slash that ends a pattern: not one that is escaped or stands in a class. */
function endOfPattern(text: string, start: number): number {
  let inClass = false;
  let at = start + 1;
  for (; at < text.length && text[at] !== '\n'; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at;
  }
  throw new SyntaxError(`a pattern without an end at offset ${start}`);
}
