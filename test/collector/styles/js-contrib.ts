import { MODEL } from './call.ts';
import { thrownByOpenAI } from './openai-node.ts';
import { baseUrl, hostOf, portOf } from './row.ts';
import type { Style } from './style.ts';

/** `@opentelemetry/instrumentation-openai` 0.22.0, with openai 4 to 6. No exception event; the message alone. */
export const JS_CONTRIB: Style = {
  library: '@opentelemetry/instrumentation-openai 0.22.0, openai 4 to 6',
  tellsBody: false,
  span(row) {
    const url = baseUrl(row);
    const { name, message } = thrownByOpenAI(row);
    return {
      scope: { name: '@opentelemetry/instrumentation-openai', version: '0.22.0' },
      span: {
        name: `chat ${MODEL}`,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': MODEL,
          'gen_ai.system': 'openai',
          'server.address': hostOf(url),
          'server.port': portOf(url) ?? (url.protocol === 'https:' ? 443 : 80),
          'error.type': name,
        },
        status: { code: 'error', message },
      },
    };
  },
};
