/**
 * How each SDK makes its requests. Every line was read in the published package that `evidence` names; an SDK
 * that nobody looked into is not here. Add a line with its evidence, and the command knows the SDK.
 */
import { isInRange, type VersionRange } from '../version-range.ts';
import type { WireId } from './wires.ts';

export type Transport =
  /** fuelgauge patches its client. */
  | { readonly kind: 'patched' }
  /** Global fetch, looked up at each call, or once when a client is made. */
  | { readonly kind: 'fetch'; readonly captured: 'never' | 'client'; readonly wires: readonly WireId[] }
  /**
   * Nothing that fuelgauge sees: `by` says what. `fetchOption`: its client takes a `fetch`, and asks these wires
   * through it.
   */
  | { readonly kind: 'other'; readonly by: string; readonly fetchOption?: readonly WireId[] }
  /** It asks another SDK, which is judged by itself. */
  | { readonly kind: 'through'; readonly packages: readonly string[] };

export interface Sdk extends VersionRange {
  /** Exact name. Several lines for one package: the first that fits the installed copy. */
  readonly package: string;
  /** This line is for copies that declare this dependency: it tells old generations of a client apart. */
  readonly ifDependsOn?: string;
  readonly transport: Transport;
  readonly evidence: string;
}

const atCall = (...wires: readonly WireId[]): Transport => ({ kind: 'fetch', captured: 'never', wires });
const atClient = (...wires: readonly WireId[]): Transport => ({ kind: 'fetch', captured: 'client', wires });
const other = (by: string): Transport => ({ kind: 'other', by });
const through = (...packages: readonly string[]): Transport => ({ kind: 'through', packages });

/** Generations of clients that bring node-fetch along; all of them take `fetch` as an option of the client. */
const nodeFetch = (...fetchOption: readonly WireId[]): Transport => ({
  kind: 'other',
  by: 'the node-fetch package, which is built on node:http',
  ...(fetchOption.length > 0 && { fetchOption }),
});
const AI_SDK =
  '@ai-sdk/provider-utils 2.0 to 5.0: `getOriginalFetch = () => globalThis.fetch` at each request';

export const SDKS: readonly Sdk[] = [
  { package: 'openai', transport: { kind: 'patched' }, evidence: 'src/openai/instrumentation.ts' },

  {
    package: '@anthropic-ai/sdk',
    ifDependsOn: 'node-fetch',
    transport: nodeFetch('anthropic'),
    evidence: '0.30.0 _shims/node-runtime',
  },
  {
    package: '@anthropic-ai/sdk',
    transport: atClient('anthropic'),
    evidence: '1.11.0 client.js: `options.fetch ?? Shims.getDefaultFetch()` in the constructor',
  },
  {
    package: '@anthropic-ai/vertex-sdk',
    transport: atClient('anthropicVertex'),
    evidence: '1.1.3 client.js: extends the client of @anthropic-ai/sdk, rewrites paths to :rawPredict',
  },
  {
    package: '@anthropic-ai/bedrock-sdk',
    transport: atClient('anthropicBedrock'),
    evidence:
      '1.1.2 client.js: extends the client of @anthropic-ai/sdk, /model/…/invoke and …/invoke-with-response-stream',
  },
  {
    package: '@anthropic-ai/claude-agent-sdk',
    transport: other('a program of its own that it starts as a child process'),
    evidence: '0.3.329 core.mjs: spawn',
  },
  {
    package: '@openai/codex-sdk',
    transport: other('a program of its own that it starts as a child process'),
    evidence: '0.163.0: its only dependency is the command @openai/codex, run by spawn',
  },

  {
    package: '@google/genai',
    transport: atCall('gemini'),
    evidence: '1.0.0 and 3.1.0 dist/node: `fetch(url, requestInit)`; google-auth-library only for tokens',
  },
  {
    package: '@google/generative-ai',
    transport: atCall('gemini'),
    evidence: '0.24.1 dist/index.js: `makeRequest(url, fetchOptions, fetchFn = fetch)`',
  },
  {
    package: '@google-cloud/vertexai',
    transport: atCall('vertex'),
    evidence: '1.12.0 functions/post_request.js: `fetch(vertexEndpoint, …)`',
  },
  {
    package: '@google-cloud/aiplatform',
    transport: other('gRPC'),
    evidence: '6.11.0: its only dependency is google-gax',
  },

  {
    package: 'ai',
    transport: through('@ai-sdk/*', '@openrouter/ai-sdk-provider'),
    evidence: '5 to 7: a model is an object of a provider package, which makes the request',
  },
  ...(
    [
      ['openai', ['responses', 'chat']],
      ['openai-compatible', ['chat']],
      ['azure', ['azure']],
      ['anthropic', ['anthropic']],
      ['google', ['gemini']],
      ['google-vertex', ['vertex']],
      ['amazon-bedrock', ['converse']],
      ['mistral', ['chat']],
      ['groq', ['chat']],
      ['xai', ['chat', 'responses']],
      ['deepseek', ['chat']],
      ['togetherai', ['chat']],
      ['fireworks', ['chat']],
      ['perplexity', ['chat']],
      ['cerebras', ['chat']],
      ['deepinfra', ['chat']],
      ['moonshotai', ['chat']],
      ['alibaba', ['chat']],
      ['cohere', ['cohere']],
      ['gateway', ['vercelGateway']],
    ] as const
  ).map(
    ([name, wires]): Sdk => ({ package: `@ai-sdk/${name}`, transport: atCall(...wires), evidence: AI_SDK }),
  ),
  {
    package: '@openrouter/ai-sdk-provider',
    transport: atCall('chat'),
    evidence: '3.1.0 dist/index.js: `getOriginalFetch2 = () => globalThis.fetch` at each request',
  },
  {
    package: '@openrouter/sdk',
    transport: atCall('chat'),
    evidence: '1.3.19 esm/lib/http.js: `fetch(input)` at each request',
  },

  {
    package: '@mistralai/mistralai',
    ifDependsOn: 'node-fetch',
    transport: nodeFetch(),
    evidence: '0.5.0 package.json',
  },
  {
    package: '@mistralai/mistralai',
    transport: atCall('chat'),
    evidence: '2.7.0 esm/lib/http.js: `fetch(input)` at each request, /v1/chat/completions',
  },
  {
    package: 'groq-sdk',
    ifDependsOn: 'node-fetch',
    transport: nodeFetch('chat'),
    evidence: '0.30.0 _shims/node-runtime',
  },
  {
    package: 'groq-sdk',
    transport: atClient('chat'),
    evidence: '1.6.0 client.js: `options.fetch ?? Shims.getDefaultFetch()`',
  },
  {
    package: 'together-ai',
    ifDependsOn: 'node-fetch',
    transport: nodeFetch('chat'),
    evidence: '0.9.0 _shims/node-runtime',
  },
  {
    package: 'together-ai',
    transport: atClient('chat'),
    evidence: '0.52.0 client.js: `options.fetch ?? Shims.getDefaultFetch()`',
  },
  {
    package: '@cerebras/cerebras_cloud_sdk',
    ifDependsOn: 'node-fetch',
    transport: nodeFetch('chat'),
    evidence: '1.91.0 core.js and _shims/node-runtime',
  },
  {
    package: '@perplexity-ai/perplexity_ai',
    transport: atClient('chat'),
    evidence:
      '0.38.5 dist/client.js: `options.fetch ?? Shims.getDefaultFetch()`; generated/api.js: /chat/completions',
  },
  {
    package: 'cohere-ai',
    transport: atCall('cohere', 'cohereV1'),
    evidence: '7.14.0 and 8.1.0 core/fetcher/getFetchFn: the native fetch; /v1/chat, /v2/chat',
  },
  {
    package: 'ollama',
    transport: atClient('ollama'),
    evidence: '0.5.0 and 0.6.4 dist/browser.mjs: `config?.fetch ?? fetch` in the constructor, /api/…',
  },
  {
    package: 'voyageai',
    transport: atCall('embeddings'),
    evidence: '0.4.0 core/fetcher/getFetchFn: the native fetch; /embeddings',
  },
  {
    package: 'replicate',
    transport: atClient('replicate'),
    evidence: '0.34.0 and 1.4.0 index.js: `options.fetch || globalThis.fetch` in the constructor',
  },
  {
    package: '@huggingface/inference',
    transport: atCall('chat'),
    evidence: '4.13.30 utils/request.js: `(options?.fetch ?? fetch)(url, info)`; …/v1/chat/completions',
  },
  {
    package: 'portkey-ai',
    transport: through('openai'),
    evidence: '3.1.0 utils.js: `new openai_1.default({ fetch: … })`; chat completions',
  },
  {
    package: 'litellm',
    transport: through('openai', '@anthropic-ai/sdk', 'cohere-ai', 'replicate'),
    evidence: '0.12.0 dist/src/handlers: those SDKs, and fetch at each call for Mistral and DeepInfra',
  },

  {
    package: '@azure/openai',
    below: '2',
    transport: other('node:https, by way of @azure/core-rest-pipeline'),
    evidence: '1.0.0-beta.13 package.json; @typespec/ts-http-runtime nodeHttpClient.js',
  },
  {
    package: '@azure/openai',
    from: '2',
    transport: through('openai'),
    evidence: '2.0.0: types and settings for the AzureOpenAI client of the openai package',
  },
  {
    package: '@azure-rest/ai-inference',
    transport: other('node:https, by way of @azure/core-rest-pipeline'),
    evidence: '1.0.0-beta.6 package.json; @typespec/ts-http-runtime nodeHttpClient.js: https.request',
  },
  {
    package: '@aws-sdk/client-bedrock-runtime',
    transport: other('node:https or HTTP/2 of its own, streams in a binary event format'),
    evidence: '3.600.0 runtimeConfig: NodeHttpHandler; 3.1162.0: NodeHttp2Handler; eventstream-handler-node',
  },
  {
    package: '@ibm-cloud/watsonx-ai',
    transport: other('axios, which is built on node:http'),
    evidence: '1.7.16: ibm-cloud-sdk-core lib/request-wrapper.js',
  },
  {
    package: 'zhipuai-sdk-nodejs-v4',
    transport: other('axios, which is built on node:http'),
    evidence: '0.1.12 dist/zhipu-ai.js',
  },
  { package: '@lmstudio/sdk', transport: other('a WebSocket'), evidence: '2.0.0 dist/index.mjs' },

  ...(
    [
      ['@langchain/openai', ['openai']],
      ['@langchain/deepseek', ['@langchain/openai']],
      ['@langchain/xai', ['@langchain/openai']],
      ['@langchain/anthropic', ['@anthropic-ai/sdk']],
      ['@langchain/google-genai', ['@google/generative-ai']],
      ['@langchain/mistralai', ['@mistralai/mistralai']],
      ['@langchain/groq', ['groq-sdk']],
      ['@langchain/cohere', ['cohere-ai']],
      ['@langchain/aws', ['@aws-sdk/client-bedrock-runtime']],
      ['@langchain/ollama', ['ollama']],
      ['@llamaindex/openai', ['openai']],
      ['@openai/agents', ['@openai/agents-openai', 'openai']],
      ['@openai/agents-openai', ['openai']],
    ] as const
  ).map(
    ([name, packages]): Sdk => ({
      package: name,
      transport: through(...packages),
      evidence: 'dependencies in its package.json',
    }),
  ),
  {
    package: '@langchain/openrouter',
    transport: atCall('chat'),
    evidence: '0.4.11 dist/chat_models: `fetch(this.buildUrl(), …)`, /chat/completions',
  },
  {
    package: '@langchain/google',
    transport: atCall('gemini'),
    evidence: '0.2.6 dist/clients: `fetch(request)` at each request',
  },
  {
    package: '@langchain/google-vertexai',
    transport: through('@langchain/google-gauth'),
    evidence: '2.3.2 package.json',
  },
  {
    package: '@langchain/google-gauth',
    transport: other('google-auth-library, which requests through node-fetch'),
    evidence: '2.3.2 dist/auth.js: `gauth.fetch`; gaxios 7.3.1: `import("node-fetch")`',
  },
];

/** The line for an installed copy. */
export function sdkOf(
  name: string,
  version: string,
  dependencies: Readonly<Record<string, string>> = {},
): Sdk | undefined {
  return SDKS.find(
    (sdk) =>
      sdk.package === name &&
      (sdk.ifDependsOn === undefined || Object.hasOwn(dependencies, sdk.ifDependsOn)) &&
      isInRange(version, sdk),
  );
}
