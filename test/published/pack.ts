import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from './process.ts';

const PACKAGES: string = fileURLToPath(new URL('../../packages/', import.meta.url));

/** Absolute path of the tarball, by package name. */
export type Tarballs = Readonly<Record<string, string>>;

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
}

/**
 * Packs every package that is published, as `pnpm publish` would, into `folder`. What they contain is what was
 * built last.
 *
 * @throws {Error} when a package cannot be packed.
 */
export async function packPackages(folder: string): Promise<Tarballs> {
  await mkdir(folder, { recursive: true });
  const tarballs: Record<string, string> = {};
  for (const entry of await readdir(PACKAGES)) {
    const source = join(PACKAGES, entry);
    const manifest = await manifestOf(source);
    if (manifest === undefined || manifest.private === true) continue;
    const { stdout } = await runProcess('pnpm', ['pack', '--json', '--pack-destination', folder], {
      cwd: source,
    });
    const { filename } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { filename: string };
    tarballs[manifest.name] = filename;
  }
  return tarballs;
}

/** Undefined for a folder that is no package (yet). */
async function manifestOf(folder: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}
