import { readFileSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenAIInstrumentation } from '../openai/instrumentation.ts';

const PATCH: symbol = Symbol.for('fuelgauge.patch-openai.v1');

/** The ES modules of `openai` that define the client: `core.mjs` in version 4, `client.mjs` since. */
const CLIENT_MODULE = /\/node_modules\/openai\/(client|core)\.mjs$/;

/**
 * Patches each copy of `openai` that is imported as an ES module from now on, by one line appended to the
 * module that defines the client. In-thread hooks (Node 22.15) see every import, wherever it stands; what
 * `require` loads is seen by the instrumentation's own hook.
 */
export function patchLaterImports(instrumentation: OpenAIInstrumentation): void {
  (globalThis as { [key: symbol]: unknown })[PATCH] = (target: unknown) => {
    instrumentation.manuallyInstrument(target);
  };
  nodeModule.registerHooks?.({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const name = CLIENT_MODULE.exec(url)?.[1];
      if (name === undefined || loaded.source === undefined || loaded.source === null) return loaded;
      const source =
        typeof loaded.source === 'string'
          ? loaded.source
          : new TextDecoder().decode(loaded.source as Uint8Array);
      const found = name === 'client' ? 'OpenAI' : 'APIClient';
      return {
        ...loaded,
        source: `${source}\n;globalThis[Symbol.for(${JSON.stringify(PATCH.description)})]?.(${found});\n`,
      };
    },
  });
}

/**
 * The application's `openai` as an ES module, found from its main module. A first-line `import` runs when the
 * whole static graph is already loaded but not yet run, past any hook: importing the same file here runs it
 * first, and its class is patched before the application sees it.
 */
export function applicationModules(): string[] {
  const bases = [process.argv[1], join(process.cwd(), 'package.json')];
  const urls = new Set<string>();
  for (const base of bases) {
    if (base === undefined) continue;
    try {
      const found = nodeModule.findPackageJSON?.('openai', pathToFileURL(realpathSync(base)));
      if (found !== undefined) urls.add(entryOf(realpathSync(found)));
    } catch {
      // No openai to be found from here.
    }
  }
  return [...urls];
}

/** The file that `import 'openai'` gives, from the package's `exports`. */
function entryOf(packageJson: string): string {
  const { exports } = JSON.parse(readFileSync(packageJson, 'utf8')) as { exports?: Record<string, unknown> };
  let entry: unknown = exports?.['.'];
  while (typeof entry === 'object' && entry !== null) {
    const conditions = entry as Record<string, unknown>;
    entry = conditions.import ?? conditions.default;
  }
  return pathToFileURL(join(dirname(packageJson), typeof entry === 'string' ? entry : 'index.mjs')).href;
}

/** Whether this runs before the application's main module is loaded: `--import`, `--require`, `NODE_OPTIONS`. */
export function isPreloaded(): boolean {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)].join(' ');
  return /(?:--import|--require|-r)[ =]"?(?:@fuelgauge\/instrumentation\/register|\S*[\\/]instrumentation[\\/]dist[\\/]register\.[mc]js)/.test(
    options,
  );
}
