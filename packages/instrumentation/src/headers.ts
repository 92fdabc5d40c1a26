/** Headers in whatever form somebody else gives them. */

/** The value of a header, its name in lower case, or undefined. */
export type HeaderReader = (name: string) => string | undefined;

/**
 * The value of one header of a request, in any of the forms in which fetch takes headers, or undefined. Nothing
 * is read that reading could change: no accessor, no iterator that runs only once.
 *
 * @param name in lower case.
 */
export function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (headers instanceof Map || Array.isArray(headers)) {
    for (const pair of headers as Iterable<unknown>) {
      if (Array.isArray(pair) && typeof pair[0] === 'string' && pair[0].toLowerCase() === name)
        return filled(pair[1]);
    }
    return undefined;
  }
  const get: unknown = (headers as { get?: unknown }).get;
  if (typeof get === 'function') return filled(get.call(headers, name));
  for (const key of Object.keys(headers)) {
    if (key.length === name.length && key.toLowerCase() === name)
      return filled(Object.getOwnPropertyDescriptor(headers, key)?.value);
  }
  return undefined;
}

const filled = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const MOST = 200;

/**
 * Reads the headers of a response in any form: a `Headers`, node-fetch's, any with `get`, a `Map`, pairs, or a
 * plain object with names in any case. Undefined for what is none of these.
 */
export function headerReader(headers: unknown): HeaderReader | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (headers instanceof Map || Array.isArray(headers)) return ofPairs(headers as Iterable<unknown>);
  if (typeof (headers as { get?: unknown }).get === 'function') {
    const holder = headers as { get(name: string): unknown };
    return (name) => textOf(holder.get(name));
  }
  return ofPairs(Object.entries(headers));
}

function ofPairs(pairs: Iterable<unknown>): HeaderReader {
  const values = new Map<string, string>();
  let count = 0;
  for (const pair of pairs) {
    if (++count > MOST) break;
    if (!Array.isArray(pair) || typeof pair[0] !== 'string') continue;
    const text = textOf(pair[1]);
    if (text !== undefined) values.set(pair[0].toLowerCase(), text);
  }
  return (name) => values.get(name);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined;
}
