/** A failed call, as `fuelgauge-explain --jsonl` takes it; what is not known is null or absent. */
export interface Row {
  readonly id?: unknown;
  readonly base_url?: string | null;
  readonly status?: number | null;
  readonly headers?: Readonly<Record<string, string>> | null;
  /** The response body as received. */
  readonly body?: string | null;
  /** Text of a client library's error. */
  readonly sdk_message?: string | null;
}

const TEXT_FIELDS = ['base_url', 'body', 'sdk_message'] as const;

/**
 * Reads one line.
 * @throws {Error} that names the field and what it takes.
 */
export function parseRow(line: string): Row {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new Error('not a JSON object');
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new Error('not a JSON object');
  const fields = row as Record<string, unknown>;
  // A parsed body is as good: it is what the text would have given.
  if (typeof fields.body === 'object' && fields.body !== null) fields.body = JSON.stringify(fields.body);
  for (const name of TEXT_FIELDS) {
    const value = fields[name];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      throw new Error(`${name}: expected a text or null`);
    }
  }
  const { status } = fields;
  if (status !== undefined && status !== null && !Number.isInteger(status)) {
    throw new Error('status: expected an HTTP status (a whole number) or null');
  }
  return fields as Row;
}

/** What was called, where the row does not say: a host that tells nothing. */
const UNKNOWN_HOST = 'https://llm.internal.example/v1';

/** The URL that the client was built with. */
export function baseUrl(row: Row): URL {
  for (const candidate of [row.base_url, `https://${row.base_url}`]) {
    if (candidate && URL.canParse(candidate)) return new URL(candidate);
  }
  return new URL(UNKNOWN_HOST);
}

/** As libraries note it: without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Of the URL, else undefined for the scheme's own. */
export function portOf(url: URL): number | undefined {
  return url.port === '' ? undefined : Number(url.port);
}

/** The row has an HTTP status that SDKs raise. */
export function isHttpError(row: Row): row is Row & { readonly status: number } {
  return typeof row.status === 'number' && row.status >= 400;
}

/** The body, trimmed; undefined when there is none at all (null), as opposed to an empty one. */
export function bodyOf(row: Row): string | undefined {
  return typeof row.body === 'string' ? row.body.trim() : undefined;
}

const EVENT_STREAM = /^\s*(?:data|event|id|retry)?:/;

/** The data of each event of an event stream; undefined when the body is none. */
export function eventsOf(body: string): string[] | undefined {
  if (!EVENT_STREAM.test(body)) return undefined;
  return body.split(/\r?\n\r?\n/).flatMap((event) => {
    const data = event
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).replace(/^ /, ''));
    return data.length > 0 ? [data.join('\n')] : [];
  });
}
