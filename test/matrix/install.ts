import { mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dependencies, manifestOf } from '../published/manifest.ts';
import { npm } from '../published/npm.ts';
import { packPackages, type Tarballs } from '../published/pack.ts';

/** Where a run installs: outside the repository, so that nothing of it can be resolved. */
export interface Workshop {
  readonly folder: string;
  readonly tarballs: Tarballs;
}

/** Packs the packages as they were built last. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fuelgauge-matrix-')));
  return { folder, tarballs: await packPackages(join(folder, 'tarballs')) };
}

export const closeWorkshop = ({ folder }: Workshop): Promise<void> =>
  rm(folder, { recursive: true, force: true });

/** A user's project with these dependencies, in which `@fuelgauge/…` comes from its tarball. */
export async function installProject(
  { folder, tarballs }: Workshop,
  name: string,
  dependencies: Dependencies,
  flags: readonly string[] = [],
): Promise<string> {
  const project = join(folder, name.replaceAll(/[^\w.-]+/g, '-'));
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify(manifestOf(dependencies, tarballs), null, 2));
  await npm(project, ['install', '--prefer-offline', ...flags]);
  return project;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: { readonly node?: string };
}

export async function installedManifest(project: string, name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8')) as Manifest;
}

/** The package that `npm install node` fetches in an install script, kept from run to run. */
export async function nodeBinary(version: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const cache = join(homedir(), '.cache', 'fuelgauge');
  const folder = join(cache, `${name}-${version}`);
  const binary = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (await exists(binary)) return binary;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, `.${name}-`));
  await writeFile(
    join(fresh, 'package.json'),
    JSON.stringify({ private: true, dependencies: { [name]: version } }),
  );
  await npm(fresh, ['install', '--prefer-offline']);
  try {
    await rename(fresh, folder);
  } catch (error) {
    // Another run was faster.
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(binary))) throw error;
  }
  return binary;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
