/** Values of a metric attribute that somebody else decides: the first so many keep their names. */
export class BoundedLabel {
  readonly #seen = new Set<string>();
  readonly #max: number;
  readonly #rest: string;

  constructor(max: number, rest: string) {
    this.#max = max;
    this.#rest = rest;
  }

  of(value: string): string {
    if (this.#seen.has(value)) return value;
    if (this.#seen.size >= this.#max) return this.#rest;
    this.#seen.add(value);
    return value;
  }
}
