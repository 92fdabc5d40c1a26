/** A call's own span. */
import { describe, type Verdict } from '@fuelgauge/errors';
import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import type { Operation } from './operation.ts';

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
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes }, parent);
}

/** Says how the call ended; ends nothing. */
export function finishSpan(span: Span, attributes: Attributes, verdict: Verdict | undefined): void {
  if (!span.isRecording()) return;
  span.setAttributes(attributes);
  if (verdict !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: describe(verdict) });
}
