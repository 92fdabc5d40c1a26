/**
 * Whether `node` satisfies a range of the kinds that packages write in `engines` (`>=22.15.0`,
 * `^18.19.0 || >=20.6.0`).
 *
 * @throws {Error} for any other kind, which would have to be added here.
 */
export function admits(range: string, node: string): boolean {
  const actual = numbersOf(node);
  return range.split('||').some((part) => {
    const [, operator, version] = /^\s*(>=|\^)\s*v?(\d+(?:\.\d+){0,2})\s*$/.exec(part) ?? [];
    if (version === undefined) throw new Error(`engines "${range}": write >=1.2.3 or ^1.2.3 into admits()`);
    const from = numbersOf(version);
    return compare(actual, from) >= 0 && (operator === '>=' || actual[0] === from[0]);
  });
}

/** Whether a version is that one or later. */
export const isSince = (version: string, since: string): boolean =>
  compare(numbersOf(version), numbersOf(since)) >= 0;

function numbersOf(version: string): readonly number[] {
  return [0, 1, 2].map((at) => Number(version.split('.')[at] ?? 0));
}

function compare(left: readonly number[], right: readonly number[]): number {
  return [0, 1, 2].map((at) => left[at]! - right[at]!).find((difference) => difference !== 0) ?? 0;
}
