import { type Node, readPattern } from './syntax.ts';

/**
 * In how many ways a pattern can be tried from one place of a text, at most: what a backtracking engine does there
 * before it goes on to the next place. Where that is a number, the time is linear in the length of the text, with
 * that number as its factor; where something repeats without a bound (`*`, `+`, `{2,}`) it is infinite, which says
 * nothing yet.
 */
export const waysOf = (pattern: string): number => ways(readPattern(pattern));

function ways(node: Node): number {
  switch (node.kind) {
    case 'character':
    case 'place':
      return 1;
    case 'look':
      return ways(node.part);
    case 'sequence':
      return node.parts.reduce((product, part) => product * ways(part), 1);
    case 'alternatives':
      return node.parts.reduce((sum, part) => sum + ways(part), 0);
    case 'repeat': {
      if (node.most === Number.POSITIVE_INFINITY) return node.most;
      const each = ways(node.part);
      let sum = 0;
      for (let times = node.least; times <= node.most; times++) sum += each ** times;
      return sum;
    }
  }
}
