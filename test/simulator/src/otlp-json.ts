/** Reads OTLP/JSON (opentelemetry-proto, JSON encoding) into plain objects. Unknown fields are left out. */

export type AttributeValue = string | number | boolean | readonly AttributeValue[] | AttributeMap | undefined;

export interface AttributeMap {
  readonly [name: string]: AttributeValue;
}

export interface ReceivedEvent {
  readonly name: string;
  readonly attributes: AttributeMap;
  /** Unix time in milliseconds. */
  readonly time: number;
}

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes: AttributeMap;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string | undefined };
  readonly events: readonly ReceivedEvent[];
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Unix time in milliseconds. */
  readonly start: number;
  readonly end: number;
  /** Instrumentation scope. */
  readonly scope: string;
  readonly resource: AttributeMap;
}

export interface ReceivedPoint {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'sum' | 'histogram';
  readonly attributes: AttributeMap;
  /** Value of a gauge or sum; sum of the values of a histogram. */
  readonly value: number;
  /** Histogram only: number of values, bucket bounds, and counts (one more than bounds). */
  readonly count?: number;
  readonly bounds?: readonly number[];
  readonly counts?: readonly number[];
  readonly monotonic: boolean;
  readonly temporality: 'cumulative' | 'delta' | 'unspecified';
  readonly time: number;
  readonly scope: string;
  readonly resource: AttributeMap;
}

export interface ReceivedLog {
  readonly body: AttributeValue;
  readonly severity: string;
  readonly eventName: string | undefined;
  readonly attributes: AttributeMap;
  readonly traceId: string | undefined;
  readonly time: number;
  readonly scope: string;
  readonly resource: AttributeMap;
}

type Raw = Readonly<Record<string, unknown>>;

const object = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
const list = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.map(object) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** 64-bit numbers come as strings. */
const number = (value: unknown): number => Number(value ?? 0);
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(number) : []);
const milliseconds = (nanos: unknown): number => number(nanos) / 1e6;

function attributeValue(value: Raw): AttributeValue {
  if ('intValue' in value || 'doubleValue' in value) return number(value.intValue ?? value.doubleValue);
  if ('stringValue' in value) return text(value.stringValue);
  if ('boolValue' in value) return value.boolValue === true;
  if ('arrayValue' in value) return list(object(value.arrayValue).values).map(attributeValue);
  if ('kvlistValue' in value) return attributes(object(value.kvlistValue).values);
  if ('bytesValue' in value) return text(value.bytesValue);
  return undefined;
}

const attributes = (pairs: unknown): AttributeMap =>
  Object.fromEntries(list(pairs).map((pair) => [text(pair.key), attributeValue(object(pair.value))]));

interface Scoped {
  readonly scope: string;
  readonly resource: AttributeMap;
  readonly item: Raw;
}

/** The items of an export request: resourceX → scopeX → X. */
const itemsOf = (request: unknown, outer: string, inner: string, items: string): Scoped[] =>
  list(object(request)[outer]).flatMap((perResource) => {
    const resource = attributes(object(perResource.resource).attributes);
    return list(perResource[inner]).flatMap((perScope) =>
      list(perScope[items]).map((item) => ({ scope: text(object(perScope.scope).name), resource, item })),
    );
  });

const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_CODES = ['unset', 'ok', 'error'] as const;
const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;

export const spansOf = (request: unknown): ReceivedSpan[] =>
  itemsOf(request, 'resourceSpans', 'scopeSpans', 'spans').map(({ scope, resource, item }) => {
    const status = object(item.status);
    return {
      name: text(item.name),
      kind: SPAN_KINDS[number(item.kind)] ?? 'unspecified',
      attributes: attributes(item.attributes),
      status: {
        code: STATUS_CODES[number(status.code)] ?? 'unset',
        message: text(status.message) || undefined,
      },
      events: list(item.events).map((event) => ({
        name: text(event.name),
        attributes: attributes(event.attributes),
        time: milliseconds(event.timeUnixNano),
      })),
      traceId: text(item.traceId),
      spanId: text(item.spanId),
      parentSpanId: text(item.parentSpanId) || undefined,
      start: milliseconds(item.startTimeUnixNano),
      end: milliseconds(item.endTimeUnixNano),
      scope,
      resource,
    };
  });

/** Points of gauges, sums and explicit-bucket histograms; other kinds are left out. */
export const pointsOf = (request: unknown): ReceivedPoint[] =>
  itemsOf(request, 'resourceMetrics', 'scopeMetrics', 'metrics').flatMap(({ scope, resource, item }) => {
    const kind = (['gauge', 'sum', 'histogram'] as const).find((candidate) => candidate in item);
    if (!kind) return [];
    const data = object(item[kind]);
    return list(data.dataPoints).map((point) => ({
      name: text(item.name),
      unit: text(item.unit),
      kind,
      attributes: attributes(point.attributes),
      value: number(kind === 'histogram' ? point.sum : (point.asInt ?? point.asDouble)),
      ...(kind === 'histogram'
        ? {
            count: number(point.count),
            bounds: numbers(point.explicitBounds),
            counts: numbers(point.bucketCounts),
          }
        : {}),
      monotonic: data.isMonotonic === true,
      temporality: TEMPORALITIES[number(data.aggregationTemporality)] ?? 'unspecified',
      time: milliseconds(point.timeUnixNano),
      scope,
      resource,
    }));
  });

export const logsOf = (request: unknown): ReceivedLog[] =>
  itemsOf(request, 'resourceLogs', 'scopeLogs', 'logRecords').map(({ scope, resource, item }) => ({
    body: attributeValue(object(item.body)),
    severity: text(item.severityText),
    eventName: text(item.eventName) || undefined,
    attributes: attributes(item.attributes),
    traceId: text(item.traceId) || undefined,
    time: milliseconds(item.timeUnixNano),
    scope,
    resource,
  }));
