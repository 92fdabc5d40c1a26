import type { Call } from '../call/call.ts';

/** The client's `Stream`, as far as it matters here: a function that starts the one iteration. */
interface Stream {
  iterator: (...args: unknown[]) => AsyncIterator<unknown>;
}

export function isStream(value: unknown): value is Stream & object {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { iterator?: unknown }).iterator === 'function'
  );
}

/**
 * Sees chunks as the application pulls them. The stream, its iterator and each result stay the same objects;
 * `tee()`, `toReadableStream()` and `for await` all start at `iterator`. Nothing is read ahead.
 */
export function observeStream(stream: Stream, call: Call): void {
  const start = stream.iterator;
  let observed = false;
  stream.iterator = function iterator(this: unknown, ...args) {
    const iterator = start.apply(this, args);
    // A second iteration fails by itself and says nothing of the call.
    if (observed) return iterator;
    observed = true;
    return observeIterator(iterator, call);
  };
}

/** Promises are chained, not awaited in a generator of ours: that would cost a second promise for each chunk. */
function observeIterator(iterator: AsyncIterator<unknown>, call: Call): AsyncIterator<unknown> {
  const { next, return: close, throw: raise } = iterator;

  const pulled = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    if (result.done) call.succeed();
    else call.chunk(result.value);
    return result;
  };
  const failed = (error: unknown): never => {
    call.fail(error);
    throw error;
  };

  iterator.next = (...args) => next.apply(iterator, args).then(pulled, failed);
  if (close !== undefined) {
    iterator.return = (...args) => {
      call.breakOff();
      return close.apply(iterator, args);
    };
  }
  if (raise !== undefined) {
    iterator.throw = (...args) => {
      call.breakOff();
      return raise.apply(iterator, args);
    };
  }
  return iterator;
}
