/** A span of versions: `from` (included) up to `below` (excluded). Both are `major[.minor]`. */
export interface VersionRange {
  readonly from?: string;
  readonly below?: string;
}

/** Major and minor of a version; NaN where it is none. */
function numbers(version: string): readonly [major: number, minor: number] {
  const [major = '', minor = '0'] = version.replace(/^v/, '').split('.');
  return [Number.parseInt(major, 10), Number.parseInt(minor, 10)];
}

/** Negative when `a` is older than `b`, positive when it is newer; patch releases are not told apart. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return left[0] - right[0] || left[1] - right[1];
}

/** Whether a version lies in a range. A version that is none lies in every range. */
export function isInRange(version: string, { from, below }: VersionRange): boolean {
  if (from !== undefined && compareVersions(version, from) < 0) return false;
  return below === undefined || !(compareVersions(version, below) >= 0);
}

/** `>=4.19 <7`, as npm writes it. */
export function rangeText({ from, below }: VersionRange): string {
  return [from && `>=${from}`, below && `<${below}`].filter(Boolean).join(' ');
}
