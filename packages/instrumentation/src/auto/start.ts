import { endOpenCalls } from '../call/call.ts';
import { onFirstUnheardCall } from '../call/recorder.ts';
import { FetchInstrumentation } from '../fetch/instrumentation.ts';
import { debug, logLevelOf } from '../log.ts';
import { OpenAIInstrumentation } from '../openai/instrumentation.ts';
import { configFromEnvironment } from './environment.ts';
import { isInJest } from './jest.ts';
import { patchLaterLoads } from './openai-modules.ts';
import { sayJoined, startSdk } from './sdk.ts';

const STARTED: symbol = Symbol.for('fuelgauge.started.v1');
const shared = globalThis as { [key: symbol]: OpenAIInstrumentation | undefined };

/**
 * Turns both instrumentations on, once in a process. The SDK is looked for at the first LLM call, not now: an
 * application that starts its own does so in between, and one that makes no call pays for none.
 *
 * @throws {TypeError} naming the environment variable that is malformed.
 */
export function start(): OpenAIInstrumentation {
  const running = shared[STARTED];
  if (running !== undefined) return running;
  const config = configFromEnvironment(process.env);
  // The first call that somebody records tells whose SDK that was.
  if (logLevelOf(process.env) === 'debug') config.requestHook = sayJoined;
  const openai = new OpenAIInstrumentation(config);
  new FetchInstrumentation(config);
  debug(typeof globalThis.fetch === 'function' ? 'fetch: wrapped' : 'fetch: there is none to wrap');
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
