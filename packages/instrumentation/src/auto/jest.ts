import { createRequire } from 'node:module';
import { join } from 'node:path';
import { debug } from '../log.ts';
import type { OpenAIInstrumentation } from '../openai/instrumentation.ts';

/** What Jest passes to each CommonJS module that it runs. */
declare const jest: { readonly requireActual?: unknown } | undefined;

/**
 * Whether Jest runs this. It has a registry of modules and a `require` of its own for each test file, where no
 * hook reaches.
 */
export function isInJest(): boolean {
  return typeof jest === 'object' && typeof jest?.requireActual === 'function';
}

/**
 * Patches the application's `openai` in Jest's registry, through Jest's own `require`: a mock of it stays a mock,
 * and a copy that is loaded after `jest.resetModules()` is not patched.
 */
export function patchInJest(instrumentation: OpenAIInstrumentation): void {
  for (const from of new Set([require.main?.filename, join(process.cwd(), 'package.json')])) {
    if (from === undefined) continue;
    let found: unknown;
    try {
      found = createRequire(from)('openai');
    } catch {
      debug(`openai: none to be required from ${from}`);
      continue;
    }
    instrumentation.patchCopy(found, { how: `CommonJS, in Jest, required from ${from}` });
  }
}
