/** A call's own span. */
import { describe, type Verdict } from '@fuelgauge/errors';
import {
  type Attributes,
  type Context,
  type HrTime,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import type { Operation } from './operation.ts';

/**
 * A time as the SDK keeps it. Given a number, it looks at the clock to tell what the number counts from.
 *
 * @param time milliseconds since the epoch.
 */
function hrTimeOf(time: number): HrTime {
  return [Math.trunc(time / 1000), Math.trunc((time % 1000) * 1e6)];
}

/** @param startTime milliseconds since the epoch. */
export function startSpan(
  tracer: Tracer,
  operation: Operation,
  model: string | undefined,
  startTime: number,
  attributes: Attributes,
  parent: Context,
): Span {
  const name = model === undefined ? operation.name : `${operation.name} ${model}`;
  const options = { kind: SpanKind.CLIENT, startTime: hrTimeOf(startTime), attributes };
  return tracer.startSpan(name, options, parent);
}

/** Says how the call ended; ends nothing. */
export function finishSpan(span: Span, attributes: Attributes, verdict: Verdict | undefined): void {
  if (!span.isRecording()) return;
  span.setAttributes(attributes);
  if (verdict !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: describe(verdict) });
}

/** @param endTime milliseconds since the epoch. */
export function endSpan(span: Span, endTime: number): void {
  span.end(hrTimeOf(endTime));
}
