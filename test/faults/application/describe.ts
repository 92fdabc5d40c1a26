/** Turns what an application sees into data that can be compared: values and errors, with their classes. */
import { createHash } from 'node:crypto';

const MOST_CHARACTERS = 2000;

/** Ports, keys of idempotency and boundaries of forms are others in each process. */
export const masked = (text: string): string =>
  text
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/formdata-undici-\d+/g, 'formdata-undici-NUMBER')
    .replace(/stainless-node-retry-[\w-]+/g, 'stainless-node-retry-ID');

const VOLATILE = new Set([
  'port',
  'localPort',
  'remotePort',
  'bytesRead',
  'bytesWritten',
  'bytesParsed',
  'rawPacket',
]);

export function described(value: unknown): unknown {
  return describe(value, new Map(), '$');
}

function describe(value: unknown, seen: Map<object, string>, path: string): unknown {
  if (typeof value === 'string') return shortened(masked(value));
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : `number ${value}`;
  if (typeof value === 'undefined') return 'undefined!';
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object') return `${typeof value} ${String(value)}`;
  const before = seen.get(value);
  if (before !== undefined) return `the same as ${before}`;
  seen.set(value, path);
  if (ArrayBuffer.isView(value)) return bytes(value);
  if (value instanceof Headers) return { class: 'Headers', entries: [...value] };
  if (value instanceof AbortSignal) return { class: 'AbortSignal', aborted: value.aborted };
  if (value instanceof Error) return errorOf(value, seen, path);
  if (Array.isArray(value)) return value.map((item, at) => describe(item, seen, `${path}[${at}]`));
  const prototype = Object.getPrototypeOf(value) as object | null;
  const own = properties(value, seen, path);
  return prototype === Object.prototype ? own : { class: classesOf(value), ...own };
}

function shortened(text: string): unknown {
  if (text.length <= MOST_CHARACTERS) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${text.slice(0, 100)}… (${text.length} characters, ${digest})`;
}

function bytes(view: ArrayBufferView): object {
  const all = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  const text = all.length <= MOST_CHARACTERS ? { latin1: masked(all.toString('latin1')) } : {};
  return {
    class: view.constructor.name,
    bytes: all.length,
    sha256: createHash('sha256').update(all).digest('hex').slice(0, 16),
    ...text,
  };
}

/** Names of the classes, the object's own first. */
function classesOf(value: object): string {
  const names: string[] = [];
  for (let at = Object.getPrototypeOf(value) as object | null; at !== null && names.length < 8; ) {
    names.push((at.constructor as { name?: string } | undefined)?.name ?? '?');
    at = Object.getPrototypeOf(at) as object | null;
  }
  return names.join(' < ');
}

function properties(value: object, seen: Map<object, string>, path: string): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property === undefined) continue;
    const name = `${property.enumerable ? '' : '~'}${String(key)}`;
    if (typeof key === 'string' && VOLATILE.has(key) && property.value !== undefined) all[name] = 'volatile';
    else if (property.get !== undefined) all[name] = 'accessor';
    else all[name] = describe(property.value, seen, `${path}.${String(key)}`);
  }
  return all;
}

const KNOWN: readonly [string, unknown][] = [
  ['Error', Error],
  ['TypeError', TypeError],
  ['SyntaxError', SyntaxError],
  ['RangeError', RangeError],
  ['DOMException', DOMException],
];

function errorOf(error: Error, seen: Map<object, string>, path: string): object {
  const { stack: _, ...own } = properties(error, seen, path) as Record<string, unknown> & { stack?: unknown };
  delete own['~stack'];
  return {
    error: classesOf(error),
    name: masked(String(error.name)),
    message: shortened(masked(String(error.message))),
    text: shortened(masked(String(error))),
    // Its first line is the error's own, the frames below are those of whoever stands in between.
    stack: masked(String(error.stack).split('\n', 1)[0] ?? ''),
    is: KNOWN.filter(([, known]) => error instanceof (known as typeof Error)).map(([name]) => name),
    own,
  };
}
