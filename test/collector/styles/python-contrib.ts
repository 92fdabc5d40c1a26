import { MODEL } from './call.ts';
import { raisedByOpenAI } from './openai-python.ts';
import { baseUrl, hostOf, portOf } from './row.ts';
import type { Style } from './style.ts';

/** `opentelemetry-instrumentation-openai-v2` 2.4b0 as it is by default: patch.py, utils.py. No exception event. */
export const PYTHON_CONTRIB: Style = {
  library: 'opentelemetry-instrumentation-openai-v2 2.4b0, openai up to 3.37',
  tellsBody: true,
  span(row) {
    const url = baseUrl(row);
    const raised = raisedByOpenAI(row, 'repr');
    return {
      scope: { name: 'opentelemetry.instrumentation.openai_v2', version: '2.4b0' },
      span: {
        name: `chat ${MODEL}`,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': MODEL,
          // Whoever is called.
          'gen_ai.system': 'openai',
          'server.address': hostOf(url),
          'server.port': portOf(url),
          'error.type': raised.name,
        },
        status: { code: 'error', message: raised.text },
      },
    };
  },
};

/** Its successor `opentelemetry-instrumentation-genai-openai` 1.3b0, which wants openai 3: util-genai's spans. */
export const PYTHON_GENAI: Style = {
  library: 'opentelemetry-instrumentation-genai-openai 1.3b0, openai 3.38 and later',
  tellsBody: false,
  span(row) {
    const url = baseUrl(row);
    const raised = raisedByOpenAI(row, 'message');
    return {
      scope: { name: 'opentelemetry.instrumentation.genai.openai', version: '1.3b0' },
      span: {
        name: `chat ${MODEL}`,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': MODEL,
          'server.address': hostOf(url),
          'server.port': portOf(url),
          'error.type': `openai.${raised.name}`,
        },
        status: { code: 'error', message: raised.text },
      },
    };
  },
};
