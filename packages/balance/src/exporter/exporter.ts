import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  defaultResource,
  detectResources,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { AccountState } from '../account-state.ts';
import { type OtlpSettings, otlpReader } from './otlp.ts';
import { AccountMetricProducer } from './producer.ts';
import { type ListenOptions, startServer } from './server.ts';

export interface ExporterOptions {
  /** What is known of every account, now. */
  states(): readonly AccountState[];
  readonly listen: ListenOptions;
  /** Absent: nothing is pushed. */
  readonly otlp?: OtlpSettings | undefined;
}

export interface Exporter {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Pushes a last time, closes the server. Ends within about `graceMs`, whatever the receiver does. */
  stop(graceMs: number): Promise<void>;
}

/** Serves `/metrics`, `/healthz` and `/readyz`, and pushes OTLP where it is told to. */
export async function startExporter({ states, listen, otlp }: ExporterOptions): Promise<Exporter> {
  const prometheus = new PrometheusExporter({
    preventServerStart: true,
    metricProducers: [new AccountMetricProducer(states)],
    // A label that is the same on every series, and that no other path to Prometheus has.
    withoutScopeInfo: true,
  });
  const server = await startServer(
    {
      metrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
      readiness: () => {
        const known = states();
        return { tried: known.filter(({ up }) => up !== undefined).length, of: known.length };
      },
    },
    listen,
  );
  const provider = new MeterProvider({
    resource: resource(),
    readers: [prometheus, ...(otlp === undefined ? [] : [otlpReader(otlp, states)])],
  });
  return {
    url: server.url,
    stop: async (graceMs) => {
      await Promise.all([
        server.close(graceMs),
        // A receiver that does not answer must not hold the process up.
        provider.shutdown({ timeoutMillis: graceMs }).catch(() => undefined),
      ]);
    },
  };
}

/** `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`; the service is called `fuelgauge-balance` otherwise. */
function resource(): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'fuelgauge-balance' }))
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }));
}
