/**
 * A value of a configuration in which every `$` stands for itself: a Collector expands `${…}` in every string of its
 * configuration, and reads `$$` as one `$` (confmap/expand.go). What is one object stays one.
 */
export function escaped<T>(value: T): T {
  return doubled(value, new Map()) as T;
}

function doubled(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (typeof value !== 'object' || value === null) return value;
  if (!seen.has(value)) {
    seen.set(
      value,
      Array.isArray(value)
        ? value.map((inner) => doubled(inner, seen))
        : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, doubled(inner, seen)])),
    );
  }
  return seen.get(value);
}
