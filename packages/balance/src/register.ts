/**
 * `import '@fuelgauge/balance/register'`, or `node --import`, or `require`: the balances of the accounts whose keys
 * are in the environment go out with the process's other metrics. Reading begins when a global meter provider is
 * registered. `FUELGAUGE_ACCOUNTS` and `FUELGAUGE_BALANCE_INTERVAL` are read as `accountsFromEnvironment` says.
 *
 * Exports nothing.
 *
 * @throws {TypeError} naming the variable of fuelgauge's own that is malformed and what it accepts.
 *
 * @example
 * ```ts
 * import '@fuelgauge/balance/register';
 * ```
 *
 * @module
 */
import { start } from './start.ts';

start(process.env);
