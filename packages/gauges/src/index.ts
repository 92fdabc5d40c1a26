export { endingCounter } from './ending-counter.ts';
export { type Observe, type VanishingGaugeOptions, vanishingGauge } from './vanishing-gauge.ts';
