import type { Verdict } from '@fuelgauge/errors';
import { type CallCost, type HeaderBag, normalizeUsage, type Usage } from '@fuelgauge/pricing';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_LLM_CALL_ATTEMPT,
  ATTR_LLM_CALL_ATTEMPTS,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  EVENT_LLM_CALL_RETRY,
} from '@fuelgauge/semconv';
import { type Attributes, type Context, context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { HostSpan } from '../beside/host-span.ts';
import { waitNoLonger } from '../beside/stand-in.ts';
import { recordedUnsampled, rememberHost } from '../beside/unsampled-host.ts';
import { CallContent, DEFAULT_MAX_CONTENT_LENGTH } from '../content/capture.ts';
import type { Family, RequestFacts } from '../families/family.ts';
import { INSPECT } from '../inspect.ts';
import { keyOf } from './accounts.ts';
import {
  costAttributes,
  requestAttributes,
  resultAttributes,
  usageAttributes,
  verdictAttributes,
} from './attributes.ts';
import { contextWithSpan } from './context-with-span.ts';
import { errorTypeOf } from './error-type.ts';
import { brokenChunk, classifyFailure, endingError, type ResponseHead, retriedError } from './failure.ts';
import { type Measured, measure, measureUnended } from './measure.ts';
import type { Operation } from './operation.ts';
import type { Recorder } from './recorder.ts';
import { isModelName, Result } from './result.ts';
import { endSpan, finishSpan, startSpan } from './span.ts';
import type { Target } from './target.ts';
import { Timing } from './timing.ts';

/** The request as it goes out for the first time. */
export interface Request {
  readonly url: string;
  readonly headers: unknown;
  readonly target: Target;
  readonly operation: Operation;
  /** The request's body before it was serialised, or undefined. */
  readonly body: unknown;
  /** Which repetition of a call this request is, where the SDK above says so. */
  readonly resendCount?: number;
}

const NO_RESULT = new Result();
const NO_FACTS: RequestFacts = {};
const NONE: readonly string[] = [];
/** How long another's span may stay open after its call was cut short: the client has told the application. */
const PATIENCE_MS = 1000;
/** The same for a bare HTTP request, which a client can still repeat inside that span: clients wait for 60 s at most. */
const RETRY_PATIENCE_MS = 90_000;
const openCalls = new Set<Call>();

/** Ends what is still open, for a process that is about to exit. */
export function endOpenCalls(): void {
  for (const call of openCalls) call.abandon();
  waitNoLonger();
}

/** One logical call: one span, however many HTTP requests it takes. It ends exactly once. */
export class Call {
  readonly recorder: Recorder;
  /** Who makes the call; attempts of other clients inside it are not its own. */
  readonly owner: object;
  ended = false;
  /** The client has begun to parse the body, so what it parses need not be observed elsewhere. */
  parsing = false;
  /** An HTTP request of this call is out: what fetch is asked for meanwhile is that request. */
  attempting = false;
  /** The caller's own way to abort, where it is known. */
  signal: AbortSignal | undefined;
  /** The client's request options, once they are known. */
  options: { method?: unknown; path?: unknown; body?: unknown; signal?: unknown } | undefined;

  /** What the application holds of this call: a promise that notes when somebody asks it for the answer. */
  #held: { readonly parsedPromise?: unknown } | undefined;
  #parent: Context;
  readonly #timing: Timing = new Timing();
  #span: Span | undefined;
  /** The parent with the span in it. */
  #context: Context | undefined;
  /** The span is another instrumentation's, made for this call. */
  #host: HostSpan | undefined;
  /** Metrics that another instrumentation records of this call. */
  #recordedElsewhere: readonly string[] = NONE;
  #abandoned = false;
  /** Prompt and answer, where the user asked for them. */
  #content: CallContent | undefined;
  #request: Request | undefined;
  #facts: RequestFacts = NO_FACTS;
  #account: string | undefined;
  #attempts = 0;
  #head: ResponseHead | undefined;
  /** What the last attempt threw, if it got no response. */
  #attemptError: unknown;
  /** The whole error body, which the client's error object keeps only a part of. */
  #errorBody: unknown;
  #result: Result = new Result();
  #lastChunk: unknown;

  constructor(recorder: Recorder, owner: object) {
    this.recorder = recorder;
    this.owner = owner;
    try {
      this.#parent = context.active();
    } catch (fault) {
      this.#parent = ROOT_CONTEXT;
      recorder.fault('context', fault);
    }
    openCalls.add(this);
  }

  /**
   * Node keeps the call in whatever the application makes while it runs (a socket, a task of a pool) and would
   * print it there: the prompt, and a client with its key.
   */
  [INSPECT](): string {
    return 'Call {}';
  }

  /** @param promise the client's `APIPromise`, which the application is given. */
  isHeldAs(promise: object): void {
    this.#held = promise;
  }

  /**
   * The application has asked for the answer, so the client will parse it; false where that cannot be told. To be
   * asked once: the promise is let go of, since it holds the response.
   */
  isAwaited(): boolean {
    const held = this.#held;
    this.#held = undefined;
    return held?.parsedPromise !== undefined;
  }

  /** An HTTP request is about to be made. The first one opens the span. */
  attempt(request: Request): void {
    this.attempting = true;
    this.#attempts++;
    this.#head = undefined;
    this.#attemptError = undefined;
    this.#errorBody = undefined;
    this.open(request);
  }

  /** Opens the span, once. Called without an attempt when a call fails before a request is made. */
  open(request: Request): void {
    if (this.#request !== undefined) return;
    this.#request = request;
    // Not by `quietly` here and below, on what every call runs through: a closure for each costs more than the rest.
    try {
      this.#open(request);
    } catch (fault) {
      this.recorder.fault('open', fault);
    }
  }

  /**
   * Runs `make` once, with the call's span active, so that an HTTP span becomes its child. Where the context manager
   * fails, `make` runs all the same, and what it gives is what counts.
   */
  active<T>(make: () => T): T {
    const span = this.#span;
    if (span === undefined) return make();
    let state: 'not made' | 'made' | 'thrown' = 'not made';
    let value: T | undefined;
    let thrown: unknown;
    try {
      return context.with(this.#contextNow(span), () => {
        try {
          value = make();
          state = 'made';
          return value;
        } catch (error) {
          thrown = error;
          state = 'thrown';
          throw error;
        }
      });
    } catch (fault) {
      // TypeScript knows nothing of what has happened to it meanwhile.
      const reached = state as 'not made' | 'made' | 'thrown';
      if (reached === 'thrown') throw thrown;
      this.recorder.fault('context', fault);
      return reached === 'made' ? (value as T) : make();
    }
  }

  /** The active context, with the span in it. */
  #contextNow(span: Span): Context {
    const around = context.active();
    return around === this.#parent ? this.#withSpan() : contextWithSpan(around, span);
  }

  /** The context in which the call was made, with its span in it. */
  #withSpan(): Context {
    if (this.#span === undefined) return this.#parent;
    this.#context ??= contextWithSpan(this.#parent, this.#span);
    return this.#context;
  }

  responded(head: ResponseHead): void {
    this.attempting = false;
    this.#head = head;
    this.#timing.active();
    const { recorder } = this;
    if (this.#request === undefined || !recorder.limits.areWanted) return;
    const { provider, address } = this.#request.target;
    const { model } = this.#facts;
    const account = this.#account;
    // Those that metrics know only as the rest have limits of their own, and no name to tell them apart by.
    if (model !== undefined && recorder.models.of(model) !== model) return;
    if (account !== undefined && recorder.accounts.inMetrics(account) !== account) return;
    recorder.limits.observe(head.headers, { provider, host: address, model, account });
  }

  attemptFailed(error: unknown): void {
    this.attempting = false;
    this.#attemptError = error;
  }

  /** The client has read the body of a response that failed. */
  errorBody(body: unknown): void {
    this.#errorBody = body;
  }

  /** The client is about to try again: the last attempt failed, the call did not. */
  retrying(): void {
    const request = this.#request;
    if (request === undefined || this.ended) return;
    const byCaller = (this.options?.signal as AbortSignal | undefined)?.aborted === true;
    const error = retriedError(this.#attemptError, this.#head, byCaller);
    const verdict = this.#classify(error, this.#errorBody);
    this.recorder.instruments.retries.add(1, {
      [ATTR_GEN_AI_PROVIDER_NAME]: request.target.provider,
      ...(this.#facts.model !== undefined && {
        [ATTR_GEN_AI_REQUEST_MODEL]: this.recorder.models.of(this.#facts.model),
      }),
      [ATTR_LLM_ERROR_CATEGORY]: verdict.category,
      [ATTR_LLM_ERROR_OWNER]: verdict.owner,
    });
    this.#span?.addEvent(EVENT_LLM_CALL_RETRY, {
      [ATTR_LLM_CALL_ATTEMPT]: this.#attempts,
      [ATTR_ERROR_TYPE]: errorTypeOf(error, this.#head?.status),
      ...(this.#head !== undefined && { [ATTR_HTTP_RESPONSE_STATUS_CODE]: this.#head.status }),
      ...verdictAttributes(verdict),
    });
  }

  /** A chunk of the stream has come that says nothing worth a parse. */
  chunkPassed(): void {
    this.#timing.chunk();
  }

  /** A chunk of the stream has come. `passed`: it has been counted already. */
  chunk(chunk: unknown, passed = false): void {
    if (this.ended) return;
    if (!passed) this.chunkPassed();
    this.#lastChunk = chunk;
    try {
      this.#request?.operation.family.readChunk(this.#result, chunk);
    } catch (fault) {
      this.recorder.fault('chunk', fault);
    }
    if (this.#content !== undefined) this.recorder.quietly('content', () => this.#content?.chunk(chunk));
  }

  /** The answer is complete; `body` is what the client parsed, undefined after a stream. */
  succeed(body?: unknown): void {
    if (this.ended) return;
    if (body !== undefined) {
      try {
        const operation = this.#request?.operation;
        operation?.family.readBody(this.#result, body, operation.inference);
      } catch (fault) {
        this.recorder.fault('answer', fault);
      }
      if (this.#content !== undefined) this.recorder.quietly('content', () => this.#content?.body(body));
    }
    // A connection can end well before the answer does.
    if (this.#request?.operation.finishes) this.#cutShort();
    this.#end(undefined, body ?? this.#lastChunk);
  }

  fail(error: unknown): void {
    if (this.ended) return;
    this.#cutShort();
    this.#end({ error }, undefined);
  }

  /** The response had an error status; `body` is what the application read of it, text or parsed. */
  failStatus(body: unknown): void {
    if (this.ended) return;
    this.#errorBody = body;
    this.#end({ error: undefined }, undefined);
  }

  /** Which events of a stream are worth a parse; undefined for all. */
  get telling(): Pick<Family, 'telling' | 'counting'> | undefined {
    return this.#content === undefined ? this.family : undefined;
  }

  /** How this call's requests and answers are written. */
  get family(): Family | undefined {
    return this.#request?.operation.family;
  }

  /** Nobody will read the answer to its end, since when is not known: the call lasted until something came last. */
  abandon(): void {
    if (!this.ended) this.#endUnread(this.#timing.untilLastActive());
  }

  /** The application reads no further. */
  breakOff(): void {
    if (!this.ended) this.#endUnread(this.#timing.untilNow());
  }

  #endUnread(length: number): void {
    const failed = this.#head !== undefined && this.#head.status >= 400;
    this.#abandoned = true;
    this.#cutShort();
    this.#end(failed ? { error: undefined } : undefined, this.#lastChunk, length);
  }

  /** The conventions' finish reason of a stream that ended before its final event. */
  #cutShort(): void {
    if (this.#timing.hasChunks()) this.#result.finishReasons ??= ['error'];
  }

  #open(request: Request): void {
    const { recorder } = this;
    const { target, operation } = request;
    const { family } = operation;
    this.#facts = named(family.readRequest(request.body, request.url, request.headers));
    this.#account = recorder.accounts.idOf(request.headers, request.url, target);
    const attributes = requestAttributes(operation, target, this.#facts, this.#account);
    if (request.resendCount !== undefined) attributes[ATTR_HTTP_REQUEST_RESEND_COUNT] = request.resendCount;
    const host = this.#findHost(operation);
    if (host !== undefined && recorder.config.enrich !== false) {
      this.#host = host;
      this.#span = host.span;
      host.open(attributes);
    } else {
      host?.release();
      const { begun } = this.#timing;
      this.#span = startSpan(recorder.tracer, operation, this.#facts.model, begun, attributes, this.#parent);
      if (recorder.capturesContent && operation.inference && this.#span.isRecording()) {
        recorder.quietly('content', () => this.#capture(request));
      }
    }
    const hook = recorder.config.requestHook;
    const span = this.#span;
    if (hook !== undefined) {
      recorder.hooked('requestHook', () =>
        hook(span, { operation: operation.name, provider: target.provider, body: request.body }),
      );
    }
  }

  /** Another instrumentation's span for this very call, and what it records without us. */
  #findHost({ name }: Operation): HostSpan | undefined {
    const around = trace.getSpan(this.#parent);
    if (around === undefined) return undefined;
    const host = HostSpan.in(around, name, this.#facts.model);
    if (host !== undefined) rememberHost(this.owner, name, host.recorded);
    this.#recordedElsewhere = host?.recorded ?? recordedUnsampled(around, this.owner, name);
    return host;
  }

  #capture({ url, headers, body }: Request): void {
    const max = this.recorder.config.maxContentLength ?? DEFAULT_MAX_CONTENT_LENGTH;
    this.#content = CallContent.of(url, body, max, keyOf(headers, url));
    if (this.#content !== undefined) this.#span?.setAttributes(this.#content.requested);
  }

  /** @param length milliseconds that the call took. */
  #end(
    failure: { readonly error: unknown } | undefined,
    answer: unknown,
    length: number = this.#timing.untilNow(),
  ): void {
    this.ended = true;
    openCalls.delete(this);
    this.attempting = false;
    try {
      this.#record(failure, answer, length / 1000);
    } catch (fault) {
      this.recorder.fault('call', fault);
    }
    // Whatever went wrong above, the span must not stay open.
    try {
      if (this.#host !== undefined) this.#host.release();
      else if (this.#span !== undefined) endSpan(this.#span, this.#timing.begun + length);
    } catch (fault) {
      this.recorder.fault('span.end', fault);
    }
    this.#letGo();
  }

  /** A response outlives its call in the application's hands; the prompt and the span need not. */
  #letGo(): void {
    this.#held = undefined;
    this.options = undefined;
    this.signal = undefined;
    this.#request = undefined;
    this.#facts = NO_FACTS;
    this.#span = undefined;
    this.#context = undefined;
    this.#host = undefined;
    this.#content = undefined;
    this.#result = NO_RESULT;
    this.#head = undefined;
    this.#errorBody = undefined;
    this.#attemptError = undefined;
    this.#lastChunk = undefined;
    this.#parent = ROOT_CONTEXT;
  }

  #record(failure: { readonly error: unknown } | undefined, answer: unknown, seconds: number): void {
    const request = this.#request;
    if (request === undefined) return;
    const { recorder } = this;
    const host = this.#host;
    const span = this.#span;
    const isTold = host !== undefined || span?.isRecording() === true;
    // A span that was not sampled, and no metrics: nobody would hear of what follows.
    if (!isTold && !recorder.measures) return;
    const verdict = this.#verdictOn(failure);
    const errorType =
      verdict &&
      recorder.errorTypes.of(
        errorTypeOf(failure?.error, this.#head?.status, failure === undefined ? verdict : undefined),
      );
    const usage = this.#result.usage === undefined ? undefined : normalizeUsage(this.#result.usage);
    const { inference } = request.operation;
    const cost = inference && (failure === undefined || usage !== undefined) ? this.#price(usage) : undefined;
    const measured: Measured = {
      operation: request.operation,
      target: request.target,
      model: this.#facts.model,
      responseModel: this.#result.model,
      account: this.#account,
      seconds,
      firstChunkSeconds: this.#timing.firstChunkSeconds(),
      perChunkSeconds: this.#timing.perChunkSeconds(),
      usage,
      cost,
      verdict,
      errorType,
      recordedElsewhere: this.#recordedElsewhere,
      // Exemplars find the span in the context.
      at: this.#withSpan(),
    };
    if (isTold) {
      try {
        const attributes = this.#outcome(measured);
        if (host !== undefined) this.#settle(host, attributes, measured);
        else if (span !== undefined) finishSpan(span, attributes, verdict);
      } catch (fault) {
        recorder.fault('span', fault);
      }
    }
    const hook = recorder.config.responseHook;
    if (hook !== undefined && failure === undefined && span?.isRecording()) {
      recorder.hooked('responseHook', () => hook(span, answer));
    }
    if (recorder.measures) measure(recorder, measured);
  }

  /** What a span says of how the call ended. */
  #outcome({ verdict, errorType, firstChunkSeconds, usage, cost }: Measured): Attributes {
    const attributes: Attributes = {};
    if (this.#attempts > 1) attributes[ATTR_LLM_CALL_ATTEMPTS] = this.#attempts;
    if (verdict !== undefined) {
      attributes[ATTR_ERROR_TYPE] = errorType;
      if (this.#head !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = this.#head.status;
      Object.assign(attributes, verdictAttributes(verdict));
    }
    resultAttributes(this.#result, attributes);
    const content = this.#content;
    if (content !== undefined) {
      this.recorder.quietly('content', () => {
        Object.assign(attributes, content.answered(this.#result.finishReasons));
      });
    }
    if (firstChunkSeconds !== undefined) {
      attributes[ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK] = firstChunkSeconds;
    }
    if (usage !== undefined) {
      usageAttributes(usage, attributes);
      this.recorder.instruments.conventions.describeUsage(usage, attributes);
    }
    if (cost !== undefined) costAttributes(cost, attributes);
    return attributes;
  }

  #settle(host: HostSpan, attributes: Attributes, measured: Measured): void {
    const { verdict } = measured;
    host.settle({
      attributes,
      failed: verdict !== undefined,
      abandoned: this.#abandoned,
      patience: this.owner === this.recorder ? RETRY_PATIENCE_MS : PATIENCE_MS,
      makeSpan: this.#lateSpan(host, attributes, verdict, measured.seconds),
      measureUnended: () =>
        this.recorder.quietly('late metrics', () => measureUnended(this.recorder, measured)),
    });
  }

  /** Holds what a span of the call's own needs, when the call itself has let go of everything. */
  #lateSpan(
    host: HostSpan,
    attributes: Attributes,
    verdict: Verdict | undefined,
    seconds: number,
  ): () => void {
    const request = this.#request;
    if (request === undefined) return () => {};
    const { recorder } = this;
    const { begun } = this.#timing;
    const { operation, target } = request;
    const facts = this.#facts;
    const account = this.#account;
    const parent = host.parentIn(this.#parent);
    return () =>
      recorder.quietly('late span', () => {
        const asked = requestAttributes(operation, target, facts, account);
        const span = startSpan(recorder.tracer, operation, facts.model, begun, asked, parent);
        finishSpan(span, attributes, verdict);
        span.end(begun + seconds * 1000);
      });
  }

  /** On what was thrown or answered with an error status, else on an error inside a 200 answer. */
  #verdictOn(failure: { readonly error: unknown } | undefined): Verdict | undefined {
    if (failure !== undefined) {
      const { error } = failure;
      const body = this.#errorBody ?? brokenChunk(this.#lastChunk, error);
      return this.#classify(endingError(error, this.signal), body);
    }
    return this.#result.error === undefined ? undefined : this.#classify(undefined, this.#result.error);
  }

  #classify(error: unknown, body: unknown): Verdict {
    return classifyFailure(this.#request?.url, this.#head, error, body);
  }

  #price(usage: Usage | undefined): CallCost | undefined {
    const result = this.#result;
    if (this.#request === undefined) return undefined;
    return this.recorder.pricer.priceCall({
      baseUrl: this.#request.url,
      provider: this.#request.target.provider,
      requestModel: this.#facts.model,
      responseModel: result.model,
      usage,
      responseBody: result.body,
      headers: this.#head?.headers as HeaderBag | undefined,
      serviceTier: result.serviceTier,
      at: this.#timing.begun,
    });
  }
}

/** Without a model that is none: what stands in its place may be anything, and would be a label. */
function named(facts: RequestFacts): RequestFacts {
  if (facts.model === undefined || isModelName(facts.model)) return facts;
  const { model: _, ...others } = facts;
  return others;
}
