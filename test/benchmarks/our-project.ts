import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tarballs } from '../published/pack.ts';
import { install } from './lab.ts';
import { OUR_PACKAGE } from './packages.ts';

/**
 * A project with fuelgauge from the packed tarballs, and whatever else is asked for.
 *
 * @throws {Error} when npm cannot install.
 */
export async function ourProject(
  folder: string,
  tarballs: Tarballs,
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const files = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]));
  await install(folder, {
    dependencies: { [OUR_PACKAGE]: files[OUR_PACKAGE], ...others },
    // What it depends on is on no registry before the release.
    overrides: { ...files, [OUR_PACKAGE]: `$${OUR_PACKAGE}` },
  });
  return join(folder);
}
