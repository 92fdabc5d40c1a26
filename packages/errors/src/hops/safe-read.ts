/** Reads of foreign objects: getters may throw, Proxies may do anything. */

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A member, or undefined where reading it throws. */
export function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** The first `most` items of an array, or undefined where it is none. */
export function arrayOf(value: unknown, most: number): unknown[] | undefined {
  try {
    if (!Array.isArray(value)) return undefined;
    const out: unknown[] = [];
    for (let at = 0; at < value.length && at < most; at++) out.push(value[at]);
    return out;
  } catch {
    return undefined;
  }
}

/** A text that is not blank, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A finite number, given as a number or as digits. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) return Number(value);
  return undefined;
}
