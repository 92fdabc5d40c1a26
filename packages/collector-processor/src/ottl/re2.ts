/** Patterns of JavaScript in the notation of Go's RE2. */

/** The pattern with its flags in front. Look-around and back-references do not exist in RE2 and are not in our tables. */
export function re2(pattern: RegExp, flags = ''): string {
  const own = [...pattern.flags].filter((flag) => flag === 'i' || flag === 'm' || flag === 's').join('');
  const all = [...new Set([...own, ...flags])].sort().join('');
  return `${all === '' ? '' : `(?${all})`}${pattern.source}`;
}

/** The pattern with its capturing groups named, in order; an absent name makes the group a plain one. */
export function named(pattern: string, names: readonly (string | undefined)[]): string {
  let group = 0;
  let out = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === '\\') {
      out += char + (pattern[++at] ?? '');
      continue;
    }
    if (inClass) {
      if (char === ']') inClass = false;
    } else if (char === '[') {
      inClass = true;
      // A bracket that stands first belongs to the class.
      if (pattern[at + 1] === '^') out += char + pattern[++at];
      else out += char;
      if (pattern[at + 1] === ']') out += pattern[++at];
      continue;
    } else if (char === '(' && pattern[at + 1] !== '?') {
      const name = names[group++];
      out += name === undefined ? '(?:' : `(?P<${name}>`;
      continue;
    }
    out += char;
  }
  return out;
}

/** One pattern that holds where any of these does. */
export const anyOf = (patterns: readonly string[]): string =>
  patterns.length === 1 ? (patterns[0] as string) : `(?:${patterns.map((one) => `(?:${one})`).join('|')})`;

/** A text that matches itself. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
