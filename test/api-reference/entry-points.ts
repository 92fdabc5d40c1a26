import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** One thing that a user can import. */
export interface EntryPoint {
  /** What stands in the import: `@fuelgauge/errors/tables`. */
  readonly specifier: string;
  readonly packageName: string;
  /** Its source, from the root of the repository, with slashes. */
  readonly source: string;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string | object>>;
}

/**
 * Everything that the published packages export but for plain files: `.` is made from `src/index.ts`, `./x` from
 * `src/x.ts`.
 *
 * @throws {Error} when an export has no such source.
 */
export function entryPoints(): EntryPoint[] {
  return readdirSync(join(ROOT, 'packages')).flatMap((folder) => {
    const path = join(ROOT, 'packages', folder, 'package.json');
    if (!existsSync(path)) return [];
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    if (manifest.private === true) return [];
    return Object.entries(manifest.exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([key]) => entryPointOf(folder, manifest.name, key));
  });
}

function entryPointOf(folder: string, packageName: string, key: string): EntryPoint {
  const source = `packages/${folder}/src/${key === '.' ? 'index' : key.slice(2)}.ts`;
  if (!existsSync(join(ROOT, source))) {
    throw new Error(`${packageName} exports ${JSON.stringify(key)}, and there is no ${source}`);
  }
  return { specifier: packageName + key.slice(1), packageName, source };
}
