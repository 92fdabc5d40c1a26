/** `require('@fuelgauge/instrumentation/register')`, or `node --require`. */
import { isInJest, patchInJest } from './auto/jest.ts';
import { patchRequired } from './auto/openai-modules.ts';
import { start } from './auto/start.ts';

const instrumentation = start();
if (isInJest()) patchInJest(instrumentation);
else patchRequired(instrumentation);
