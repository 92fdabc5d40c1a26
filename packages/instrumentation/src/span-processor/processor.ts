import { classify } from '@fuelgauge/errors';
import { ATTR_GEN_AI_USAGE_COST_AMOUNT, ATTR_LLM_ERROR_CATEGORY } from '@fuelgauge/semconv';
import { type Attributes, type Context, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { isHost } from '../beside/host-span.ts';
import { isInference } from '../beside/inference-span.ts';
import { complete, isOurs, millisecondsOf, parentContextOf } from '../beside/sdk-span.ts';
import { waitNoLonger } from '../beside/stand-in.ts';
import { costAttributes, verdictAttributes } from '../call/attributes.ts';
import { measureOwn } from '../call/measure.ts';
import { operationOf } from '../call/operation.ts';
import { Recorder } from '../call/recorder.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';
import { type FuelgaugeSpanProcessorConfig, validateProcessorConfig } from './config.ts';
import type { EndedSpan } from './ended-span.ts';
import { readSpan, type SpanCall } from './read-span.ts';
import { ToldTwice } from './told-twice.ts';

export type { FuelgaugeSpanProcessorConfig };

/** Set on a span that a processor of ours has seen: several can be registered, of several copies of the package. */
const SEEN: unique symbol = Symbol.for('fuelgauge.seen-by-processor.v1') as never;

/** All of what other instrumentations make spans for; of the names only the prices' and the verdicts' metrics speak. */
const OPERATION = operationOf('post', '/chat/completions');

/**
 * Gives a verdict to every span of a model's call that failed, and a price to every one that tells its tokens,
 * whoever made the span and whichever way the request went: callback handlers, Bedrock's SDK, gRPC, clients that
 * are not instrumented. Spans of fuelgauge's own, those that it has enriched, and spans of agents, tools, chains
 * and HTTP stay as they are.
 *
 * It belongs in front of the processor that exports: an SDK without `onEnding` gives it a span only when that has
 * ended, and at shutdown it makes spans that must still be taken.
 *
 * @throws {TypeError} from the constructor, naming the option that is malformed.
 */
export class FuelgaugeSpanProcessor {
  readonly #recorder: Recorder;
  readonly #metrics: boolean;
  readonly #toldTwice = new ToldTwice();

  constructor(config: FuelgaugeSpanProcessorConfig = {}) {
    validateProcessorConfig(config);
    const { metrics, ...rest } = config;
    this.#metrics = metrics !== false;
    this.#recorder = new Recorder(
      { ...rest, captureMessageContent: false },
      trace.getTracer(PACKAGE_NAME, PACKAGE_VERSION),
      diag.createComponentLogger({ namespace: PACKAGE_NAME }),
    );
  }

  onStart(span: object, parent: Context): void {
    this.#recorder.quietly('span processor', () => this.#toldTwice.begun(span, trace.getSpan(parent)));
  }

  /** The span can still be written to. */
  onEnding(span: EndedSpan): void {
    this.#see(span);
  }

  /** For SDKs without `onEnding`: the span has ended, and its attributes are written to directly. */
  onEnd(span: EndedSpan): void {
    this.#see(span);
  }

  /** Nothing is held back. */
  async forceFlush(): Promise<void> {}

  /** Calls whose host spans were never ended get spans of their own, while they can still be exported. */
  async shutdown(): Promise<void> {
    this.#recorder.quietly('shutdown', waitNoLonger);
  }

  #see(span: EndedSpan): void {
    this.#recorder.quietly('span processor', () => {
      if (SEEN in span || !isInference(span)) return;
      Object.defineProperty(span, SEEN, { value: true });
      const parent = parentContextOf(span)?.spanId;
      if (isHost(span)) {
        this.#toldTwice.told(parent);
        return;
      }
      const call = readSpan(span, this.#recorder.targets);
      if (isOurs(span)) this.#toldTwice.toldByOwn(span, call, parent);
      else {
        if (!this.#toldTwice.isTold(span, call)) this.#judge(span, call);
        this.#toldTwice.told(parent);
      }
    });
  }

  #judge(span: EndedSpan, call: SpanCall): void {
    const attributes: Attributes = {};
    const judged = span.attributes[ATTR_LLM_ERROR_CATEGORY] !== undefined;
    const verdict = call.failure === undefined || judged ? undefined : classify(call.failure);
    if (verdict !== undefined) Object.assign(attributes, verdictAttributes(verdict));
    const priced = span.attributes[ATTR_GEN_AI_USAGE_COST_AMOUNT] !== undefined;
    const cost =
      call.usage === undefined || priced
        ? undefined
        : this.#recorder.pricer.priceCall({
            baseUrl: call.url,
            provider: call.target.provider,
            requestModel: call.model,
            responseModel: call.responseModel,
            usage: call.usage,
            at: millisecondsOf(span.startTime),
          });
    if (cost !== undefined) costAttributes(cost, attributes);
    // What somebody has judged or priced, somebody has counted.
    if (this.#metrics && !judged && !priced && this.#recorder.isHeard()) {
      measureOwn(this.#recorder, {
        operation: OPERATION,
        target: call.target,
        model: call.model,
        account: undefined,
        cost,
        verdict,
        at: trace.setSpanContext(ROOT_CONTEXT, span.spanContext()),
      });
    }
    // At last: a processor before this one can have frozen what it hands on.
    complete(span, attributes);
  }
}
