import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runOrThrow } from './process.ts';

export interface CheckoutRequest {
  readonly repository: string;
  readonly tag: string;
  /** Folder that keeps the clones. */
  readonly cache: string;
  /** The first part of the clone's folder name. */
  readonly name: string;
  /** Installs what the tests need, once, in the fresh clone. */
  prepare(folder: string): Promise<void>;
}

/** A shallow clone of a tag in the cache, prepared once; the path of its folder. Throws if git or npm fails. */
export async function checkout({ repository, tag, cache, name, prepare }: CheckoutRequest): Promise<string> {
  const folder = join(cache, `${name}-${tag}`);
  const ready = `${folder}.ready`;
  if (existsSync(ready)) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await runOrThrow({
    file: 'git',
    args: [
      '-c',
      'advice.detachedHead=false',
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--branch',
      tag,
      repository,
      folder,
    ],
    cwd: cache,
  });
  await prepare(folder);
  await writeFile(ready, `${repository} ${tag}\n`);
  return folder;
}

/** A folder of the cache with exactly these npm packages (no install scripts); the path of the folder. */
export async function installPackages(folder: string, packages: readonly string[]): Promise<string> {
  const wanted = `${folder}@${packages.map((name) => name.replace(/.*@/, '')).join('+')}`;
  if (existsSync(wanted)) return wanted;
  const half = `${wanted}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  await writeFile(join(half, 'package.json'), '{"private":true}\n');
  await runOrThrow({
    file: 'npm',
    args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    cwd: half,
  });
  await mkdir(dirname(wanted), { recursive: true });
  await rename(half, wanted);
  return wanted;
}
