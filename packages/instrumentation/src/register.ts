/**
 * `import '@fuelgauge/instrumentation/register'` as the first line of an ES module, or
 * `node --import @fuelgauge/instrumentation/register`; `require` and `node --require` work too. Every copy of `openai`
 * that is loaded later, and global `fetch`, are recorded. It joins the OpenTelemetry SDK that is there; where there is
 * none, `@opentelemetry/sdk-node` is started at the first LLM call, if it is installed. Settings come from the
 * environment: `FUELGAUGE_ACCOUNTS`, `FUELGAUGE_PROVIDERS`, `FUELGAUGE_LOG` and OpenTelemetry's own.
 *
 * Exports nothing.
 *
 * @example
 * ```ts
 * import '@fuelgauge/instrumentation/register';
 * import OpenAI from 'openai';
 *
 * await new OpenAI().chat.completions.create({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'hi' }] });
 * ```
 *
 * @module
 */
import { isPreloaded, patchImported, patchRequired } from './auto/openai-modules.ts';
import { start } from './auto/start.ts';

const instrumentation = start(isPreloaded() ? 'preloaded' : 'imported');
patchRequired(instrumentation);
// Everything up to the first await runs before any other module of the application.
const left = isPreloaded() ? [] : patchImported(instrumentation);
for (const patch of left) await patch();
