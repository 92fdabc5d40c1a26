import type { Attributes, AttributeValue, SpanContext } from '@opentelemetry/api';
import type { HrTime } from '../beside/sdk-span.ts';

/** An event on a span: an exception, say. */
export interface SpanEvent {
  readonly name: string;
  readonly attributes?: Attributes | undefined;
}

/** What a span processor is given, of any version of the SDK from 1.x to 3.x. */
export interface EndedSpan {
  readonly kind?: number;
  readonly attributes: Record<string, AttributeValue | undefined>;
  readonly parentSpanContext?: SpanContext;
  readonly parentSpanId?: string;
  readonly status: { readonly code: number; readonly message?: string | undefined };
  readonly events: readonly SpanEvent[];
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  spanContext(): SpanContext;
}
