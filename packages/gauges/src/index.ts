export { endingCounter } from './ending-counter.ts';
export type { Observe } from './observe-exactly.ts';
export { type VanishingGaugeOptions, vanishingGauge } from './vanishing-gauge.ts';
