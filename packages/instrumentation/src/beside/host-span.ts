import {
  EVENT_LLM_CALL_RETRY,
  METRIC_GEN_AI_CLIENT_INFERENCE_DURATION,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
} from '@fuelgauge/semconv';
import { type Attributes, type Context, type Span, trace } from '@opentelemetry/api';
import { standsFor } from './inference-span.ts';
import {
  complete,
  isOurs,
  millisecondsOf,
  parentContextOf,
  recordingSdkSpan,
  type SdkSpan,
  scopeOf,
} from './sdk-span.ts';
import { standInFor } from './stand-in.ts';

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

const HOSTED: unique symbol = Symbol.for('fuelgauge.hosted.v2') as never;

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
  readonly #model: string | undefined;
  /**
   * `open` while the call is, `told` when it is on the span for good, `failed` while it may be repeated in there,
   * `left` when it has a span of its own instead.
   */
  #state: 'open' | 'told' | 'failed' | 'left' = 'open';
  /** What was added, and that part of it that tells how the call failed. */
  #added: Attributes = {};
  #failure: Attributes = {};
  #stopWaiting: (() => void) | undefined;

  private constructor(span: SdkSpan, model: string | undefined) {
    this.span = span;
    this.recorded = RECORDED[scopeOf(span) ?? ''] ?? [];
    this.#model = model;
  }

  /**
   * The span, if it stands for a call of this operation and no other call has taken it: a second call in it
   * belongs there only when it repeats the first one, which failed.
   *
   * @param active the span that is active where the call is made.
   * @param model that the call asks for.
   */
  static in(active: Span, operation: string, model: string | undefined): HostSpan | undefined {
    const span = recordingSdkSpan(active) as (SdkSpan & { [HOSTED]?: HostSpan }) | undefined;
    if (span === undefined || isOurs(span) || !standsFor(span, operation)) return undefined;
    if (span[HOSTED]?.givesWayTo(model) === false) return undefined;
    const host = new HostSpan(span, model);
    Object.defineProperty(span, HOSTED, { value: host, configurable: true });
    return host;
  }

  /**
   * A client without retries of its own may be retried around us, in the same span. The last attempt counts, with
   * the account and the server that it went to; of those before it remains what remains of a client's silent
   * retries, an event.
   */
  givesWayTo(model: string | undefined): boolean {
    if (this.#state === 'left') return true;
    if (this.#state !== 'failed' || this.#model !== model) return false;
    this.#stopWaiting?.();
    this.#leave();
    this.span.addEvent(EVENT_LLM_CALL_RETRY, this.#failure);
    return true;
  }

  #leave(): void {
    this.#state = 'left';
    const { attributes } = this.span;
    for (const [name, value] of Object.entries(this.#added)) {
      // Its maker may have written there since.
      if (attributes[name] === value) delete attributes[name];
    }
  }

  /** The context of a span that steps in for the host: beside it, or below it when it begins its trace. */
  parentIn(context: Context): Context {
    const parent = parentContextOf(this.span);
    return parent === undefined ? context : trace.setSpanContext(context, parent);
  }

  /** Adds what is known when the call begins. */
  open(attributes: Attributes): void {
    this.#added = complete(this.span, attributes);
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
      if (endedAt !== undefined && Date.now() - millisecondsOf(endedAt) > STILL_HERE_MS) outcome.makeSpan();
      else complete(span, outcome.attributes);
      return;
    }
    const added = complete(span, outcome.attributes);
    this.#added = { ...this.#added, ...added };
    if (outcome.failed) {
      this.#state = 'failed';
      this.#failure = added;
    }
    if (!outcome.failed && !outcome.abandoned) return;
    this.#stopWaiting = standInFor(span, outcome.patience, () => {
      // It may end yet, and would tell of the call a second time.
      this.#leave();
      outcome.makeSpan();
      outcome.measureUnended();
    });
  }

  /** The call is over, whatever became of it. */
  release(): void {
    if (this.#state === 'open') this.#state = 'told';
  }
}

/** Whether a call has been recorded on this span. */
export const isHost = (span: object): boolean => HOSTED in span;
