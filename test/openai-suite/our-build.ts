import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packagesFolder = fileURLToPath(new URL('../../packages', import.meta.url));
const names = ['semconv', 'errors', 'pricing', 'gauges', 'instrumentation'];

/**
 * Copies what `pnpm build` made into a folder of its own, so that a build that is started during a run does
 * not change what is being tested. Throws an `Error` if a package has not been built.
 *
 * @returns the folder that holds `index.mjs` and `index.cjs` of @fuelgauge/instrumentation
 */
export async function copyOurBuild(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  for (const name of names) await copyPackage(name, folder);
  return join(folder, 'node_modules/@fuelgauge/instrumentation/dist');
}

async function copyPackage(name: string, folder: string): Promise<void> {
  const source = join(packagesFolder, name);
  const target = join(folder, 'node_modules/@fuelgauge', name);
  if (!existsSync(join(source, 'dist/index.mjs'))) {
    throw new Error(`packages/${name}/dist is missing or half made: run \`pnpm build\` first`);
  }
  await cp(join(source, 'dist'), join(target, 'dist'), { recursive: true });
  await cp(join(source, 'package.json'), join(target, 'package.json'));
  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
    if (dependency.startsWith('@fuelgauge/')) continue;
    const installed = join(source, 'node_modules', dependency);
    const link = join(target, 'node_modules', dependency);
    if (!existsSync(installed)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(await realpath(installed), link);
  }
}
