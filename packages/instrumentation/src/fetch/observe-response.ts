import { types } from 'node:util';
import type { Call } from '../call/call.ts';
import { isPromise } from '../is-promise.ts';
import { JsonArrayReader } from './json-array.ts';
import { type BodyObserver, observeBody, unobserveBody } from './observe-body.ts';
import { SseReader } from './sse.ts';

/** A JSON answer larger than this (embeddings in bulk) is not parsed a second time to look for usage. */
const MAX_JSON = 4 * 1024 * 1024;

/** One answer, whoever reads it: the response, its clones, and the streams that they gave away. */
class Answer {
  readonly call: Call;
  /** Events of the stream that the call has been told of, by whichever reader came to them first. */
  told = 0;
  readonly #readers = new Set<Sink>();

  constructor(call: Call) {
    this.call = call;
  }

  join(reader: Sink): void {
    this.#readers.add(reader);
  }

  /** @returns true when nobody else may still read. */
  leave(reader: Sink): boolean {
    this.#readers.delete(reader);
    return this.#readers.size === 0;
  }
}

/** A call ends when nobody is left who could read its answer. */
const abandoned = new FinalizationRegistry<Call>((call) => call.abandon());

/**
 * Lets the application read a raw `Response` and sees what it reads: nothing is cloned, teed or read ahead.
 * The response stays the same object; the methods and the body that it hands out report to the call.
 */
export function observeResponse(response: Response, call: Call): void {
  const answer = new Answer(call);
  abandoned.register(answer, call);
  observeReading(response, answer);
}

function observeReading(response: Response, answer: Answer): void {
  const { call } = answer;
  try {
    const sink = response.ok ? new AnswerSink(response, answer) : new ErrorSink(answer);
    const body = bodyGetter(response);
    observeMethods(response, sink, call, body);
    observeClone(response, answer, body);
    observeBodyProperty(response, sink, call, body);
  } catch (fault) {
    call.recorder.fault('observe-response', fault);
    call.abandon();
  }
}

function own(response: Response, name: string, value: unknown): void {
  Object.defineProperty(response, name, { configurable: true, enumerable: false, writable: true, value });
}

/** How each method's result tells of the body. `formData` and `blob` tell only that it was read. */
const READERS = Object.entries<(sink: Sink, value: unknown) => void>({
  text: (sink, value) => sink.text(String(value)),
  json: (sink, value) => sink.json(value),
  arrayBuffer: (sink, value) => whole(sink, bytesOf(value)),
  bytes: (sink, value) => whole(sink, bytesOf(value)),
  blob: (sink) => sink.end(),
  formData: (sink) => sink.end(),
});

/** Bytes of any realm, and in any view: a reader may have asked for another than the usual one. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return types.isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

function whole(sink: Sink, bytes: Uint8Array | undefined): void {
  if (bytes !== undefined) sink.bytes(bytes);
  sink.end();
}

function observeMethods(response: Response, sink: Sink, call: Call, body: BodyGetter | undefined): void {
  for (const [name, read] of READERS) {
    const original = (response as unknown as Record<string, unknown>)[name];
    if (typeof original !== 'function') continue;
    own(response, name, function (this: unknown, ...args: unknown[]): unknown {
      // A body that is taken already refuses, and that says nothing of the call.
      const taken = isTaken(response, body);
      const result: unknown = Reflect.apply(original, this, args);
      if (taken || this !== response || !isPromise(result)) return result;
      return result.then(
        (value: unknown) => {
          call.recorder.quietly('answer', () => read(sink, value));
          return value;
        },
        (error: unknown) => {
          sink.fail(error);
          throw error;
        },
      );
    });
  }
}

function observeClone(response: Response, answer: Answer, body: BodyGetter | undefined): void {
  const { clone } = response;
  if (typeof clone !== 'function') return;
  own(response, 'clone', function (this: Response): Response {
    // Cloning tees the body and puts a branch in its place, which is observed in its turn.
    if (body !== undefined && this === response && !isTaken(response, body)) unobserveBody(body());
    const copy = Reflect.apply(clone, this, []) as Response;
    if (this === response) observeReading(copy, answer);
    return copy;
  });
}

type BodyGetter = () => unknown;

/** How the response gives its body: as the platform does, or as somebody else has made it give one. */
function bodyGetter(response: Response): BodyGetter | undefined {
  for (let at: object | null = response; at !== null; at = Object.getPrototypeOf(at)) {
    const property = Object.getOwnPropertyDescriptor(at, 'body');
    if (property !== undefined) return property.get?.bind(response);
  }
  return undefined;
}

/** Somebody reads the body, or has. What throws when it is asked, as a test double may, is not known to be. */
function isTaken(response: Response, body: BodyGetter | undefined): boolean {
  try {
    return response.bodyUsed || (body?.() as { locked?: unknown } | null | undefined)?.locked === true;
  } catch {
    return false;
  }
}

/** Of its own, so that a stream keeps nothing alive but this: the platform cancels a body whose response is garbage. */
function bodyObserver(sink: Sink): BodyObserver {
  return {
    chunk: (chunk) => {
      const bytes = bytesOf(chunk);
      if (bytes !== undefined) sink.bytes(bytes);
    },
    end: () => sink.end(),
    fail: (error) => sink.fail(error),
    cancel: () => sink.cancel(),
  };
}

/** `response.body` keeps giving the same stream; the stream reports what is read from it. */
function observeBodyProperty(response: Response, sink: Sink, call: Call, read: BodyGetter | undefined): void {
  const observed = (body: unknown): unknown => {
    if (body instanceof ReadableStream && !call.ended)
      observeBody(body as ReadableStream<unknown>, bodyObserver(sink));
    return body;
  };
  if (read === undefined) {
    // A plain value, or none: it stays what it is.
    observed(response.body);
    return;
  }
  const { enumerable, set } = Object.getOwnPropertyDescriptor(response, 'body') ?? { enumerable: false };
  Object.defineProperty(response, 'body', {
    configurable: true,
    enumerable,
    get: () => observed(read()),
    ...(set !== undefined && { set }),
  } as PropertyDescriptor);
}

interface Sink {
  bytes(chunk: Uint8Array): void;
  text(value: string): void;
  json(value: unknown): void;
  end(): void;
  fail(error: unknown): void;
  cancel(): void;
}

/** Collects a body piece by piece, up to a bound. */
class Pieces {
  readonly #decoder = new TextDecoder();
  #text = '';
  #over = false;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(chunk: Uint8Array): void {
    if (this.#over) return;
    if (this.#text.length + chunk.byteLength > this.#max) {
      this.#over = true;
      this.#text = '';
      return;
    }
    this.#text += this.#decoder.decode(chunk, { stream: true });
  }

  /** The whole text, once, or undefined when it went over the bound. Nothing of it is kept. */
  take(): string | undefined {
    const text = this.#over ? undefined : this.#text + this.#decoder.decode();
    this.#text = '';
    return text;
  }
}

/** A response with a success status: a stream of events, a JSON answer, or something else (audio, a file). */
class AnswerSink implements Sink {
  readonly #answer: Answer;
  readonly #call: Call;
  readonly #events: SseReader | JsonArrayReader | undefined;
  readonly #pieces: Pieces | undefined;

  constructor(response: Response, answer: Answer) {
    const { call } = answer;
    this.#answer = answer;
    this.#call = call;
    answer.join(this);
    const type = response.headers.get('content-type') ?? '';
    let events = 0;
    // A clone gives the same events once more.
    const isNew = (): boolean => {
      if (++events <= answer.told) return false;
      answer.told = events;
      return true;
    };
    const observer = {
      event: (event: unknown, passed: boolean) => {
        if (passed || isNew()) call.chunk(event, passed);
      },
      passed: () => {
        if (isNew()) call.chunkPassed();
      },
    };
    if (/event-stream/i.test(type)) this.#events = new SseReader(observer, call.telling);
    else if (/json/i.test(type)) {
      if (call.family?.arrays === true) this.#events = new JsonArrayReader(observer, call.telling);
      this.#pieces = new Pieces(MAX_JSON);
    }
  }

  bytes(chunk: Uint8Array): void {
    if (!this.#call.ended && this.#events?.push(chunk) !== true) this.#pieces?.add(chunk);
  }

  text(value: string): void {
    if (this.#call.ended) return;
    if (this.#events?.pushText(value) === true) {
      this.#events.flush();
      this.#call.succeed();
    } else this.#call.succeed(this.#pieces === undefined ? undefined : parsed(value));
  }

  json(value: unknown): void {
    this.#call.succeed(value);
  }

  end(): void {
    this.#events?.flush();
    const text = this.#pieces?.take();
    this.#call.succeed(text === undefined ? undefined : parsed(text));
  }

  fail(error: unknown): void {
    // What came of the body before it broke, or before it proved to be no JSON, may hold usage.
    this.#events?.flush();
    this.#call.fail(error);
  }

  cancel(): void {
    if (!this.#answer.leave(this)) return;
    this.#events?.flush();
    this.#call.breakOff();
  }
}

/** A response with an error status: whatever is read of it, at the end the call has failed. */
class ErrorSink implements Sink {
  readonly #answer: Answer;
  readonly #call: Call;
  readonly #pieces = new Pieces(256 * 1024);

  constructor(answer: Answer) {
    this.#answer = answer;
    this.#call = answer.call;
    answer.join(this);
  }

  bytes(chunk: Uint8Array): void {
    this.#pieces.add(chunk);
  }

  text(value: string): void {
    this.#call.failStatus(value);
  }

  json(value: unknown): void {
    this.#call.failStatus(value);
  }

  end(): void {
    this.#call.failStatus(this.#pieces.take());
  }

  fail(): void {
    this.#call.failStatus(this.#pieces.take());
  }

  cancel(): void {
    if (this.#answer.leave(this)) this.#call.failStatus(this.#pieces.take());
  }
}

function parsed(text: string): unknown {
  if (text.length > MAX_JSON) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
