import type { ResolvedOptions } from '../options.ts';

/**
 * A name of fuelgauge's own (`llm.…`, of an attribute or a metric) under the prefix that the user chose; any other
 * name stays as it is.
 */
export function ownName(name: string, { attributePrefix }: Pick<ResolvedOptions, 'attributePrefix'>): string {
  return name.startsWith('llm.') ? `${attributePrefix}${name.slice('llm'.length)}` : name;
}
