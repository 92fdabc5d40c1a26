export { type Observe, type VanishingGaugeOptions, vanishingGauge } from './vanishing-gauge.ts';
