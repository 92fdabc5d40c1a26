import { pair, triple } from './pieces.ts';

/**
 * What a text must hold for a pattern of the rule table to match it, read from the pattern itself: most rules are
 * ruled out by that without running, or even compiling, their expression.
 */

/** What is known of all that a pattern matches: one of some literals is in it. */
export interface Anchors {
  /** The rarest piece of each literal, as a number. */
  readonly pieces: readonly number[];
  /** Length of the shortest literal: long ones rule out more. */
  readonly least: number;
}

/**
 * What every text holds that the pattern matches ignoring case. Undefined where that cannot be read from it; then
 * nothing is known.
 *
 * @param source of an expression without look-around and back-references, as rules have it.
 */
export function anchorsOf(source: string): Anchors | undefined {
  const reader = new Reader(source);
  const found = reader.alternatives();
  return reader.atEnd() ? found : undefined;
}

const LITERAL = 0;
const OPENS = 1;
const ENDS = 2;
const CLASS = 3;
const ESCAPE = 4;
const ANY = 5;
const QUANTIFIER = 6;
/** What an ASCII character is in an expression. */
const KINDS: Uint8Array = new Uint8Array(128);
/** How rare an ASCII character is in a sentence: the commonest letters of English first, then all the rest. */
const RARITY: Uint8Array = new Uint8Array(128).fill(30);
const setAll = (table: Uint8Array, chars: string, value: (at: number) => number): void => {
  for (let at = 0; at < chars.length; at++) table[chars.charCodeAt(at)] = value(at);
};
setAll(KINDS, '(', () => OPENS);
setAll(KINDS, '|)', () => ENDS);
setAll(KINDS, '[', () => CLASS);
setAll(KINDS, '\\', () => ESCAPE);
setAll(KINDS, '.^$', () => ANY);
setAll(KINDS, '?*+{', () => QUANTIFIER);
setAll(RARITY, ' eotsainrlhdcumpgfywbvkxjqz', (at) => at);

/** Reads an expression once, from left to right. */
class Reader {
  private readonly source: string;
  private at = 0;
  /** The literal that is being read: its length, its last characters, and its rarest piece, or -1. */
  private length = 0;
  private last = 0;
  private three = 0;
  private rarityBefore = 0;
  private rarityLast = 0;
  private piece = -1;
  private most = -1;

  constructor(source: string) {
    this.source = source;
  }

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  /** One of the alternatives matches, so an anchor of one of them is there; if one has none, nothing is known. */
  alternatives(): Found | undefined {
    let all = this.sequence();
    while (this.source.charCodeAt(this.at) === 0x7c) {
      this.at++;
      const one = this.sequence();
      if (all === undefined || one === undefined) {
        all = undefined;
        // The rest is read for its end alone.
        while (this.source.charCodeAt(this.at) === 0x7c) {
          this.at++;
          this.sequence();
        }
      } else {
        for (const piece of one.pieces) all.pieces.push(piece);
        if (one.least < all.least) all.least = one.least;
      }
    }
    return all;
  }

  /** All parts of a sequence match: the one with the longest literals counts. */
  private sequence(): Found | undefined {
    const { source } = this;
    let best: Found | undefined;
    this.begin();
    while (this.at < source.length) {
      const code = source.charCodeAt(this.at);
      const kind = code < 128 ? (KINDS[code] as number) : isIdeograph(code) ? LITERAL : ANY;
      if (kind === ENDS) break;
      if (kind === OPENS) {
        best = this.end(best);
        const plain = this.enter();
        const inner = this.alternatives();
        this.at++;
        // In either order: what follows must be read.
        const optional = this.quantifier() === OPTIONAL;
        if (!optional && plain && inner !== undefined && inner.least > (best?.least ?? 0)) best = inner;
        this.begin();
        continue;
      }
      const literal = this.one(kind, code);
      const quantifier = this.quantifier();
      if (literal >= 0 && quantifier !== OPTIONAL) this.add(literal);
      // Said more than once, or perhaps not at all: what follows does not stand right behind it.
      if (literal < 0 || quantifier !== NONE) {
        best = this.end(best);
        this.begin();
      }
    }
    return this.end(best);
  }

  /** Past `(` and `(?:`; false for any other kind of group, of which nothing is known. */
  private enter(): boolean {
    this.at++;
    if (this.source.charCodeAt(this.at) !== 0x3f) return true;
    this.at += 2;
    return this.source.charCodeAt(this.at - 1) === 0x3a;
  }

  /** The code of a character that stands for itself, in lower case; -1 for all else. */
  private one(kind: number, code: number): number {
    this.at++;
    if (kind === LITERAL) return code >= 65 && code <= 90 ? code | 32 : code;
    if (kind === ESCAPE) {
      const escaped = this.source.charCodeAt(this.at++);
      return escaped < 128 && !isAlphanumeric(escaped) ? escaped : -1;
    }
    if (kind === CLASS) {
      let within = this.source.charCodeAt(this.at);
      while (within !== 0x5d && this.at < this.source.length) {
        this.at += within === 0x5c ? 2 : 1;
        within = this.source.charCodeAt(this.at);
      }
      this.at++;
    }
    return -1;
  }

  private quantifier(): number {
    const code = this.source.charCodeAt(this.at);
    if (!(code < 128) || KINDS[code] !== QUANTIFIER) return NONE;
    let found = REPEATED;
    if (code === 0x7b) {
      const least = this.source.charCodeAt(this.at + 1);
      if (least === 0x30 || least === 0x2c) found = OPTIONAL;
      this.at = this.source.indexOf('}', this.at);
    } else if (code !== 0x2b) {
      found = OPTIONAL;
    }
    this.at++;
    if (this.source.charCodeAt(this.at) === 0x3f) this.at++;
    return found;
  }

  private begin(): void {
    this.length = 0;
    this.piece = -1;
    this.most = -1;
  }

  private add(code: number): void {
    const rarity = code < 128 ? (RARITY[code] as number) : 0;
    this.three = triple(this.three, code);
    this.length++;
    if (this.length > 1 && isIdeograph(code) && isIdeograph(this.last)) {
      this.piece = pair(this.last, code);
      this.most = Number.POSITIVE_INFINITY;
    } else if (this.length > 2) {
      const sum = rarity + this.rarityLast + this.rarityBefore;
      if (sum > this.most) {
        this.piece = this.three;
        this.most = sum;
      }
    }
    this.last = code;
    this.rarityBefore = this.rarityLast;
    this.rarityLast = rarity;
  }

  private end(best: Found | undefined): Found | undefined {
    return this.most >= 0 && this.length > (best?.least ?? 0)
      ? { pieces: [this.piece], least: this.length }
      : best;
  }
}

interface Found {
  readonly pieces: number[];
  least: number;
}

const NONE = 0;
const REPEATED = 1;
const OPTIONAL = 2;

/** Characters without cases, of which two say as much as three letters. */
const isIdeograph = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;
const isAlphanumeric = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
