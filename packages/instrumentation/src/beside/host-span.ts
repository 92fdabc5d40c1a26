import {
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
} from '@fuelgauge/semconv';
import { type Attributes, type Context, trace } from '@opentelemetry/api';
import { isInference } from './inference-span.ts';
import { complete, isOurs, recordingSdkSpan, type SdkSpan, scopeOf } from './sdk-span.ts';

/**
 * Metrics of the conventions that other instrumentations record for the calls that they make spans for; these
 * are not recorded a second time. Scope → names.
 */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  '@opentelemetry/instrumentation-openai': [
    METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
    METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  ],
  // @ai-sdk/otel
  gen_ai: ['gen_ai.client.inference.duration'],
};

const HOSTED: unique symbol = Symbol.for('fuelgauge.hosted.v1') as never;

/** What a host span knows of the calls that were recorded on it. */
interface Hosted {
  open: boolean;
  /** Names of the attributes that a failed call left there. */
  failure: readonly string[] | undefined;
}

/**
 * A GenAI span that another instrumentation made for this very call. It is enriched, and stays its maker's:
 * fuelgauge adds attributes, and neither ends it nor sets its status.
 */
export class HostSpan {
  readonly span: SdkSpan;
  /** Metrics that the span's maker records. */
  readonly recorded: readonly string[];
  readonly #hosted: Hosted;

  private constructor(span: SdkSpan, hosted: Hosted) {
    this.span = span;
    this.recorded = RECORDED[scopeOf(span) ?? ''] ?? [];
    this.#hosted = hosted;
    hosted.open = true;
    // A client without retries of its own may be retried around us, in the same span: the last attempt counts.
    for (const name of hosted.failure ?? []) delete span.attributes[name];
    hosted.failure = undefined;
  }

  /**
   * The active span, if it stands for one call of a model and no other call has taken it: a second call in it
   * belongs there only when the first one failed.
   */
  static in(context: Context): HostSpan | undefined {
    const span = recordingSdkSpan(trace.getSpan(context)) as (SdkSpan & { [HOSTED]?: Hosted }) | undefined;
    if (span === undefined || isOurs(span) || !isInference(span.attributes)) return undefined;
    let hosted = span[HOSTED];
    if (hosted === undefined) {
      hosted = { open: false, failure: undefined };
      Object.defineProperty(span, HOSTED, { value: hosted });
    } else if (hosted.open || hosted.failure === undefined) return undefined;
    return new HostSpan(span, hosted);
  }

  /** @param failure whether the call failed, and `attributes` say how. */
  record(attributes: Attributes, failure: boolean): void {
    const added = complete(this.span, attributes);
    this.#hosted.failure = failure ? added : undefined;
  }

  release(): void {
    this.#hosted.open = false;
  }
}

/** Whether a call has been recorded on this span. */
export const isHost = (span: object): boolean => HOSTED in span;
