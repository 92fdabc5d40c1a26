import { METRICS } from '@fuelgauge/semconv';

/** Description and unit of a metric, from the table of all. */
export function described(name: string): { description: string; unit: string } {
  const definition = METRICS.find((metric) => metric.name === name);
  return { description: definition?.brief ?? '', unit: definition?.unit ?? '' };
}
