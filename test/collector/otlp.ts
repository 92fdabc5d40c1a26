import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** A whole number is sent as an int, any other as a double; `{ double: 1 }` sends a whole number as a double. */
export type AttributeValue =
  | string
  | number
  | boolean
  | { readonly double: number }
  | readonly AttributeValue[];
export type Attributes = Readonly<Record<string, AttributeValue | null | undefined>>;

/** OTLP/JSON, as far as it is used here (opentelemetry-proto, trace/v1/trace.proto). */
export type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { arrayValue: { values: AnyValue[] } };
export interface KeyValue {
  key: string;
  value: AnyValue;
}
export interface OtlpEvent {
  timeUnixNano: string;
  name: string;
  attributes: KeyValue[];
}
export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: KeyValue[];
  events: OtlpEvent[];
  status: { code?: number; message?: string };
}
export interface OtlpScope {
  readonly name: string;
  readonly version?: string;
}
export interface ResourceSpans {
  resource: { attributes: KeyValue[] };
  scopeSpans: { scope: OtlpScope; spans: OtlpSpan[] }[];
}

export const SPAN_KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
export const STATUS = { unset: 0, ok: 1, error: 2 } as const;

/** A span in words; what is absent gets a plain default. */
export interface SpanOptions {
  readonly name: string;
  readonly kind?: keyof typeof SPAN_KIND;
  readonly attributes?: Attributes;
  readonly status?: { readonly code: keyof typeof STATUS; readonly message?: string };
  readonly events?: readonly { readonly name: string; readonly attributes?: Attributes }[];
  /** 32 hex digits. Default: random. */
  readonly traceId?: string;
  /** 16 hex digits. Default: random. */
  readonly spanId?: string;
  readonly parentSpanId?: string;
  /** Milliseconds since the epoch. Default: now less the duration. */
  readonly startMs?: number;
  /** Default 250. */
  readonly durationMs?: number;
}

export function span(options: SpanOptions): OtlpSpan {
  const durationMs = options.durationMs ?? 250;
  const startMs = options.startMs ?? Date.now() - durationMs;
  const end = nanos(startMs + durationMs);
  return {
    traceId: options.traceId ?? randomBytes(16).toString('hex'),
    spanId: options.spanId ?? randomBytes(8).toString('hex'),
    ...(options.parentSpanId === undefined ? {} : { parentSpanId: options.parentSpanId }),
    name: options.name,
    kind: SPAN_KIND[options.kind ?? 'client'],
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: end,
    attributes: keyValues(options.attributes ?? {}),
    events: (options.events ?? []).map((event) => ({
      timeUnixNano: end,
      name: event.name,
      attributes: keyValues(event.attributes ?? {}),
    })),
    status: status(options.status),
  };
}

/** Spans of one scope of one resource. */
export function resourceSpans(
  spans: readonly OtlpSpan[],
  of: { readonly resource?: Attributes; readonly scope?: OtlpScope } = {},
): ResourceSpans {
  return {
    resource: { attributes: keyValues(of.resource ?? { 'service.name': 'test' }) },
    scopeSpans: [{ scope: of.scope ?? { name: 'test' }, spans: [...spans] }],
  };
}

/** Sends in one request.
 * @throws {Error} when the Collector refuses, or took only a part.
 */
export async function sendSpans(otlpHttp: string, spans: readonly ResourceSpans[]): Promise<void> {
  await post(`${otlpHttp}/v1/traces`, { resourceSpans: spans }, 'rejectedSpans');
}

async function post(url: string, body: unknown, rejected: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 2_000)}`);
  const partial = text === '' ? undefined : JSON.parse(text).partialSuccess;
  if (Number(partial?.[rejected] ?? 0) > 0) throw new Error(`${url} took a part: ${text.slice(0, 2_000)}`);
}

export type PlainValue = string | number | boolean | PlainValue[] | { [key: string]: PlainValue } | null;
export type PlainAttributes = Record<string, PlainValue>;

/** A span as it came out, its attributes as plain values. */
export interface ReadSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: PlainAttributes;
  readonly events: readonly { readonly name: string; readonly attributes: PlainAttributes }[];
  readonly status: { readonly code: number; readonly message: string };
  readonly resource: PlainAttributes;
  readonly scope: string;
  /** As in the file. */
  readonly raw: OtlpSpan;
}

/** The spans that the file exporter (format `json`) has written so far; none when there is no file yet. */
export function readSpans(outputFile: string): ReadSpan[] {
  const spans: ReadSpan[] = [];
  for (const line of readLines(outputFile)) {
    for (const { resource, scopeSpans } of (line.resourceSpans ?? []) as ResourceSpans[]) {
      for (const { scope, spans: inScope } of scopeSpans ?? []) {
        for (const raw of inScope ?? []) {
          spans.push({
            traceId: raw.traceId,
            spanId: raw.spanId,
            name: raw.name,
            kind: raw.kind ?? 0,
            attributes: plainAttributes(raw.attributes),
            events: (raw.events ?? []).map((event) => ({
              name: event.name,
              attributes: plainAttributes(event.attributes),
            })),
            status: { code: raw.status?.code ?? 0, message: raw.status?.message ?? '' },
            resource: plainAttributes(resource?.attributes),
            scope: scope?.name ?? '',
            raw,
          });
        }
      }
    }
  }
  return spans;
}

/** One point of a metric as it came out. */
export interface ReadPoint {
  readonly metric: string;
  readonly unit: string;
  readonly kind: 'sum' | 'gauge' | 'histogram' | 'exponentialHistogram';
  readonly monotonic: boolean;
  /** Undefined for a gauge. */
  readonly temporality: 'delta' | 'cumulative' | undefined;
  readonly attributes: PlainAttributes;
  readonly resource: PlainAttributes;
  readonly scope: string;
  /** Of a sum or gauge; of a histogram its sum. */
  readonly value: number;
  /** Of a histogram. */
  readonly count: number | undefined;
  readonly bounds: readonly number[] | undefined;
  readonly bucketCounts: readonly number[] | undefined;
}

/** The metric points that the file exporter (format `json`) has written so far, in the order of the file. */
export function readPoints(outputFile: string): ReadPoint[] {
  const points: ReadPoint[] = [];
  for (const line of readLines(outputFile)) {
    for (const inResource of line.resourceMetrics ?? []) {
      for (const inScope of inResource.scopeMetrics ?? []) {
        for (const metric of inScope.metrics ?? []) {
          const kind = (['sum', 'gauge', 'histogram', 'exponentialHistogram'] as const).find(
            (name) => metric[name] !== undefined,
          );
          if (kind === undefined) continue;
          const data = metric[kind];
          for (const point of data.dataPoints ?? []) {
            points.push({
              metric: metric.name,
              unit: metric.unit ?? '',
              kind,
              monotonic: data.isMonotonic === true,
              temporality: ([undefined, 'delta', 'cumulative'] as const)[data.aggregationTemporality ?? 0],
              attributes: plainAttributes(point.attributes),
              resource: plainAttributes(inResource.resource?.attributes),
              scope: inScope.scope?.name ?? '',
              value: Number(point.asDouble ?? point.asInt ?? point.sum ?? 0),
              count: point.count === undefined ? undefined : Number(point.count),
              bounds: point.explicitBounds,
              bucketCounts: point.bucketCounts?.map(Number),
            });
          }
        }
      }
    }
  }
  return points;
}

/**
 * Waits until the file has at least `count` spans.
 * @throws {Error} when they do not come in time.
 */
export async function waitForSpans(
  outputFile: string,
  count: number,
  timeoutMs = 30_000,
): Promise<ReadSpan[]> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const spans = readSpans(outputFile);
    if (spans.length >= count) return spans;
    if (Date.now() > end) throw new Error(`${spans.length} of ${count} spans came out in ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// biome-ignore lint/suspicious/noExplicitAny: OTLP/JSON as the file exporter wrote it
function readLines(file: string): any[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  // The last line may be half written.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function keyValues(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: AttributeValue): AnyValue {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    default:
      if ('double' in value) return { doubleValue: value.double };
      return { arrayValue: { values: value.map(anyValue) } };
  }
}

function plainAttributes(attributes: readonly KeyValue[] | undefined): PlainAttributes {
  return Object.fromEntries((attributes ?? []).map(({ key, value }) => [key, plain(value)]));
}

// biome-ignore lint/suspicious/noExplicitAny: one of the forms of AnyValue
function plain(value: any): PlainValue {
  if (value?.stringValue !== undefined) return value.stringValue;
  if (value?.boolValue !== undefined) return value.boolValue;
  if (value?.intValue !== undefined) return Number(value.intValue);
  if (value?.doubleValue !== undefined) return Number(value.doubleValue);
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plain);
  if (value?.kvlistValue !== undefined) return plainAttributes(value.kvlistValue.values);
  return null;
}

function status(given: SpanOptions['status']): OtlpSpan['status'] {
  if (given === undefined) return {};
  return {
    code: STATUS[given.code],
    ...(given.message === undefined ? {} : { message: given.message }),
  };
}

function nanos(ms: number): string {
  return `${BigInt(Math.round(ms * 1000))}000`;
}
