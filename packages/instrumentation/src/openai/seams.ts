/**
 * Where fuelgauge stands inside the `openai` client, and why there.
 *
 * Every resource method (`chat.completions.create`, `responses.parse`, `files.list`, a bare `client.post`) ends
 * in `makeRequest`, which calls itself again for a silent retry, and which calls `fetchWithTimeout` once for each
 * attempt. The `APIPromise` that the application holds never runs through our hands: it keeps asking its own
 * promise for the response and its own parse step for the body, so `withResponse`, `asResponse`, `_thenUnwrap`,
 * `parse`, helpers and runners stay what they are, and the body is read when and if the application asks.
 *
 *   makeRequest           begins the call, sees retries and the error that the application gets
 *   fetchWithTimeout      sees each attempt: URL, headers (whose key), response head; makes the span active
 *   makeStatusError       sees the whole error body, of which the client's error keeps only `error`
 *   the parse step        sees the parsed body or the stream. Up to early 7.x it is the promise's own
 *                         `parseResponse`; since then the prototype's `parseResponseWithTimeout`
 *   Stream#iterator       sees chunks as the application pulls them
 *   APIPromise#asResponse sees that the application reads the raw response by itself
 *
 * These names are the same in openai 4.19 to 7.55 (checked by the tests per version). Wrapping the resource
 * methods instead means handling each one's promise, and `.then()` on an APIPromise reads the body: that is what
 * breaks `parse` under other instrumentations.
 */
import { Call } from '../call/call.ts';
import type { Recorder } from '../call/recorder.ts';
import { callScope } from '../call/scope.ts';
import { observeResponse } from '../fetch/observe-response.ts';
import { isPromise } from '../is-promise.ts';
import { callOfOptions, callOfResponse, linkOptions, linkResponse } from './call-link.ts';
import { type Client, type ClientPrototype, type ParseProps, requestOf } from './client.ts';
import { endUnlessRead, endWhenForgotten } from './forgotten.ts';
import { isStream, observeStream } from './stream.ts';

type Method = (this: Client, ...args: unknown[]) => unknown;
type Wrap = (original: Method) => Method;

/** The seams of one prototype, name → wrapper. `recorder` gives nothing while the instrumentation is off. */
export function seamsOf(
  owner: ClientPrototype,
  recorder: () => Recorder | undefined,
): [name: string, wrap: Wrap][] {
  const seams: [string, Wrap][] = [
    ['makeRequest', makeRequest(recorder)],
    ['fetchWithTimeout', fetchWithTimeout],
    ['makeStatusError', makeStatusError],
    ['parseResponseWithTimeout', parseStep],
  ];
  const makesPromises = promiseMaker(typeof owner.parseResponseWithTimeout === 'function');
  seams.push(['request', makesPromises], ['requestAPIList', makesPromises]);
  return seams.filter(([name]) => typeof owner[name] === 'function');
}

/** The call that has begun last, for who makes the promise around it. */
let newest: Call | undefined;

const makeRequest =
  (recorderOf: () => Recorder | undefined): Wrap =>
  (original) =>
    function makeRequest(this: Client, ...args) {
      const running = callScope.getStore();
      if (typeof args[1] === 'number') {
        // A repetition from the parse step runs outside the scope, one from here inside.
        const parsing = typeof args[2] === 'string' ? callOfOptions(args[0]) : undefined;
        const repeated = isOpen(parsing, this) ? parsing : isOpen(running, this) ? running : undefined;
        if (repeated !== undefined) {
          repeated.recorder.quietly('retry', () => repeated.retrying());
          if (repeated === running) return original.apply(this, args);
          return callScope.run(repeated, () => original.apply(this, args));
        }
      }
      const recorder = recorderOf();
      if (recorder === undefined) return original.apply(this, args);
      const call = new Call(recorder, this);
      newest = call;
      const options = args[0];
      if (isPromise(options)) {
        // The client awaits it too, and ours comes first; a rejection is the client's to report.
        options.then((resolved) => setOptions(call, resolved), ignore);
      } else {
        setOptions(call, options);
      }
      const outcome = callScope.run(call, () => original.apply(this, args));
      if (!isPromise(outcome)) return outcome;
      return outcome.then(
        (made) => {
          const response = (made as ParseProps | undefined)?.response;
          if (typeof response === 'object' && response !== null) {
            linkResponse(response, call);
            endUnlessRead(response, call);
          }
          return made;
        },
        (error: unknown) => {
          recorder.quietly('unsent', () => call.open(requestOf(this, call)));
          call.fail(error);
          throw error;
        },
      );
    };

const isOpen = (call: Call | undefined, owner: Client): call is Call =>
  call !== undefined && call.owner === owner && !call.ended;

const fetchWithTimeout: Wrap = (original) =>
  function fetchWithTimeout(this: Client, ...args) {
    const call = callScope.getStore();
    if (!isOpen(call, this)) return original.apply(this, args);
    try {
      const init = args[1] as { headers?: unknown; method?: unknown } | undefined;
      call.attempt(requestOf(this, call, String(args[0]), init?.headers, init?.method));
    } catch (fault) {
      call.recorder.fault('attempt', fault);
    }
    const outcome = call.active(() => original.apply(this, args));
    if (!isPromise(outcome)) return outcome;
    return outcome.then(
      (response) => {
        try {
          const head = response as { status?: unknown; headers?: unknown } | null | undefined;
          if (typeof head?.status === 'number')
            call.responded({ status: head.status, headers: head.headers });
        } catch (fault) {
          // A double whose properties throw: the client will say so.
          call.recorder.fault('response', fault);
        }
        return response;
      },
      (error: unknown) => {
        call.attemptFailed(error);
        throw error;
      },
    );
  };

const makeStatusError: Wrap = (original) =>
  function makeStatusError(this: Client, ...args) {
    const call = callScope.getStore();
    if (call !== undefined && call.owner === this) call.errorBody(args[1] ?? args[2]);
    return original.apply(this, args);
  };

/** The methods that make an APIPromise: its parse step is its own property in versions without a shared one. */
const promiseMaker =
  (isParseShared: boolean): Wrap =>
  (original) =>
    function request(this: Client, ...args) {
      newest = undefined;
      const promise = original.apply(this, args);
      if (isPromise(promise)) {
        const own = promise as unknown as { parseResponse?: Method };
        if (!isParseShared && typeof own.parseResponse === 'function') {
          own.parseResponse = parseStep(own.parseResponse);
        }
        seeAsResponse(promise);
        // TypeScript knows nothing of what has happened to it meanwhile.
        (newest as Call | undefined)?.isHeldAs(promise);
      }
      newest = undefined;
      return promise;
    };

/** Versions 5 and later pass `(client, props)`, version 4 `(props)`. */
const parseStep: Wrap = (original) =>
  function parseResponse(this: Client, ...args) {
    const props = args.at(-1) as ParseProps | undefined;
    const call = callOfResponse(props?.response);
    if (props === undefined || call === undefined || call.ended || call.parsing)
      return original.apply(this, args);
    call.parsing = true;
    const parsed = runParse(call, props, () => original.apply(this, args));
    if (!isPromise(parsed)) return parsed;
    return parsed.then(
      (value) => {
        if (isStream(value)) {
          endWhenForgotten(value, call);
          observeStream(value, call);
        } else if (value === props.response) {
          observeResponse(value as Response, call);
        } else {
          call.succeed(value ?? null);
        }
        return value;
      },
      (error: unknown) => {
        call.fail(error);
        throw error;
      },
    );
  };

/**
 * The body can time out while it is read, and then the client makes another attempt from here, with the same
 * options: these tell whose it is, at a fraction of what another scope costs.
 */
function runParse(call: Call, { options }: ParseProps, parse: () => unknown): unknown {
  const isLinked = typeof options === 'object' && options !== null && linkOptions(options, call);
  return isLinked ? parse() : callScope.run(call, parse);
}

const seenClasses = new WeakSet<object>();
let lastClass: unknown;

/** Once for each APIPromise class: `asResponse` gives the raw response away, so what reads it is the application. */
function seeAsResponse(promise: object): void {
  let owner = Object.getPrototypeOf(promise) as { asResponse?: unknown } | null;
  if (owner === lastClass) return;
  lastClass = owner;
  while (owner !== null && !Object.hasOwn(owner, 'asResponse'))
    owner = Object.getPrototypeOf(owner) as object | null;
  if (owner === null || seenClasses.has(owner) || typeof owner.asResponse !== 'function') return;
  seenClasses.add(owner);
  const original = owner.asResponse as (this: object) => Promise<unknown>;
  Object.defineProperty(owner, 'asResponse', {
    configurable: true,
    writable: true,
    enumerable: false,
    value: function asResponse(this: object): Promise<unknown> {
      return original.call(this).then((response) => {
        const call = callOfResponse(response);
        if (call !== undefined && !call.parsing && !call.ended) observeResponse(response as Response, call);
        return response;
      });
    },
  });
}

function setOptions(call: Call, options: unknown): void {
  if (typeof options === 'object' && options !== null) call.options = options;
}

function ignore(): void {}
