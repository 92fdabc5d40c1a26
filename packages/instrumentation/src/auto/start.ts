import { endOpenCalls } from '../call/call.ts';
import { onFirstUnheardCall } from '../call/recorder.ts';
import { FetchInstrumentation } from '../fetch/instrumentation.ts';
import { debug, logLevelOf } from '../log.ts';
import { OpenAIInstrumentation } from '../openai/instrumentation.ts';
import { configFromEnvironment } from './environment.ts';
import { isInJest } from './jest.ts';
import { patchLaterLoads } from './openai-modules.ts';
import { sayRecorded } from './say-recorded.ts';
import { saySettings } from './say-settings.ts';
import { startSdk } from './sdk.ts';

const STARTED: symbol = Symbol.for('fuelgauge.started.v1');
const shared = globalThis as { [key: symbol]: OpenAIInstrumentation | undefined };

/**
 * Turns both instrumentations on, once in a process. The SDK is looked for at the first LLM call, not now: an
 * application that starts its own does so in between, and one that makes no call pays for none.
 *
 * @param how this was loaded, in a word, for the log.
 * @throws {TypeError} naming the environment variable that is malformed.
 */
export function start(how: string): OpenAIInstrumentation {
  const running = shared[STARTED];
  if (running !== undefined) return running;
  const config = configFromEnvironment(process.env);
  // Calls that somebody records tell whose SDK that was, and what was seen.
  if (logLevelOf(process.env) === 'debug') config.requestHook = sayRecorded;
  const openai = new OpenAIInstrumentation(config);
  saySettings(how, config, process.env);
  const before = globalThis.fetch;
  new FetchInstrumentation(config);
  debug(fetchLine(before));
  // Jest loads modules by itself; hooks would only pile up in its process, one for each test file.
  if (!isInJest()) {
    patchLaterLoads(openai);
    // Before the application's own SDK is shut down there: what is still open now will get no further.
    process.prependListener('beforeExit', endOpenCalls);
  }
  onFirstUnheardCall(startSdk);
  shared[STARTED] = openai;
  return openai;
}

function fetchLine(before: typeof globalThis.fetch | undefined): string {
  if (typeof before !== 'function') return 'fetch: there is none to wrap';
  return globalThis.fetch === before ? 'fetch: not wrapped, it is read-only' : 'fetch: wrapped';
}
