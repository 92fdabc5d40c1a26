import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Content, contentOf } from './content-schema.ts';
import { answering, sse, streamOf } from './families.ts';
import { useInstrumentedFetch } from './setup.ts';

const at = useInstrumentedFetch();

const CHAT = 'https://api.openai.com/v1/chat/completions';
const COMPLETIONS = 'https://api.openai.com/v1/completions';
const RESPONSES = 'https://api.openai.com/v1/responses';
const ANTHROPIC = 'https://api.anthropic.com/v1/messages';
const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent';
const COHERE = 'https://api.cohere.com/v2/chat';
const GATEWAY = 'https://ai-gateway.vercel.sh/v4/ai/language-model';

/** What is captured of one request and its answer; events are a stream's. */
async function captured(
  url: string,
  body: object,
  answer: object | readonly object[],
  config = {},
): Promise<Content> {
  const response = Array.isArray(answer) ? streamOf(sse(answer as [], false)) : Response.json(answer);
  const get = answering(at.telemetry, () => response, { captureMessageContent: true, ...config });
  const init = { method: 'POST', headers: { authorization: 'Bearer fake-key' }, body: JSON.stringify(body) };
  await (await get(url, init)).text();
  return contentOf(at.telemetry.attributes);
}

const text = (content: string): object => ({ type: 'text', content });
const weather = { city: 'Paris', days: [1, 2], metric: true, unit: null };
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const PIXEL = 'aGVsbG8gd29ybGQh';

interface Case {
  readonly name: string;
  readonly url: string;
  readonly body: object;
  readonly answer: object | readonly object[];
  readonly content: Content;
}

const chatDelta = (delta: object, finish: string | null = null): object => ({
  id: 'chatcmpl-fake1',
  choices: [{ index: 0, delta, finish_reason: finish }],
});

const CASES: readonly Case[] = [
  {
    name: 'chat',
    url: CHAT,
    body: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', name: 'ann', content: [{ type: 'text', text: 'Weather?' }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'weather', arguments: JSON.stringify(weather) },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'rainy' },
      ],
      tools: [{ type: 'function', function: { name: 'weather', description: 'Tells it.', parameters } }],
    },
    answer: {
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'It rains.', reasoning_content: 'Hm.' },
          finish_reason: 'stop',
        },
        {
          index: 1,
          message: { role: 'assistant', content: null, refusal: 'No.' },
          finish_reason: 'content_filter',
        },
      ],
    },
    content: {
      input: [
        { role: 'system', parts: [text('Be brief.')] },
        { role: 'user', name: 'ann', parts: [text('Weather?')] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: weather }],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: 'rainy' }] },
      ],
      tools: [{ type: 'function', name: 'weather', description: 'Tells it.', parameters }],
      output: [
        {
          role: 'assistant',
          parts: [{ type: 'reasoning', content: 'Hm.' }, text('It rains.')],
          finish_reason: 'stop',
        },
        { role: 'assistant', parts: [{ type: 'refusal', content: 'No.' }], finish_reason: 'content_filter' },
      ],
    },
  },
  {
    name: 'a chat stream with tool calls',
    url: CHAT,
    body: { stream: true, messages: [{ role: 'user', content: 'Weather?' }] },
    answer: [
      chatDelta({ role: 'assistant', reasoning: 'H' }),
      chatDelta({ reasoning: 'm.' }),
      chatDelta({ content: 'Let me ' }),
      chatDelta({ content: 'look.' }),
      chatDelta({
        tool_calls: [{ index: 0, id: 'call_1', function: { name: 'weather', arguments: '{"city":' } }],
      }),
      chatDelta({ tool_calls: [{ index: 1, id: 'call_2', function: { name: 'time', arguments: '' } }] }),
      chatDelta({ tool_calls: [{ index: 0, function: { arguments: '"Paris"}' } }] }),
      chatDelta({}, 'tool_calls'),
    ],
    content: {
      input: [{ role: 'user', parts: [text('Weather?')] }],
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            text('Let me look.'),
            { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } },
            { type: 'tool_call', id: 'call_2', name: 'time', arguments: '' },
          ],
          finish_reason: 'tool_call',
        },
      ],
    },
  },
  {
    name: 'an old completion',
    url: COMPLETIONS,
    body: { prompt: ['One', 'Two'] },
    answer: { choices: [{ index: 0, text: ' more', finish_reason: 'length' }] },
    content: {
      input: [
        { role: 'user', parts: [text('One')] },
        { role: 'user', parts: [text('Two')] },
      ],
      output: [{ role: 'assistant', parts: [text(' more')], finish_reason: 'length' }],
    },
  },
  {
    name: 'responses',
    url: RESPONSES,
    body: {
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Paris"}' },
        { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: 'rainy' }] },
      ],
      tools: [
        { type: 'function', name: 'weather', parameters, strict: true },
        { type: 'web_search' },
        { type: 'mcp', server_label: 'x', server_url: 'https://mcp.test/?k=hidden', authorization: 'hidden' },
      ],
    },
    answer: {
      object: 'response',
      status: 'completed',
      output: [
        { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { query: 'rain' } },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It rains.' }] },
      ],
    },
    content: {
      system: [text('Be brief.')],
      input: [
        { role: 'user', parts: [text('Weather?')] },
        { role: 'assistant', parts: [{ type: 'reasoning', content: 'Hm.' }] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } }],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: [text('rainy')] }] },
      ],
      tools: [
        { type: 'function', name: 'weather', parameters },
        { type: 'web_search', name: 'web_search' },
        { type: 'mcp', name: 'mcp' },
      ],
      output: [
        {
          role: 'assistant',
          parts: [
            {
              type: 'server_tool_call',
              id: 'ws_1',
              name: 'web_search_call',
              server_tool_call: { type: 'web_search_call' },
            },
            text('It rains.'),
          ],
          finish_reason: 'stop',
        },
      ],
    },
  },
  {
    name: 'a stream of responses',
    url: RESPONSES,
    body: { stream: true, input: 'Weather?' },
    answer: [
      { type: 'response.created', response: { id: 'resp_fake1', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } },
      { type: 'response.output_text.delta', output_index: 0, delta: 'Let me ' },
      { type: 'response.output_text.delta', output_index: 0, delta: 'look.' },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { type: 'message', content: [{ type: 'output_text', text: 'Let me look.' }] },
      },
      {
        type: 'response.output_item.added',
        output_index: 1,
        item: { type: 'function_call', call_id: 'c1', name: 'weather' },
      },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"city":' },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '"Paris"}' },
    ],
    content: {
      input: [{ role: 'user', parts: [text('Weather?')] }],
      output: [
        {
          role: 'assistant',
          parts: [
            text('Let me look.'),
            { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Paris' } },
          ],
          finish_reason: 'error',
        },
      ],
    },
  },
  {
    name: 'Anthropic',
    url: ANTHROPIC,
    body: {
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: weather }],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'rainy' }] },
          ],
        },
      ],
      tools: [
        { name: 'weather', description: 'Tells it.', input_schema: parameters },
        { type: 'web_search_20250305', name: 'web_search' },
      ],
    },
    answer: {
      type: 'message',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'fake' },
        { type: 'redacted_thinking', data: 'fake' },
        { type: 'text', text: 'It rains.' },
      ],
      stop_reason: 'end_turn',
    },
    content: {
      system: [text('Be brief.')],
      input: [
        { role: 'user', parts: [text('Weather?')] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'toolu_1', name: 'weather', arguments: weather }],
        },
        { role: 'user', parts: [{ type: 'tool_call_response', id: 'toolu_1', response: [text('rainy')] }] },
      ],
      tools: [
        { type: 'function', name: 'weather', description: 'Tells it.', parameters },
        { type: 'web_search_20250305', name: 'web_search' },
      ],
      output: [
        {
          role: 'assistant',
          parts: [{ type: 'reasoning', content: 'Hm.' }, { type: 'redacted_thinking' }, text('It rains.')],
          finish_reason: 'stop',
        },
      ],
    },
  },
  {
    name: 'a stream of Anthropic',
    url: ANTHROPIC,
    body: { stream: true, messages: [{ role: 'user', content: 'Weather?' }] },
    answer: [
      { type: 'message_start', message: { id: 'msg_fake1', role: 'assistant', content: [] } },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'fake' } },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Let me ' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'look.' } },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 't1', name: 'weather', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '{"city":' },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '"Paris"}' },
      },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ],
    content: {
      input: [{ role: 'user', parts: [text('Weather?')] }],
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            text('Let me look.'),
            { type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Paris' } },
          ],
          finish_reason: 'tool_call',
        },
      ],
    },
  },
  {
    name: 'Gemini',
    url: GEMINI,
    body: {
      system_instruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        { parts: [{ text: 'Weather?' }] },
        { role: 'model', parts: [{ functionCall: { name: 'weather', args: weather } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { sky: 'rain' } } }] },
      ],
      tools: [{ functionDeclarations: [{ name: 'weather', parameters }] }, { googleSearch: {} }],
    },
    answer: {
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'Hm.', thought: true }, { text: 'It rains.' }] },
          finishReason: 'STOP',
        },
      ],
    },
    content: {
      system: [text('Be brief.')],
      input: [
        { role: 'user', parts: [text('Weather?')] },
        { role: 'model', parts: [{ type: 'tool_call', id: null, name: 'weather', arguments: weather }] },
        { role: 'user', parts: [{ type: 'tool_call_response', id: 'weather', response: { sky: 'rain' } }] },
      ],
      tools: [
        { type: 'function', name: 'weather', parameters },
        { type: 'googleSearch', name: 'googleSearch' },
      ],
      output: [
        {
          role: 'model',
          parts: [{ type: 'reasoning', content: 'Hm.' }, text('It rains.')],
          finish_reason: 'stop',
        },
      ],
    },
  },
  {
    name: 'a stream of Gemini',
    url: `${GEMINI.replace(':generate', ':streamGenerate')}?alt=sse`,
    body: { contents: [{ role: 'user', parts: [{ text: 'Weather?' }] }] },
    answer: [
      { candidates: [{ content: { parts: [{ text: 'It ' }] } }] },
      {
        candidates: [
          { content: { parts: [{ text: 'rains' }, { functionCall: { id: 'f1', name: 'map', args: {} } }] } },
        ],
      },
      { candidates: [{ content: { parts: [{ text: '.' }] }, finishReason: 'SAFETY' }] },
    ],
    content: {
      input: [{ role: 'user', parts: [text('Weather?')] }],
      output: [
        {
          role: 'model',
          parts: [text('It rains'), { type: 'tool_call', id: 'f1', name: 'map', arguments: {} }, text('.')],
          finish_reason: 'content_filter',
        },
      ],
    },
  },
  {
    name: 'a stream of Cohere',
    url: COHERE,
    body: { stream: true, messages: [{ role: 'user', content: 'Weather?' }] },
    answer: [
      { type: 'message-start', id: 'fake-1', delta: { message: { role: 'assistant' } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Let me ' } } } },
      { type: 'content-delta', index: 0, delta: { message: { content: { text: 'look.' } } } },
      {
        type: 'tool-call-start',
        index: 0,
        delta: {
          message: {
            tool_calls: { id: 'w1', type: 'function', function: { name: 'weather', arguments: '' } },
          },
        },
      },
      {
        type: 'tool-call-delta',
        index: 0,
        delta: { message: { tool_calls: { function: { arguments: '{"a":1}' } } } },
      },
      { type: 'message-end', delta: { finish_reason: 'TOOL_CALL' } },
    ],
    content: {
      input: [{ role: 'user', parts: [text('Weather?')] }],
      output: [
        {
          role: 'assistant',
          parts: [
            text('Let me look.'),
            { type: 'tool_call', id: 'w1', name: 'weather', arguments: { a: 1 } },
          ],
          finish_reason: 'tool_call',
        },
      ],
    },
  },
  {
    name: 'the Vercel AI Gateway',
    url: GATEWAY,
    body: {
      prompt: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Weather?' },
            { type: 'file', mediaType: 'image/png', data: { type: 'data', data: PIXEL } },
            { type: 'file', mediaType: 'image/png', data: 'https://example.com/sky.png' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm.' },
            { type: 'tool-call', toolCallId: 'call_1', toolName: 'weather', input: weather },
          ],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'call_1',
              toolName: 'weather',
              output: {
                type: 'content',
                value: [
                  { type: 'text', text: 'rainy' },
                  { type: 'file', mediaType: 'image/png', data: { type: 'data', data: PIXEL } },
                ],
              },
            },
          ],
        },
      ],
      tools: [
        { type: 'function', name: 'weather', description: 'Tells it.', inputSchema: parameters },
        { type: 'provider', id: 'openai.web_search', name: 'search', args: { token: 'fake-token' } },
      ],
    },
    answer: {
      content: [
        { type: 'tool-call', toolCallId: 's1', toolName: 'search', input: '{}', providerExecuted: true },
        { type: 'tool-result', toolCallId: 's1', toolName: 'search', result: { found: 'much' } },
        { type: 'text', text: 'It rains.' },
      ],
      finishReason: { unified: 'stop', raw: 'end_turn' },
    },
    content: {
      input: [
        { role: 'system', parts: [text('Be brief.')] },
        {
          role: 'user',
          parts: [
            text('Weather?'),
            { type: 'blob', mime_type: 'image/png', modality: 'image', content: '', size: 12 },
            { type: 'uri', mime_type: 'image/png', modality: 'image', uri: 'https://example.com/sky.png' },
          ],
        },
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            { type: 'tool_call', id: 'call_1', name: 'weather', arguments: weather },
          ],
        },
        {
          role: 'tool',
          parts: [
            {
              type: 'tool_call_response',
              id: 'call_1',
              response: [
                text('rainy'),
                { type: 'blob', mime_type: 'image/png', modality: 'image', content: '', size: 12 },
              ],
            },
          ],
        },
      ],
      tools: [
        { type: 'function', name: 'weather', description: 'Tells it.', parameters },
        { type: 'provider', name: 'search' },
      ],
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'server_tool_call', id: 's1', name: 'search', server_tool_call: { type: 'search' } },
            {
              type: 'server_tool_call_response',
              id: 's1',
              server_tool_call_response: { type: 'search' },
            },
            text('It rains.'),
          ],
          finish_reason: 'stop',
        },
      ],
    },
  },
  {
    name: 'a stream of the Vercel AI Gateway',
    url: GATEWAY,
    body: { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Weather?' }] }] },
    answer: [
      { type: 'stream-start', warnings: [] },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'Hm.' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Let me ' },
      { type: 'text-delta', id: '0', delta: 'look.' },
      { type: 'tool-input-delta', id: 'w1', delta: '{"a"' },
      { type: 'tool-call', toolCallId: 'w1', toolName: 'weather', input: '{"a":1}' },
      { type: 'finish', finishReason: { unified: 'tool-calls', raw: 'tool_use' }, usage: {} },
    ],
    content: {
      input: [{ role: 'user', parts: [text('Weather?')] }],
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            text('Let me look.'),
            { type: 'tool_call', id: 'w1', name: 'weather', arguments: { a: 1 } },
          ],
          finish_reason: 'tool_call',
        },
      ],
    },
  },
];

test.each(CASES)(
  '$name is captured in the form of the conventions',
  async ({ url, body, answer, content }) => {
    expect(await captured(url, body, answer)).toEqual(content);
  },
);

test.each([
  [CHAT, { messages: [{ role: 'user', content: [{ type: 'tool_call' }] }] }],
  [RESPONSES, { input: [{ type: 'text' }] }],
  [ANTHROPIC, { messages: [{ role: 'user', content: [{ type: 'blob' }] }] }],
  [GATEWAY, { prompt: [{ role: 'user', content: [{ type: 'uri' }] }] }],
])('a part that only bears the name of a defined one is unknown: %s', async (url, body) => {
  const { input } = await captured(url, body, {});
  expect(input).toMatchObject([{ parts: [{ type: 'unknown' }] }]);
});

describe('binary data', () => {
  const image = (modality: string, mime?: string): object => ({
    type: 'blob',
    ...(mime !== undefined && { mime_type: mime }),
    modality,
    content: '',
    size: 12,
  });
  const uri = (address: string): object => ({ type: 'uri', modality: 'image', uri: address });
  const ofChat = (part: object): [string, object] => [
    CHAT,
    { messages: [{ role: 'user', content: [part] }] },
  ];
  const ofAnthropic = (source: object): [string, object] => [
    ANTHROPIC,
    { messages: [{ role: 'user', content: [{ type: 'image', source }] }] },
  ];
  const imageUrl = (url: string): [string, object] => ofChat({ type: 'image_url', image_url: { url } });

  test.each<[name: string, request: [string, object], part: object]>([
    ['a data URL at OpenAI', imageUrl(`data:image/png;base64,${PIXEL}`), image('image', 'image/png')],
    ['a link', imageUrl('https://img.test/a.png'), uri('https://img.test/a.png')],
    ['a link with a query', imageUrl('https://img.test/a.png?sig=hidden'), uri('…')],
    ['a link with a user', imageUrl('https://u:hidden@img.test/a.png'), uri('…')],
    ['a link without TLS', imageUrl('http://img.test/a.png'), uri('…')],
    [
      'audio at OpenAI',
      ofChat({ type: 'input_audio', input_audio: { data: PIXEL, format: 'wav' } }),
      image('audio', 'audio/wav'),
    ],
    [
      'a file by its id',
      ofChat({ type: 'file', file: { file_id: 'file-fake1' } }),
      { type: 'file', modality: 'document', file_id: 'file-fake1' },
    ],
    [
      'a file in a request',
      ofChat({
        type: 'file',
        file: { filename: 'x.pdf', file_data: `data:application/pdf;base64,${PIXEL}` },
      }),
      image('document', 'application/pdf'),
    ],
    [
      'base64 at Anthropic',
      ofAnthropic({ type: 'base64', media_type: 'image/jpeg', data: PIXEL }),
      image('image', 'image/jpeg'),
    ],
    [
      'a link at Anthropic',
      ofAnthropic({ type: 'url', url: 'https://img.test/a.png' }),
      uri('https://img.test/a.png'),
    ],
    [
      'inline data at Gemini',
      [
        GEMINI,
        { contents: [{ role: 'user', parts: [{ inline_data: { mime_type: 'video/mp4', data: PIXEL } }] }] },
      ],
      image('video', 'video/mp4'),
    ],
    [
      'an image of responses',
      [
        RESPONSES,
        {
          input: [
            { role: 'user', content: [{ type: 'input_image', image_url: `data:image/png;base64,${PIXEL}` }] },
          ],
        },
      ],
      image('image', 'image/png'),
    ],
  ])('%s leaves its kind, type and size, and no bytes', async (_, [url, body], part) => {
    const { input } = await captured(url, body, {});
    expect(input).toEqual([{ role: 'user', parts: [part] }]);
    expect(JSON.stringify(at.telemetry.attributes)).not.toContain(PIXEL);
    expect(JSON.stringify(at.telemetry.attributes)).not.toContain('hidden');
  });

  test('an image in an answer leaves none either', async () => {
    const images = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } }];
    const { output } = await captured(CHAT, { stream: true }, [
      chatDelta({ content: 'Here.', images }, 'stop'),
    ]);
    expect(output).toEqual([
      { role: 'assistant', parts: [text('Here.'), image('image', 'image/png')], finish_reason: 'stop' },
    ]);
  });

  test('base64 in the middle of a text and of a tool result is blanked', async () => {
    const data = PIXEL.repeat(60);
    const { input } = await captured(
      ANTHROPIC,
      {
        messages: [
          { role: 'user', content: `see ![](data:image/png;base64,${data}) there` },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input: { shot: data } }] },
        ],
      },
      {},
    );
    expect(JSON.stringify(input)).not.toContain(PIXEL);
    expect(JSON.stringify(input)).toContain('see ![](data:image/png,…) there');
  });
});

describe('bounds', () => {
  const long = 'word '.repeat(2000);
  const inputOf = async (content: unknown, config = {}): Promise<string> => {
    const { input } = await captured(CHAT, { messages: [{ role: 'user', content }] }, {}, config);
    return (input as { parts: { content: string }[] }[])[0]!.parts[0]!.content;
  };

  test('a text is cut at 2000 characters and ends in a mark', async () => {
    const content = await inputOf(long);
    expect(content).toHaveLength(2000);
    expect(content.endsWith('…')).toBe(true);
  });

  test('the length is the one that was configured', async () => {
    expect(await inputOf(long, { maxContentLength: 10 })).toBe('word word…');
  });

  test('a text of just that length is whole', async () => {
    expect(await inputOf('0123456789', { maxContentLength: 10 })).toBe('0123456789');
  });

  test('a cut does not halve a surrogate pair', async () => {
    expect(await inputOf('12345678😀😀😀', { maxContentLength: 10 })).toBe('12345678…');
  });

  test('a streamed text is cut the same way', async () => {
    const chunks = Array.from({ length: 50 }, () => chatDelta({ content: 'word word ' }));
    const { output } = await captured(CHAT, { stream: true }, chunks, { maxContentLength: 30 });
    const [{ parts }] = output as [{ parts: object[] }];
    expect(parts).toEqual([text('word word word word word word…')]);
  });

  test('of a long conversation the first system messages and the last others stay, in order', async () => {
    const messages = [
      { role: 'system', content: 'first' },
      ...Array.from({ length: 200 }, (_, at) => ({ role: 'user', content: `message ${at}` })),
    ];
    const { input } = await captured(CHAT, { messages }, {});
    const texts = (input as { parts: { content: string }[] }[]).map(({ parts }) => parts[0]!.content);
    expect(texts).toHaveLength(50);
    expect(texts.slice(0, 2)).toEqual(['first', 'message 151']);
    expect(texts.at(-1)).toBe('message 199');
  });

  test('an attribute has room for 32 texts of the greatest length', async () => {
    const messages = Array.from({ length: 50 }, () => ({ role: 'user', content: long }));
    await captured(CHAT, { messages }, {});
    const json = at.telemetry.attributes['gen_ai.input.messages'] as string;
    expect(json.length).toBeLessThan(70_000);
  });

  test('large tool arguments are cut and stay JSON', async () => {
    const args = { a: 'x'.repeat(400), list: Array.from({ length: 500 }, (_, at) => ({ at, text: 'word' })) };
    const { input } = await captured(
      ANTHROPIC,
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input: args }] }] },
      {},
      { maxContentLength: 200 },
    );
    expect(JSON.stringify(input).length).toBeLessThan(2000);
    expect(JSON.stringify(input)).toContain('…');
  });
});

test.each([
  ['chat', CHAT],
  ['responses', RESPONSES],
  ['Anthropic', ANTHROPIC],
  ['Gemini', GEMINI],
  ['Cohere', COHERE],
])(
  'whatever stands in requests and answers of %s, the JSON has the form and the call is recorded',
  async (_, url) => {
    const names = [
      'messages',
      'content',
      'parts',
      'text',
      'role',
      'type',
      'input',
      'tools',
      'tool_calls',
      'delta',
    ];
    const more = [
      'function',
      'choices',
      'message',
      'candidates',
      'source',
      'system',
      'item',
      'output',
      'image_url',
    ];
    const types = [
      'text',
      'image',
      'function',
      'message',
      'tool_use',
      'function_call',
      'content_block_start',
    ];
    const key = fc.constantFrom(...names, ...more, 'contents', 'instructions', 'content_block', 'index');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 1 }),
        fc.constantFrom(...types),
        tie('node'),
        tie('list'),
      ),
      node: fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
      list: fc.array(tie('tree'), { maxLength: 4 }),
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(key, tree, { maxKeys: 6 }),
        fc.array(fc.dictionary(key, tree, { maxKeys: 6 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (body, events, streams) => {
          at.telemetry.exporter.reset();
          await captured(url, body, streams ? events : events[0]!);
          expect(at.telemetry.spans).toHaveLength(1);
        },
      ),
      { numRuns: 150 },
    );
  },
);
