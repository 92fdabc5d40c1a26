/**
 * Account balances of LLM providers and gateways: read once, or watched and reported as OpenTelemetry metrics.
 * The command `fuelgauge-balance` is the same as an exporter for a fleet.
 *
 * @example
 * ```ts
 * import { readBalance, startBalanceMonitor } from '@fuelgauge/balance';
 *
 * const account = { provider: 'deepseek', key: process.env.DEEPSEEK_API_KEY ?? '' };
 * const reading = await readBalance(account);
 * if (reading.ok) console.log(reading.amounts); // [{ kind: 'total', amount: 4.2, currency: 'USD' }, …]
 * else console.log(reading.failure.reason, reading.failure.message);
 *
 * const monitor = startBalanceMonitor({ accounts: [account], intervalSeconds: 300 });
 * monitor.stop();
 * ```
 *
 * @module
 */
export type { Account } from './account.ts';
export type { AccountState } from './account-state.ts';
export { PROVIDERS } from './adapters/all.ts';
export type { HttpAmount, HttpFigure, HttpOptions } from './adapters/http-options.ts';
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
