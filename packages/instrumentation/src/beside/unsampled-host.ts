import type { Span } from '@opentelemetry/api';

const NONE: readonly string[] = [];

/** Class of a caller → operation → metrics that another instrumentation records of its calls. */
const seen = new WeakMap<object, Map<string, readonly string[]>>();

/**
 * Remembers that another instrumentation makes spans for the calls of a client's class: once there, it is in
 * the way of each of them, whether it is sampled or not.
 */
export function rememberHost(owner: object, operation: string, recorded: readonly string[]): void {
  if (recorded.length === 0) return;
  let operations = seen.get(owner.constructor);
  if (operations === undefined) {
    operations = new Map();
    seen.set(owner.constructor, operations);
  }
  operations.set(operation, recorded);
}

/**
 * What the maker of a span that is not sampled records of this call. Such a span shows neither its maker nor its
 * attributes, so this can tell only once a sampled one has been seen.
 */
export function recordedUnsampled(span: Span, owner: object, operation: string): readonly string[] {
  // An ended span of the SDK records no more either, and has attributes all the same.
  if (span.isRecording() || 'attributes' in span) return NONE;
  return seen.get(owner.constructor)?.get(operation) ?? NONE;
}
