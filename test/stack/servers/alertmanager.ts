import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { binary } from './binaries.ts';
import { listeningUrl, startProcess } from './running-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface RunningAlertmanager {
  readonly url: string;
  /** host:port, as prometheus.yml wants it. */
  readonly target: string;
  log(): string;
  stop(): Promise<void>;
}

/**
 * Starts an Alertmanager of its own (no cluster) on a free port and waits until it is ready.
 * @param config alertmanager.yml
 * @throws {Error} with its log, where it does not start.
 */
export async function startAlertmanager(config: object): Promise<RunningAlertmanager> {
  const folder = temporaryFolder();
  const file = join(folder, 'alertmanager.yml');
  await writeFile(file, stringify(config));
  const running = await startProcess({
    name: 'Alertmanager',
    command: await binary('alertmanager'),
    args: [
      `--config.file=${file}`,
      `--storage.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--cluster.listen-address=',
    ],
    ready: listeningUrl,
  });
  const url = running.ready;
  return { url, target: new URL(url).host, log: running.log, stop: running.stop };
}
