import { performance } from 'node:perf_hooks';

/**
 * The chunks whose time is taken: the first ones, then one in so many. To look at the clock costs more than all the
 * rest that is done with a chunk.
 */
const TIMED_AT_FIRST = 16;
const TIMED_EACH = 8;

/** When what of one call came. Lengths are measured on a clock that nobody sets. */
export class Timing {
  /** Milliseconds since the epoch. */
  readonly begun: number = Date.now();
  readonly #clock: number = performance.now();
  #lastActive: number = this.#clock;
  #firstChunk = 0;
  #chunks = 0;
  /** How many chunks had come when the last one came whose time was taken. */
  #timed = 0;

  /** The head of the answer has come. */
  active(): void {
    this.#lastActive = performance.now();
  }

  chunk(): void {
    const chunks = ++this.#chunks;
    if (chunks > TIMED_AT_FIRST && chunks % TIMED_EACH !== 0) return;
    this.#lastActive = performance.now();
    this.#timed = chunks;
    if (chunks === 1) this.#firstChunk = this.#lastActive;
  }

  /** Milliseconds until now. */
  untilNow(): number {
    return performance.now() - this.#clock;
  }

  /** Milliseconds until something came last; of a long stream, until a few chunks before that at the most. */
  untilLastActive(): number {
    return this.#lastActive - this.#clock;
  }

  hasChunks(): boolean {
    return this.#chunks > 0;
  }

  /** Seconds from the request to the first chunk of a stream. */
  firstChunkSeconds(): number | undefined {
    return this.#chunks === 0 ? undefined : (this.#firstChunk - this.#clock) / 1000;
  }

  /** Mean seconds between the chunks of a stream, up to the last one whose time was taken. */
  perChunkSeconds(): number | undefined {
    if (this.#timed < 2) return undefined;
    return (this.#lastActive - this.#firstChunk) / (this.#timed - 1) / 1000;
  }
}
