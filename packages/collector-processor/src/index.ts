/**
 * The classification of `@fuelgauge/errors` as configuration of the stock OpenTelemetry Collector, for services in
 * any language. The command `fuelgauge-collector-processor` prints it; ready files are in `generated/`.
 *
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { collectorYaml } from '@fuelgauge/collector-processor';
 *
 * const prices = { 'my-model': { input: 0.5, output: 2 } };
 * writeFileSync('fuelgauge.yaml', collectorYaml({ temporality: 'delta', prices }));
 * // otelcol-contrib --config yours.yaml --config fuelgauge.yaml
 * ```
 *
 * @module
 */
export { type CollectorConfig, type ConfigMap, type ConfigValue, collectorConfig } from './config.ts';
export type { CollectorOptions, CollectorPart, ModelPrice } from './options.ts';
export { collectorYaml } from './yaml.ts';
