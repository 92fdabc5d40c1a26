/** Small pieces of OTTL that more than one table is written with. */

/** A string literal. Backslashes and quotes are escaped; `$` is left to whoever writes the configuration. */
export const text = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** An attribute of the span. */
export const attribute = (name: string): string => `span.attributes[${text(name)}]`;

/** A float literal: OTTL has no exponents, and an integer beside a float is an error. */
export function float(value: number): string {
  const digits = value.toFixed(12).replace(/0{1,12}$/, '');
  return digits.endsWith('.') ? `${digits}0` : digits;
}

/** Any of these; in parentheses, so that it can stand beside an `and`. */
export const either = (...conditions: readonly string[]): string => `(${conditions.join(' or ')})`;

export const all = (...conditions: readonly string[]): string => conditions.join(' and ');

/** Copies an attribute to where another is missing. */
export const fill = (target: string, source: string): string =>
  `set(${attribute(target)}, ${attribute(source)}) where ${all(`${attribute(target)} == nil`, `${attribute(source)} != nil`)}`;
