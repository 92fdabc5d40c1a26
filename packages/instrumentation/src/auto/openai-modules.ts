import { existsSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { diag } from '@opentelemetry/api';
import { debug } from '../log.ts';
import type { OpenAIInstrumentation } from '../openai/instrumentation.ts';
import { installedCopies, manifestOf } from './installed-copies.ts';

const PATCH: symbol = Symbol.for('fuelgauge.patch-openai.v1');

/**
 * The modules of `openai` that define the client, `core` in version 4 and `client` since, and its entry; under
 * whatever name the package is installed.
 */
const OF_OPENAI = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(client|core|index)\.(mjs|js)(?:\?|$)/;

const shared = globalThis as { [key: symbol]: ((target: unknown, location?: string) => void) | undefined };

/** Called with the URL of everything that is loaded, while a copy is being probed. */
let onLoad: ((url: string) => void) | undefined;

/**
 * Patches each copy of `openai` that is imported or required from now on, by one line appended to the module
 * that defines the client. In-thread hooks (Node 22.15) see every load, wherever it stands.
 */
export function patchLaterLoads(instrumentation: OpenAIInstrumentation): void {
  shared[PATCH] = (target, location) => {
    try {
      // What an older copy of this package appended tells no location.
      if (location === undefined) instrumentation.manuallyInstrument(target);
      else patchCopy(instrumentation, target, location, 'as it was loaded');
    } catch (fault) {
      // This runs inside the module of the client, which must load all the same.
      diag.error('fuelgauge: openai could not be patched', fault);
    }
  };
  try {
    nodeModule.registerHooks?.({ load: appendPatch });
  } catch {
    debug('module.registerHooks is refused here: an openai that is loaded from now on is not patched');
  }
}

/** A load hook. */
const appendPatch: nodeModule.LoadHookSync = (url, context, nextLoad) => {
  onLoad?.(url);
  const loaded = nextLoad(url, context);
  const [, name, file, extension] = OF_OPENAI.exec(url) ?? [];
  if (name === undefined || !url.startsWith('file:')) return loaded;
  if (loaded.source === undefined || loaded.source === null) return loaded;
  const folder = dirname(fileURLToPath(url));
  if (name !== 'openai' && manifestOf(folder)?.name !== 'openai') return loaded;
  if (file === 'index') {
    // A version without the modules that we know must not go by in silence.
    if (clientFile(folder, `.${extension}`) === undefined) shared[PATCH]?.(undefined, url);
    return loaded;
  }
  const source =
    typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source as Uint8Array);
  const found = file === 'client' ? 'OpenAI' : 'APIClient';
  const target = `typeof ${found} === 'undefined' ? undefined : ${found}`;
  const location = extension === 'mjs' ? 'import.meta.url' : '__filename';
  return {
    ...loaded,
    source: `${source}\n;globalThis[Symbol.for(${JSON.stringify(PATCH.description)})]?.(${target}, ${location});\n`,
  };
};

/** Patches what was required before fuelgauge was. */
export function patchRequired(instrumentation: OpenAIInstrumentation): void {
  const cache = nodeModule.createRequire(import.meta.url).cache ?? {};
  for (const [path, module] of Object.entries(cache)) {
    const [, name, file, extension] = OF_OPENAI.exec(path.replaceAll('\\', '/')) ?? [];
    if (name === undefined || file === 'index' || extension !== 'js') continue;
    if (name !== 'openai' && manifestOf(dirname(path))?.name !== 'openai') continue;
    patchCopy(instrumentation, clientIn(module?.exports), path, 'required before');
  }
}

/**
 * Patches the copies that the static graph of the application has already imported. A first-line `import` runs
 * when that graph is loaded and linked, past any hook, but not yet run: to require such a copy runs it first, and
 * its class is patched before any code of the application sees it. A copy that nobody imported is not loaded; the
 * hook patches it if somebody does.
 *
 * @returns what is left to do for copies that cannot be had at once: openai 4, whose shims must run in the
 * application's order, and Node before it could require what an import has linked.
 */
export function patchImported(instrumentation: OpenAIInstrumentation): (() => Promise<void>)[] {
  const { copies, complete } = installedCopies(applicationFolders());
  if (!complete) debug('the search for copies of openai was cut short: too many folders, or too slow');
  if (copies.length === 0) debug('openai: none found in the node_modules of the application');
  const left: (() => Promise<void>)[] = [];
  for (const folder of copies) {
    const file = clientFile(folder, '.mjs');
    if (file === undefined) {
      patchUnknown(instrumentation, folder);
      continue;
    }
    const location = pathToFileURL(file).href;
    const patch = (client: unknown): void => {
      patchCopy(instrumentation, client, location, 'imported by the application');
    };
    const absent = (): void =>
      debug(`openai ${manifestOf(folder)?.version} at ${folder}: not imported so far, patched when it is`);
    try {
      const linked = isLinked(folder);
      if (linked === false) {
        absent();
        continue;
      }
      if (linked === true) {
        patch(clientIn(nodeModule.createRequire(file)(file)));
        continue;
      }
    } catch {
      // Linked but not to be had by `require` on this Node: below.
    }
    left.push(async () => {
      try {
        if (await isLinkedLater(folder)) patch(clientIn(await import(location)));
        else absent();
      } catch {
        // An openai that cannot be loaded is the application's to meet, if it ever asks for it.
        debug(`openai at ${folder}: could not be loaded`);
      }
    });
  }
  return left;
}

/** A copy without the modules that we know: one that is newer than this must not go by in silence. */
function patchUnknown(instrumentation: OpenAIInstrumentation, folder: string): void {
  const entry = join(folder, 'index.mjs');
  if (existsSync(entry)) patchCopy(instrumentation, undefined, entry, 'installed');
  else
    debug(`openai ${manifestOf(folder)?.version} at ${folder}: not patched, it has no ES module of a client`);
}

/**
 * Whether a copy is part of what has been imported, without loading it: of two small modules of it, one
 * importing the other, the second is loaded again only if nobody had loaded it before.
 *
 * @returns undefined where that cannot be told at once.
 */
function isLinked(folder: string): boolean | undefined {
  const probe = join(folder, 'core', 'error.mjs');
  if (!existsSync(probe)) return undefined;
  const inside = pathToFileURL(folder).href;
  let loads = 0;
  onLoad = (url) => {
    if (url.startsWith(inside)) loads++;
  };
  try {
    const required: unknown = nodeModule.createRequire(probe)(probe);
    // TypeScript runners require an ES module by making a CommonJS one of it: another copy.
    return types.isModuleNamespaceObject(required) ? loads < 2 : undefined;
  } finally {
    onLoad = undefined;
  }
}

async function isLinkedLater(folder: string): Promise<boolean> {
  const probe = pathToFileURL(join(folder, 'version.mjs')).href;
  let linked = true;
  onLoad = (url) => {
    if (url === probe) linked = false;
  };
  try {
    await import(probe);
    return linked;
  } finally {
    onLoad = undefined;
  }
}

function patchCopy(
  instrumentation: OpenAIInstrumentation,
  client: unknown,
  location: string,
  how: string,
): void {
  const file = location.startsWith('file:') ? fileURLToPath(location) : location;
  const folder = dirname(file);
  instrumentation.patchCopy(client, {
    folder,
    version: manifestOf(folder)?.version,
    how: `${file.endsWith('.mjs') ? 'ES module' : 'CommonJS'}, ${how}`,
  });
}

/** The class that `client` exports, or `core` in version 4. */
function clientIn(exports: unknown): unknown {
  const { OpenAI, APIClient } = (exports ?? {}) as { OpenAI?: unknown; APIClient?: unknown };
  return OpenAI ?? APIClient;
}

/** Undefined when this copy has none of the modules that we know. */
function clientFile(folder: string, extension: string): string | undefined {
  return ['client', 'core'].map((name) => join(folder, name + extension)).find((file) => existsSync(file));
}

/** Where to look from: the main module, the working directory, and the package that contains this. */
function applicationFolders(): string[] {
  const folders = [process.cwd(), dirname(fileURLToPath(import.meta.url))];
  try {
    if (process.argv[1] !== undefined) folders.unshift(realpathSync(process.argv[1]));
  } catch {
    // No file: code from the command line, or a name without its extension.
  }
  return folders;
}

/** Whether this runs before the application's main module is loaded: `--import`, `--require`, `NODE_OPTIONS`. */
export function isPreloaded(): boolean {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)].join(' ');
  return /(?<!\S)(?:--import|--require|-r)[ =]"?(?:@fuelgauge\/instrumentation\/register|\S*[\\/]instrumentation[\\/]dist[\\/]register\.[mc]js)/.test(
    options,
  );
}
