/**
 * Why a pattern is no RE2 pattern, or may be slow in a backtracking engine: undefined when it is fine. RE2 has
 * no look-around, no back-references, no possessive or atomic groups, and repeats at most 1,000 times, the
 * product of nested repeats included. An unbounded repeat of something that repeats without bound backtracks
 * exponentially in JavaScript.
 */
export function whyNotRe2(pattern: string): string | undefined {
  interface Group {
    unbounded: boolean;
    most: number;
  }
  const stack: Group[] = [{ unbounded: false, most: 1 }];
  let closed: Group | undefined;
  for (let at = 0; at < pattern.length; ) {
    const char = pattern[at] as string;
    const rest = pattern.slice(at);
    const repeat = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/.exec(rest);
    if (repeat && at > 0) {
      const top = stack[stack.length - 1] as Group;
      const infinite = repeat[0] === '*' || repeat[0] === '+' || (repeat[2] === ',' && repeat[3] === '');
      const most = repeat[3] ? Number(repeat[3]) : repeat[1] ? Number(repeat[1]) : 1;
      if (most > 1000) return `repeats more than 1000 times at ${at}`;
      if (most * (closed?.most ?? 1) > 1000) return `nested repeats exceed 1000 at ${at}`;
      if (infinite && closed?.unbounded) return `nested unbounded repeats at ${at}`;
      if (infinite || closed?.unbounded) top.unbounded = true;
      top.most = Math.max(top.most, most * (closed?.most ?? 1));
      at += repeat[0].length;
      if (pattern[at] === '+') return `possessive repeat at ${at}`;
      if (pattern[at] === '?') at++;
      closed = undefined;
      continue;
    }
    if (closed) {
      const top = stack[stack.length - 1] as Group;
      top.unbounded ||= closed.unbounded;
      top.most = Math.max(top.most, closed.most);
    }
    closed = undefined;
    if (char === '\\') {
      if (/^\\[1-9kK]/.test(rest)) return `back-reference at ${at}`;
      if (/^\\[^\w]/.test(rest) || /^\\[bBdDsSwWnrtfvAzxpPQE]/.test(rest)) at += 2;
      else return `escape that RE2 does not know at ${at}`;
      continue;
    }
    if (char === '[') {
      let end = at + 1;
      if (pattern[end] === '^') end++;
      if (pattern[end] === ']') end++;
      while (end < pattern.length && pattern[end] !== ']') end += pattern[end] === '\\' ? 2 : 1;
      at = end + 1;
      continue;
    }
    if (char === '(') {
      if (/^\(\?(?:[=!>]|<[=!]|<|P?<|#|\()/.test(rest)) return `group that RE2 does not have at ${at}`;
      stack.push({ unbounded: false, most: 1 });
      at += rest.startsWith('(?:') ? 3 : 1;
      continue;
    }
    if (char === ')') closed = stack.pop();
    at++;
  }
  return stack.length === 1 ? undefined : 'unbalanced parentheses';
}
