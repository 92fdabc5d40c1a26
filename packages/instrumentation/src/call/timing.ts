/** When what of one call came. Lengths are measured on a clock that nobody sets. */
export class Timing {
  /** Milliseconds since the epoch. */
  readonly begun: number = Date.now();
  readonly #clock: number = performance.now();
  #lastActive: number = this.#clock;
  #firstChunk: number | undefined;
  #chunks = 0;

  /** Something of the answer has come: its head, or a chunk. */
  active(): void {
    this.#lastActive = performance.now();
  }

  chunk(): void {
    this.active();
    this.#firstChunk ??= this.#lastActive;
    this.#chunks++;
  }

  /** Milliseconds until now. */
  untilNow(): number {
    return performance.now() - this.#clock;
  }

  /** Milliseconds until something came last. */
  untilLastActive(): number {
    return this.#lastActive - this.#clock;
  }

  hasChunks(): boolean {
    return this.#firstChunk !== undefined;
  }

  /** Seconds from the request to the first chunk of a stream. */
  firstChunkSeconds(): number | undefined {
    return this.#firstChunk === undefined ? undefined : (this.#firstChunk - this.#clock) / 1000;
  }

  /** Mean seconds between the chunks of a stream; the last one came when the call was last active. */
  perChunkSeconds(): number | undefined {
    if (this.#firstChunk === undefined || this.#chunks < 2) return undefined;
    return (this.#lastActive - this.#firstChunk) / (this.#chunks - 1) / 1000;
  }
}
