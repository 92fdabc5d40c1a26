import { MODEL, PROMPT } from './call.ts';
import { pythonExceptionEvent } from './exception-event.ts';
import { raisedByOpenAI } from './openai-python.ts';
import { asDict, type PythonValue, pythonJson } from './python-value.ts';
import { baseUrl, bodyOf, hostOf, isHttpError, type Row } from './row.ts';
import type { Style, StyledSpan } from './style.ts';

/**
 * LiteLLM's own callback `otel`, 1.109.1: integrations/opentelemetry.py (`_handle_failure`); its texts were read off
 * 1.106.2, which calls providers alike and has no status description yet. Providers that it calls through its own
 * HTTP client have the raw body in the text, those that it calls through `openai` the message alone.
 */
export const LITELLM: Style = {
  library: 'litellm 1.109.1, callback otel',
  tellsBody: false,
  span,
};

interface Provider {
  readonly id: string;
  /** Called through the `openai` package. */
  readonly throughOpenAI: boolean;
}

const PROVIDERS: readonly (readonly [RegExp, Provider])[] = [
  [/^openrouter\.ai$/, { id: 'openrouter', throughOpenAI: false }],
  [/^api\.deepseek\.com$/, { id: 'deepseek', throughOpenAI: false }],
  [/^api\.groq\.com$/, { id: 'groq', throughOpenAI: false }],
  [/^api\.together\.(?:xyz|ai)$/, { id: 'together_ai', throughOpenAI: false }],
  [/^api\.mistral\.ai$/, { id: 'mistral', throughOpenAI: false }],
  [/^api\.x\.ai$/, { id: 'xai', throughOpenAI: false }],
  [/^api\.fireworks\.ai$/, { id: 'fireworks_ai', throughOpenAI: false }],
  [/^api\.anthropic\.com$/, { id: 'anthropic', throughOpenAI: false }],
  [/^generativelanguage\.googleapis\.com$/, { id: 'gemini', throughOpenAI: false }],
  [/^api\.moonshot\.(?:cn|ai)$/, { id: 'moonshot', throughOpenAI: true }],
  [/^api\.perplexity\.ai$/, { id: 'perplexity', throughOpenAI: true }],
  [/^(?:coding\.)?dashscope(?:-intl)?\.aliyuncs\.com$/, { id: 'dashscope', throughOpenAI: true }],
  [/^api\.cerebras\.ai$/, { id: 'cerebras', throughOpenAI: true }],
  [/(^|\.)openai\.azure\.com$/, { id: 'azure', throughOpenAI: true }],
];
const OTHER: Provider = { id: 'openai', throughOpenAI: true };

function span(row: Row): StyledSpan {
  const host = hostOf(baseUrl(row));
  const provider = PROVIDERS.find(([pattern]) => pattern.test(host))?.[1] ?? OTHER;
  const text = textOf(row, provider);
  const { name, message } = mapped(row, text, provider);
  const code = errorCode(row, provider);
  return {
    scope: { name: 'litellm' },
    span: {
      name: 'litellm_request',
      kind: 'internal',
      attributes: {
        'litellm.provider.model': MODEL,
        'gen_ai.request.model': MODEL,
        'llm.request.type': 'completion',
        'gen_ai.system': provider.id,
        'llm.is_streaming': 'False',
        'gen_ai.input.messages': JSON.stringify([
          { role: 'user', parts: [{ type: 'text', content: PROMPT }] },
        ]),
        'gen_ai.operation.name': 'chat',
        'error.code': code,
        'http.response.status_code':
          code !== undefined && /^\s*-?\d+\s*$/.test(code) ? Number(code) : undefined,
        'error.type': name,
        'error.message': message,
        'error.llm_provider': provider.id,
      },
      status: { code: 'error', message },
      events: [pythonExceptionEvent(`litellm.exceptions.${name}`, message)],
    },
  };
}

function textOf(row: Row, provider: Provider): string {
  const body = bodyOf(row);
  if (body === undefined) return row.sdk_message ?? 'Connection error.';
  if (!isHttpError(row)) return raisedByOpenAI(row, 'message').text;
  if (!provider.throughOpenAI) return body;
  const message = errorDict(body)?.get('message');
  return typeof message === 'string' && message !== '' ? message : raisedByOpenAI(row, 'repr').text;
}

/** `error_code`: the SDK's `e.code`, which is the body's, else the status. */
function errorCode(row: Row, provider: Provider): string | undefined {
  const body = bodyOf(row);
  const code = provider.throughOpenAI && body !== undefined ? errorDict(body)?.get('code') : undefined;
  if (typeof code === 'string' && code !== '') return code;
  if (code !== null && typeof code === 'object' && 'int' in code) return code.int as string;
  return typeof row.status === 'number' ? String(row.status) : undefined;
}

function errorDict(body: string): ReadonlyMap<string, PythonValue> | undefined {
  try {
    const dict = asDict(pythonJson(body));
    return dict?.has('error') ? asDict(dict.get('error')) : dict;
  } catch {
    return undefined;
  }
}

const CLASS_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'AuthenticationError',
  404: 'NotFoundError',
  408: 'Timeout',
  422: 'BadRequestError',
  429: 'RateLimitError',
  500: 'InternalServerError',
  502: 'BadGatewayError',
  503: 'ServiceUnavailableError',
};

/** The exception that litellm makes of it, and its words: exception_mapping_utils.py, its common forms. */
function mapped(
  row: Row,
  text: string,
  provider: Provider,
): { readonly name: string; readonly message: string } {
  const speaker = `${provider.id[0]!.toUpperCase()}${provider.id.slice(1)}Exception`.replace(
    'Openai',
    'OpenAI',
  );
  if (/maximum context length|context_length_exceeded/.test(text) && provider.id !== 'openrouter') {
    const name = 'ContextWindowExceededError';
    return { name, message: `litellm.BadRequestError: ${name}: ${speaker} - ${text}` };
  }
  const isBadRequest = (row.body ?? text).includes('invalid_request_error') && provider.id !== 'openrouter';
  const name =
    (isBadRequest ? undefined : CLASS_OF_STATUS[row.status ?? 0]) ??
    (isBadRequest ? 'BadRequestError' : 'APIError');
  if (name === 'Timeout') return { name, message: `litellm.Timeout: Timeout Error: ${speaker} - ${text}` };
  const isPlain = name === 'BadRequestError' || provider.id === 'anthropic';
  return { name, message: `litellm.${name}: ${isPlain ? '' : `${name}: `}${speaker} - ${text}` };
}
