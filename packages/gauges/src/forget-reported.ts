/**
 * The parts of an observable instrument of `@opentelemetry/sdk-metrics` (2.x and 3.x) that make it repeat, in
 * cumulative temporality and for ever, what was observed once. The specification says that it should not
 * (https://github.com/open-telemetry/opentelemetry-js/issues/4096), and the API has no way to say so.
 */
interface ObservableOfSdk {
  readonly _metricStorages?: Iterable<{
    readonly _temporalMetricStorage?: {
      /** Reader → what it was told last. */
      readonly _reportHistory?: unknown;
      /** Reader → what others' collections have left for it. */
      readonly _unreportedAccumulations?: unknown;
    };
    readonly _deltaMetricStorage?: {
      /** For differences; counts against the SDK's limit on series. */
      readonly _cumulativeMemoStorage?: AttributeMap;
      /** Of the collection that is under way. */
      readonly _activeCollectionStorage?: AttributeMap;
    };
  }>;
}

interface AttributeMap {
  readonly _valueMap?: unknown;
  readonly _keyMap?: unknown;
}

/**
 * Makes one of our own instruments forget the series that are not observed any more, for each of its readers, so
 * that the next collection has what is observed then and no more. To be called from the instrument's callback. What
 * is observed stays as it is: another reader's collection can be under way, and differences go on. Where the
 * instrument is not made as expected, nothing happens.
 *
 * @param isObserved says of attributes whether the callback observes them.
 */
export function forgetReported(instrument: unknown, isObserved: (attributes: unknown) => boolean): void {
  try {
    for (const storage of (instrument as ObservableOfSdk)._metricStorages ?? []) {
      const { _temporalMetricStorage: temporal, _deltaMetricStorage: delta } = storage;
      for (const last of valuesOf(temporal?._reportHistory)) {
        keepOnly((last as { accumulations?: AttributeMap }).accumulations, isObserved);
      }
      for (const waiting of valuesOf(temporal?._unreportedAccumulations)) {
        for (const map of waiting as AttributeMap[]) keepOnly(map, isObserved);
      }
      keepOnly(delta?._cumulativeMemoStorage, isObserved);
      keepOnly(delta?._activeCollectionStorage, isObserved);
    }
  } catch {
    // Another SDK, or a later one.
  }
}

const valuesOf = (map: unknown): Iterable<unknown> => (map instanceof Map ? map.values() : []);

function keepOnly(map: AttributeMap | undefined, isKept: (attributes: unknown) => boolean): void {
  const { _keyMap: keys, _valueMap: values } = map ?? {};
  if (!(keys instanceof Map) || !(values instanceof Map)) return;
  for (const [hash, attributes] of keys) {
    if (isKept(attributes)) continue;
    keys.delete(hash);
    values.delete(hash);
  }
}
