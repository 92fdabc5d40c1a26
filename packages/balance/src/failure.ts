import type { Failure } from './reading.ts';

/** An answer in which no amount could be found. */
export const nothingReadable = (fields: string): { failure: Failure } => ({
  failure: { reason: 'unexpected_response', message: `no amount in ${fields}` },
});
