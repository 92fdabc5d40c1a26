import { type Node, readPattern } from './syntax.ts';

/** Tries what follows; true where that matched. */
type Next = (at: number) => boolean;
type Matcher = (at: number, next: Next) => boolean;

/**
 * How many characters a backtracking engine compares when it looks for a pattern in a text and goes on until it
 * has found it or tried everything: the work, counted and not timed. For patterns without look-around; case does
 * not matter.
 *
 * @param most counting ends here.
 */
export function stepsOf(pattern: string, text: string, most: number): number {
  let steps = 0;
  const tooMany = Symbol('too many');
  const compile = (node: Node): Matcher => {
    switch (node.kind) {
      case 'character': {
        const is = memoized(new RegExp(`^(?:${node.text})$`, 'i'));
        return (at, next) => {
          if (++steps >= most) throw tooMany;
          return at < text.length && is(text.charCodeAt(at)) && next(at + 1);
        };
      }
      case 'place': {
        const { text: place } = node;
        return (at, next) => {
          if (++steps >= most) throw tooMany;
          return isAt(place, text, at) && next(at);
        };
      }
      case 'sequence': {
        const parts = node.parts.map(compile);
        const from = (index: number, at: number, next: Next): boolean => {
          const part = parts[index];
          return part === undefined ? next(at) : part(at, (after) => from(index + 1, after, next));
        };
        return (at, next) => from(0, at, next);
      }
      case 'alternatives': {
        const parts = node.parts.map(compile);
        return (at, next) => parts.some((part) => part(at, next));
      }
      case 'repeat': {
        const part = compile(node.part);
        const { least, most: limit, lazy } = node;
        const again = (times: number, at: number, next: Next): boolean => {
          // A round that took nothing is none.
          const more = (): boolean =>
            times < limit &&
            part(at, (after) => (after > at || times < least) && again(times + 1, after, next));
          if (times < least) return more();
          return lazy ? next(at) || more() : more() || next(at);
        };
        return (at, next) => again(0, at, next);
      }
      case 'look':
        throw new SyntaxError(`cannot count look-around in /${pattern}/`);
    }
  };
  const matcher = compile(readPattern(pattern));
  try {
    for (let at = 0; at <= text.length; at++) if (matcher(at, () => true)) break;
  } catch (thrown) {
    if (thrown !== tooMany) throw thrown;
  }
  return steps;
}

function memoized(pattern: RegExp): (code: number) => boolean {
  const known = new Map<number, boolean>();
  return (code) => {
    let is = known.get(code);
    if (is === undefined) {
      is = pattern.test(String.fromCharCode(code));
      known.set(code, is);
    }
    return is;
  };
}

const isWord = (text: string, at: number): boolean => /\w/.test(text[at] ?? '');

function isAt(place: '^' | '$' | '\\b' | '\\B', text: string, at: number): boolean {
  if (place === '^') return at === 0;
  if (place === '$') return at === text.length;
  return (isWord(text, at - 1) !== isWord(text, at)) === (place === '\\b');
}
