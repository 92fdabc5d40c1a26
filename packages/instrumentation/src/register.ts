/**
 * `import '@fuelgauge/instrumentation/register'` as the first line of an ES module, or
 * `node --import @fuelgauge/instrumentation/register`.
 */
import { isPreloaded, patchImported, patchRequired } from './auto/openai-modules.ts';
import { start } from './auto/start.ts';

const instrumentation = start(isPreloaded() ? 'preloaded' : 'imported');
patchRequired(instrumentation);
// Everything up to the first await runs before any other module of the application.
const left = isPreloaded() ? [] : patchImported(instrumentation);
for (const patch of left) await patch();
