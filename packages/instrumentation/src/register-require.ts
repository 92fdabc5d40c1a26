/** `require('@fuelgauge/instrumentation/register')`, or `node --require`. */
import { isInJest, patchInJest } from './auto/jest.ts';
import { isPreloaded, patchRequired } from './auto/openai-modules.ts';
import { start } from './auto/start.ts';

const instrumentation = start(isPreloaded() ? 'preloaded' : 'required');
if (isInJest()) patchInJest(instrumentation);
else patchRequired(instrumentation);
