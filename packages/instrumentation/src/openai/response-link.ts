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
class Link extends Returned {
  #call: Call | undefined = undefined;

  static set(response: object, call: Call): void {
    if (#call in response) {
      // The same response again, as test doubles give it: nobody can say for which call it is read.
      const before = response.#call;
      if (before !== call) before?.abandon();
      response.#call = call;
      return;
    }
    new Link(response);
    (response as Link).#call = call;
  }

  static get(response: unknown): Call | undefined {
    return typeof response === 'object' && response !== null && #call in response
      ? response.#call
      : undefined;
  }
}

export const linkToCall: (response: object, call: Call) => void = Link.set;
export const callOf: (response: unknown) => Call | undefined = Link.get;
