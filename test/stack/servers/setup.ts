import type { TestProject } from 'vitest/node';
import { binary } from './binaries.ts';
import { NoGo } from './go.ts';
import type { ServerName } from './sources.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there are no servers; empty when there are. A suite that needs them is skipped by this name. */
    noServers: string;
  }
}

const SERVERS: readonly ServerName[] = ['prometheus', 'promtool', 'alertmanager', 'amtool'];

/**
 * Gets the servers before the tests. Where Go is missing: in CI a failure, elsewhere the tests that need the servers
 * are skipped, by a name that says why.
 */
export async function setup(project: TestProject): Promise<void> {
  project.provide('noServers', '');
  try {
    for (const server of SERVERS) await binary(server);
  } catch (error) {
    if (!(error instanceof NoGo) || process.env.CI) throw error;
    const reason = `no Prometheus and no Alertmanager: ${error.message}`;
    console.warn(reason);
    project.provide('noServers', reason);
  }
}
