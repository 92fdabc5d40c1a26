import type { Family } from '../families/family.ts';

/** What tells which events of a stream are worth a parse. */
export type Tells = Pick<Family, 'telling' | 'counting'>;

/** Hears of a stream's events. None of these may throw. */
export interface EventObserver {
  /** @param passed the event has been counted already, when it came. */
  event(event: unknown, passed: boolean): void;
  /** An event has come that is not worth a parse, or not yet. */
  passed(): void;
}

/**
 * Parses the events of a stream that can say something: the first, which starts the clock and names the answer,
 * then those that tell of an end or an error, and of those that only count on, the last.
 */
export class EventFilter {
  readonly #observer: EventObserver;
  readonly #tells: Tells | undefined;
  #seen = false;
  #held: string | undefined;

  /** @param tells without it every event is parsed. */
  constructor(observer: EventObserver, tells: Tells | undefined) {
    this.#observer = observer;
    this.#tells = tells;
  }

  /** @param isError the event is an error by its name, whatever its text looks like. */
  take(text: string, isError = false): void {
    const tells = this.#tells;
    const counts = tells?.counting?.test(text) === true;
    if (this.#seen && !isError && tells !== undefined && !tells.telling.test(text)) {
      if (counts) this.#held = text;
      this.#observer.passed();
      return;
    }
    this.#seen = true;
    if (counts) this.#held = undefined;
    else this.end();
    this.#parse(text, isError, false);
  }

  /** No event comes any more, or none that counts. */
  end(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#parse(held, false, true);
  }

  #parse(text: string, isError: boolean, passed: boolean): void {
    try {
      const event: unknown = JSON.parse(text);
      this.#observer.event(isError && !hasError(event) ? { type: 'error', error: event } : event, passed);
    } catch {
      // Not JSON: the application's own parser will say so.
    }
  }
}

function hasError(event: unknown): boolean {
  return (
    typeof event === 'object' &&
    event !== null &&
    ('error' in event || (event as { type?: unknown }).type === 'error')
  );
}
