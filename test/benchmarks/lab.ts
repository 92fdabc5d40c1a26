import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npm } from '../published/npm.ts';
import { type PinnedPackage, VERSIONS } from './versions.ts';

const CACHE: string = join(homedir(), '.cache', 'fuelgauge');

/**
 * A folder with its own copy of each package, as npm installs them for a user. It is kept by version, so that the
 * next run finds it.
 *
 * @throws {Error} when npm cannot install.
 */
export async function installed(name: string, packages: readonly PinnedPackage[]): Promise<string> {
  const dependencies = Object.fromEntries(packages.map((each) => [each, VERSIONS[each]]));
  const version = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `benchmarks-${name}-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  // Elsewhere first: what an interrupted run leaves behind must not be taken for a whole one.
  const unfinished = await mkdtemp(join(CACHE, 'unfinished-'));
  try {
    await install(unfinished, { dependencies });
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run was quicker.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/**
 * Installs into an empty folder as a user does.
 *
 * @throws {Error} when npm cannot.
 */
export async function install(folder: string, manifest: object): Promise<void> {
  const named = { name: 'application', version: '1.0.0', private: true, ...manifest };
  await writeFile(join(folder, 'package.json'), JSON.stringify(named));
  await npm(folder, ['install']);
}

/** What a module of that folder would get from `require`. The shapes are the caller's to know. */
export function requireFrom<T>(folder: string, module: string): T {
  return createRequire(join(folder, 'package.json'))(module) as T;
}
