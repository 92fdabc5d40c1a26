import type { Attributes, AttributeValue, Span, SpanContext } from '@opentelemetry/api';
import { PACKAGE_NAME } from '../version.ts';

/** Seconds and nanoseconds since the epoch. */
export type HrTime = readonly [seconds: number, nanoseconds: number];

/** A span of the SDK (1.x to 3.x), which shows what was set on it. The API's spans do not. */
export interface SdkSpan extends Span {
  readonly attributes: Record<string, AttributeValue | undefined>;
  readonly ended?: boolean;
  readonly startTime?: HrTime;
  readonly endTime?: HrTime;
  /** 2.x and 3.x. */
  readonly parentSpanContext?: SpanContext;
  /** 1.x. */
  readonly parentSpanId?: string;
}

/** The span, if the SDK made it and records it. */
export function recordingSdkSpan(span: Span | undefined): SdkSpan | undefined {
  if (!span?.isRecording()) return undefined;
  const { attributes, span: inner } = span as { attributes?: unknown; span?: unknown };
  if (typeof attributes === 'object' && attributes !== null) return span as SdkSpan;
  // OpenInference puts a span of its own, which masks values, around the SDK's.
  const wrapped = inner as Partial<SdkSpan> | undefined | null;
  return typeof wrapped?.isRecording === 'function' && typeof wrapped.attributes === 'object'
    ? (wrapped as SdkSpan)
    : undefined;
}

/** Name of the instrumentation that made a span. */
export function scopeOf(span: object): string | undefined {
  const { instrumentationScope, instrumentationLibrary } = span as {
    instrumentationScope?: { name?: unknown };
    instrumentationLibrary?: { name?: unknown };
  };
  const name = instrumentationScope?.name ?? instrumentationLibrary?.name;
  return typeof name === 'string' ? name : undefined;
}

export const isOurs = (span: object): boolean => scopeOf(span) === PACKAGE_NAME;

/** A span's parent, wherever this version of the SDK keeps it. */
export function parentContextOf(
  span: Pick<SdkSpan, 'spanContext'> & Partial<SdkSpan>,
): SpanContext | undefined {
  const { parentSpanContext, parentSpanId } = span;
  return parentSpanContext ?? (parentSpanId ? { ...span.spanContext(), spanId: parentSpanId } : undefined);
}

/** Milliseconds since the epoch. */
export const millisecondsOf = (time: HrTime): number => time[0] * 1000 + time[1] / 1e6;

/**
 * Adds what the span does not say yet; what its maker wrote stays. Not by the API: that takes nothing once a span
 * has ended, though one that waits in a batch to be exported can still be completed, and it counts what is added
 * towards the limit (OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT), where the maker's own later attributes would have to give
 * way to ours.
 *
 * @returns what was added.
 */
export function complete(span: Pick<SdkSpan, 'attributes'>, attributes: Attributes): Attributes {
  const missing: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && span.attributes[name] === undefined) missing[name] = value;
  }
  Object.assign(span.attributes, missing);
  return missing;
}
