import type { Meter } from '@opentelemetry/api';
import { type Observe, observeExactly } from './observe-exactly.ts';

/** What a backend is told of the instrument. */
export interface VanishingGaugeOptions {
  /** A sentence for people. Default: none. */
  readonly description?: string;
  /** UCUM unit, or an annotation in braces (`{item}`). Default: none. */
  readonly unit?: string;
}

/**
 * A gauge that has exactly the series that `read` observes at each collection: one that is not observed any more
 * is gone from the next, also with the cumulative readers (Prometheus, OTLP) for which the SDK's own observable
 * gauge repeats the last value for ever.
 *
 * @returns the way to end it; nothing stays behind in the meter.
 */
export function vanishingGauge(
  meter: Meter,
  name: string,
  options: VanishingGaugeOptions,
  read: (observe: Observe) => void,
): () => void {
  const gauge = meter.createObservableGauge(name, options);
  return observeExactly(gauge, read, (observed) => (series) => observed().has(series));
}
