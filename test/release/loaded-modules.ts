import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from '../published/process.ts';

/** A file that Node loaded as code, through `import` or `require`. */
export interface LoadedModule {
  /** `@fuelgauge/errors`; undefined for the program itself. */
  readonly packageName: string | undefined;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** Written into the project, and loaded before the program. */
const RECORDER = `
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
const urls = new Set();
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) urls.add(url);
    return next(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env.LOADED_MODULES, JSON.stringify([...urls])));
`;

/**
 * Runs a program in a project and tells which modules it had loaded at its end, in order.
 *
 * @throws {Error} when it fails.
 */
export async function modulesLoadedBy(
  folder: string,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<LoadedModule[]> {
  const recorder = join(folder, 'record-modules.mjs');
  const list = join(folder, 'loaded-modules.json');
  await writeFile(recorder, RECORDER);
  await runProcess(process.execPath, ['--import', recorder, file], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env, LOADED_MODULES: list },
    timeoutMs: 60_000,
  });
  const paths = (JSON.parse(await readFile(list, 'utf8')) as string[]).map((url) => fileURLToPath(url));
  return Promise.all(
    paths
      .filter((path) => path !== recorder)
      .map(async (path) => ({ packageName: packageOf(path), path, bytes: (await stat(path)).size })),
  );
}

function packageOf(path: string): string | undefined {
  const parts = path.split(sep);
  const at = parts.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  const name = parts[at + 1]!;
  return name.startsWith('@') ? `${name}/${parts[at + 2]}` : name;
}

/** Names of the packages, each once, in the order of their first module. */
export function packagesOf(modules: readonly LoadedModule[]): string[] {
  return [...new Set(modules.flatMap(({ packageName }) => packageName ?? []))];
}
