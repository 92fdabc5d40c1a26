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
