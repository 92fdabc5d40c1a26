import type { Recorder } from '../call/recorder.ts';
import type { ClientPrototype } from './client.ts';
import { seamsOf } from './seams.ts';

/** Gives the recorder of an instrumentation, or nothing while it is off or nobody listens. */
export type RecorderSource = () => Recorder | undefined;

const SOURCES: symbol = Symbol.for('fuelgauge.recorders.v1');

/**
 * Patches a client's prototype, once, whoever asks and however often: several instrumentations (of several
 * copies of this package) share the patch, and the one that asked last and is on records the call.
 *
 * The patch stays when an instrumentation is turned off, and passes every call on. Taking it out would take
 * out with it what others have wrapped around it since, and lose the calls that are under way.
 *
 * @returns whether it was this call that put the patch on.
 */
export function patchOnce(owner: ClientPrototype, source: RecorderSource): boolean {
  const shared = owner as unknown as { [key: symbol]: RecorderSource[] | undefined };
  const known = shared[SOURCES];
  if (known !== undefined) {
    if (!known.includes(source)) known.push(source);
    return false;
  }
  const sources: RecorderSource[] = [source];
  Object.defineProperty(owner, SOURCES, { value: sources });
  const latest: RecorderSource = () => {
    for (let at = sources.length - 1; at >= 0; at--) {
      const recorder = sources[at]?.();
      if (recorder !== undefined) return recorder;
    }
    return undefined;
  };
  for (const [name, wrap] of seamsOf(owner, latest)) {
    const original = owner[name];
    if (original === undefined) continue;
    const wrapped = wrap(original as never);
    Object.defineProperty(wrapped, 'name', { value: name, configurable: true });
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      enumerable: false,
      value: wrapped,
    });
  }
  return true;
}
