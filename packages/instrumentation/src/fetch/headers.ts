/**
 * The value of a header in any of the forms in which fetch takes headers, or undefined. Nothing is read that
 * reading could change: no accessor, no iterator that runs only once.
 *
 * @param name in lower case.
 */
export function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (headers instanceof Map || Array.isArray(headers)) {
    for (const pair of headers as Iterable<unknown>) {
      if (Array.isArray(pair) && String(pair[0]).toLowerCase() === name) return text(pair[1]);
    }
    return undefined;
  }
  const get: unknown = (headers as { get?: unknown }).get;
  if (typeof get === 'function') return text(get.call(headers, name));
  for (const key of Object.keys(headers)) {
    if (key.length === name.length && key.toLowerCase() === name)
      return text(Object.getOwnPropertyDescriptor(headers, key)?.value);
  }
  return undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
