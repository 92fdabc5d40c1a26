export type { Account } from './account.ts';
export { PROVIDERS } from './adapters/all.ts';
export type { Amount, Failure, FailureReason, Reading, Spent } from './reading.ts';
