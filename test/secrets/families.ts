/** The ways in which applications call models, one row each, with everything private in the request. */
import { AzureOpenAI, OpenAI } from 'openai';
import { API_KEYS, canary, KEYS_WITHOUT_A_FORM } from './canaries.ts';

/** What a call is made with. */
export interface Making {
  /** The port of the provider. */
  readonly port: number;
  /** In front of the family's own path. */
  readonly path: string;
  /** `user:password@`, or nothing. */
  readonly credentials: string;
  readonly key: string;
  /** For the provider, to count attempts by. */
  readonly call: string;
  readonly stream: boolean;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Whether the answer's body is to be read. */
  readonly reads: boolean;
  /** Called for each piece of a stream; true ends the reading. */
  readonly onPiece: () => boolean;
}

export interface Family {
  readonly host: string;
  readonly streams: boolean;
  readonly make: (making: Making) => Promise<unknown>;
}

const MODEL = 'gpt-4o-mini';
const TENANT = { 'x-tenant': canary('header of the application'), 'x-request-id': canary('request id') };
const LINK = `${canary('link to an image')}?${canary('signature of a link')}`;

const TOOL = {
  name: 'look_up',
  description: canary('description of a tool'),
  parameters: {
    type: 'object',
    properties: { q: { type: 'string', description: canary('description of a tool') } },
  },
};

const MESSAGES = [
  { role: 'system' as const, content: canary('system prompt') },
  {
    role: 'user' as const,
    content: [
      { type: 'text' as const, text: canary('prompt') },
      { type: 'image_url' as const, image_url: { url: LINK } },
    ],
  },
  {
    role: 'assistant' as const,
    content: null,
    tool_calls: [
      {
        id: 'call_fake0',
        type: 'function' as const,
        function: { name: 'look_up', arguments: JSON.stringify({ q: canary('tool arguments') }) },
      },
    ],
  },
  { role: 'tool' as const, tool_call_id: 'call_fake0', content: canary('tool result') },
  // People paste keys, and tools return them.
  ...API_KEYS.filter(({ name }) => !KEYS_WITHOUT_A_FORM.includes(name)).map(({ name, value }) => ({
    role: 'user' as const,
    content: `The ${name} key is ${value}, {"key":"${value}"} in https://user:${canary('password in the base URL')}@fake.example/?key=${value}`,
  })),
];

const PERSON = {
  user: canary('user'),
  safety_identifier: canary('safety_identifier'),
  prompt_cache_key: canary('prompt_cache_key'),
  metadata: { user_id: canary('metadata.user_id'), email: canary('email'), phone: canary('phone') },
};

const chatOf = ({ key }: Making) => ({
  messages: [...MESSAGES, { role: 'user' as const, content: `And mine is ${key}, Bearer ${key}.` }],
  tools: [{ type: 'function' as const, function: TOOL }],
  ...PERSON,
});

function openai(host: string, { port, path, credentials, key, call, timeoutMs, retries }: Making): OpenAI {
  return new OpenAI({
    apiKey: key,
    baseURL: `http://${credentials}${host}:${port}${path}/v1`,
    organization: canary('organisation id'),
    project: canary('project id'),
    defaultHeaders: { ...TENANT, 'x-fake-call': call },
    maxRetries: retries,
    timeout: timeoutMs,
  });
}

interface Request {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

const request = ({ signal, stream }: Making): Request => ({
  signal,
  ...(stream && { headers: { 'x-fake-stream': 'true' } }),
});

/** Reads what the client gave: pieces of a stream, or a body. */
async function read(
  making: Making,
  answer: Promise<unknown> & { asResponse?: () => Promise<unknown> },
): Promise<unknown> {
  if (!making.reads) return answer.asResponse?.();
  const value = await answer;
  if (Symbol.asyncIterator in (value as object)) {
    for await (const _ of value as AsyncIterable<unknown>) if (making.onPiece()) break;
    return 'a stream';
  }
  const audio = value as { arrayBuffer?: () => Promise<unknown> };
  return audio.arrayBuffer === undefined ? value : audio.arrayBuffer();
}

const viaOpenai = (
  host: string,
  streams: boolean,
  ask: (client: OpenAI, making: Making) => Promise<unknown>,
  client: (host: string, making: Making) => OpenAI = openai,
): Family => ({ host, streams, make: (making) => read(making, ask(client(host, making), making)) });

const chat = (host: string, model: string = MODEL): Family =>
  viaOpenai(host, true, (client, making) =>
    client.chat.completions.create({ model, ...chatOf(making), stream: making.stream }, request(making)),
  );

const viaFetch = (
  host: string,
  streams: boolean,
  asked: (making: Making) => {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: object;
  },
): Family => ({
  host,
  streams,
  make: async (making) => {
    const { port, path, credentials, call, signal, stream, timeoutMs } = making;
    const { path: own, headers, body } = asked(making);
    const response = await fetch(`http://${credentials}${host}:${port}${path}${own}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...TENANT,
        'x-fake-call': call,
        'x-fake-stream': String(stream),
        ...headers,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (!making.reads) return response;
    if (!stream || response.body === null) return response.text();
    for await (const _ of response.body) if (making.onPiece()) break;
    return 'a stream';
  },
});

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

const geminiBody = {
  systemInstruction: { parts: [{ text: canary('system prompt') }] },
  contents: [
    {
      role: 'user',
      parts: [{ text: canary('prompt') }, { fileData: { mimeType: 'image/png', fileUri: LINK } }],
    },
    { role: 'model', parts: [{ functionCall: { name: 'look_up', args: { q: canary('tool arguments') } } }] },
    {
      role: 'user',
      parts: [{ functionResponse: { name: 'look_up', response: { found: canary('tool result') } } }],
    },
  ],
  tools: [{ functionDeclarations: [TOOL] }],
  labels: { user: canary('user'), email: canary('email') },
};

export const FAMILIES: Readonly<Record<string, Family>> = {
  'openai chat': chat('api.openai.com'),
  'openai responses': viaOpenai('api.openai.com', true, (client, making) =>
    client.responses.create(
      {
        model: MODEL,
        instructions: canary('system prompt'),
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: canary('prompt') },
              { type: 'input_image', image_url: LINK, detail: 'auto' },
            ],
          },
          {
            type: 'function_call',
            call_id: 'call_fake0',
            name: 'look_up',
            arguments: JSON.stringify({ q: canary('tool arguments') }),
          },
          { type: 'function_call_output', call_id: 'call_fake0', output: canary('tool result') },
        ],
        tools: [{ type: 'function', strict: false, ...TOOL }],
        conversation: canary('conversation id'),
        previous_response_id: canary('previous response id'),
        ...PERSON,
        stream: making.stream,
      },
      request(making),
    ),
  ),
  'openai embeddings': viaOpenai('api.openai.com', false, (client, making) =>
    client.embeddings.create(
      { model: 'text-embedding-3-small', input: [canary('embeddings input')], user: canary('user') },
      request(making),
    ),
  ),
  'openai images': viaOpenai('api.openai.com', false, (client, making) =>
    client.images.generate(
      { model: 'gpt-image-1', prompt: canary('prompt for an image'), user: canary('user') },
      request(making),
    ),
  ),
  'openai transcription': viaOpenai('api.openai.com', false, (client, making) =>
    client.audio.transcriptions.create(
      {
        model: 'whisper-1',
        file: new File([canary('transcript')], canary('file name')),
        prompt: canary('prompt for speech'),
      },
      request(making),
    ),
  ),
  'openai speech': viaOpenai('api.openai.com', false, (client, making) =>
    client.audio.speech.create(
      {
        model: 'tts-1',
        voice: 'alloy',
        input: canary('prompt for speech'),
        instructions: canary('system prompt'),
      },
      request(making),
    ),
  ),
  'openai at Azure': viaOpenai(
    'fake-resource.openai.azure.com',
    true,
    (client, making) =>
      client.chat.completions.create(
        { model: MODEL, ...chatOf(making), stream: making.stream },
        request(making),
      ),
    (host, { port, path, credentials, key, call, timeoutMs, retries }) =>
      new AzureOpenAI({
        apiKey: key,
        endpoint: `http://${credentials}${host}:${port}${path}`,
        apiVersion: '2025-01-01-preview',
        defaultHeaders: { ...TENANT, 'x-fake-call': call },
        maxRetries: retries,
        timeout: timeoutMs,
      }),
  ),
  'openai to OpenRouter': chat('openrouter.ai', 'deepseek/deepseek-v4-flash'),
  'openai to a host that nobody knows': chat('llm.fake.example'),
  'OpenRouter over fetch': viaFetch('openrouter.ai', true, (making) => ({
    path: '/api/v1/chat/completions',
    headers: {
      ...bearer(making.key),
      'http-referer': `https://${canary('user')}.fake.example`,
      'x-title': canary('user'),
    },
    body: { model: 'deepseek/deepseek-v4-flash', ...chatOf(making), stream: making.stream },
  })),
  Anthropic: viaFetch('api.anthropic.com', true, ({ key, stream }) => ({
    path: '/v1/messages',
    headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01' },
    body: {
      model: 'claude-sonnet-4-5',
      max_tokens: 99,
      system: canary('system prompt'),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: canary('prompt') },
            { type: 'image', source: { type: 'url', url: LINK } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'toolu_fake0', name: 'look_up', input: { q: canary('tool arguments') } },
          ],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_fake0', content: canary('tool result') }],
        },
      ],
      tools: [{ name: TOOL.name, description: TOOL.description, input_schema: TOOL.parameters }],
      metadata: { user_id: canary('metadata.user_id') },
      stream,
    },
  })),
  'Gemini, key in a header': viaFetch('generativelanguage.googleapis.com', true, ({ key, stream }) => ({
    path: `/v1beta/models/gemini-2.5-flash:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    headers: { 'x-goog-api-key': key },
    body: geminiBody,
  })),
  'Gemini, key in the query': viaFetch('generativelanguage.googleapis.com', true, ({ key, stream }) => ({
    path: `/v1beta/models/gemini-2.5-flash:${stream ? 'streamGenerateContent?alt=sse&' : 'generateContent?'}key=${encodeURIComponent(key)}`,
    headers: {},
    body: geminiBody,
  })),
  'Vercel AI Gateway': viaFetch('ai-gateway.vercel.sh', true, ({ key, stream }) => ({
    path: '/v4/ai/language-model',
    headers: {
      ...bearer(key),
      'ai-gateway-protocol-version': '0.0.1',
      'ai-language-model-id': 'deepseek/deepseek-v4-flash',
      'ai-language-model-streaming': String(stream),
      'ai-o11y-user-id': canary('user'),
    },
    body: {
      prompt: [
        { role: 'system', content: canary('system prompt') },
        { role: 'user', content: [{ type: 'text', text: canary('prompt') }] },
      ],
      tools: [
        { type: 'function', name: TOOL.name, description: TOOL.description, inputSchema: TOOL.parameters },
      ],
      providerOptions: { gateway: { user: canary('user') } },
      headers: { authorization: `Bearer ${key}` },
    },
  })),
  Cohere: viaFetch('api.cohere.com', false, ({ key }) => ({
    path: '/v2/chat',
    headers: bearer(key),
    body: { model: 'command-a', messages: [{ role: 'user', content: canary('prompt') }] },
  })),
};
