import type { Call, Request } from '../call/call.ts';
import { operationOf } from '../call/operation.ts';

/** What fuelgauge needs of an `openai` client (4.19 to 7). Nothing of the package itself is imported. */
export interface Client {
  readonly baseURL?: unknown;
  /** An `AzureOpenAI` client's, wherever its endpoint is: Azure is often behind an API gateway. */
  readonly apiVersion?: unknown;
}

/** The props that the client hands to its parse step. */
export interface ParseProps {
  readonly response: object;
  /** Of the request, as the client hands them on when it makes another attempt. */
  readonly options?: unknown;
}

/** A prototype that has the client's request path. */
export type ClientPrototype = Record<string, (...args: never[]) => unknown>;

/**
 * The object on the prototype chain that owns the request path: `OpenAI.prototype` from version 5 on,
 * `APIClient.prototype` in version 4. Undefined when this is no such client.
 */
export function requestPathOf(start: unknown): ClientPrototype | undefined {
  for (let at: unknown = start; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const owner = at as ClientPrototype;
    if (Object.hasOwn(owner, 'makeRequest') && typeof owner.makeRequest === 'function') {
      return typeof owner.fetchWithTimeout === 'function' ? owner : undefined;
    }
  }
  return undefined;
}

/** The request behind an attempt. `url` is absent when the client failed before it had built one. */
export function requestOf(
  client: Client,
  call: Call,
  url?: string,
  headers?: unknown,
  httpMethod?: unknown,
): Request {
  const { options } = call;
  const baseUrl = typeof client.baseURL === 'string' ? client.baseURL : '';
  const path = typeof options?.path === 'string' ? options.path : (url ?? '');
  const method = typeof options?.method === 'string' ? options.method : String(httpMethod ?? 'get');
  // A path may be a whole URL, and a residency may move the call to another host: trust where it really goes.
  const target = call.recorder.targets.of(
    url === undefined || url.startsWith(baseUrl) ? baseUrl : new URL(url).origin,
    typeof client.apiVersion === 'string' && client.apiVersion !== '' ? 'azure.ai.openai' : undefined,
  );
  return { url: url ?? baseUrl, headers, target, operation: operationOf(method, path), body: options?.body };
}
