import { Call } from '../call/call.ts';
import type { Recorder } from '../call/recorder.ts';
import { callScope } from '../call/scope.ts';
import { isPromise } from '../is-promise.ts';
import { observeResponse } from './observe-response.ts';
import { candidateUrl, llmRequestOf, signalOf } from './request.ts';

type Fetch = typeof globalThis.fetch;

/** The platform's: tests of an application put a clock of their own in its place, and count what is set on it. */
const { setTimeout } = globalThis;

/** How long an error response may stay unread before its call ends on the status alone. */
const UNREAD_ERROR_MS = 1000;

/**
 * A fetch that records calls to LLM endpoints. It is still fetch: same name and length, the platform's own
 * Response, same errors, same abort; other requests go straight through. What it wraps may be a test double,
 * and need not give a promise or a Response.
 */
export function wrapFetch(original: Fetch, recorderOf: () => Recorder | undefined): Fetch {
  const wrapped = function fetch(this: unknown, ...args: Parameters<Fetch>): Promise<Response> {
    const call = begin(recorderOf, args);
    if (call === undefined) return Reflect.apply(original, this, args);
    let answer: unknown;
    try {
      answer = callScope.run(call, () => call.active(() => Reflect.apply(original, this, args) as unknown));
    } catch (error) {
      call.fail(error);
      throw error;
    }
    if (!isPromise(answer)) {
      call.abandon();
      return answer as Promise<Response>;
    }
    return (answer as Promise<Response>).then(
      (response) => {
        watch(response, call);
        return response;
      },
      (error: unknown) => {
        call.fail(error);
        throw error;
      },
    );
  };
  // Its name and length, and what other libraries and test doubles have put on it to know it by.
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(original);
  Object.defineProperties(wrapped, properties);
  return wrapped;
}

function begin(recorderOf: () => Recorder | undefined, [input, init]: Parameters<Fetch>): Call | undefined {
  const url = urlOf(input, init);
  // The request of a client's attempt is already part of that call's span.
  if (url === undefined || callScope.getStore()?.attempting) return undefined;
  const recorder = recorderOf();
  if (recorder === undefined) return undefined;
  try {
    const request = llmRequestOf(recorder, url, input, init);
    if (request === undefined) return undefined;
    const signal = signalOf(input, init);
    const call = new Call(recorder, recorder);
    call.signal = signal;
    call.attempt(request);
    return call;
  } catch (fault) {
    recorder.fault('fetch', fault);
    return undefined;
  }
}

function urlOf(input: unknown, init: unknown): string | undefined {
  try {
    return candidateUrl(input, init);
  } catch {
    // What throws when it is looked at is fetch's to refuse.
    return undefined;
  }
}

function watch(response: Response, call: Call): void {
  try {
    if (typeof response?.status !== 'number' || typeof response.headers?.get !== 'function') {
      // No Response: what a test double gave, there is nothing to observe in.
      call.abandon();
      return;
    }
    call.responded({ status: response.status, headers: response.headers });
    if (response.body === null) {
      if (response.ok) call.succeed();
      else call.failStatus('');
      return;
    }
    observeResponse(response, call);
    if (!response.ok) {
      setTimeout(() => {
        call.recorder.quietly('fetch', () => {
          if (!response.bodyUsed) call.abandon();
        });
      }, UNREAD_ERROR_MS).unref();
    }
  } catch (fault) {
    call.recorder.fault('fetch', fault);
    call.abandon();
  }
}
