import { blanked } from './secrets.ts';

/** How much longer than its bound a text is when secrets are looked for: none must be seen by half. */
const SLACK = 512;
/** All texts of one attribute together, in texts of the greatest length. */
const TEXTS = 32;
const MAX_DEPTH = 8;
const MAX_ENTRIES = 64;
/** Tool arguments that come as JSON text are parsed up to this many characters. */
const MAX_PARSED = 64 * 1024;

export const CUT = '…';

/** Bounds on what one attribute copies of a request or an answer. Cut texts end in `…`. */
export class Bounds {
  readonly #max: number;
  readonly #key: string | undefined;
  #left: number;

  /**
   * @param max characters of one text.
   * @param key the API key of the request, to be blanked wherever it stands.
   */
  constructor(max: number, key: string | undefined) {
    this.#max = max;
    this.#key = key;
    this.#left = max * TEXTS;
  }

  /** Nothing more has room. */
  get spent(): boolean {
    return this.#left <= 0;
  }

  /** How much of a text that comes in pieces is worth keeping. */
  get kept(): number {
    return this.#max + SLACK + 1;
  }

  /** The text with keys and the queries of links blanked, cut. What is no text is empty. */
  text(value: unknown): string {
    if (typeof value !== 'string' || value === '') return '';
    const max = Math.min(this.#max, this.#left);
    if (max <= 0) return CUT;
    let text = blanked(value.slice(0, max + SLACK), this.#key);
    if (value.length > max + SLACK) text = `${withoutLastWord(text)}${CUT}`;
    text = shortened(text, max);
    this.#left -= text.length;
    return text;
  }

  /** A copy of a JSON value, of about the length of one text; JSON in a string becomes what it stands for. */
  json(value: unknown): unknown {
    if (typeof value !== 'string') return this.#copy(value, { left: Math.min(this.#max, this.#left) }, 0);
    if (value.length > MAX_PARSED) return this.text(value);
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      return this.text(value);
    }
    return typeof parsed === 'object' && parsed !== null ? this.json(parsed) : this.text(value);
  }

  #copy(value: unknown, room: { left: number }, depth: number): unknown {
    if (typeof value === 'string') {
      if (room.left <= 0) return CUT;
      const text = shortened(this.text(value), room.left);
      room.left -= text.length;
      return text;
    }
    if (typeof value === 'number' || typeof value === 'boolean') {
      room.left -= 8;
      return value;
    }
    if (typeof value !== 'object' || value === null) return null;
    if (depth >= MAX_DEPTH || room.left <= 0) return CUT;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return { size: value.byteLength };
    if (Array.isArray(value)) {
      const items = value.slice(0, MAX_ENTRIES).map((item) => this.#copy(item, room, depth + 1));
      return value.length > MAX_ENTRIES ? [...items, CUT] : items;
    }
    const copy: Record<string, unknown> = {};
    for (const [at, [name, entry]] of Object.entries(value).entries()) {
      if (at >= MAX_ENTRIES || room.left <= 0) {
        copy[CUT] = CUT;
        break;
      }
      room.left -= name.length;
      const key = shortened(blanked(name, this.#key), 200);
      // A header or a parameter that holds a secret says so in its name.
      copy[key] = SECRET_NAME.test(name) ? '[key]' : this.#copy(entry, room, depth + 1);
    }
    return copy;
  }
}

const SECRET_NAME =
  /^(?:x-)?(?:authorization|(?:.*[_-])?api[_-]?key|password|passwd|(?:.*[_-])?secret|(?:access|auth|bearer|authorization)[_-]?token)$/i;

/** What stands at the end of a cut text may be the first half of a secret. */
function withoutLastWord(text: string): string {
  let end = text.length;
  while (end > 0 && /[\w.~+/=%:@?&#-]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = Math.max(0, max - 1);
  // Not in the middle of a surrogate pair.
  const code = text.charCodeAt(end - 1);
  if (code >= 0xd800 && code <= 0xdbff) end--;
  return `${text.slice(0, end)}${CUT}`;
}

/** A text that comes in pieces, kept as far as it can be of use. */
export class Pieces {
  #text = '';
  readonly #max: number;

  constructor(bounds: Bounds) {
    this.#max = bounds.kept;
  }

  add(piece: unknown): void {
    if (typeof piece !== 'string' || this.#text.length >= this.#max) return;
    this.#text += piece.slice(0, this.#max - this.#text.length);
  }

  get text(): string {
    return this.#text;
  }
}
