import type { Span } from '@opentelemetry/api';
import { isOurs, scopeOf } from '../beside/sdk-span.ts';
import { debug } from '../log.ts';
import type { RequestInfo } from '../types.ts';
import { isOwnSdk } from './sdk.ts';

/** What calls are there, so many kinds of them at the most: an application may call thousands of hosts. */
const MAX_KINDS = 50;
const kinds = new Set<string>();

/**
 * A request hook, for `FUELGAUGE_LOG=debug` alone: says of calls that are recorded whose SDK records them, who made
 * the span, and once for each operation and provider that there was one.
 */
export function sayRecorded(span: Span, { operation, provider }: RequestInfo): void {
  if (!isOwnSdk()) debug('joined the OpenTelemetry SDK that the application has registered');
  const kind = `${operation} at ${provider}`;
  if (kinds.size < MAX_KINDS && !kinds.has(kind)) {
    kinds.add(kind);
    debug(`seen: ${kind}${span.isRecording() ? '' : ', not sampled'}`);
  }
  const maker = span.isRecording() && !isOurs(span) ? scopeOf(span) : undefined;
  if (maker !== undefined) debug(`beside: ${maker} has made the span of a call, and it is enriched`);
}
