import { isObject, read } from './hops/safe-read.ts';
import type { HeadersLike } from './types.ts';

const MOST = 128;
const LONGEST = 512;

/**
 * Headers in any form as a map with lower-case names. Bounded: the first 128, each cut at 512 characters.
 * What cannot be read is left out.
 */
export function readHeaders(headers: HeadersLike | null | undefined | unknown): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  if (!isObject(headers)) return out;
  try {
    let count = 0;
    if (typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function') {
      for (const pair of headers as Iterable<unknown>) {
        if (++count > MOST) break;
        if (Array.isArray(pair)) put(out, pair[0], pair[1]);
      }
      return out;
    }
    const inner = read(headers, 'headers');
    if (isObject(inner)) return readHeaders(inner);
    for (const name of Object.keys(headers)) {
      if (++count > MOST) break;
      put(out, name, read(headers, name));
    }
  } catch {
    // A hostile or revoked object: what was read so far is what there is.
  }
  return out;
}

function put(out: Map<string, string>, name: unknown, value: unknown): void {
  if (typeof name !== 'string') return;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'string' && typeof first !== 'number') return;
  out.set(name.toLowerCase().slice(0, 100), String(first).slice(0, LONGEST));
}
