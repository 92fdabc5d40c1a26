import { classify, describe, type HeadersLike, type Verdict } from '@fuelgauge/errors';
import { type CallCost, type HeaderBag, normalizeUsage, type Usage } from '@fuelgauge/pricing';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_REQUEST_TOP_P,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_COST_AMOUNT,
  ATTR_GEN_AI_USAGE_COST_CURRENCY,
  ATTR_GEN_AI_USAGE_COST_SOURCE,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_CALL_ATTEMPT,
  ATTR_LLM_CALL_ATTEMPTS,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_CLASSIFIED_BY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_LLM_ERROR_REMEDY,
  ATTR_LLM_ERROR_RETRY_AFTER,
  ATTR_LLM_ERROR_RETRYABLE,
  ATTR_LLM_ERROR_RULE,
  ATTR_LLM_ERROR_UPSTREAM,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  EVENT_LLM_CALL_RETRY,
} from '@fuelgauge/semconv';
import {
  type Attributes,
  type AttributeValue,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { keyOfHeaders } from './accounts.ts';
import { errorTypeOf } from './error-type.ts';
import type { Operation } from './operation.ts';
import type { Recorder } from './recorder.ts';
import { Result } from './result.ts';
import type { Target } from './target.ts';

/** The request as it goes out for the first time. */
export interface Request {
  readonly url: string;
  readonly headers: unknown;
  readonly target: Target;
  readonly operation: Operation;
  /** The request's body before it was serialised, or undefined. */
  readonly body: unknown;
}

/** An HTTP response, as far as a verdict or a price needs it. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: unknown;
}

const NO_RESULT = new Result();
const TIMED_OUT = new DOMException('The operation timed out', 'TimeoutError');
const ABORTED = new DOMException('This operation was aborted', 'AbortError');
const openCalls = new Set<Call>();

/** Ends what is still open, for a process that is about to exit. */
export function endOpenCalls(): void {
  for (const call of openCalls) call.abandon();
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

  #parent: Context = context.active();
  readonly #epoch: number = Date.now();
  readonly #clock: number = performance.now();
  #span: Span | undefined;
  #request: Request | undefined;
  #account: string | undefined;
  #model: string | undefined;
  #attempts = 0;
  #head: ResponseHead | undefined;
  /** What the last attempt threw, if it got no response. */
  #attemptError: unknown;
  /** The whole error body, which the client's error object keeps only a part of. */
  #errorBody: unknown;
  #lastActive: number = this.#clock;
  #firstChunk: number | undefined;
  #result: Result = new Result();
  #lastChunk: unknown;

  constructor(recorder: Recorder, owner: object) {
    this.recorder = recorder;
    this.owner = owner;
    openCalls.add(this);
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
    this.recorder.quietly('open', () => this.#open(request));
  }

  /** Runs `make` with the call's span active, so that an HTTP span becomes its child. */
  active<T>(make: () => T): T {
    return this.#span === undefined
      ? make()
      : context.with(trace.setSpan(context.active(), this.#span), make);
  }

  responded(head: ResponseHead): void {
    this.attempting = false;
    this.#head = head;
    this.#lastActive = performance.now();
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
    const error = this.#retriedError();
    const verdict = this.#classify(error, this.#errorBody);
    this.recorder.instruments.retries.add(1, {
      [ATTR_GEN_AI_PROVIDER_NAME]: request.target.provider,
      ...(this.#model !== undefined && { [ATTR_GEN_AI_REQUEST_MODEL]: this.#model }),
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

  /**
   * What made the client try again, where it was no error status: what its fetch threw; its own timer, which
   * aborts the request as the caller would; or, after a good status, a body that did not come in time.
   */
  #retriedError(): unknown {
    const aborted = (this.#attemptError as { name?: unknown } | undefined)?.name === 'AbortError';
    const good = this.#head !== undefined && this.#head.status < 400;
    const byCaller = (this.options?.signal as AbortSignal | undefined)?.aborted === true;
    return (aborted && !byCaller) || good ? TIMED_OUT : this.#attemptError;
  }

  /** A chunk of the stream has come. */
  chunk(chunk: unknown): void {
    if (this.ended) return;
    this.#firstChunk ??= performance.now();
    this.#lastChunk = chunk;
    try {
      this.#result.readChunk(chunk);
    } catch (fault) {
      this.recorder.fault('chunk', fault);
    }
  }

  /** The answer is complete; `body` is what the client parsed, undefined after a stream. */
  succeed(body?: unknown): void {
    if (this.ended) return;
    if (body !== undefined) {
      const inference = this.#request?.operation.inference ?? false;
      this.recorder.quietly('answer', () => this.#result.readBody(body, inference));
    }
    this.#end(undefined, body ?? this.#lastChunk);
  }

  fail(error: unknown): void {
    if (this.ended) return;
    this.#end({ error }, undefined);
  }

  /** The response had an error status; `body` is what the application read of it, text or parsed. */
  failStatus(body: unknown): void {
    if (this.ended) return;
    this.#errorBody = body;
    this.#end({ error: undefined }, undefined);
  }

  /** The application let go of the answer without reading it to its end. */
  abandon(): void {
    if (this.ended) return;
    const failed = this.#head !== undefined && this.#head.status >= 400;
    this.#end(failed ? { error: undefined } : undefined, this.#lastChunk, this.#lastActive);
  }

  #open(request: Request): void {
    const { recorder } = this;
    const { target, operation } = request;
    const attributes: Attributes = {
      [ATTR_GEN_AI_OPERATION_NAME]: operation.name,
      [ATTR_GEN_AI_PROVIDER_NAME]: target.provider,
    };
    if (target.address !== '') {
      attributes[ATTR_SERVER_ADDRESS] = target.address;
      attributes[ATTR_SERVER_PORT] = target.port;
    }
    const body = request.body as Readonly<Record<string, unknown>> | null | undefined;
    if (typeof body === 'object' && body !== null) {
      const { model } = body;
      if (typeof model === 'string' && model !== '') {
        this.#model = model;
        attributes[ATTR_GEN_AI_REQUEST_MODEL] = model;
      }
      if (body.stream === true) attributes[ATTR_GEN_AI_REQUEST_STREAM] = true;
      const max = body.max_completion_tokens ?? body.max_output_tokens ?? body.max_tokens;
      if (typeof max === 'number') attributes[ATTR_GEN_AI_REQUEST_MAX_TOKENS] = max;
      if (typeof body.temperature === 'number')
        attributes[ATTR_GEN_AI_REQUEST_TEMPERATURE] = body.temperature;
      if (typeof body.top_p === 'number') attributes[ATTR_GEN_AI_REQUEST_TOP_P] = body.top_p;
    }
    this.#account = recorder.accounts.idOf(keyOfHeaders(request.headers), target);
    if (this.#account !== undefined) attributes[ATTR_LLM_ACCOUNT_ID] = this.#account;
    const name = this.#model === undefined ? operation.name : `${operation.name} ${this.#model}`;
    this.#span = recorder.tracer.startSpan(
      name,
      { kind: SpanKind.CLIENT, startTime: this.#epoch, attributes },
      this.#parent,
    );
    const hook = recorder.config.requestHook;
    const span = this.#span;
    if (hook !== undefined) {
      recorder.quietly('requestHook', () =>
        hook(span, { operation: operation.name, provider: target.provider, body: request.body }),
      );
    }
  }

  #end(
    failure: { readonly error: unknown } | undefined,
    answer: unknown,
    at: number = performance.now(),
  ): void {
    this.ended = true;
    openCalls.delete(this);
    this.attempting = false;
    this.recorder.quietly('call', () => this.#record(failure, answer, (at - this.#clock) / 1000));
    // Whatever went wrong above, the span must not stay open.
    this.recorder.quietly('span.end', () => this.#span?.end(this.#epoch + (at - this.#clock)));
    this.#letGo();
  }

  /** A response outlives its call in the application's hands; the prompt and the span need not. */
  #letGo(): void {
    this.options = undefined;
    this.#request = undefined;
    this.#span = undefined;
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
    const attributes: Attributes = {};
    if (this.#attempts > 1) attributes[ATTR_LLM_CALL_ATTEMPTS] = this.#attempts;
    const verdict = this.#verdictOn(failure);
    if (verdict !== undefined) {
      attributes[ATTR_ERROR_TYPE] = this.recorder.errorTypes.of(
        errorTypeOf(failure?.error, this.#head?.status, failure === undefined ? verdict : undefined),
      );
      if (this.#head !== undefined) attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = this.#head.status;
      Object.assign(attributes, verdictAttributes(verdict));
    }
    const usage = this.#result.usage === undefined ? undefined : normalizeUsage(this.#result.usage);
    this.#answerAttributes(usage, attributes);
    const { inference } = request.operation;
    const cost = inference && (failure === undefined || usage !== undefined) ? this.#price(usage) : undefined;
    if (cost !== undefined) {
      attributes[ATTR_GEN_AI_USAGE_COST_AMOUNT] = cost.amount;
      attributes[ATTR_GEN_AI_USAGE_COST_CURRENCY] = cost.currency;
      attributes[ATTR_GEN_AI_USAGE_COST_SOURCE] = cost.source;
    }
    this.recorder.quietly('span', () => {
      const span = this.#span;
      if (!span?.isRecording()) return;
      span.setAttributes(attributes);
      if (verdict !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: describe(verdict) });
      const hook = this.recorder.config.responseHook;
      if (hook !== undefined && failure === undefined) hook(span, answer);
    });
    this.#measure(request, seconds, usage, cost, verdict, attributes[ATTR_ERROR_TYPE]);
  }

  #answerAttributes(usage: Usage | undefined, attributes: Attributes): void {
    const result = this.#result;
    if (result.id !== undefined) attributes[ATTR_GEN_AI_RESPONSE_ID] = result.id;
    if (result.model !== undefined) attributes[ATTR_GEN_AI_RESPONSE_MODEL] = result.model;
    if (result.finishReasons !== undefined) {
      attributes[ATTR_GEN_AI_RESPONSE_FINISH_REASONS] = result.finishReasons;
    }
    if (this.#firstChunk !== undefined) {
      attributes[ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK] = (this.#firstChunk - this.#clock) / 1000;
    }
    if (usage !== undefined) usageAttributes(usage, attributes);
  }

  #measure(
    request: Request,
    seconds: number,
    usage: Usage | undefined,
    cost: CallCost | undefined,
    verdict: Verdict | undefined,
    errorType: AttributeValue | undefined,
  ): void {
    const { instruments } = this.recorder;
    const { target, operation } = request;
    const who: Attributes = { [ATTR_GEN_AI_PROVIDER_NAME]: target.provider };
    if (this.#model !== undefined) who[ATTR_GEN_AI_REQUEST_MODEL] = this.#model;
    const what: Attributes = { ...who, [ATTR_GEN_AI_OPERATION_NAME]: operation.name };
    if (this.#result.model !== undefined) what[ATTR_GEN_AI_RESPONSE_MODEL] = this.#result.model;
    if (target.address !== '') {
      what[ATTR_SERVER_ADDRESS] = target.address;
      what[ATTR_SERVER_PORT] = target.port;
    }
    // Exemplars find the span in the context.
    const at = this.#span === undefined ? this.#parent : trace.setSpan(this.#parent, this.#span);

    instruments.duration.record(
      seconds,
      errorType === undefined ? what : { ...what, [ATTR_ERROR_TYPE]: errorType },
      at,
    );
    if (usage?.inputTokens !== undefined) {
      instruments.tokens.record(usage.inputTokens, { ...what, [ATTR_GEN_AI_TOKEN_TYPE]: 'input' }, at);
    }
    if (usage?.outputTokens !== undefined && operation.name !== 'embeddings') {
      instruments.tokens.record(usage.outputTokens, { ...what, [ATTR_GEN_AI_TOKEN_TYPE]: 'output' }, at);
    }
    if (cost === undefined) {
      if (operation.inference && verdict === undefined) instruments.unpriced.add(1, who, at);
    } else {
      instruments.cost.add(
        cost.amount,
        this.#withAccount({ ...who, [ATTR_LLM_CURRENCY]: cost.currency }),
        at,
      );
    }
    if (verdict !== undefined) {
      const failed: Attributes = {
        ...who,
        [ATTR_LLM_ERROR_CATEGORY]: verdict.category,
        [ATTR_LLM_ERROR_OWNER]: verdict.owner,
      };
      if (verdict.upstream !== undefined) {
        failed[ATTR_LLM_ERROR_UPSTREAM] = this.recorder.upstreams.of(verdict.upstream);
      }
      instruments.errors.add(1, this.#withAccount(failed), at);
    }
  }

  #withAccount(attributes: Attributes): Attributes {
    if (this.#account !== undefined) {
      attributes[ATTR_LLM_ACCOUNT_ID] = this.recorder.accounts.inMetrics(this.#account);
    }
    return attributes;
  }

  /** On what was thrown or answered with an error status, else on an error inside a 200 answer. */
  #verdictOn(failure: { readonly error: unknown } | undefined): Verdict | undefined {
    if (failure !== undefined) {
      const { error } = failure;
      // An application may abort with any reason it likes.
      const aborted = this.signal?.aborted === true && error === this.signal.reason;
      const timedOut = (error as { name?: unknown } | undefined)?.name === 'TimeoutError';
      return this.#classify(
        aborted && !timedOut ? ABORTED : error,
        this.#errorBody ?? this.#brokenChunk(error),
      );
    }
    return this.#result.error === undefined ? undefined : this.#classify(undefined, this.#result.error);
  }

  /**
   * The chunk that carried an error, put together again: the client's error keeps its `error` and drops the
   * `provider` beside it, which a gateway repeats in every chunk of a stream.
   */
  #brokenChunk(error: unknown): unknown {
    const provider = (this.#lastChunk as { provider?: unknown } | undefined | null)?.provider;
    const inner = (error as { error?: unknown } | undefined | null)?.error;
    return typeof provider === 'string' && typeof inner === 'object' && inner !== null
      ? { provider, error: inner }
      : undefined;
  }

  #classify(error: unknown, body: unknown): Verdict {
    return classify({
      baseUrl: this.#request?.url,
      status: this.#head?.status,
      headers: this.#head?.headers as HeadersLike | undefined,
      body,
      // The class of a client's error only says the status again, and would outrank what the body says.
      error: body === undefined ? error : undefined,
    });
  }

  #price(usage: Usage | undefined): CallCost | undefined {
    const result = this.#result;
    if (this.#request === undefined) return undefined;
    return this.recorder.pricer.priceCall({
      baseUrl: this.#request.url,
      provider: this.#request.target.provider,
      requestModel: this.#model,
      responseModel: result.model,
      usage,
      responseBody: result.body,
      headers: this.#head?.headers as HeaderBag | undefined,
      serviceTier: result.serviceTier,
      at: this.#epoch,
    });
  }
}

function verdictAttributes(verdict: Verdict): Attributes {
  const attributes: Attributes = {
    [ATTR_LLM_ERROR_CATEGORY]: verdict.category,
    [ATTR_LLM_ERROR_OWNER]: verdict.owner,
    [ATTR_LLM_ERROR_RETRYABLE]: verdict.retryable,
    [ATTR_LLM_ERROR_REMEDY]: verdict.remedy,
    [ATTR_LLM_ERROR_RULE]: verdict.rule,
    [ATTR_LLM_ERROR_CLASSIFIED_BY]: 'sdk',
  };
  if (verdict.retryAfter !== undefined) attributes[ATTR_LLM_ERROR_RETRY_AFTER] = verdict.retryAfter;
  if (verdict.upstream !== undefined) attributes[ATTR_LLM_ERROR_UPSTREAM] = verdict.upstream;
  return attributes;
}

function usageAttributes(usage: Usage, attributes: Attributes): void {
  if (usage.inputTokens !== undefined) attributes[ATTR_GEN_AI_USAGE_INPUT_TOKENS] = usage.inputTokens;
  if (usage.outputTokens !== undefined) attributes[ATTR_GEN_AI_USAGE_OUTPUT_TOKENS] = usage.outputTokens;
  if (usage.cacheReadTokens !== undefined)
    attributes[ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS] = usage.cacheReadTokens;
  if (usage.cacheWriteTokens !== undefined) {
    attributes[ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS] = usage.cacheWriteTokens;
  }
  if (usage.reasoningTokens !== undefined) {
    attributes[ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS] = usage.reasoningTokens;
  }
}
