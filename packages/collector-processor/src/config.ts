/** The generated configuration, whole: as an object, and as the YAML that a Collector reads. */
import { componentNames } from './component-names.ts';
import { type CollectorOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import type { StatementGroup } from './ottl/statement-group.ts';

/** A piece of a Collector's configuration, as YAML would hold it. */
export type ConfigValue =
  | string
  | number
  | boolean
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

export type ConfigMap = Readonly<Record<string, ConfigValue>>;

/** What a Collector merges with the user's configuration. Every component has an id of fuelgauge's own. */
export interface CollectorConfig {
  readonly processors: ConfigMap;
  readonly connectors?: ConfigMap;
  readonly exporters?: ConfigMap;
  readonly service?: { readonly pipelines: ConfigMap };
}

/**
 * The configuration as an object. `$` stands for itself in it: a Collector would expand it, so it is doubled in
 * what `collectorYaml` writes.
 *
 * @throws {TypeError} naming an option that is malformed, and what it accepts.
 */
export function collectorConfig(options?: CollectorOptions): CollectorConfig {
  return configOf(resolveOptions(options));
}

function configOf(options: ResolvedOptions): CollectorConfig {
  const names = componentNames(options);
  const groups: StatementGroup[] = [];
  return {
    processors: {
      [names.transform]: { error_mode: 'silent', trace_statements: groups as unknown as ConfigValue },
    },
  };
}
