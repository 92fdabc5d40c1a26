import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { type Outcome, runProcess } from './process.ts';

/** What an outer `pnpm` or `npx` may have set on purpose; the rest of `npm_*` describes its own run. */
const KEPT = new Set(['npm_config_registry', 'npm_config_cache', 'npm_config_userconfig']);

/** This process's environment without what package managers tell the scripts that they run. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => name !== 'NODE_OPTIONS' && (KEPT.has(name) || !/^p?npm_/i.test(name)),
    ),
  );
}

/** The npm that came with the running Node, else the one on the PATH. */
function npmCommand(): string {
  const beside = join(dirname(process.execPath), 'npm');
  return existsSync(beside) ? beside : 'npm';
}

/**
 * Runs npm as a user does: no `--force`, no `--legacy-peer-deps`. It prefers versions for the Node that runs it,
 * which is the one that runs the tests.
 *
 * @throws {Error} when npm fails.
 */
export function npm(folder: string, args: readonly string[]): Promise<Outcome> {
  return runProcess(npmCommand(), [...args, '--no-audit', '--no-fund'], {
    cwd: folder,
    env: { ...cleanEnvironment(), PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
}
