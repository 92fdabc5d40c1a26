/** What `console.log` asks an object for its text by; the same symbol that `node:util` exports. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;
