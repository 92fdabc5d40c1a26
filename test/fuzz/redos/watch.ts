/** What the patterns looked at while something ran. */
export interface Looked {
  /** {@link nameOf} → the longest text that the pattern saw. */
  readonly longest: ReadonlyMap<string, number>;
  /** Characters of all texts that all patterns and `JSON.parse` were given: the work, counted and not timed. */
  readonly characters: number;
}

/** `split` makes a sticky copy of its pattern. */
export const nameOf = ({ source, flags }: { readonly source: string; readonly flags: string }): string =>
  `/${source}/${flags.replace('y', '')}`;

/**
 * Runs a function and counts what its patterns are given. Whatever uses a pattern (`test`, `replace`, `split`,
 * `matchAll`, …) calls `exec` of its prototype once that is no longer the built-in one.
 */
export function watching(run: () => void): Looked {
  const longest = new Map<string, number>();
  let characters = 0;
  const { exec } = RegExp.prototype;
  const { parse } = JSON;
  RegExp.prototype.exec = function watched(this: RegExp, text: string): RegExpExecArray | null {
    const { length } = String(text);
    const name = nameOf(this);
    if (length > (longest.get(name) ?? -1)) longest.set(name, length);
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const found = exec.call(this, text);
    // As far as it had to look: to the end of what it found, else to the end; where it may only match in its
    // place, at that place.
    const end = found === null ? (this.sticky ? from + 1 : length) : found.index + found[0].length;
    characters += Math.max(1, end - from);
    return found;
  };
  JSON.parse = function watched(text: string, ...more: []): unknown {
    characters += String(text).length;
    return parse.call(JSON, text, ...more);
  };
  try {
    run();
  } finally {
    RegExp.prototype.exec = exec;
    JSON.parse = parse;
  }
  return { longest, characters };
}
