import type { Attributes, AttributeValue, Span } from '@opentelemetry/api';
import { PACKAGE_NAME } from '../version.ts';

/** A span of the SDK (1.x to 3.x), which shows what was set on it. The API's spans do not. */
export interface SdkSpan extends Span {
  readonly attributes: Record<string, AttributeValue | undefined>;
  readonly ended?: boolean;
}

/** The span, if the SDK made it and records it. */
export function recordingSdkSpan(span: Span | undefined): SdkSpan | undefined {
  if (!span?.isRecording()) return undefined;
  const { attributes } = span as Partial<SdkSpan>;
  return typeof attributes === 'object' && attributes !== null ? (span as SdkSpan) : undefined;
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

/**
 * Adds what the span does not say yet; what its maker wrote stays. A span that has ended takes no attribute by
 * the API, but one that waits in a batch to be exported can still be completed.
 *
 * @returns the names that were added.
 */
export function complete(span: SdkSpan, attributes: Attributes): string[] {
  const missing: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && span.attributes[name] === undefined) missing[name] = value;
  }
  if (span.isRecording()) span.setAttributes(missing);
  else Object.assign(span.attributes, missing);
  return Object.keys(missing);
}
