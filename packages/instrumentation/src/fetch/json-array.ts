import { EventFilter, type EventObserver, type Tells } from './event-filter.ts';

/** An element larger than this is skipped, not kept: the application holds it already. */
const MAX_ELEMENT = 4 * 1024 * 1024;

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Reads the elements of one JSON array as they pass, wherever the chunks are cut: Gemini's streams without
 * `alt=sse`. Only brackets and quotes are looked at until an element is whole.
 */
export class JsonArrayReader {
  readonly #filter: EventFilter;
  readonly #decoder = new TextDecoder();
  /** Undefined until the first character that is no white space. */
  #isArray: boolean | undefined;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #element = '';
  #skipping = false;

  constructor(observer: EventObserver, tells?: Tells) {
    this.#filter = new EventFilter(observer, tells);
  }

  /** @returns false when this is no array, so that somebody else must read it. */
  push(chunk: Uint8Array): boolean {
    return this.#isArray !== false && this.pushText(this.#decoder.decode(chunk, { stream: true }));
  }

  pushText(text: string): boolean {
    if (this.#isArray === undefined) {
      const first = /\S/.exec(text)?.[0];
      if (first === undefined) return true;
      this.#isArray = first === '[';
    }
    if (this.#isArray) this.#read(text);
    return this.#isArray;
  }

  /** The array has ended, or will not be read further. */
  flush(): void {
    this.#filter.end();
  }

  #read(text: string): void {
    if (text === '') return;
    // Of their own, not shared: they remember where they are.
    const inString = /["\\]/g;
    const structure = /["[\]{}]/g;
    let from = 0;
    let at = this.#escaped ? 1 : 0;
    this.#escaped = false;
    for (;;) {
      const next = this.#inString ? inString : structure;
      next.lastIndex = at;
      if (at > text.length || !next.test(text)) break;
      at = next.lastIndex;
      const code = text.charCodeAt(at - 1);
      if (code === QUOTE) this.#inString = !this.#inString;
      else if (code === BACKSLASH) {
        if (at === text.length) this.#escaped = true;
        at++;
      } else if (code === 91 || code === 123) {
        if (++this.#depth === 2) from = at - 1;
      } else if (--this.#depth === 1) {
        this.#keep(text.slice(from, at));
        this.#give();
      }
    }
    if (this.#depth > 1) this.#keep(text.slice(from));
  }

  #keep(piece: string): void {
    if (this.#skipping || this.#element.length + piece.length > MAX_ELEMENT) {
      this.#element = '';
      this.#skipping = true;
    } else this.#element += piece;
  }

  #give(): void {
    const element = this.#element;
    this.#element = '';
    if (!this.#skipping) this.#filter.take(element);
    this.#skipping = false;
  }
}
