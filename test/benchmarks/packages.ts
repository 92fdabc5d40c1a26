import type { PinnedPackage } from './versions.ts';

export const OUR_PACKAGE = '@fuelgauge/instrumentation';

/** The peers. Their import alone turns nothing on yet, as our one line does. */
export const PEER_PACKAGES: readonly PinnedPackage[] = [
  '@opentelemetry/instrumentation-openai',
  '@traceloop/instrumentation-openai',
  '@arizeai/openinference-instrumentation-openai',
  'openlit',
  '@langfuse/openai',
  '@opentelemetry/instrumentation-undici',
];
