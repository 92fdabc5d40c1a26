import type { RequestRecord } from '../simulator/src/index.ts';

/** The model that a request asks: in its body, or in its path, as Google has it. */
export const modelOf = ({ body, path }: RequestRecord): string =>
  String((body as { model?: unknown } | undefined)?.model ?? path);

/** Headers of which only the presence counts. `@anthropic-ai/sdk` sends a trace id of its own. */
const VARYING = new Set(['host', 'idempotency-key', 'traceparent']);

/** Everything that was sent, by model, without what differs from run to run. */
export function traffic(requests: readonly RequestRecord[]): Readonly<Record<string, unknown>> {
  const sent = (model: string): unknown =>
    requests
      .filter((request) => modelOf(request) === model)
      .map(({ method, path, headers, body }) => ({
        method,
        path,
        headers: Object.entries(headers).map(([name, value]) => [name, VARYING.has(name) ? '' : value]),
        body,
      }));
  return Object.fromEntries([...new Set(requests.map(modelOf))].sort().map((model) => [model, sent(model)]));
}
