import type { Attributes, Meter, ObservableCallback } from '@opentelemetry/api';
import { forgetAll, forgetReported } from './forget-reported.ts';

export interface VanishingGaugeOptions {
  readonly description?: string;
  readonly unit?: string;
}

/** Reports one series of the collection that is under way. */
export type Observe = (value: number, attributes: Attributes) => void;

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
  // One callback for each gauge: where one callback serves two, an SDK cannot tell "nothing" from "not asked".
  const callback: ObservableCallback = (result) => {
    const observed: Attributes[] = [];
    read((value, attributes) => {
      observed.push(attributes);
      result.observe(value, attributes);
    });
    let names: Set<string> | undefined;
    forgetReported(gauge, (attributes) => {
      names ??= new Set(observed.map(nameOf));
      return names.has(nameOf(attributes as Attributes));
    });
  };
  gauge.addCallback(callback);
  return () => {
    gauge.removeCallback(callback);
    forgetAll(gauge);
  };
}

const nameOf = (attributes: Attributes): string => JSON.stringify(Object.entries(attributes).sort());
