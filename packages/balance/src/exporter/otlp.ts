import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { InstrumentType, type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { AccountState } from '../account-state.ts';
import { AccountMetricProducer } from './producer.ts';

const EXPORTERS = {
  'http/protobuf': ProtobufExporter,
  'http/json': JsonExporter,
} as const;

/** The first that is set counts. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

type Protocol = keyof typeof EXPORTERS;

export interface OtlpSettings {
  readonly protocol: Protocol;
  /** Milliseconds between two pushes. */
  readonly intervalMs: number;
  /** Milliseconds after which a push is given up. */
  readonly timeoutMs: number;
}

/**
 * What OpenTelemetry's own variables ask for; undefined when no endpoint is set and the file does not ask for it
 * either. Endpoint, headers, compression, certificates and temporality are read by the exporter itself.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and .../configuration/sdk-environment-variables/
 *
 * @throws {TypeError} naming the variable and what it accepts.
 */
export function otlpSettings(env: NodeJS.ProcessEnv, enabled: boolean | undefined): OtlpSettings | undefined {
  const endpoint = ENDPOINTS.find((variable) => set(env[variable]) !== undefined);
  if (!(enabled ?? endpoint !== undefined)) return undefined;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(set(env[endpoint]) ?? '')?.protocol ?? '')) {
    // The exporter would fail with each push, or push to the standard endpoint instead.
    throw new TypeError(`${endpoint} must be a URL that begins with http:// or https://`);
  }
  const name =
    set(env.OTEL_EXPORTER_OTLP_METRICS_PROTOCOL) === undefined
      ? 'OTEL_EXPORTER_OTLP_PROTOCOL'
      : 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL';
  const protocol = set(env[name]) ?? 'http/protobuf';
  if (!Object.hasOwn(EXPORTERS, protocol))
    throw new TypeError(`${name} must be http/protobuf (the default) or http/json`);
  const intervalMs = milliseconds(env, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000);
  return {
    protocol: protocol as Protocol,
    intervalMs,
    timeoutMs: Math.min(intervalMs, milliseconds(env, 'OTEL_METRIC_EXPORT_TIMEOUT', 30_000)),
  };
}

/** Pushes what is known, every interval. */
export function otlpReader(settings: OtlpSettings, states: () => readonly AccountState[]): MetricReader {
  const exporter = new EXPORTERS[settings.protocol]();
  // Asked as for an asynchronous counter, which ours are: a total that is looked up.
  const counters = exporter.selectAggregationTemporality(InstrumentType.OBSERVABLE_COUNTER);
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: settings.intervalMs,
    exportTimeoutMillis: settings.timeoutMs,
    metricProducers: [new AccountMetricProducer(states, { counters })],
  });
}

/** The specification treats an empty variable as an unset one. */
function set(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === '' ? undefined : text;
}

function milliseconds(env: NodeJS.ProcessEnv, name: string, standard: number): number {
  const text = set(env[name]);
  if (text === undefined) return standard;
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw new TypeError(`${name} must be a whole number of milliseconds`);
  return Number(text);
}
