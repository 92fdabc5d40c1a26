import { validateConfig } from '../config.ts';
import type { FuelgaugeConfig } from '../types.ts';

/** What the span processor can be told; everything has a default. */
export interface FuelgaugeSpanProcessorConfig
  extends Pick<FuelgaugeConfig, 'prices' | 'priceLibrary' | 'providers'> {
  /** Whether `llm.call.errors`, `llm.call.cost` and `llm.call.unpriced` are recorded too. Default true. */
  metrics?: boolean;
}

/** @throws {TypeError} naming the option that is malformed. */
export function validateProcessorConfig(config: FuelgaugeSpanProcessorConfig): void {
  validateConfig(config);
  const metrics: unknown = config.metrics;
  if (metrics !== undefined && typeof metrics !== 'boolean') {
    throw new TypeError(`fuelgauge: config.metrics must be true or false, got ${typeof metrics}`);
  }
}
