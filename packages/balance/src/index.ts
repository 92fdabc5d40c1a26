export type { Account } from './account.ts';
export type { AccountState } from './account-state.ts';
export { PROVIDERS } from './adapters/all.ts';
export type { HttpOptions } from './adapters/http-options.ts';
export { accountsFromEnvironment, type FoundInEnvironment } from './environment.ts';
export { BALANCE_KINDS, type BalanceKind } from './kinds.ts';
export {
  type BalanceMonitor,
  type BalanceMonitorOptions,
  type MonitoredAccount,
  startBalanceMonitor,
} from './monitor.ts';
export { type ReadOptions, readBalance } from './read-balance.ts';
export type { Amount, Failure, FailureReason, Reading, Spent } from './reading.ts';
