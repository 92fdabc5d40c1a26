import { FetchInstrumentation } from './fetch/instrumentation.ts';
import { OpenAIInstrumentation } from './openai/instrumentation.ts';
import type { FetchInstrumentationConfig, OpenAIInstrumentationConfig } from './types.ts';

let openai: OpenAIInstrumentation | undefined;
let fetching: FetchInstrumentation | undefined;

/**
 * Instruments the class of a client by hand: for bundled code, where no module can be patched.
 * Telemetry goes to the global providers.
 *
 * @param client an `OpenAI` or `AzureOpenAI` client, or the class itself.
 * @returns the same client.
 * @throws {TypeError} when it is no such client, or `config` is malformed.
 */
export function instrument<T>(client: T, config?: OpenAIInstrumentationConfig): T {
  if (openai === undefined) openai = new OpenAIInstrumentation(config);
  else if (config !== undefined) openai.setConfig({ enabled: true, ...config });
  if (!openai.manuallyInstrument(client)) {
    throw new TypeError(
      'fuelgauge: instrument(client) wants an OpenAI client of the openai package, or its class',
    );
  }
  return client;
}

/**
 * A fetch whose LLM calls are recorded: for a client's own `fetch` option, `undici.fetch`, or code that
 * captured the global one early. `config` is for this one fetch.
 *
 * @throws {TypeError} when `fetch` is no function, or `config` is malformed.
 */
export function instrumentFetch(
  fetch: typeof globalThis.fetch,
  config?: FetchInstrumentationConfig,
): typeof globalThis.fetch {
  if (typeof fetch !== 'function')
    throw new TypeError(`fuelgauge: instrumentFetch(fetch) wants a function, got ${typeof fetch}`);
  // Not enabled as an instrumentation of the global: it only wraps what it is given.
  if (config !== undefined) return new HandWrapping(config).wrap(fetch);
  fetching ??= new HandWrapping();
  return fetching.wrap(fetch);
}

class HandWrapping extends FetchInstrumentation {
  constructor(config?: FetchInstrumentationConfig) {
    super({ ...config, enabled: false });
  }

  override isEnabled(): boolean {
    return true;
  }
}
