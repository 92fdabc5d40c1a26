/** What happens to a body as the application reads it. None of these may throw. */
export interface BodyObserver {
  chunk(chunk: unknown): void;
  end(): void;
  fail(error: unknown): void;
  cancel(): void;
}

interface Step {
  readonly done?: boolean;
  readonly value?: unknown;
}

type AnyReader = ReadableStreamDefaultReader<unknown>;
type AnyIterator = AsyncIterableIterator<unknown>;

const observed = new WeakSet<object>();
const OBSERVED = ['getReader', 'cancel', 'pipeTo', 'pipeThrough', 'tee', 'values', Symbol.asyncIterator];

const define = (target: object, name: PropertyKey, value: unknown): void => {
  Object.defineProperty(target, name, { configurable: true, enumerable: false, writable: true, value });
};

/**
 * Reports what is read from a stream, whichever way: a reader, `for await`, `pipeTo`, `pipeThrough`, `tee`.
 * The stream stays the same object with the same lock and the same backpressure; cancelling still cancels.
 */
export function observeBody(stream: ReadableStream<unknown>, observer: BodyObserver): void {
  if (observed.has(stream)) return;
  observed.add(stream);
  const { getReader, cancel, pipeTo, pipeThrough, tee, values } = stream as ReadableStream<unknown> & {
    values: (options?: { preventCancel?: boolean }) => AnyIterator;
  };

  define(stream, 'getReader', function getReaderObserved(...args: unknown[]) {
    const reader = getReader.apply(stream, args as []) as AnyReader;
    observeReader(reader, observer);
    return reader;
  });
  define(stream, 'cancel', function cancelObserved(...args: unknown[]) {
    // Cancelling a locked stream is an error and cancels nothing.
    if (!stream.locked) observer.cancel();
    return cancel.apply(stream, args as []);
  });
  const iterate = function valuesObserved(options?: { preventCancel?: boolean }): AnyIterator {
    return observeIterator(values.call(stream, options), observer, options?.preventCancel === true);
  };
  define(stream, 'values', iterate);
  define(stream, Symbol.asyncIterator, iterate);

  // These read inside the platform, past any reader of ours: they get a pass-through that pulls on demand.
  // A pipe that must leave its source usable when it fails gets the source itself, unobserved.
  const through = <T>(keep: unknown, read: (source: ReadableStream<unknown>) => T, holds = false): T => {
    if (stream.locked || keep) return read(stream);
    const pass = new PassThrough(stream, getReader, observer, holds);
    try {
      return read(pass.stream);
    } finally {
      // What refuses its arguments has taken no lock, and takes none here.
      if (pass.stream.locked) pass.lock();
    }
  };
  define(stream, 'pipeTo', function pipeToObserved(...args: Parameters<typeof pipeTo>) {
    const keep = args[1]?.preventCancel;
    const piped = through(keep, (source) => pipeTo.apply(source, args));
    if (!keep) return piped;
    return piped.then((nothing) => {
      observer.end();
      return nothing;
    });
  });
  define(stream, 'pipeThrough', function pipeThroughObserved(...args: Parameters<typeof pipeThrough>) {
    return through(args[1]?.preventCancel, (source) => pipeThrough.apply(source, args));
  });
  define(stream, 'tee', function teeObserved() {
    return through(false, (source) => tee.call(source), true);
  });
}

/** Gives a stream that nobody reads yet its own methods back. */
export function unobserveBody(stream: unknown): void {
  if (typeof stream !== 'object' || stream === null || !observed.delete(stream)) return;
  for (const name of OBSERVED) Reflect.deleteProperty(stream, name);
}

/** Steps of a reader or an iterator, reported; the promise that the application gets carries the same. */
function reported(step: Promise<Step>, observer: BodyObserver, released: () => boolean): Promise<Step> {
  return step.then(
    (result) => {
      if (result.done) observer.end();
      else observer.chunk(result.value);
      return result;
    },
    (error: unknown) => {
      // A read that was let go with its lock says nothing of the body.
      if (!released()) observer.fail(error);
      throw error;
    },
  );
}

function observeReader(reader: AnyReader, observer: BodyObserver): void {
  const { read, cancel, releaseLock } = reader;
  let released = false;
  define(reader, 'read', (...args: unknown[]) =>
    reported(read.apply(reader, args as []) as Promise<Step>, observer, () => released),
  );
  define(reader, 'cancel', (...args: unknown[]) => {
    if (!released) observer.cancel();
    return cancel.apply(reader, args as []);
  });
  define(reader, 'releaseLock', () => {
    released = true;
    releaseLock.call(reader);
  });
}

function observeIterator(iterator: AnyIterator, observer: BodyObserver, keep: boolean): AnyIterator {
  const { next, return: close } = iterator;
  define(iterator, 'next', (...args: unknown[]) =>
    reported(next.apply(iterator, args as []) as Promise<Step>, observer, () => false),
  );
  if (close !== undefined) {
    define(iterator, 'return', (...args: unknown[]) => {
      if (!keep) observer.cancel();
      return close.apply(iterator, args as []);
    });
  }
  return iterator;
}

/** Gives what the source gives when it is asked, and no sooner. */
class PassThrough {
  readonly stream: ReadableStream<unknown>;
  readonly #lock: () => AnyReader;
  #reader: AnyReader | undefined;
  readonly #observer: BodyObserver;
  /** What tees a stream never lets go of it; what pipes it does at the end. */
  readonly #holds: boolean;

  constructor(
    source: ReadableStream<unknown>,
    getReader: ReadableStream<unknown>['getReader'],
    observer: BodyObserver,
    holds: boolean,
  ) {
    this.#holds = holds;
    this.#lock = () => getReader.call(source) as AnyReader;
    this.#observer = observer;
    const pull = (controller: Controller): Promise<void> => this.#pull(controller);
    const cancel = (reason: unknown): Promise<void> => this.#cancel(reason);
    this.stream = isByteStream(source, getReader)
      ? new ReadableStream({ type: 'bytes', pull: pull as never, cancel })
      : new ReadableStream({ pull: pull as never, cancel }, { highWaterMark: 0 });
  }

  /** Takes the source's lock, once. */
  lock(): AnyReader {
    this.#reader ??= this.#lock();
    return this.#reader;
  }

  async #pull(controller: Controller): Promise<void> {
    const reader = this.lock();
    try {
      const { done, value } = await reader.read();
      if (!done) {
        this.#observer.chunk(value);
        controller.enqueue(value);
        return;
      }
    } catch (error) {
      this.#release(reader);
      this.#observer.fail(error);
      throw error;
    }
    this.#release(reader);
    this.#observer.end();
    controller.close();
    controller.byobRequest?.respond(0);
  }

  async #cancel(reason: unknown): Promise<void> {
    const reader = this.lock();
    this.#observer.cancel();
    const cancelled = reader.cancel(reason);
    this.#release(reader);
    await cancelled;
  }

  #release(reader: AnyReader): void {
    if (!this.#holds) reader.releaseLock();
  }
}

interface Controller {
  enqueue(chunk: unknown): void;
  close(): void;
  readonly byobRequest?: { respond(bytes: number): void } | null;
}

function isByteStream(
  stream: ReadableStream<unknown>,
  getReader: ReadableStream<unknown>['getReader'],
): boolean {
  try {
    getReader.call(stream, { mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
