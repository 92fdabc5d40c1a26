/** A receiver of OTLP over HTTP that keeps every byte, whatever the signal and the encoding. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Collector {
  readonly url: string;
  /** What came to each path, as text: `/v1/traces`, `/v1/metrics`, `/v1/logs`. */
  readonly bodies: ReadonlyMap<string, readonly string[]>;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const bodies = new Map<string, string[]>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString(
        'utf8',
      );
      const path = request.url ?? '';
      bodies.set(path, [...(bodies.get(path) ?? []), text]);
      response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'application/json' });
      response.end(request.headers['content-type'] === 'application/json' ? '{}' : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface ExportedSpan {
  readonly traceId: string;
  readonly name: string;
  readonly scope: string;
  readonly failed: boolean;
  /** The description of its status. */
  readonly message: string;
  readonly attributes: ReadonlyMap<string, string>;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly name: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes?: readonly { readonly key: string; readonly value: unknown }[];
}

/** The spans of exports in JSON. */
export function spansIn(bodies: readonly string[]): ExportedSpan[] {
  return bodies.flatMap((text) =>
    (JSON.parse(text) as OtlpTraces).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) =>
        spans.map(({ traceId, name, status, attributes = [] }) => ({
          traceId,
          name,
          scope: scope.name,
          failed: status?.code === 2,
          message: status?.message ?? '',
          attributes: new Map(attributes.map(({ key, value }) => [key, JSON.stringify(value)])),
        })),
      ),
    ),
  );
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

/** The same exports without some attributes. */
export function withoutAttributes(bodies: readonly string[], names: readonly string[]): string[] {
  return bodies.map((text) =>
    JSON.stringify(JSON.parse(text), (key, value: unknown) =>
      key === 'attributes' && Array.isArray(value)
        ? (value as { key: string }[]).filter((attribute) => !names.includes(attribute.key))
        : value,
    ),
  );
}
