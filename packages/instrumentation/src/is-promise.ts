import { types } from 'node:util';

/** Test runners give each file globals of its own, and the platform's promises are of another realm then. */
export const isPromise = (value: unknown): value is Promise<unknown> =>
  value instanceof Promise || types.isPromise(value);
