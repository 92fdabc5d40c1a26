import type { SdkSpan } from './sdk-span.ts';

const waiting = new Set<StandIn>();

/** Waits for a host span to end, and steps in when it does not: what never ends is never exported. */
export class StandIn {
  readonly #host: SdkSpan;
  readonly #stepIn: () => void;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param patience milliseconds.
   * @param stepIn runs once at the most.
   */
  constructor(host: SdkSpan, patience: number, stepIn: () => void) {
    this.#host = host;
    this.#stepIn = stepIn;
    this.#timer = setTimeout(() => this.decide(), patience).unref();
    waiting.add(this);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    waiting.delete(this);
  }

  decide(): void {
    this.cancel();
    if (this.#host.isRecording()) this.#stepIn();
  }
}

/** For a process that is about to exit, or an SDK that shuts down. */
export function waitNoLonger(): void {
  for (const standIn of waiting) standIn.decide();
}
