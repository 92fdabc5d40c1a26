import { runProcess } from '../published/process.ts';
import { environment } from './job.ts';

export type Format = 'esm' | 'cjs';

export interface LoadedModule {
  /** Its path below `node_modules`. */
  readonly path: string;
  readonly bytes: number;
}

export interface ColdImport {
  readonly milliseconds: number;
  /** Bytes that the process holds afterwards, garbage collected: of the system, and of the heap. */
  readonly resident: number;
  readonly heap: number;
}

const LOAD: Readonly<Record<Format, (module: string) => string>> = {
  esm: (module) => `await import(${JSON.stringify(module)});`,
  cjs: (module) => `require(${JSON.stringify(module)});`,
};

const MEASURE = (format: Format, modules: readonly string[]): string => `
  const start = performance.now();
  ${modules.map(LOAD[format]).join('\n  ')}
  const milliseconds = performance.now() - start;
  gc();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ milliseconds, resident: rss, heap: heapUsed }));
  process.exit();
`;

const LIST = (format: Format, modules: readonly string[]): string => `
  const { registerHooks } = process.getBuiltinModule('node:module');
  const { statSync } = process.getBuiltinModule('node:fs');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const bytes = new Map();
  registerHooks({
    load(url, context, next) {
      if (url.startsWith('file:')) bytes.set(fileURLToPath(url), statSync(fileURLToPath(url)).size);
      return next(url, context);
    },
  });
  ${modules.map(LOAD[format]).join('\n  ')}
  console.log(JSON.stringify([...bytes]));
  process.exit();
`;

/** Imports the modules, one after the other, in a new process in that folder that does nothing else. */
export function coldImport(folder: string, format: Format, modules: readonly string[]): Promise<ColdImport> {
  return evaluate<ColdImport>(folder, format, MEASURE(format, modules));
}

/** What those imports load, largest first. Watching slows them down, so this is apart from their time. */
export async function loadedBy(
  folder: string,
  format: Format,
  modules: readonly string[],
): Promise<LoadedModule[]> {
  const files = await evaluate<[string, number][]>(folder, format, LIST(format, modules));
  return files
    .map(([path, bytes]) => ({ path: path.slice(path.lastIndexOf(INSTALLED) + INSTALLED.length), bytes }))
    .sort((one, other) => other.bytes - one.bytes);
}

const INSTALLED = 'node_modules/';

async function evaluate<T>(folder: string, format: Format, source: string): Promise<T> {
  const type = format === 'esm' ? 'module' : 'commonjs';
  const { stdout } = await runProcess(
    process.execPath,
    ['--expose-gc', `--input-type=${type}`, '--eval', source],
    { cwd: folder, env: environment() },
  );
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as T;
}
