/**
 * Begins the work of all, two at a time: most of it is waiting, and more would disturb one another.
 *
 * @returns what gives the result of one.
 */
export function inLine<T>(
  work: readonly (readonly [name: string, run: () => Promise<T>])[],
): (name: string) => Promise<T> {
  const results = new Map<string, Promise<T>>();
  const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  for (const [at, [name, run]] of work.entries()) {
    const lane = at % lanes.length;
    const result = (lanes[lane] as Promise<unknown>).then(run);
    results.set(name, result);
    // A failure is told to whoever asks for it.
    lanes[lane] = result.catch(() => {});
  }
  return (name) => results.get(name) as Promise<T>;
}
