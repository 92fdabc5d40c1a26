import type { Call } from '../call/call.ts';

/** A constructor that returns what it is given, so that a subclass puts its private fields on that object. */
const Returned = class {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is the whole point
    return target;
  }
} as new (
  target: object,
) => object;

/**
 * Ties a response to its call, invisibly: a private field on the response itself. A WeakMap would do the same,
 * and cost several microseconds of garbage collection a call.
 */
class ResponseLink extends Returned {
  #call: Call | undefined = undefined;

  static set(response: object, call: Call): void {
    if (#call in response) {
      // The same response again, as test doubles give it: nobody can say for which call it is read.
      const before = response.#call;
      if (before !== call) before?.abandon();
      response.#call = call;
      return;
    }
    new ResponseLink(response);
    (response as ResponseLink).#call = call;
  }

  static get(response: unknown): Call | undefined {
    return typeof response === 'object' && response !== null && #call in response
      ? response.#call
      : undefined;
  }
}

/** Ties a request's options, which the client hands on to each repetition, to the call that they were made for. */
class OptionsLink extends Returned {
  #call: Call | undefined = undefined;

  /** @returns false when they are another call's already, which is not over: an application may reuse its own. */
  static set(options: object, call: Call): boolean {
    if (!(#call in options)) new OptionsLink(options);
    const link = options as OptionsLink;
    if (link.#call !== undefined && link.#call !== call && !link.#call.ended) return false;
    link.#call = call;
    return true;
  }

  static get(options: unknown): Call | undefined {
    return typeof options === 'object' && options !== null && #call in options ? options.#call : undefined;
  }
}

export const linkResponse: (response: object, call: Call) => void = ResponseLink.set;
export const callOfResponse: (response: unknown) => Call | undefined = ResponseLink.get;
export const linkOptions: (options: object, call: Call) => boolean = OptionsLink.set;
export const callOfOptions: (options: unknown) => Call | undefined = OptionsLink.get;
