/** OpenTelemetry providers for a test worker, made with the SDK in a package folder of the cache. */
import type { SpanLedger } from './span-ledger.ts';

/** npm packages that {@link registerProviders} requires, with their versions. */
export const sdkPackages: readonly string[] = [
  '@opentelemetry/api@1.10.0',
  '@opentelemetry/sdk-trace@3.1.1',
  '@opentelemetry/sdk-metrics@3.1.1',
  '@opentelemetry/context-async-hooks@3.1.1',
];

export interface Providers {
  readonly meterProvider: unknown;
  /** Collects all metrics once; rejects if an instrument's callback throws. */
  collect(): Promise<void>;
}

/**
 * Registers the global tracer provider, meter provider and context manager.
 *
 * @param require `require` from a folder where {@link sdkPackages} are installed
 */
// biome-ignore lint/suspicious/noExplicitAny: required by path, so without types
export function registerProviders(require: (name: string) => any, ledger: SpanLedger): Providers {
  const api = require('@opentelemetry/api');
  const { TracerProvider } = require('@opentelemetry/sdk-trace');
  const { MeterProvider, MetricReader } = require('@opentelemetry/sdk-metrics');
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');

  /** Makes the metrics SDK aggregate, which it does not do without a reader. */
  class OnDemandReader extends MetricReader {
    async onForceFlush(): Promise<void> {}
    async onShutdown(): Promise<void> {}
  }

  const reader = new OnDemandReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [ledger] }));
  api.metrics.setGlobalMeterProvider(meterProvider);
  return {
    meterProvider,
    async collect() {
      const { errors } = await reader.collect();
      if (errors.length > 0) throw errors[0];
    },
  };
}
