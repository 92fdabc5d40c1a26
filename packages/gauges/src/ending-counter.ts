import type { Meter, ObservableCallback } from '@opentelemetry/api';
import { forgetAll } from './forget-reported.ts';
import type { Observe, VanishingGaugeOptions } from './vanishing-gauge.ts';

/**
 * An observable counter: `read` observes running totals at each collection. Nobody's total disappears while it
 * goes on; a series ends with the counter, which the SDK's own does not: it repeats the last value for ever.
 *
 * @returns the way to end it; nothing stays behind in the meter.
 */
export function endingCounter(
  meter: Meter,
  name: string,
  options: VanishingGaugeOptions,
  read: (observe: Observe) => void,
): () => void {
  const counter = meter.createObservableCounter(name, options);
  const callback: ObservableCallback = (result) =>
    read((value, attributes) => result.observe(value, attributes));
  counter.addCallback(callback);
  return () => {
    counter.removeCallback(callback);
    forgetAll(counter);
  };
}
