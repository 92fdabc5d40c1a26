import { MAX_DEPTH, MAX_NODES } from '../limits.ts';

/**
 * Reads what logs make of JSON: cut off at any place, Python's and Node's notation (`{'a': None}`,
 * `{ code: 429 }`), raw line breaks inside strings, inner quotes that were not escaped. It never throws; what
 * cannot be read is left out. Linear in the length of the text.
 */

const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  undefined: undefined,
  NaN: undefined,
  nan: undefined,
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

interface Cursor {
  readonly text: string;
  at: number;
  nodes: number;
}

/** The value and the offset after it, or undefined where no object or list starts at `start`. */
export function parseTolerant(text: string, start = 0): { value: unknown; end: number } | undefined {
  const first = text[start];
  if (first !== '{' && first !== '[') return undefined;
  const cursor: Cursor = { text, at: start, nodes: 0 };
  const value = readValue(cursor, 0);
  return { value, end: cursor.at };
}

function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    // Space, line breaks, tab, and the no-break space that web pages put into quotes.
    if (code === 32 || code === 10 || code === 13 || code === 9 || code === 160) cursor.at++;
    else return;
  }
}

function readValue(cursor: Cursor, depth: number): unknown {
  skipSpace(cursor);
  const { text } = cursor;
  if (cursor.at >= text.length || ++cursor.nodes > MAX_NODES) {
    cursor.at = text.length;
    return undefined;
  }
  const char = text[cursor.at];
  if (char === '{') return depth >= MAX_DEPTH ? giveUp(cursor) : readObject(cursor, depth);
  if (char === '[' || char === '(') return depth >= MAX_DEPTH ? giveUp(cursor) : readList(cursor, depth);
  if (char === '"' || char === "'" || char === '`') return readString(cursor, false);
  return readWord(cursor);
}

function giveUp(cursor: Cursor): undefined {
  cursor.at = cursor.text.length;
  return undefined;
}

function readObject(cursor: Cursor, depth: number): Record<string, unknown> {
  const { text } = cursor;
  // No prototype: a key named __proto__ is a key like any other.
  const object: Record<string, unknown> = Object.create(null);
  cursor.at++;
  while (cursor.at < text.length) {
    skipSpace(cursor);
    const char = text[cursor.at];
    if (char === undefined) break;
    if (char === '}') {
      cursor.at++;
      break;
    }
    if (char === ',' || char === ';') {
      cursor.at++;
      continue;
    }
    const before = cursor.at;
    const key = char === '"' || char === "'" || char === '`' ? readString(cursor, true) : readKeyWord(cursor);
    skipSpace(cursor);
    if (text[cursor.at] === ':' || text[cursor.at] === '=') {
      cursor.at++;
      if (text[cursor.at] === '>') cursor.at++;
      const value = readValue(cursor, depth + 1);
      if (value !== undefined && !(key in object)) object[key] = value;
    } else if (cursor.at === before) {
      cursor.at++;
    }
  }
  return object;
}

function readList(cursor: Cursor, depth: number): unknown[] {
  const { text } = cursor;
  const list: unknown[] = [];
  cursor.at++;
  while (cursor.at < text.length) {
    skipSpace(cursor);
    const char = text[cursor.at];
    if (char === undefined) break;
    if (char === ']' || char === ')') {
      cursor.at++;
      break;
    }
    if (char === ',') {
      cursor.at++;
      continue;
    }
    if (char === '}') break;
    const before = cursor.at;
    const value = readValue(cursor, depth + 1);
    if (value !== undefined) list.push(value);
    if (cursor.at === before) cursor.at++;
  }
  return list;
}

/**
 * A quote ends the string when what follows can follow a string there; another quote belongs to the text
 * (`"message":"Error from provider: {"error":…`).
 */
function endsHere(text: string, after: number, isKey: boolean): boolean {
  for (let at = after, bound = Math.min(text.length, after + 40); at < bound; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 13 || code === 9 || code === 160) continue;
    const char = text[at];
    if (isKey) return char === ':' || char === '=' || char === ',' || char === '}';
    return char === ',' || char === '}' || char === ']' || char === ')' || char === ';';
  }
  return true;
}

function readString(cursor: Cursor, isKey: boolean): string {
  const { text } = cursor;
  const quote = text[cursor.at];
  let out = '';
  let from = cursor.at + 1;
  for (let at = from; ; at++) {
    if (at >= text.length) {
      cursor.at = text.length;
      return out + text.slice(from);
    }
    const char = text[at];
    if (char === '\\') {
      out += text.slice(from, at);
      const next = text[at + 1];
      if (next === undefined) {
        cursor.at = text.length;
        return out;
      }
      if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) {
        out += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16));
        at += 5;
      } else {
        out += ESCAPES[next] ?? next;
        at += 1;
      }
      from = at + 1;
    } else if (char === quote && endsHere(text, at + 1, isKey)) {
      cursor.at = at + 1;
      return out + text.slice(from, at);
    }
  }
}

function readKeyWord(cursor: Cursor): string {
  return takeWhile(cursor, (char) => /[\w$.@-]/.test(char));
}

function takeWhile(cursor: Cursor, accept: (char: string) => boolean): string {
  const { text } = cursor;
  const from = cursor.at;
  while (cursor.at < text.length && cursor.at - from < 200 && accept(text[cursor.at] as string)) cursor.at++;
  return text.slice(from, cursor.at);
}

function readWord(cursor: Cursor): unknown {
  const word = takeWhile(cursor, (char) => !/[,}\])]/.test(char) && char !== '\n').trim();
  if (word in WORDS) return WORDS[word];
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return Number(word);
  return word === '' ? undefined : word;
}

/** `JSON.parse` where it succeeds, else the tolerant reading from the first character. */
export function parseJson(text: string): unknown {
  const first = text[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return parseTolerant(text)?.value;
  }
}
