import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface InstalledSize {
  /** Packages that npm installed, itself among them. */
  readonly packages: number;
  /** Bytes of all files. */
  readonly total: number;
  /** Bytes of the files of the packages that are its maker's own for this. */
  readonly own: number;
}

/** What lies in the `node_modules` of a folder. `isOwn` says whose a package is, by its name. */
export async function installedSize(
  folder: string,
  isOwn: (packageName: string) => boolean,
): Promise<InstalledSize> {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  const paths = Object.keys(lock.packages).filter((path) => path !== '');
  const own = paths.filter((path) => isOwn(path.slice(path.lastIndexOf('node_modules/') + 13)));
  const sizes = await Promise.all(own.map((path) => bytesIn(join(folder, path))));
  return {
    packages: paths.length,
    total: await bytesIn(join(folder, 'node_modules')),
    own: sizes.reduce((sum, size) => sum + size, 0),
  };
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
