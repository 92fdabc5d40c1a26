import { diag } from '@opentelemetry/api';
import { accountsFromEnvironment } from './environment.ts';
import { logChanges } from './log-changes.ts';
import { followMeterProvider } from './meter-provider.ts';
import { startBalanceMonitor } from './monitor.ts';
import { PACKAGE_NAME } from './version.ts';

const STARTED: symbol = Symbol.for('fuelgauge.balance.started.v1');
const shared = globalThis as { [key: symbol]: boolean | undefined };

/**
 * Monitors the accounts of the environment, once in a process, from the moment a global meter provider is
 * registered: before, nobody would see what the requests cost a provider.
 *
 * @throws {TypeError} naming the variable of fuelgauge's own that is malformed and what it accepts.
 */
export function start(env: NodeJS.ProcessEnv): void {
  if (shared[STARTED] === true) return;
  const { accounts, intervalSeconds, warnings } = accountsFromEnvironment(env);
  shared[STARTED] = true;
  const log = diag.createComponentLogger({ namespace: PACKAGE_NAME });
  for (const warning of warnings) log.warn(warning);
  if (accounts.length === 0) {
    log.info('no key of a provider that tells balances in the environment: nothing is read');
    return;
  }
  const follower = followMeterProvider(() => {
    // Called at once where a provider is there already, before there is a follower to stop.
    queueMicrotask(() => follower.stop());
    try {
      startBalanceMonitor({
        accounts,
        ...(intervalSeconds !== undefined && { intervalSeconds }),
        onReading: logChanges(log),
      });
    } catch (fault) {
      log.error(
        'the balance monitor could not be started',
        fault instanceof Error ? fault.name : typeof fault,
      );
    }
  });
}
