/** A pattern, read: what repeats in it, and what follows what. */
export type Node =
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'alternatives'; readonly parts: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly part: Node;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  /** One character, as the pattern has it: `a`, `\d`, `[a-z]`, `.`. */
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'place'; readonly text: '^' | '$' | '\\b' | '\\B' }
  | { readonly kind: 'look'; readonly part: Node };

/** @throws {SyntaxError} where the pattern is none, or has a back-reference. */
export function readPattern(pattern: string): Node {
  const reader = new Reader(pattern);
  const node = reader.alternatives();
  if (!reader.atEnd) throw new SyntaxError(`cannot read /${pattern}/ from ${reader.at}`);
  return node;
}

/**
 * The alternatives of a pattern, as they stand on its top level. Nothing follows them, so the time of the whole is
 * the sum of theirs. A checker that gives up on a pattern of two thousand characters is done with its parts soon.
 */
export function alternativesOf(pattern: string): string[] {
  const reader = new Reader(pattern);
  const out: string[] = [];
  for (;;) {
    const from = reader.at;
    reader.sequence();
    out.push(pattern.slice(from, reader.at));
    if (!reader.takes('|')) return out;
  }
}

class Reader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.#text.length;
  }

  takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  alternatives(): Node {
    const parts = [this.sequence()];
    while (this.takes('|')) parts.push(this.sequence());
    return parts.length === 1 ? (parts[0] as Node) : { kind: 'alternatives', parts };
  }

  sequence(): Node {
    const parts: Node[] = [];
    while (!this.atEnd && this.#text[this.at] !== '|' && this.#text[this.at] !== ')') {
      parts.push(this.#repeated(this.#atom()));
    }
    return { kind: 'sequence', parts };
  }

  #atom(): Node {
    const from = this.at;
    const isIts = (): Node => ({ kind: 'character', text: this.#text.slice(from, this.at) });
    if (this.takes('^')) return { kind: 'place', text: '^' };
    if (this.takes('$')) return { kind: 'place', text: '$' };
    if (this.takes('\\b')) return { kind: 'place', text: '\\b' };
    if (this.takes('\\B')) return { kind: 'place', text: '\\B' };
    if (this.takes('\\')) {
      const found = /^(?:u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]*\}|[\s\S])/i.exec(
        this.#text.slice(this.at),
      );
      if (found === null || /^[1-9k]/.test(found[0]))
        throw new SyntaxError(`a back-reference in /${this.#text}/`);
      this.at += found[0].length;
      return isIts();
    }
    if (this.takes('[')) {
      while (!this.takes(']')) this.at += this.#text[this.at] === '\\' ? 2 : 1;
      return isIts();
    }
    if (this.takes('(')) {
      const look = /^\?<?[=!]/.exec(this.#text.slice(this.at));
      const head = look ?? /^\?(?::|<\w+>)/.exec(this.#text.slice(this.at));
      this.at += head?.[0].length ?? 0;
      const part = this.alternatives();
      if (!this.takes(')')) throw new SyntaxError(`a bracket is missing in /${this.#text}/`);
      return look === null ? part : { kind: 'look', part };
    }
    this.at++;
    return isIts();
  }

  #repeated(part: Node): Node {
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/.exec(this.#text.slice(this.at));
    if (found === null) return part;
    this.at += found[0].length;
    const [, sign, digits, comma, upTo, lazy] = found;
    const least = sign === undefined ? Number(digits) : sign === '+' ? 1 : 0;
    const open = sign === '*' || sign === '+' || (comma === ',' && upTo === '');
    const most = open ? Number.POSITIVE_INFINITY : sign === '?' ? 1 : Number(upTo || digits);
    return { kind: 'repeat', part, least, most, lazy: lazy === '?' };
  }
}
