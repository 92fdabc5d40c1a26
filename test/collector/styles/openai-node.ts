import { bodyOf, eventsOf, isHttpError, type Row } from './row.ts';

/** What a call of the `openai` package for JavaScript throws. */
export interface NodeError {
  /** Name of the class. */
  readonly name: string;
  readonly message: string;
}

const CLASS_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
};

/** As openai 4 to 7 do: `client.ts` (`makeRequest`), `core/error.ts` (`generate`, `makeMessage`), `core/streaming.ts`. */
export function thrownByOpenAI(row: Row): NodeError {
  const body = bodyOf(row);
  if (body === undefined && row.sdk_message) {
    return { name: isHttpError(row) ? classOf(row.status) : 'APIError', message: row.sdk_message };
  }
  if (isHttpError(row)) {
    const json = parsed(body ?? '');
    const error = isTruthy(json) ? (json as { error?: unknown }).error : undefined;
    const message = isTruthy(json) ? undefined : body;
    return { name: classOf(row.status), message: makeMessage(row.status, error, message) };
  }
  if (body === undefined) return { name: 'APIConnectionError', message: 'Connection error.' };
  for (const data of eventsOf(body) ?? [body]) {
    const error = (parsed(data) as { error?: unknown } | null | undefined)?.error;
    if (error) return { name: 'APIError', message: makeMessage(undefined, error, undefined) };
  }
  return { name: 'APIError', message: body };
}

function classOf(status: number): string {
  return CLASS_OF_STATUS[status] ?? (status >= 500 ? 'InternalServerError' : 'APIError');
}

function makeMessage(status: number | undefined, error: unknown, message: string | undefined): string {
  const inError = (error as { message?: unknown } | null | undefined)?.message;
  const words = inError
    ? typeof inError === 'string'
      ? inError
      : JSON.stringify(inError)
    : error
      ? JSON.stringify(error)
      : message;
  if (status && words) return `${status} ${words}`;
  if (status) return `${status} status code (no body)`;
  return words || '(no status code or body)';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTruthy(value: unknown): value is object | string | number | true {
  return Boolean(value);
}
