import { MODEL, PROMPT } from './call.ts';
import { pythonExceptionEvent } from './exception-event.ts';
import { raisedByOpenAI } from './openai-python.ts';
import { baseUrl, hostOf } from './row.ts';
import type { Style } from './style.ts';

/** `infer_llm_provider_from_host` of openinference-instrumentation 0.1.72: a suffix of the host, and its value. */
const PROVIDER_OF_HOST: readonly (readonly [string, string])[] = [
  ['api.openai.com', 'openai'],
  ['openai.azure.com', 'azure'],
  ['services.ai.azure.com', 'azure'],
  ['cognitiveservices.azure.com', 'azure'],
  ['api.anthropic.com', 'anthropic'],
  ['api.cohere.com', 'cohere'],
  ['api.cohere.ai', 'cohere'],
  ['api.mistral.ai', 'mistralai'],
  ['generativelanguage.googleapis.com', 'google'],
  ['aiplatform.googleapis.com', 'google'],
  ['amazonaws.com', 'aws'],
  ['api.x.ai', 'xai'],
  ['api.deepseek.com', 'deepseek'],
  ['api.groq.com', 'groq'],
  ['api.fireworks.ai', 'fireworks'],
  ['api.moonshot.cn', 'moonshot'],
  ['api.cerebras.ai', 'cerebras'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.together.ai', 'together'],
  ['api.together.xyz', 'together'],
];

/**
 * `openinference-instrumentation-openai` 0.1.66 for Python: _request.py. No host, and no provider for a host that
 * it does not know (OpenRouter among them).
 */
export const OPENINFERENCE: Style = {
  library: 'openinference-instrumentation-openai 0.1.66, openai up to 3.37',
  tellsBody: true,
  span(row) {
    const host = hostOf(baseUrl(row));
    const raised = raisedByOpenAI(row, 'repr');
    const messages = [{ role: 'user', content: PROMPT }];
    return {
      scope: { name: 'openinference.instrumentation.openai', version: '0.1.66' },
      span: {
        name: 'ChatCompletion',
        kind: 'internal',
        attributes: {
          'llm.provider': PROVIDER_OF_HOST.find(
            ([suffix]) => host === suffix || host.endsWith(`.${suffix}`),
          )?.[1],
          'openinference.span.kind': 'LLM',
          'llm.system': 'openai',
          'input.value': JSON.stringify({ messages, model: MODEL }),
          'input.mime_type': 'application/json',
          'llm.invocation_parameters': JSON.stringify({ model: MODEL }),
          'llm.input_messages.0.message.role': 'user',
          'llm.input_messages.0.message.content': PROMPT,
        },
        status: { code: 'error', message: `${raised.name}: ${raised.text}` },
        events: [pythonExceptionEvent(`openai.${raised.name}`, raised.text)],
      },
    };
  },
};
