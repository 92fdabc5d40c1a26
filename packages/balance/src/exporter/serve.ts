import { logChanges } from '../log-changes.ts';
import { type BalanceMonitor, startBalanceMonitor } from '../monitor.ts';
import { startExporter } from './exporter.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

/** How long a stop may take: answers and a last push under way are given up then. Kubernetes waits 30 s. */
const GRACE_MS = 3_000;

/**
 * Serves until `stopped` resolves.
 *
 * @throws {UsageError} where it cannot listen.
 */
export async function serve(settings: Settings, log: Log, stopped: Promise<string>): Promise<void> {
  const { accounts, intervalSeconds, listen, otlp } = settings;
  let monitor: BalanceMonitor | undefined;
  // Listening first: where that fails, no provider is asked.
  const exporter = await startExporter({ states: () => monitor?.states() ?? [], listen, otlp }).catch(
    (error: NodeJS.ErrnoException) => {
      throw listenFault(error, listen.host, listen.port);
    },
  );
  const sayChanges = logChanges(log);
  monitor = startBalanceMonitor({
    accounts,
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    meterProvider: null,
    keepAlive: true,
    onReading: (state, reading) => {
      const outcome = reading.ok ? 'read' : `not read (${reading.failure.reason})`;
      log.debug(`${state.provider} ${state.id}: ${outcome}`);
      sayChanges(state, reading);
    },
  });
  const pushes =
    otlp === undefined ? '' : `, pushing OTLP (${otlp.protocol}) every ${otlp.intervalMs / 1000} s`;
  const known = monitor.states().length;
  const count = known === 1 ? '1 account' : `${known} accounts`;
  log.info(`serving ${exporter.url}/metrics: ${count}${pushes}`);
  log.info(`stopping: ${await stopped}`);
  await exporter.stop(GRACE_MS);
  monitor.stop();
}

/** Nothing can be served there now; a supervisor may try again. */
export class ListenError extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else is there: choose another port with --port',
  EACCES: 'this user may not: choose a port above 1023 with --port',
  EADDRNOTAVAIL: 'this machine has no such address: see --host',
  ENOTFOUND: 'there is no such host: see --host',
};

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const reason = REASONS[error.code ?? ''];
  return reason === undefined ? error : new ListenError(`cannot serve at ${host}:${port}: ${reason}`);
}
