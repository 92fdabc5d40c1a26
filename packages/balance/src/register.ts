/**
 * `import '@fuelgauge/balance/register'`, or `node --import`, or `require`: the balances of the accounts whose keys
 * are in the environment go out with the process's other metrics.
 */
import { start } from './start.ts';

start(process.env);
