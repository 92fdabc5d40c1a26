import type { Call } from '../call/call.ts';

/** Calls whose answer nobody ever read end when that is collected. */
const abandoned = new FinalizationRegistry<Call>((call) => call.abandon());

/** Ends the call when the application forgets what it was answered. */
export function endWhenForgotten(answer: object, call: Call): void {
  abandoned.register(answer, call);
}

const SOON: Promise<void> = Promise.resolve();

/**
 * The same for a response that nobody has begun to read. An application that awaits its call has said so by now, or
 * begins within two microtasks of here, and a registry entry for each call would cost the garbage collector more
 * than all the rest of the instrumentation.
 */
export function endUnlessRead(response: object, call: Call): void {
  if (call.isAwaited()) return;
  SOON.then(() => {}).then(() => {
    if (!call.parsing && !call.ended) endWhenForgotten(response, call);
  });
}
