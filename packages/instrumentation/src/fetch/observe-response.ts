import type { Call } from '../call/call.ts';
import { observeBody } from './observe-body.ts';
import { SseReader } from './sse.ts';

/** A JSON answer larger than this (embeddings in bulk) is not parsed a second time to look for usage. */
const MAX_JSON = 4 * 1024 * 1024;

/**
 * Lets the application read a raw `Response` and sees what it reads: nothing is cloned, teed or read ahead.
 * The response stays the same object; the methods and the body that it hands out report to the call.
 */
export function observeResponse(response: Response, call: Call): void {
  const sink = response.ok ? new AnswerSink(response, call) : new ErrorSink(call);
  const own = (name: string, value: unknown): void => {
    Object.defineProperty(response, name, { configurable: true, enumerable: false, writable: true, value });
  };
  const whole = (name: 'arrayBuffer' | 'blob' | 'bytes' | 'formData', size: boolean): void => {
    const original = response[name] as unknown;
    if (typeof original !== 'function') return;
    own(name, function (this: unknown, ...args: unknown[]) {
      return (original.apply(response, args) as Promise<unknown>).then(
        (value) => {
          if (size && value instanceof ArrayBuffer) sink.bytes(new Uint8Array(value));
          else if (size && value instanceof Uint8Array) sink.bytes(value);
          sink.end();
          return value;
        },
        (error: unknown) => {
          sink.fail(error);
          throw error;
        },
      );
    });
  };
  try {
    const { text, json, clone } = response;
    own('text', () =>
      text.call(response).then(
        (value) => {
          sink.text(value);
          return value;
        },
        (error: unknown) => {
          sink.fail(error);
          throw error;
        },
      ),
    );
    own('json', () =>
      json.call(response).then(
        (value: unknown) => {
          sink.json(value);
          return value;
        },
        (error: unknown) => {
          sink.fail(error);
          throw error;
        },
      ),
    );
    whole('arrayBuffer', true);
    whole('bytes', true);
    whole('blob', false);
    whole('formData', false);
    if (typeof clone === 'function') {
      own('clone', () => {
        const copy = clone.call(response);
        observeResponse(copy, call);
        return copy;
      });
    }
    observeBodyProperty(response, sink, call);
  } catch (fault) {
    call.recorder.fault('observe-response', fault);
  }
}

/** `response.body` keeps giving the same stream; the stream reports what is read from it. */
function observeBodyProperty(response: Response, sink: Sink, call: Call): void {
  let owner: object | null = response;
  let getter: (() => unknown) | undefined;
  while (owner !== null && getter === undefined) {
    getter = Object.getOwnPropertyDescriptor(owner, 'body')?.get;
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  if (getter === undefined) return;
  const read = getter;
  Object.defineProperty(response, 'body', {
    configurable: true,
    enumerable: false,
    get(): unknown {
      const body = read.call(response);
      if (body instanceof ReadableStream && !call.ended) {
        observeBody(body as ReadableStream<unknown>, {
          chunk: (chunk) => {
            if (chunk instanceof Uint8Array) sink.bytes(chunk);
          },
          end: () => sink.end(),
          fail: (error) => sink.fail(error),
          cancel: () => sink.cancel(),
        });
      }
      return body;
    },
  });
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

  /** The whole text, or undefined when it went over the bound. */
  text(): string | undefined {
    return this.#over ? undefined : this.#text + this.#decoder.decode();
  }
}

/** A response with a success status: an SSE stream, a JSON answer, or something else (audio, a file). */
class AnswerSink implements Sink {
  readonly #call: Call;
  readonly #sse: SseReader | undefined;
  readonly #pieces: Pieces | undefined;

  constructor(response: Response, call: Call) {
    this.#call = call;
    const type = response.headers.get('content-type') ?? '';
    if (/event-stream/i.test(type)) this.#sse = new SseReader((event) => call.chunk(event));
    else if (/json/i.test(type)) this.#pieces = new Pieces(MAX_JSON);
  }

  bytes(chunk: Uint8Array): void {
    if (this.#call.ended) return;
    if (this.#sse !== undefined) this.#sse.push(chunk);
    else this.#pieces?.add(chunk);
  }

  text(value: string): void {
    if (this.#call.ended) return;
    if (this.#sse !== undefined) {
      this.#sse.pushText(value);
      this.#sse.flush();
      this.#call.succeed();
    } else this.#call.succeed(this.#pieces === undefined ? undefined : parsed(value));
  }

  json(value: unknown): void {
    this.#call.succeed(value);
  }

  end(): void {
    this.#sse?.flush();
    const text = this.#pieces?.text();
    this.#call.succeed(text === undefined ? undefined : parsed(text));
  }

  fail(error: unknown): void {
    // What came of the body before it broke, or before it proved to be no JSON, may hold usage.
    this.#sse?.flush();
    this.#call.fail(error);
  }

  cancel(): void {
    this.#sse?.flush();
    this.#call.abandon();
  }
}

/** A response with an error status: whatever is read of it, at the end the call has failed. */
class ErrorSink implements Sink {
  readonly #call: Call;
  readonly #pieces = new Pieces(256 * 1024);

  constructor(call: Call) {
    this.#call = call;
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
    this.#call.failStatus(this.#pieces.text());
  }

  fail(): void {
    this.#call.failStatus(this.#pieces.text());
  }

  cancel(): void {
    this.#call.failStatus(this.#pieces.text());
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
