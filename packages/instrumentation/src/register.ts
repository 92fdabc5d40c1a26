/**
 * `import '@fuelgauge/instrumentation/register'` as the first line of an ES module, or
 * `node --import @fuelgauge/instrumentation/register`.
 */
import { applicationModules, isPreloaded } from './auto/openai-modules.ts';
import { start } from './auto/start.ts';

const instrumentation = start();
if (!isPreloaded()) {
  for (const url of applicationModules()) instrumentation.manuallyInstrument(await import(url));
}
