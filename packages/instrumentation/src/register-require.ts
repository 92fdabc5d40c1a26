/** `require('@fuelgauge/instrumentation/register')` before `openai` is required, or `node --require`. */
import { start } from './auto/start.ts';

start();
