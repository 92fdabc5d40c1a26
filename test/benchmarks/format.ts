import { scaled } from './comparison.ts';
import type { Summary } from './statistics.ts';

/** The median, and between which values half of all samples lie. */
export function spread({ median, lower, upper }: Summary, digits: number): string {
  return `${median.toFixed(digits)} (${lower.toFixed(digits)}…${upper.toFixed(digits)})`;
}

/** The same for one of `count` parts. */
export function spreadOfEach(summary: Summary, count: number, digits: number): string {
  return spread(scaled(summary, 1 / count), digits);
}
