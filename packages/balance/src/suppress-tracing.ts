import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/**
 * The key by which every tracer of the SDK knows that no span is wanted. Keys of one name are one key; this is
 * `@opentelemetry/core`'s (src/trace/suppress-tracing.ts), which is not worth a dependency.
 */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Runs what makes requests of ours, outside of any trace: no HTTP span, and no parent that happens to be open. */
export const untraced = <T>(run: () => T): T =>
  context.with(ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true), run);
