/** What is measured beside fuelgauge, each at one version: figures of two runs are of the same peers. */
export const VERSIONS = {
  openai: '7.55.0',
  '@opentelemetry/api': '1.10.0',
  '@opentelemetry/instrumentation-openai': '0.22.0',
  '@traceloop/instrumentation-openai': '0.27.0',
  '@arizeai/openinference-instrumentation-openai': '4.2.7',
  openlit: '1.15.0',
  '@langfuse/openai': '5.11.1',
  '@opentelemetry/instrumentation-undici': '0.34.0',
} as const;

export type PinnedPackage = keyof typeof VERSIONS;
