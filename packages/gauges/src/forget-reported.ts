/**
 * The parts of an observable instrument of `@opentelemetry/sdk-metrics` (2.x and 3.x) that make it repeat, in
 * cumulative temporality and for ever, what was observed once. The specification says that it should not
 * (https://github.com/open-telemetry/opentelemetry-js/issues/4096), and the API has no way to say so.
 */
interface ObservableOfSdk {
  readonly _metricStorages?: Iterable<{
    readonly _temporalMetricStorage?: {
      readonly _reportHistory?: unknown;
      readonly _unreportedAccumulations?: unknown;
    };
    readonly _deltaMetricStorage?: {
      readonly _cumulativeMemoStorage?: AttributeMap;
      readonly _activeCollectionStorage?: AttributeMap;
    };
  }>;
}

interface AttributeMap {
  readonly _valueMap?: unknown;
  readonly _keyMap?: unknown;
}

/**
 * Makes one of our own gauges forget what it reported and, where there are several readers, what another one's
 * collection left for this one, so that the next collection has what is observed then and no more. To be called
 * from the gauge's callback: what is still true is observed again there. Where the instrument is not made as
 * expected, nothing happens.
 *
 * @param isObserved says of attributes whether the callback observes them. Those stay: another reader's collection
 *   can be under way, and has observed them too.
 */
export function forgetReported(gauge: unknown, isObserved: (attributes: unknown) => boolean): void {
  eachStorage(gauge, ({ _temporalMetricStorage, _deltaMetricStorage }) => {
    clear(_temporalMetricStorage?._reportHistory);
    const waiting = _temporalMetricStorage?._unreportedAccumulations;
    if (waiting instanceof Map) {
      for (const list of waiting.values()) if (Array.isArray(list)) list.length = 0;
    }
    // Kept for differences, which a gauge has none of; it counts against the SDK's limit on series.
    clearAttributes(_deltaMetricStorage?._cumulativeMemoStorage);
    keepOnly(_deltaMetricStorage?._activeCollectionStorage, isObserved);
  });
}

/** The same of everything; for an instrument that has no callback any more. */
export function forgetAll(instrument: unknown): void {
  forgetReported(instrument, () => false);
}

type Storage = NonNullable<ObservableOfSdk['_metricStorages']> extends Iterable<infer One> ? One : never;

function eachStorage(gauge: unknown, visit: (storage: Storage) => void): void {
  try {
    for (const storage of (gauge as ObservableOfSdk)._metricStorages ?? []) visit(storage);
  } catch {
    // Another SDK, or a later one.
  }
}

function keepOnly(map: AttributeMap | undefined, isKept: (attributes: unknown) => boolean): void {
  const keys = map?._keyMap;
  if (!(keys instanceof Map)) return;
  for (const [hash, attributes] of keys) {
    if (isKept(attributes)) continue;
    keys.delete(hash);
    if (map?._valueMap instanceof Map) map._valueMap.delete(hash);
  }
}

function clearAttributes(map: AttributeMap | undefined): void {
  clear(map?._valueMap);
  clear(map?._keyMap);
}

function clear(map: unknown): void {
  if (map instanceof Map) map.clear();
}
