/** One failed call as a client may meet it. */
export interface Call {
  readonly at: string | null;
  readonly status: number | null;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly message?: string | undefined;
}

/** Another way in which the same error can arrive; undefined where that way does not exist for it. */
export interface Delivery {
  readonly name: string;
  readonly deliver: (call: Call) => Call | undefined;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function objectOf(call: Call): { readonly [key: string]: Json } | undefined {
  if (call.body === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(call.body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [key: string]: Json })
      : undefined;
  } catch {
    return undefined;
  }
}

const isPlainObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How Python prints what `json.loads` gave. */
export function pythonRepr(value: Json): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value
      .replaceAll('\\', '\\\\')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')
      .replaceAll('\t', '\\t');
    return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
  }
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, member]) => `${pythonRepr(key)}: ${pythonRepr(member)}`)
    .join(', ')}}`;
}

const asMessage = (call: Call, message: string): Call => ({ ...call, body: undefined, message });

function withError(
  call: Call,
  change: (error: { readonly [key: string]: Json }) => { readonly [key: string]: Json } | undefined,
): Call | undefined {
  const body = objectOf(call);
  if (body === undefined || !isPlainObject(body.error)) return undefined;
  const error = change(body.error);
  return error === undefined ? undefined : { ...call, body: JSON.stringify({ ...body, error }) };
}

const fromBody =
  (change: (body: string, call: Call) => Call | undefined) =>
  (call: Call): Call | undefined =>
    objectOf(call) === undefined ? undefined : change(call.body as string, call);

const LIBRARY_CLASS: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
  429: 'RateLimitError',
  500: 'InternalServerError',
  503: 'ServiceUnavailableError',
};

export const DELIVERIES: readonly Delivery[] = [
  {
    name: 'without headers',
    deliver: (call) => (call.headers ? { ...call, headers: undefined } : undefined),
  },
  { name: 'with the body as the message', deliver: fromBody((body, call) => asMessage(call, body)) },
  {
    name: 'as the OpenAI SDK for Python prints it',
    deliver: fromBody((body, call) =>
      call.status === null || call.status < 400
        ? undefined
        : asMessage(call, `Error code: ${call.status} - ${pythonRepr(JSON.parse(body))}`),
    ),
  },
  {
    name: 'as status and body',
    deliver: fromBody((body, call) =>
      call.status === null || call.status < 400 ? undefined : asMessage(call, `${call.status} ${body}`),
    ),
  },
  {
    name: 'behind a class name',
    deliver: fromBody((body, call) => asMessage(call, `APIError: ${body}`)),
  },
  {
    name: 'behind a specific class name',
    deliver: fromBody((body, call) => {
      const name = LIBRARY_CLASS[call.status ?? 0];
      return name === undefined
        ? undefined
        : asMessage(call, `openai.${name}: Error code: ${call.status} - ${pythonRepr(JSON.parse(body))}`);
    }),
  },
  {
    name: 'in a log line',
    deliver: fromBody((body, call) =>
      asMessage(
        call,
        `2026-03-01T10:00:00Z ERROR [worker-3] llm call failed: status=${call.status ?? 'none'} body=${body} (attempt 2 of 3, giving up)`,
      ),
    ),
  },
  {
    name: 'in a log line as Python prints it',
    deliver: fromBody((body, call) =>
      asMessage(
        call,
        `2026-03-01 10:00:00,123 - app.llm - ERROR - call failed: Error code: ${call.status ?? 'none'} - ${pythonRepr(JSON.parse(body))}\nTraceback (most recent call last):\n  File "app.py", line 12, in main`,
      ),
    ),
  },
  {
    name: 'pretty-printed',
    deliver: fromBody((body, call) => ({ ...call, body: JSON.stringify(JSON.parse(body), null, 2) })),
  },
  {
    name: 'escaped once more',
    deliver: fromBody((body, call) => ({ ...call, body: JSON.stringify(body) })),
  },
  {
    name: 'escaped in a log line',
    deliver: fromBody((body, call) =>
      asMessage(
        call,
        `{"level":"error","msg":"llm failed","error":${JSON.stringify(`${call.status} ${body}`)}}`,
      ),
    ),
  },
  {
    name: 'cut off at the end',
    deliver: fromBody((body, call) => {
      const object = objectOf(call);
      // Only where what is lost is brackets: a value cut in half is another payload.
      if (object === undefined) return undefined;
      const kept = body.replace(/[\]}"\s]+$/, '');
      return kept.length === body.length ? undefined : { ...call, body: kept };
    }),
  },
  {
    name: 'as what the OpenAI SDK keeps of it',
    deliver: (call) => {
      const body = objectOf(call);
      return body === undefined || !isPlainObject(body.error) || Object.keys(body).length > 1
        ? undefined
        : { ...call, body: JSON.stringify(body.error) };
    },
  },
  { name: 'in a list', deliver: fromBody((body, call) => ({ ...call, body: `[${body}]` })) },
  {
    name: 'as an event of a stream',
    deliver: fromBody((body, call) =>
      call.status === 200
        ? undefined
        : { ...call, body: `data: ${JSON.stringify(JSON.parse(body))}\n\ndata: [DONE]\n\n` },
    ),
  },
  {
    name: 'as an error event of a stream',
    deliver: fromBody((body, call) =>
      call.status === 200
        ? undefined
        : { ...call, body: `event: error\ndata: ${JSON.stringify(JSON.parse(body))}\n\n` },
    ),
  },
  {
    name: 'in response.failed',
    deliver: (call) => {
      const body = objectOf(call);
      return body === undefined || !isPlainObject(body.error) || Object.keys(body).length > 1
        ? undefined
        : {
            ...call,
            body: JSON.stringify({
              type: 'response.failed',
              response: { id: 'resp_fake', object: 'response', status: 'failed', error: body.error },
            }),
          };
    },
  },
  {
    name: 'with ids beside it',
    deliver: fromBody((body, call) => ({
      ...call,
      body: JSON.stringify({ ...JSON.parse(body), user_id: 'user_fake', request_id: 'req_fake' }),
    })),
  },
  {
    name: 'with its code in capitals',
    deliver: (call) =>
      withError(call, (error) =>
        typeof error.code === 'string' && /^[a-z_]+$/.test(error.code)
          ? { ...error, code: error.code.toUpperCase() }
          : undefined,
      ),
  },
  {
    name: 'with its number as a string',
    deliver: (call) =>
      withError(call, (error) =>
        typeof error.code === 'number' ? { ...error, code: String(error.code) } : undefined,
      ),
  },
  {
    name: 'with its number as a number',
    deliver: (call) =>
      withError(call, (error) =>
        typeof error.code === 'string' && /^[1-9]\d*$/.test(error.code)
          ? { ...error, code: Number(error.code) }
          : undefined,
      ),
  },
];
