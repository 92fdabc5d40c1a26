import { redact } from './redact.ts';

/**
 * Names of providers as errors and people write them. `id` is what `llm.error.upstream` says (lower case,
 * words joined by hyphens), `family` is what rules ask for: the value that `endpointOfHost` of
 * @fuelgauge/semconv gives, so that a rule holds for the provider called directly and behind a gateway.
 */
export interface ProviderName {
  readonly id: string;
  readonly family: string;
  readonly display: string;
}

/** One provider: what `llm.error.upstream` says, the `gen_ai.provider.name` rules ask for, its name for people. */
export type Row = readonly [id: string, family: string, display: string, ...aliases: string[]];

/** To teach a name, add a line: aliases are compared without case, spaces and punctuation. */
export const ROWS: readonly Row[] = [
  ['openai', 'openai', 'OpenAI'],
  ['anthropic', 'anthropic', 'Anthropic', 'claude'],
  [
    'google',
    'gcp.gemini',
    'Google',
    'google ai studio',
    'gemini',
    'google ai',
    'google gemini',
    'gcp.gemini',
  ],
  [
    'google-vertex',
    'gcp.vertex_ai',
    'Google Vertex AI',
    'vertex',
    'vertex ai',
    'gcp.vertex_ai',
    'google vertex ai',
    'vertexai beta',
  ],
  ['azure', 'azure.ai.openai', 'Azure', 'azure openai', 'azure.ai.openai', 'microsoft azure', 'microsoft'],
  ['azure-ai', 'azure.ai.inference', 'Azure AI', 'azure.ai.inference', 'azure ai inference'],
  [
    'amazon-bedrock',
    'aws.bedrock',
    'Amazon Bedrock',
    'bedrock',
    'aws bedrock',
    'aws.bedrock',
    'aws',
    'amazon',
  ],
  ['ibm', 'ibm.watsonx.ai', 'IBM watsonx', 'watsonx', 'ibm.watsonx.ai'],
  ['deepseek', 'deepseek', 'DeepSeek', 'deep seek'],
  ['moonshotai', 'moonshot_ai', 'Moonshot AI', 'moonshot', 'moonshot_ai', 'kimi'],
  ['xai', 'x_ai', 'xAI', 'x-ai', 'x_ai', 'grok'],
  ['groq', 'groq', 'Groq'],
  ['mistral', 'mistral_ai', 'Mistral', 'mistralai', 'mistral_ai', 'mistral ai'],
  ['cohere', 'cohere', 'Cohere'],
  ['perplexity', 'perplexity', 'Perplexity'],
  ['zhipu', 'zhipu', 'Z.AI (Zhipu)', 'z.ai', 'z-ai', 'zai', 'zhipuai', 'bigmodel', 'glm'],
  [
    'alibaba',
    'alibaba',
    'Alibaba Cloud',
    'dashscope',
    'aliyun',
    'qwen',
    'alibaba cloud',
    'alibaba cloud int.',
    'bailian',
  ],
  ['volcengine', 'volcengine', 'Volcengine', 'ark', 'doubao', 'byteplus', 'bytedance'],
  ['tencent', 'tencent', 'Tencent', 'hunyuan', 'tencent cloud'],
  ['baidu', 'baidu', 'Baidu', 'qianfan', 'wenxin', 'ernie'],
  ['minimax', 'minimax', 'MiniMax'],
  ['stepfun', 'stepfun', 'StepFun'],
  ['siliconflow', 'siliconflow', 'SiliconFlow', 'silicon flow', 'siliconcloud'],
  ['iflytek', 'iflytek', 'iFlytek', 'spark', 'xunfei'],
  ['baichuan', 'baichuan', 'Baichuan'],
  ['01-ai', '01_ai', '01.AI', '01ai', 'lingyiwanwu', 'yi'],
  ['modelscope', 'modelscope', 'ModelScope'],
  ['xiaomi', 'xiaomi', 'Xiaomi', 'mimo'],
  ['together', 'together', 'Together AI', 'together ai', 'togetherai'],
  ['fireworks', 'fireworks', 'Fireworks', 'fireworks ai', 'fireworksai'],
  ['deepinfra', 'deepinfra', 'DeepInfra', 'deep infra'],
  ['novita', 'novita', 'Novita', 'novita ai', 'novitaai'],
  ['nebius', 'nebius', 'Nebius', 'nebius ai studio', 'nebius token factory'],
  ['hyperbolic', 'hyperbolic', 'Hyperbolic'],
  ['cerebras', 'cerebras', 'Cerebras'],
  ['sambanova', 'sambanova', 'SambaNova'],
  ['nvidia', 'nvidia', 'NVIDIA', 'nvidia nim', 'nim'],
  ['replicate', 'replicate', 'Replicate'],
  ['chutes', 'chutes', 'Chutes'],
  ['targon', 'targon', 'Targon'],
  ['parasail', 'parasail', 'Parasail'],
  ['baseten', 'baseten', 'Baseten'],
  ['gmicloud', 'gmicloud', 'GMICloud', 'gmi cloud', 'gmi'],
  ['friendli', 'friendli', 'Friendli'],
  ['featherless', 'featherless', 'Featherless'],
  ['scaleway', 'scaleway', 'Scaleway'],
  ['inception', 'inception', 'Inception'],
  ['ai21', 'ai21', 'AI21'],
  ['upstage', 'upstage', 'Upstage'],
  ['databricks', 'databricks', 'Databricks'],
  ['snowflake', 'snowflake', 'Snowflake'],
  ['ollama', 'ollama', 'Ollama'],
  ['ollama-cloud', 'ollama', 'Ollama Cloud'],
  ['venice', 'venice', 'Venice', 'venice ai'],
  ['huggingface', 'huggingface', 'Hugging Face', 'hugging face'],
  ['github', 'github', 'GitHub Models', 'github models'],
  ['github-copilot', 'github_copilot', 'GitHub Copilot', 'github_copilot', 'copilot'],
  ['openrouter', 'openrouter', 'OpenRouter', 'open router'],
  ['litellm', 'litellm', 'LiteLLM', 'litellm proxy'],
  ['vercel', 'vercel', 'Vercel AI Gateway', 'vercel ai gateway'],
  ['cloudflare', 'cloudflare', 'Cloudflare', 'cloudflare ai gateway', 'workers ai', 'cloudflare workers ai'],
  ['portkey', 'portkey', 'Portkey'],
  ['requesty', 'requesty', 'Requesty'],
  ['helicone', 'helicone', 'Helicone'],
  ['poe', 'poe', 'Poe'],
  ['nanogpt', 'nanogpt', 'NanoGPT', 'nano-gpt'],
  ['aihubmix', 'aihubmix', 'AIHubMix'],
  ['ngrok', 'ngrok', 'ngrok'],
  ['kong', 'kong', 'Kong'],
  ['new-api', 'new_api', 'the relay'],
  ['ppio', 'ppio', 'PPIO'],
  ['phala', 'phala', 'Phala'],
  ['lambda', 'lambda', 'Lambda', 'lambdalabs'],
  ['openinference', 'openinference', 'OpenInference'],
  ['atlas-cloud', 'atlas_cloud', 'AtlasCloud', 'atlascloud'],
  ['crusoe', 'crusoe', 'Crusoe'],
  ['stealth', 'stealth', 'Stealth'],
  ['ovhcloud', 'ovhcloud', 'OVHcloud'],
  ['digitalocean', 'digitalocean', 'DigitalOcean'],
  ['opencode', 'opencode', 'OpenCode'],
];

/** A name without case, spaces and punctuation. */
export const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '');

const BY_ALIAS: ReadonlyMap<string, ProviderName> = new Map(
  ROWS.flatMap(([id, family, display, ...aliases]) => {
    const name: ProviderName = { id, family, display };
    return [id, display, ...aliases].map((alias): [string, ProviderName] => [plain(alias), name]);
  }),
);
const BY_FAMILY: ReadonlyMap<string, ProviderName> = new Map(
  [...ROWS]
    .reverse()
    .map(([id, family, display]): [string, ProviderName] => [family, { id, family, display }]),
);

/** What is longer is no name. */
const MAX_NAME = 200;

/** The provider that a text names, or a name made from the text; undefined where it names nobody, or holds an id or a key. */
export function providerNamed(name: string): ProviderName | undefined {
  if (name.length > MAX_NAME) return undefined;
  const known = BY_ALIAS.get(plain(name));
  if (known) return known;
  // An account's id or a key in the place of a name would go into metrics.
  if (redact(name, name.length) !== name.replace(/\s+/g, ' ').trim()) return undefined;
  const id = name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  if (id === '' || id === 'null' || id === 'none' || id === 'undefined' || id === 'unknown') return undefined;
  return { id, family: id, display: name.trim().slice(0, 40) };
}

/** Is this a name of the table, and not just some word? */
export function isKnownProvider(name: string): boolean {
  return BY_ALIAS.has(plain(name));
}

/** The provider behind a value of `gen_ai.provider.name` or of `llm.error.upstream`. */
export function providerOfFamily(family: string): ProviderName | undefined {
  return BY_FAMILY.get(family) ?? providerNamed(family);
}
