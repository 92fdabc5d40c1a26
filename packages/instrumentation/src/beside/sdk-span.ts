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

/** The id of a span's parent, wherever this version of the SDK keeps it. */
export const parentIdOf = (span: Partial<SdkSpan>): string | undefined =>
  span.parentSpanContext?.spanId ?? span.parentSpanId;

/** Milliseconds since the epoch. */
export const millisecondsOf = (time: HrTime): number => time[0] * 1000 + time[1] / 1e6;

/**
 * Adds what the span does not say yet; what its maker wrote stays. A span that has ended takes no attribute by
 * the API, but one that waits in a batch to be exported can still be completed.
 *
 * @returns the names that were added.
 */
export function complete(
  span: Pick<SdkSpan, 'attributes'> & Partial<SdkSpan>,
  attributes: Attributes,
): string[] {
  const missing: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && span.attributes[name] === undefined) missing[name] = value;
  }
  if (span.isRecording?.() === true) span.setAttributes?.(missing);
  else Object.assign(span.attributes, missing);
  return Object.keys(missing);
}
