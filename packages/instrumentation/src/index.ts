/**
 * OpenTelemetry instrumentation of LLM calls through the `openai` package and through `fetch`: one span for each call,
 * with its cost, the account that paid and, when it fails, a verdict. `@fuelgauge/instrumentation/register` is all of it
 * in one line; this is for a list of instrumentations, for bundled code and for a `fetch` of one's own.
 *
 * @example
 * An SDK that is there:
 * ```ts
 * import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
 * import { NodeSDK } from '@opentelemetry/sdk-node';
 *
 * const config = { accounts: { production: process.env.OPENAI_API_KEY ?? '' } };
 * const sdk = new NodeSDK({
 *   instrumentations: [new OpenAIInstrumentation(config), new FetchInstrumentation(config)],
 * });
 * sdk.start();
 * ```
 *
 * @example
 * Bundled code, and a client with a fetch of its own:
 * ```ts
 * import { instrument, instrumentFetch } from '@fuelgauge/instrumentation';
 * import OpenAI from 'openai';
 *
 * export const client = instrument(new OpenAI());
 * export const recorded = instrumentFetch(fetch);
 * ```
 *
 * @module
 */
export { FetchInstrumentation } from './fetch/instrumentation.ts';
export { instrument, instrumentFetch } from './instrument.ts';
export { OpenAIInstrumentation } from './openai/instrumentation.ts';
export { FuelgaugeSpanProcessor, type FuelgaugeSpanProcessorConfig } from './span-processor/processor.ts';
export type {
  AccountInfo,
  FetchInstrumentationConfig,
  FuelgaugeConfig,
  OpenAIInstrumentationConfig,
  RequestInfo,
} from './types.ts';
