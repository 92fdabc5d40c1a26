/** What happens to a body as the application reads it. None of these may throw. */
export interface BodyObserver {
  chunk(chunk: unknown): void;
  end(): void;
  fail(error: unknown): void;
  cancel(): void;
}

const observed = new WeakSet<object>();

type AnyReader = ReadableStreamDefaultReader<unknown>;

/**
 * Reports what is read from a stream, whichever way: a reader, `for await`, `pipeTo`, `pipeThrough`, `tee`.
 * The stream stays the same object with the same lock and the same backpressure; cancelling still cancels.
 */
export function observeBody(stream: ReadableStream<unknown>, observer: BodyObserver): void {
  if (observed.has(stream)) return;
  observed.add(stream);
  const define = (name: PropertyKey, value: unknown): void => {
    Object.defineProperty(stream, name, { configurable: true, enumerable: false, writable: true, value });
  };
  const { getReader, cancel, pipeTo, pipeThrough, tee, values } = stream as ReadableStream<unknown> & {
    values: (options?: unknown) => AsyncIterableIterator<unknown>;
  };

  define('getReader', (...args: unknown[]) => {
    const reader = getReader.apply(stream, args as []) as AnyReader;
    observeReader(reader, observer);
    return reader;
  });
  define('cancel', (...args: unknown[]) => {
    // Cancelling a locked stream is an error and cancels nothing.
    if (!stream.locked) observer.cancel();
    return cancel.apply(stream, args as []);
  });
  const iterate = (...args: unknown[]): AsyncIterableIterator<unknown> =>
    observeIterator(values.apply(stream, args as []), observer);
  define('values', iterate);
  define(Symbol.asyncIterator, iterate);

  // These read inside the platform, past any reader of ours: they get a pass-through that pulls on demand.
  const passing = (): ReadableStream<unknown> => passThrough(getReader.call(stream) as AnyReader, observer);
  define('pipeTo', (...args: Parameters<typeof pipeTo>) =>
    stream.locked ? pipeTo.apply(stream, args) : pipeTo.apply(passing(), args),
  );
  define('pipeThrough', (...args: Parameters<typeof pipeThrough>) =>
    stream.locked ? pipeThrough.apply(stream, args) : pipeThrough.apply(passing(), args),
  );
  define('tee', () => (stream.locked ? tee.call(stream) : tee.call(passing())));
}

function observeReader(reader: AnyReader, observer: BodyObserver): void {
  const { read, cancel } = reader;
  Object.defineProperty(reader, 'read', {
    configurable: true,
    writable: true,
    value: (...args: unknown[]) =>
      (read.apply(reader, args as []) as Promise<{ done: boolean; value?: unknown }>).then(
        (result) => {
          if (result.done) observer.end();
          else observer.chunk(result.value);
          return result;
        },
        (error: unknown) => {
          observer.fail(error);
          throw error;
        },
      ),
  });
  Object.defineProperty(reader, 'cancel', {
    configurable: true,
    writable: true,
    value: (...args: unknown[]) => {
      observer.cancel();
      return cancel.apply(reader, args as []);
    },
  });
}

function observeIterator(
  iterator: AsyncIterableIterator<unknown>,
  observer: BodyObserver,
): AsyncIterableIterator<unknown> {
  const { next, return: close } = iterator;
  Object.defineProperty(iterator, 'next', {
    configurable: true,
    writable: true,
    value: (...args: unknown[]) =>
      next.apply(iterator, args as []).then(
        (result) => {
          if (result.done) observer.end();
          else observer.chunk(result.value);
          return result;
        },
        (error: unknown) => {
          observer.fail(error);
          throw error;
        },
      ),
  });
  if (close !== undefined) {
    Object.defineProperty(iterator, 'return', {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => {
        observer.cancel();
        return close.apply(iterator, args as []);
      },
    });
  }
  return iterator;
}

function passThrough(reader: AnyReader, observer: BodyObserver): ReadableStream<unknown> {
  return new ReadableStream<unknown>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            observer.end();
            controller.close();
          } else {
            observer.chunk(value);
            controller.enqueue(value);
          }
        } catch (error) {
          observer.fail(error);
          controller.error(error);
        }
      },
      cancel(reason) {
        observer.cancel();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
