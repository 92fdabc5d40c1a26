/**
 * A tiny receiver for OTLP over HTTP in JSON. The `otlp-http` exporter packages of OpenTelemetry JS send JSON;
 * `@opentelemetry/sdk-node` needs `OTEL_EXPORTER_OTLP_PROTOCOL=http/json`, as its default is protobuf, which is
 * answered with 415 here.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  logsOf,
  pointsOf,
  type ReceivedLog,
  type ReceivedPoint,
  type ReceivedSpan,
  spansOf,
} from './otlp-json.ts';

export interface OtlpReceiver {
  /** Base URL, for `OTEL_EXPORTER_OTLP_ENDPOINT`; the signals are below it at `/v1/traces` and so on. */
  readonly url: string;
  /** What makes a service that is set up by environment variables export here, soon and in JSON. */
  readonly env: Readonly<Record<string, string>>;
  /** Every span so far, in order of arrival. */
  readonly spans: readonly ReceivedSpan[];
  /** Last point of every series (name, attributes, resource). Delta sums are added up. */
  readonly metrics: readonly ReceivedPoint[];
  /** Each export of metrics by itself: a series that has ended is missing from the last one. */
  readonly metricExports: readonly (readonly ReceivedPoint[])[];
  readonly logs: readonly ReceivedLog[];
  /** Content types that were refused with 415. */
  readonly refused: readonly string[];
  /** Points of `metrics` with this name. */
  points(name: string): ReceivedPoint[];
  /** Calls back for every span from now on; returns the way to stop. */
  onSpan(callback: (span: ReceivedSpan) => void): () => void;
  /** Calls back for every export of metrics from now on; returns the way to stop. */
  onMetrics(callback: (points: readonly ReceivedPoint[]) => void): () => void;
  /** Resolves once `predicate` holds; checked at every arrival. Rejects after `timeoutMs` (default 10 s). */
  waitFor(predicate: (receiver: OtlpReceiver) => boolean, timeoutMs?: number): Promise<void>;
  /** Resolves with all spans once there are `count`. Rejects after `timeoutMs` (default 10 s). */
  waitForSpans(count: number, timeoutMs?: number): Promise<readonly ReceivedSpan[]>;
  /** Forgets everything received. */
  reset(): void;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return JSON.parse(
    (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8'),
  );
}

/** A key that is the same for the same set of attributes, in whatever order they came. */
const seriesOf = (point: ReceivedPoint): string =>
  JSON.stringify([
    point.name,
    ...[point.attributes, point.resource].map((map) => Object.entries(map).sort()),
  ]);

/** Starts a receiver on a free local port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const logs: ReceivedLog[] = [];
  const metricExports: ReceivedPoint[][] = [];
  const series = new Map<string, ReceivedPoint>();
  const refused: string[] = [];
  const spanCallbacks = new Set<(span: ReceivedSpan) => void>();
  const metricCallbacks = new Set<(points: readonly ReceivedPoint[]) => void>();
  const arrivalCallbacks = new Set<() => void>();

  const take: Readonly<Record<string, (body: unknown) => void>> = {
    '/v1/traces': (body) => {
      for (const span of spansOf(body)) {
        spans.push(span);
        for (const callback of spanCallbacks) callback(span);
      }
    },
    '/v1/metrics': (body) => {
      const points = pointsOf(body);
      metricExports.push(points);
      for (const point of points) {
        const key = seriesOf(point);
        const before = point.temporality === 'delta' ? (series.get(key)?.value ?? 0) : 0;
        series.set(key, { ...point, value: before + point.value });
      }
      for (const callback of metricCallbacks) callback(points);
    },
    '/v1/logs': (body) => {
      logs.push(...logsOf(body));
    },
  };

  async function statusFor(request: IncomingMessage): Promise<number> {
    const taker = request.method === 'POST' ? take[request.url ?? ''] : undefined;
    if (!taker) return 404;
    const contentType = request.headers['content-type'] ?? '';
    if (!contentType.startsWith('application/json')) {
      refused.push(contentType);
      request.resume();
      return 415;
    }
    let body: unknown;
    try {
      body = await bodyOf(request);
    } catch {
      return 400;
    }
    taker(body);
    for (const callback of arrivalCallbacks) callback();
    return 200;
  }

  const server = createServer((request, response) => {
    void statusFor(request).then((status) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const receiver: OtlpReceiver = {
    url,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_BLRP_SCHEDULE_DELAY: '50',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      OTEL_METRIC_EXPORT_TIMEOUT: '200',
    },
    spans,
    get metrics() {
      return [...series.values()];
    },
    metricExports,
    logs,
    refused,
    points: (name) => [...series.values()].filter((point) => point.name === name),
    onSpan: (callback) => {
      spanCallbacks.add(callback);
      return () => spanCallbacks.delete(callback);
    },
    onMetrics: (callback) => {
      metricCallbacks.add(callback);
      return () => metricCallbacks.delete(callback);
    },
    waitFor: (predicate, timeoutMs = DEFAULT_TIMEOUT_MS) => {
      let stop = (): void => {};
      const promise = new Promise<void>((resolve, reject) => {
        const check = (): void => {
          try {
            if (predicate(receiver)) resolve();
          } catch (error) {
            reject(error);
          }
        };
        const timer = setTimeout(() => {
          const names = spans.map((span) => span.name).join(', ');
          reject(
            new Error(
              `not received within ${timeoutMs} ms; have ${spans.length} spans (${names}), ` +
                `${series.size} metric series, ${logs.length} logs, refused: ${refused.join(', ') || 'none'}`,
            ),
          );
        }, timeoutMs);
        stop = () => {
          clearTimeout(timer);
          arrivalCallbacks.delete(check);
        };
        arrivalCallbacks.add(check);
        check();
      });
      return promise.finally(() => stop());
    },
    waitForSpans: async (count, timeoutMs) => {
      await receiver.waitFor(() => spans.length >= count, timeoutMs);
      return spans;
    },
    reset: () => {
      spans.length = 0;
      logs.length = 0;
      metricExports.length = 0;
      refused.length = 0;
      series.clear();
    },
    close: async () => {
      const done = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await done;
    },
  };
  return receiver;
}
