import type { Meter } from '@opentelemetry/api';
import { type Observe, observeExactly } from './observe-exactly.ts';
import type { VanishingGaugeOptions } from './vanishing-gauge.ts';

/**
 * An observable counter: `read` observes running totals at each collection. A series ends when it is not observed any
 * more, or with the counter; the SDK's own repeats the last value for ever.
 *
 * @returns the way to end it; nothing stays behind in the meter.
 */
export function endingCounter(
  meter: Meter,
  name: string,
  options: VanishingGaugeOptions,
  read: (observe: Observe) => void,
): () => void {
  const known = new Set<string>();
  return observeExactly(meter.createObservableCounter(name, options), read, (observed) => {
    for (const series of observed()) known.add(series);
    // Only what was observed by this name before: a view's series have other attributes, and to forget the total of
    // one is to count it again.
    return (series) => observed().has(series) || !known.has(series);
  });
}
