export { type CollectorConfig, type ConfigMap, type ConfigValue, collectorConfig } from './config.ts';
export type { CollectorOptions, CollectorPart, ModelPrice } from './options.ts';
export { collectorYaml } from './yaml.ts';
