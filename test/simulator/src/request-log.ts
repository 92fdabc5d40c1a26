import type { ProviderId } from './providers.ts';
import type { ScenarioName } from './scenarios.ts';

/** One request that reached the simulator. */
export interface RequestRecord {
  readonly provider: ProviderId | undefined;
  readonly method: string;
  /** Path with its query, as sent; the value of a key in it is blanked. */
  readonly path: string;
  /** Header names in lower case, in the order they came; the values of keys are blanked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; for multipart the parts; else the text. Undefined without a body. */
  readonly body: unknown;
  /** What was played instead of a plain answer. */
  scenario: ScenarioName | undefined;
  status: number | undefined;
  /** Writes of a body so far: the chunks of a stream, comments and `[DONE]` included. */
  chunksSent: number;
  /** Writes that a complete answer takes; known once the answer begins. */
  chunksTotal: number | undefined;
  /** True when the client left before the end of the answer. */
  aborted: boolean;
  /** Settles when the exchange is over, either way. `aborted` and `chunksSent` are final then. */
  readonly closed: Promise<void>;
}

const SECRET_HEADERS = new Set(['authorization', 'api-key', 'x-api-key', 'x-goog-api-key']);

export function blankedHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    headers[name] = SECRET_HEADERS.has(name) ? '[blanked]' : rawHeaders[at + 1]!;
  }
  return headers;
}

/** `?key=…`, as Google takes it. */
export const blankedPath = (url: URL): string =>
  url.pathname + url.search.replaceAll(/([?&]key=)[^&]*/g, '$1[blanked]');

/** Header of each service that holds a bare key; the others take it as Azure does. */
const KEY_HEADERS: Readonly<Partial<Record<ProviderId, string>>> = {
  anthropic: 'x-api-key',
  gemini: 'x-goog-api-key',
};

/** The key of a request: `Authorization: Bearer …`, the service's own header, or `?key=` at Google. */
export function keyOf(
  provider: ProviderId,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  query: URLSearchParams,
): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(String(headers.authorization ?? ''))?.[1];
  const bare = headers[KEY_HEADERS[provider] ?? 'api-key'];
  const inQuery = provider === 'gemini' ? query.get('key') : null;
  return bearer ?? (typeof bare === 'string' ? bare : undefined) ?? inQuery ?? undefined;
}

export interface MultipartPart {
  readonly name: string;
  /** Text of a field, or what is known of a file. */
  readonly value: string | { readonly filename: string; readonly bytes: number };
}

/** Parses a request body by its content type. A body that does not parse is kept as text. */
export async function parseBody(contentType: string, bytes: Buffer<ArrayBuffer>): Promise<unknown> {
  if (bytes.length === 0) return undefined;
  if (contentType.startsWith('multipart/form-data')) {
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    return [...form].map(
      ([name, value]): MultipartPart => ({
        name,
        value: typeof value === 'string' ? value : { filename: value.name, bytes: value.size },
      }),
    );
  }
  const text = bytes.toString('utf8');
  if (!contentType.includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
