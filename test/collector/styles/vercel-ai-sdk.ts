import { STATUS_CODES } from 'node:http';
import { MODEL, PROMPT } from './call.ts';
import { baseUrl, bodyOf, eventsOf, hostOf, isHttpError, type Row } from './row.ts';
import type { Style, StyledSpan } from './style.ts';

/**
 * `ai` 7.0 with `@ai-sdk/otel` 1.0: `recordErrorOnSpan`. A failed call's span has no host. The text is the message
 * of an `APICallError` (`createJsonErrorResponseHandler`), or, where the SDK has tried three times, of a
 * `RetryError`; of a stream that fails there is no text at all.
 */
export const VERCEL_AI_SDK: Style = {
  library: 'ai 7.0.173, @ai-sdk/otel 1.0.173',
  tellsBody: false,
  span,
};

const SCOPE = { name: 'gen_ai' };
const ATTEMPTS = 3;

function span(row: Row): StyledSpan {
  const host = hostOf(baseUrl(row));
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': providerOf(host),
    'gen_ai.request.model': MODEL,
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: PROMPT }] }]),
  };
  const name = `chat ${MODEL}`;
  const body = bodyOf(row);
  if (!isHttpError(row) && body !== undefined && eventsOf(body) !== undefined) {
    return { scope: SCOPE, span: { name, attributes, status: { code: 'error' } } };
  }
  const said = messageOf(row, host);
  const isRetried = row.body != null && isHttpError(row) && isRetryable(row.status);
  const type = isRetried ? 'AI_RetryError' : 'AI_APICallError';
  const text = isRetried ? `Failed after ${ATTEMPTS} attempts. Last error: AI_APICallError: ${said}` : said;
  return {
    scope: SCOPE,
    span: {
      name,
      attributes: {
        ...attributes,
        ...(typeof row.status === 'number' ? { 'http.response.status_code': row.status } : {}),
      },
      status: { code: 'error', message: text },
      events: [
        {
          name: 'exception',
          attributes: {
            'exception.type': type,
            'exception.message': text,
            'exception.stacktrace': `${type}: ${text}\n    at file:///app/node_modules/ai/dist/index.js:1:1`,
          },
        },
      ],
    },
  };
}

/** The default of `APICallError`. */
function isRetryable(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

function messageOf(row: Row, host: string): string {
  const body = bodyOf(row);
  if (body === undefined) return row.sdk_message ?? STATUS_CODES[row.status ?? 0] ?? 'Cannot connect to API';
  if (!isHttpError(row)) return 'Invalid JSON response';
  const error = errorOf(body);
  if (typeof error?.message !== 'string') return STATUS_CODES[row.status] ?? '';
  return host === 'openrouter.ai' ? ofOpenRouter(error, error.message) : error.message;
}

interface ErrorBody {
  readonly message?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly metadata?: { readonly provider_name?: unknown; readonly raw?: unknown };
}

/** What passes the providers' schema: `message` a text, `type` a text or null, `code` a text, a number or null. */
function errorOf(body: string): ErrorBody | undefined {
  try {
    const error: ErrorBody | undefined = JSON.parse(body)?.error;
    const fits =
      (error?.type == null || typeof error.type === 'string') &&
      (error?.code == null || typeof error.code === 'string' || typeof error.code === 'number');
    return fits ? error : undefined;
  } catch {
    return undefined;
  }
}

/** `extractErrorMessage` of `@openrouter/ai-sdk-provider` 3.1. */
function ofOpenRouter(error: ErrorBody, message: string): string {
  const { metadata } = error;
  if (!metadata) return message;
  const name = metadata.provider_name;
  const raw = rawMessage(metadata.raw);
  return [...(typeof name === 'string' && name !== '' ? [`[${name}]`] : []), raw || message].join(' ');
}

function rawMessage(raw: unknown): string | undefined {
  if (typeof raw === 'string') {
    try {
      const parsed: unknown = JSON.parse(raw);
      return typeof parsed === 'object' && parsed !== null ? rawMessage(parsed) : raw;
    } catch {
      return raw;
    }
  }
  if (typeof raw !== 'object' || raw === null) return undefined;
  for (const field of ['message', 'error', 'detail', 'details', 'msg']) {
    const value = (raw as Record<string, unknown>)[field];
    if (typeof value === 'string' && value.length > 0) return value;
    if (typeof value === 'object' && value !== null) {
      const nested = rawMessage(value);
      if (nested) return nested;
    }
  }
  return undefined;
}

/** The provider package that applications use for a host, as `mapProviderName` writes it. */
const PROVIDER_OF_HOST: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)openai\.azure\.com$/, 'azure.ai.inference'],
  [/(^|\.)amazonaws\.com$/, 'aws.bedrock'],
  [/^generativelanguage\.googleapis\.com$/, 'gcp.gemini'],
  [/aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/^api\.anthropic\.com$/, 'anthropic'],
  [/^api\.mistral\.ai$/, 'mistral_ai'],
  [/^api\.groq\.com$/, 'groq'],
  [/^api\.deepseek\.com$/, 'deepseek'],
  [/^api\.x\.ai$/, 'x_ai'],
  [/^openrouter\.ai$/, 'openrouter'],
  [/^api\.openai\.com$/, 'openai'],
];

function providerOf(host: string): string {
  // `createOpenAI({ baseURL })` is how others are called.
  return PROVIDER_OF_HOST.find(([pattern]) => pattern.test(host))?.[1] ?? 'openai';
}
