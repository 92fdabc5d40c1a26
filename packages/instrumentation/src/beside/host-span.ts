import {
  EVENT_LLM_CALL_RETRY,
  METRIC_GEN_AI_CLIENT_INFERENCE_DURATION,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
} from '@fuelgauge/semconv';
import { type Attributes, type Context, trace } from '@opentelemetry/api';
import { isInference } from './inference-span.ts';
import { complete, isOurs, millisecondsOf, recordingSdkSpan, type SdkSpan, scopeOf } from './sdk-span.ts';
import { StandIn } from './stand-in.ts';

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
  gen_ai: [METRIC_GEN_AI_CLIENT_INFERENCE_DURATION],
};

/**
 * A host that ended this long ago may have been exported, and what is written to it then is lost. Batches wait
 * for seconds (OTEL_BSP_SCHEDULE_DELAY, 5 s), so a host that ended just now is still there.
 */
const STILL_HERE_MS = 100;

const HOSTED: unique symbol = Symbol.for('fuelgauge.hosted.v1') as never;

/** What a host span knows of the calls that were recorded on it. */
interface Hosted {
  open: boolean;
  /** Names of the attributes that a failed call left there. */
  failure: readonly string[] | undefined;
  /** Steps in where the host never ends. */
  standIn: StandIn | undefined;
}

/** How a call on a host span ended. */
export interface HostedOutcome {
  readonly attributes: Attributes;
  readonly failed: boolean;
  /** The application let go of the answer before its end. */
  readonly abandoned: boolean;
  /** Milliseconds to wait for the host's end. */
  readonly patience: number;
  /** Makes a span of the call's own, after the fact. */
  makeSpan(): void;
  /** Records what the host's maker records only with its end, which never came. */
  measureUnended(): void;
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
    hosted.standIn?.cancel();
    hosted.standIn = undefined;
    if (hosted.failure !== undefined) this.#forgive(hosted.failure);
    hosted.failure = undefined;
  }

  /**
   * A client without retries of its own may be retried around us, in the same span. The last attempt counts;
   * of those before it remains what remains of a client's silent retries, an event.
   */
  #forgive(names: readonly string[]): void {
    const failure: Attributes = {};
    for (const name of names) {
      failure[name] = this.span.attributes[name];
      delete this.span.attributes[name];
    }
    this.span.addEvent(EVENT_LLM_CALL_RETRY, failure);
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
      hosted = { open: false, failure: undefined, standIn: undefined };
      Object.defineProperty(span, HOSTED, { value: hosted });
    } else if (hosted.open || hosted.failure === undefined) return undefined;
    return new HostSpan(span, hosted);
  }

  /**
   * Where a span stands that steps in for the host: beside it, or below it when it begins its trace, so that the
   * trace stays one.
   */
  parentIn(context: Context): Context {
    const parent = this.span.parentSpanContext;
    return parent === undefined ? context : trace.setSpanContext(context, parent);
  }

  /** Adds what is known when the call begins. */
  open(attributes: Attributes): void {
    complete(this.span, attributes);
  }

  /**
   * Adds how the call ended, where that still arrives: makers close their span when a stream has only begun, or
   * never when a call failed. Then the call gets a span of its own after all, or its verdict and its cost would
   * be in no trace.
   */
  settle(outcome: HostedOutcome): void {
    const { span } = this;
    if (!span.isRecording()) {
      const endedAt = span.endTime;
      if (endedAt !== undefined && Date.now() - millisecondsOf(endedAt) > STILL_HERE_MS) {
        outcome.makeSpan();
        return;
      }
    }
    const added = complete(span, outcome.attributes);
    this.#hosted.failure = outcome.failed ? added : undefined;
    if (span.isRecording() && (outcome.failed || outcome.abandoned)) {
      this.#hosted.standIn = new StandIn(span, outcome.patience, () => {
        outcome.makeSpan();
        outcome.measureUnended();
      });
    }
  }

  /** The call is over, whatever became of it. */
  release(): void {
    this.#hosted.open = false;
  }
}

/** Whether a call has been recorded on this span. */
export const isHost = (span: object): boolean => HOSTED in span;
