/**
 * `import '@fuelgauge/instrumentation/register'` as the first line of an ES module, or
 * `node --import @fuelgauge/instrumentation/register`.
 */
import { diag } from '@opentelemetry/api';
import { applicationModules, isPreloaded } from './auto/openai-modules.ts';
import { start } from './auto/start.ts';

const instrumentation = start();
if (!isPreloaded()) {
  for (const url of applicationModules()) {
    try {
      instrumentation.manuallyInstrument(await import(url));
    } catch (fault) {
      // An openai that cannot be loaded is the application's to meet, if it ever asks for it.
      diag.warn("fuelgauge: the application's openai could not be loaded", fault);
    }
  }
}
