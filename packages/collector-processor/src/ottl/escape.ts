/**
 * A value of a configuration in which every `$` stands for itself: a Collector expands `${…}` in every string of its
 * configuration, and reads `$$` as one `$` (confmap/expand.go).
 */
export function escaped<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$') as T;
  if (Array.isArray(value)) return value.map(escaped) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)])) as T;
}
