/** Reading of JSON whose shape somebody else decides. */
export type Json = Readonly<Record<string, unknown>>;

const EMPTY: Json = Object.freeze({});

export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : EMPTY;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * An amount from a number or a decimal string (with or without thousands separators); undefined for all else,
 * NaN and infinities too. Negative ones are amounts.
 */
export function amountOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const plain = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(plain)) return undefined;
  const amount = Number(plain);
  return Number.isFinite(amount) ? amount : undefined;
}

/** A non-empty string. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Unix time in seconds, from a number (seconds, or milliseconds where it is too large for them) or ISO 8601. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'string') {
    if (!/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
    const milliseconds = Date.parse(value);
    return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
  }
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return undefined;
  return value > 1e11 ? value / 1000 : value;
}

/**
 * The value at a path such as `data.balances[0].amount`; undefined where there is none. An empty path is the
 * value itself.
 */
export function valueAt(body: unknown, path: string): unknown {
  let value = body;
  for (const step of path.replace(/\[(\d+)\]/g, '.$1').split('.')) {
    if (step === '') continue;
    if (Array.isArray(value)) value = /^\d+$/.test(step) ? value[Number(step)] : undefined;
    else value = Object.hasOwn(objectOf(value), step) ? objectOf(value)[step] : undefined;
  }
  return value;
}
