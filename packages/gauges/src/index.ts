/**
 * OpenTelemetry instruments whose series end when nobody observes them any more. The SDK's own observable
 * instruments repeat the last value for ever
 * (https://github.com/open-telemetry/opentelemetry-js/issues/4096).
 *
 * @example
 * ```ts
 * import { vanishingGauge } from '@fuelgauge/gauges';
 * import { metrics } from '@opentelemetry/api';
 *
 * const depths = new Map([['mail', 12]]);
 * const end = vanishingGauge(metrics.getMeter('mine'), 'queue.depth', { unit: '{item}' }, (observe) => {
 *   for (const [queue, depth] of depths) observe(depth, { queue });
 * });
 * depths.delete('mail'); // its series is gone from the next collection
 * end(); // and so is the gauge
 * ```
 *
 * @module
 */
export { endingCounter } from './ending-counter.ts';
export type { Observe } from './observe-exactly.ts';
export { type VanishingGaugeOptions, vanishingGauge } from './vanishing-gauge.ts';
