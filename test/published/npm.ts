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

/** The one that came with the running Node, else the one on the PATH. */
function commandOf(name: 'npm' | 'npx'): string {
  const beside = join(dirname(process.execPath), name);
  return existsSync(beside) ? beside : name;
}

const environment = (): NodeJS.ProcessEnv => ({
  ...cleanEnvironment(),
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
});

/**
 * Runs npm as a user does: no `--force`, no `--legacy-peer-deps`. It prefers versions for the Node that runs it,
 * which is the one that runs the tests.
 *
 * @throws {Error} when npm fails.
 */
export function npm(folder: string, args: readonly string[]): Promise<Outcome> {
  return runProcess(commandOf('npm'), [...args, '--no-audit', '--no-fund'], {
    cwd: folder,
    env: environment(),
  });
}

/**
 * Runs the command of an installed package as a user does.
 *
 * @throws {Error} when it exits with another code than 0.
 */
export function npx(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return runProcess(commandOf('npx'), args, { cwd: folder, env: { ...environment(), ...env } });
}
