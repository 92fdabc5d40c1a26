import type { Manifest } from './manifests.ts';

/**
 * Names in an order in which each comes after what it depends on, so that no version is on the registry before its
 * dependencies are.
 *
 * @throws {Error} when packages depend on each other in a circle.
 */
export function inDependencyOrder(manifests: readonly Manifest[]): string[] {
  const left = new Map(
    manifests.map((manifest) => [manifest.name, Object.keys(manifest.dependencies ?? {})]),
  );
  const order: string[] = [];
  while (left.size > 0) {
    const ready = [...left]
      .filter(([, needs]) => !needs.some((name) => left.has(name)))
      .map(([name]) => name);
    if (ready.length === 0) throw new Error(`a circle of dependencies: ${[...left.keys()].join(', ')}`);
    for (const name of ready) left.delete(name);
    order.push(...ready);
  }
  return order;
}
