import type { SdkSpan } from './sdk-span.ts';

/** How often spans are looked at: one that has ended, with all that its maker put on it, is let go of as fast. */
const LOOK_MS = 100;
/** More than this are not held in memory; the oldest has waited long enough then. */
const MAX_WAITING = 1000;

interface Waiting {
  readonly host: SdkSpan;
  /** Milliseconds on the clock of `performance`. */
  readonly until: number;
  readonly stepIn: () => void;
}

const KEY: symbol = Symbol.for('fuelgauge.waiting.v1');
const shared = globalThis as { [key: symbol]: Set<Waiting> | undefined };
/** One for the process: the span processor may be of the CommonJS copy of this package, and the calls of the other. */
const waiting: Set<Waiting> = shared[KEY] ?? new Set();
shared[KEY] = waiting;
let looking: NodeJS.Timeout | undefined;

/**
 * Waits for a host span to end, and steps in when it does not: what never ends is never exported.
 *
 * @param patience milliseconds.
 * @param stepIn runs once at the most, and throws nothing.
 * @returns a way to wait no longer for this one.
 */
export function standInFor(host: SdkSpan, patience: number, stepIn: () => void): () => void {
  const one: Waiting = { host, until: performance.now() + patience, stepIn };
  waiting.add(one);
  const [oldest] = waiting;
  if (waiting.size > MAX_WAITING && oldest !== undefined) decide(oldest);
  looking ??= setInterval(() => look(performance.now()), LOOK_MS).unref();
  return () => waiting.delete(one);
}

function look(now: number): void {
  for (const one of waiting) if (now >= one.until || !one.host.isRecording()) decide(one);
  if (waiting.size > 0) return;
  clearInterval(looking);
  looking = undefined;
}

function decide(one: Waiting): void {
  waiting.delete(one);
  if (one.host.isRecording()) one.stepIn();
}

/** For a process that is about to exit, or an SDK that shuts down. */
export const waitNoLonger = (): void => look(Number.POSITIVE_INFINITY);
