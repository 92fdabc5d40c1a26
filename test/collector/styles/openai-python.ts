import { pythonStr } from './python-repr.ts';
import { asDict, isTruthy, type PythonValue, pythonJson } from './python-value.ts';
import { bodyOf, eventsOf, isHttpError, type Row } from './row.ts';

/** What a call of Python's `openai` raises. */
export interface PythonException {
  /** `type(e).__name__`. */
  readonly name: string;
  /** `str(e)`. */
  readonly text: string;
  /** The `error` of a 200 body: the SDK raises nothing for it, and the text is `str(error)`. */
  readonly inBody?: PythonValue;
}

/**
 * The two texts of `openai`: until 3.37 the repr of the whole body, from 3.38 on only the body's message
 * (`_base_client.py`, `_make_status_error_from_response`).
 */
export type OpenAIPython = 'repr' | 'message';

const CLASS_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  409: 'ConflictError',
  422: 'UnprocessableEntityError',
  429: 'RateLimitError',
};

export function raisedByOpenAI(row: Row, version: OpenAIPython): PythonException {
  const body = bodyOf(row);
  if (body === undefined) {
    const text = row.sdk_message ?? undefined;
    if (isHttpError(row)) return { name: classOf(row.status), text: text ?? `Error code: ${row.status}` };
    if (text === undefined) return { name: 'APIConnectionError', text: 'Connection error.' };
    return { name: /timed out|timeout/i.test(text) ? 'APITimeoutError' : 'APIError', text };
  }
  if (isHttpError(row)) return { name: classOf(row.status), text: ofResponse(row.status, body, version) };
  return ofAnswer(body);
}

function classOf(status: number): string {
  return CLASS_OF_STATUS[status] ?? (status >= 500 ? 'InternalServerError' : 'APIStatusError');
}

function ofResponse(status: number, body: string, version: OpenAIPython): string {
  const prefix = `Error code: ${status}`;
  const json = parsed(body);
  if (version === 'repr') {
    if (json !== undefined) return `${prefix} - ${pythonStr(json)}`;
    return body === '' ? prefix : body;
  }
  const message = json === undefined ? undefined : messageOf(json);
  return message === undefined ? prefix : `${prefix} - ${message}`;
}

function messageOf(json: PythonValue): string | undefined {
  const dict = asDict(json);
  const error = dict?.has('error') ? asDict(dict.get('error')) : dict;
  const message = error?.get('message');
  return typeof message === 'string' && message !== '' ? message : undefined;
}

/** An error in what began as an answer: a chunk of a stream (`_streaming.py`, `__stream__`), or a 200 body. */
function ofAnswer(body: string): PythonException {
  const events = eventsOf(body);
  for (const data of events ?? [body]) {
    const error = asDict(parsed(data))?.get('error');
    if (error === undefined || !isTruthy(error)) continue;
    if (events === undefined) return { name: 'APIError', text: pythonStr(error), inBody: error };
    const message = asDict(error)?.get('message');
    return {
      name: 'APIError',
      text: typeof message === 'string' && message !== '' ? message : 'An error occurred during streaming',
    };
  }
  // No `error` field: the application raises, with what it has read.
  return { name: 'APIError', text: body };
}

function parsed(text: string): PythonValue | undefined {
  try {
    return pythonJson(text);
  } catch {
    return undefined;
  }
}
