import type { Attributes, Observable, ObservableCallback } from '@opentelemetry/api';
import { forgetReported } from './forget-reported.ts';

/** Reports one series of the collection that is under way. */
export type Observe = (value: number, attributes: Attributes) => void;

/** Says whether a series that an SDK holds, which a view can have given other attributes, is kept. */
export type Keep = (observed: () => ReadonlySet<string>) => (series: string) => boolean;

/**
 * Gives an instrument a callback that observes what `read` does, and forgets what `keep` does not keep.
 *
 * @returns the way to end it.
 */
export function observeExactly(
  instrument: Observable,
  read: (observe: Observe) => void,
  keep: Keep,
): () => void {
  // One callback for each instrument: where one serves two, an SDK cannot tell "nothing" from "not asked".
  const callback: ObservableCallback = (result) => {
    const observed: Attributes[] = [];
    read((value, attributes) => {
      observed.push(attributes);
      result.observe(value, attributes);
    });
    let names: Set<string> | undefined;
    const isKept = keep(() => {
      names ??= new Set(observed.map(nameOf));
      return names;
    });
    forgetReported(instrument, (attributes) => isKept(nameOf(attributes as Attributes)));
  };
  instrument.addCallback(callback);
  return () => {
    instrument.removeCallback(callback);
    forgetReported(instrument, () => false);
  };
}

const nameOf = (attributes: Attributes): string => JSON.stringify(Object.entries(attributes).sort());
