import { MODEL, PROMPT } from './call.ts';
import { pythonExceptionEvent } from './exception-event.ts';
import { type OpenAIPython, raisedByOpenAI } from './openai-python.ts';
import { pythonStr } from './python-repr.ts';
import { asDict, isTruthy } from './python-value.ts';
import { baseUrl, type Row } from './row.ts';
import type { Style, StyledSpan } from './style.ts';

/**
 * `opentelemetry-instrumentation-openai` 0.62.4 (Traceloop), synchronous chat: shared/chat_wrappers.py and
 * shared/__init__.py. Of a stream that fails it says nothing; of an error in a 200 body it writes the error.
 */
export const OPENLLMETRY: Style = style('repr', 'openai up to 3.37');

/** The same with an `openai` whose text has only the message. */
export const OPENLLMETRY_OPENAI_3: Style = style('message', 'openai 3.38 and later');

function style(version: OpenAIPython, sdk: string): Style {
  return {
    library: `opentelemetry-instrumentation-openai 0.62.4, ${sdk}`,
    tellsBody: version === 'repr',
    span: (row) => span(row, version),
  };
}

function span(row: Row, version: OpenAIPython): StyledSpan {
  const url = baseUrl(row);
  const raised = raisedByOpenAI(row, version);
  const attributes = {
    'gen_ai.operation.name': 'chat',
    // httpx ends a base URL with a slash.
    'gen_ai.openai.api_base': url.href.endsWith('/') ? url.href : `${url.href}/`,
    'gen_ai.provider.name': vendorOf(url.href),
    'gen_ai.request.model': MODEL,
    'gen_ai.is_streaming': false,
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: PROMPT }] }]),
  };
  const scope = { name: 'opentelemetry.instrumentation.openai.v1', version: '0.62.4' };
  if (raised.inBody !== undefined) {
    const error = asDict(raised.inBody);
    const type = [error?.get('type'), error?.get('code')].find(isTruthy) ?? 'api_error';
    return {
      scope,
      span: {
        name: 'openai.chat',
        attributes: { ...attributes, 'error.type': pythonStr(type) },
        status: { code: 'error', message: raised.text },
      },
    };
  }
  return {
    scope,
    span: {
      name: 'openai.chat',
      attributes: { ...attributes, 'error.type': raised.name },
      status: { code: 'error', message: raised.text },
      events: [pythonExceptionEvent(`openai.${raised.name}`, raised.text)],
    },
  };
}

/** `_get_vendor_from_url` */
function vendorOf(url: string): string {
  if (url.includes('openai.azure.com')) return 'azure.ai.openai';
  if (url.includes('amazonaws.com') || url.includes('bedrock')) return 'aws.bedrock';
  if (url.includes('googleapis.com') || url.includes('vertex')) return 'gcp.vertex_ai';
  return url.includes('openrouter.ai') ? 'openrouter' : 'openai';
}
