import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../collector/builder/cache.ts';
import { findGo, go } from './go.ts';
import { withLock } from './lock.ts';
import type { ServerName, ServerSource } from './sources.ts';

const MODULES = fileURLToPath(new URL('modules', import.meta.url));

/** Takes part in the folder's name: raise it when the way of building changes. */
const RECIPE = 1;

export interface Built {
  /** Folder that holds the programs. */
  readonly folder: string;
  /** Seconds that the build took; absent when it was in the cache. */
  readonly seconds?: number;
}

/**
 * Builds the programs of a source into the cache, once for each version, checksum list and platform. Safe against two
 * builds at once, and against one that is cut off: a folder gets its final name when it is whole.
 * @throws NoGo where Go is missing; Error with what Go said where the build fails.
 */
export async function build(source: ServerSource): Promise<Built> {
  const folder = await folderOf(source);
  if (await isWhole(folder, source)) return { folder };
  const command = findGo();
  await mkdir(dirname(folder), { recursive: true });
  return withLock(`${folder}.lock`, async () => {
    if (await isWhole(folder, source)) return { folder };
    const started = performance.now();
    const work = await mkdtemp(`${folder}.building-`);
    try {
      await compile(command, source, work);
      await rm(folder, { recursive: true, force: true });
      await rename(join(work, 'bin'), folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return { folder, seconds: (performance.now() - started) / 1000 };
  });
}

async function compile(command: string, source: ServerSource, work: string): Promise<void> {
  for (const file of ['go.mod', 'go.sum']) {
    await cp(join(MODULES, source.folder, file), join(work, file));
  }
  if (Object.keys(source.added).length > 0) await addFiles(command, source, work);
  await go(command, work, [
    'build',
    // readonly: what go.sum does not name is an error, and nothing newer is taken.
    ...['-mod=readonly', '-trimpath', '-buildvcs=false', `-tags=${source.tags.join(',')}`],
    `-ldflags=-s -w -X github.com/prometheus/common/version.Version=${source.release}`,
    ...['-o', `${join(work, 'bin')}/`],
    ...source.programs.map((program) => `${source.module}/cmd/${program}`),
  ]);
}

/** Go embeds only what lies in the module's folder, and the module cache is not to be written to. */
async function addFiles(command: string, source: ServerSource, work: string): Promise<void> {
  const wanted = `${source.module}@${source.version}`;
  const { Dir: original } = JSON.parse(await go(command, work, ['mod', 'download', '-json', wanted])) as {
    Dir: string;
  };
  const copy = join(work, 'module');
  await cp(original, copy, { recursive: true });
  await makeWritable(copy);
  await go(command, work, ['mod', 'edit', `-replace=${source.module}=./module`]);
  for (const [path, text] of Object.entries(source.added)) {
    await mkdir(join(copy, dirname(path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
}

/** The module cache is read-only, and so is its copy: nothing could be added, nor the copy removed. */
async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

async function folderOf(source: ServerSource): Promise<string> {
  const digest = createHash('sha256').update(
    JSON.stringify([RECIPE, source, process.platform, process.arch]),
  );
  for (const file of ['go.mod', 'go.sum']) digest.update(await readFile(join(MODULES, source.folder, file)));
  return join(cacheFolder(), `${source.folder}-${source.version}-${digest.digest('hex').slice(0, 12)}`);
}

const isWhole = async (folder: string, { programs }: ServerSource): Promise<boolean> =>
  (await Promise.all(programs.map((program) => isProgram(join(folder, program))))).every(Boolean);

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Size in bytes of a program. */
export const sizeOf = async (path: string): Promise<number> => (await stat(path)).size;

export const programIn = (folder: string, program: ServerName): string => join(folder, program);
