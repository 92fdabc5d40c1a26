import { extname } from 'node:path';
import type { Manifest } from './manifest.ts';
import type { Source } from './sources.ts';
import type { StartScript } from './start-script.ts';

const NAMES = ['index', 'server', 'main', 'app'];
const EXTENSIONS = ['ts', 'js', 'mts', 'mjs', 'cts', 'cjs'];

/** The file that starts the application: of the start script, else `main`, else one with a usual name. */
export function entryOf(
  manifest: Manifest,
  script: StartScript | undefined,
  sources: readonly Source[],
): string | undefined {
  const own = new Set(sources.map(({ path }) => path));
  const named = [script?.file, typeof manifest.main === 'string' ? manifest.main : undefined];
  for (const name of named) {
    if (name === undefined) continue;
    const path = name.replace(/^\.\//, '');
    const source = own.has(path) ? path : sourceOfBuilt(path, own);
    if (source !== undefined) return source;
  }
  if (script?.file !== undefined) return script.file.replace(/^\.\//, '');
  const usual = NAMES.flatMap((name) =>
    ['', 'src/'].flatMap((folder) => EXTENSIONS.map((extension) => `${folder}${name}.${extension}`)),
  );
  return usual.find((path) => own.has(path));
}

/** `dist/server.js` was built from `src/server.ts`, as a rule. */
function sourceOfBuilt(path: string, own: ReadonlySet<string>): string | undefined {
  const stem = path.slice(0, path.length - extname(path).length).replace(/^[^/]+\/(?:src\/)?/, '');
  return [`src/${stem}.ts`, `${stem}.ts`, `src/${stem}.mts`, `src/${stem}.js`].find((file) => own.has(file));
}

/** Whether the project's code runs as ES modules. */
export function isEsm(manifest: Manifest, entry: string | undefined): boolean {
  if (entry !== undefined && /\.m[jt]s$/.test(entry)) return true;
  if (entry !== undefined && /\.c[jt]s$/.test(entry)) return false;
  return manifest.type === 'module';
}
