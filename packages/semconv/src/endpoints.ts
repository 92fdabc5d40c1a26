/**
 * Who answers at which host. Errors, pricing and instrumentation must agree on this, so it stands here.
 */

/** A service that answers LLM calls. */
export interface Endpoint {
  /** `gen_ai.provider.name`: the conventions' well-known value, else a lower-case name. */
  readonly provider: string;
  /** True when it passes calls on to other companies' models, on its own accounts or the caller's. */
  readonly gateway: boolean;
}

/**
 * Host suffix → provider. A suffix matches at a label boundary (`notopenai.com` is not `openai.com`), the
 * longest one wins. To add a provider, add a line.
 */
const DIRECT: Readonly<Record<string, string>> = {
  'api.openai.com': 'openai',
  'openai.com': 'openai',
  'chatgpt.com': 'openai',
  'anthropic.com': 'anthropic',
  'claude.ai': 'anthropic',
  'generativelanguage.googleapis.com': 'gcp.gemini',
  'cloudcode-pa.googleapis.com': 'gcp.gemini',
  'aiplatform.googleapis.com': 'gcp.vertex_ai',
  'openai.azure.com': 'azure.ai.openai',
  'cognitiveservices.azure.com': 'azure.ai.openai',
  'services.ai.azure.com': 'azure.ai.inference',
  'models.ai.azure.com': 'azure.ai.inference',
  'inference.ml.azure.com': 'azure.ai.inference',
  'ml.cloud.ibm.com': 'ibm.watsonx.ai',
  'deepseek.com': 'deepseek',
  'moonshot.cn': 'moonshot_ai',
  'moonshot.ai': 'moonshot_ai',
  'kimi.com': 'moonshot_ai',
  'x.ai': 'x_ai',
  'groq.com': 'groq',
  'mistral.ai': 'mistral_ai',
  'cohere.com': 'cohere',
  'cohere.ai': 'cohere',
  'perplexity.ai': 'perplexity',
  'z.ai': 'zhipu',
  'bigmodel.cn': 'zhipu',
  'dashscope.aliyuncs.com': 'alibaba',
  'dashscope-intl.aliyuncs.com': 'alibaba',
  'dashscope-us.aliyuncs.com': 'alibaba',
  'maas.aliyuncs.com': 'alibaba',
  'volces.com': 'volcengine',
  'bytepluses.com': 'volcengine',
  'volcengineapi.com': 'volcengine',
  'hunyuan.cloud.tencent.com': 'tencent',
  'hunyuan.tencentcloudapi.com': 'tencent',
  'lkeap.cloud.tencent.com': 'tencent',
  'qianfan.baidubce.com': 'baidu',
  'aip.baidubce.com': 'baidu',
  'minimax.io': 'minimax',
  'minimaxi.com': 'minimax',
  'minimax.chat': 'minimax',
  'stepfun.com': 'stepfun',
  'stepfun.ai': 'stepfun',
  'baichuan-ai.com': 'baichuan',
  'lingyiwanwu.com': '01_ai',
  'xf-yun.com': 'iflytek',
  'sensenova.cn': 'sensetime',
  'xiaomimimo.com': 'xiaomi',
  'together.xyz': 'together',
  'together.ai': 'together',
  'fireworks.ai': 'fireworks',
  'deepinfra.com': 'deepinfra',
  'siliconflow.cn': 'siliconflow',
  'siliconflow.com': 'siliconflow',
  'novita.ai': 'novita',
  'nebius.com': 'nebius',
  'nebius.ai': 'nebius',
  'hyperbolic.xyz': 'hyperbolic',
  'cerebras.ai': 'cerebras',
  'sambanova.ai': 'sambanova',
  'integrate.api.nvidia.com': 'nvidia',
  'api.nvidia.com': 'nvidia',
  'replicate.com': 'replicate',
  'ai21.com': 'ai21',
  'upstage.ai': 'upstage',
  'inceptionlabs.ai': 'inception',
  'reka.ai': 'reka',
  'writer.com': 'writer',
  'voyageai.com': 'voyage',
  'jina.ai': 'jina',
  'lambda.ai': 'lambda',
  'lambdalabs.com': 'lambda',
  'baseten.co': 'baseten',
  'parasail.io': 'parasail',
  'chutes.ai': 'chutes',
  'featherless.ai': 'featherless',
  'friendli.ai': 'friendli',
  'inference.net': 'inference_net',
  'scaleway.ai': 'scaleway',
  'endpoints.kepler.ai.cloud.ovh.net': 'ovhcloud',
  'ai.cloud.ovh.net': 'ovhcloud',
  'inference.do-ai.run': 'digitalocean',
  'gmi-serving.com': 'gmicloud',
  'ppinfra.com': 'ppio',
  'ppio.com': 'ppio',
  'modelscope.cn': 'modelscope',
  'gitee.com': 'gitee',
  'ollama.com': 'ollama',
  'cloud.databricks.com': 'databricks',
  'azuredatabricks.net': 'databricks',
  'gcp.databricks.com': 'databricks',
  'snowflakecomputing.com': 'snowflake',
  // Workers AI; the AI Gateway answers at gateway.ai.cloudflare.com.
  'api.cloudflare.com': 'cloudflare',
  'elevenlabs.io': 'elevenlabs',
  'stability.ai': 'stability',
  'targon.com': 'targon',
  'nscale.com': 'nscale',
  'mancer.tech': 'mancer',
  'morphllm.com': 'morph',
  'relace.run': 'relace',
  'recraft.ai': 'recraft',
  'fal.run': 'fal',
  'longcat.chat': 'longcat',
  'infini-ai.com': 'infinigence',
  'wandb.ai': 'wandb',
  'arliai.com': 'arliai',
  'kluster.ai': 'kluster',
  'synthetic.new': 'synthetic',
  'crof.ai': 'crof',
  'infermatic.ai': 'infermatic',
  'avian.io': 'avian',
};

const GATEWAYS: Readonly<Record<string, string>> = {
  'openrouter.ai': 'openrouter',
  'ai-gateway.vercel.sh': 'vercel',
  'gateway.ai.vercel.com': 'vercel',
  'gateway.ai.cloudflare.com': 'cloudflare',
  'portkey.ai': 'portkey',
  'requesty.ai': 'requesty',
  'helicone.ai': 'helicone',
  'models.github.ai': 'github',
  'models.inference.ai.azure.com': 'github',
  'githubcopilot.com': 'github_copilot',
  'router.huggingface.co': 'huggingface',
  'api-inference.huggingface.co': 'huggingface',
  'endpoints.huggingface.cloud': 'huggingface',
  'huggingface.co': 'huggingface',
  'poe.com': 'poe',
  'venice.ai': 'venice',
  'nano-gpt.com': 'nanogpt',
  'zenmux.ai': 'zenmux',
  'aihubmix.com': 'aihubmix',
  'aimlapi.com': 'aimlapi',
  'merge.dev': 'merge',
  'glama.ai': 'glama',
  'unify.ai': 'unify',
  'martian.com': 'martian',
  'withmartian.com': 'martian',
  'electronhub.ai': 'electronhub',
  'electronhub.top': 'electronhub',
  'opencode.ai': 'opencode',
  'kilo.ai': 'kilo',
  'kilocode.ai': 'kilo',
  'ngrok.ai': 'ngrok',
  'ngrok.app': 'ngrok',
  '302.ai': '302_ai',
  'api2d.com': 'api2d',
  'openai-sb.com': 'openai_sb',
  'closeai-asia.com': 'closeai',
  'ohmygpt.com': 'ohmygpt',
  'dmxapi.cn': 'dmxapi',
  'dmxapi.com': 'dmxapi',
  'burn.hair': 'burnhair',
  'cometapi.com': 'cometapi',
  'laozhang.ai': 'laozhang',
  'apiyi.com': 'apiyi',
  'chatanywhere.tech': 'chatanywhere',
  'chatanywhere.org': 'chatanywhere',
  'yunwu.ai': 'yunwu',
  'tu-zi.com': 'tuzi',
  'gptsapi.net': 'wildcard',
  'shuttleai.com': 'shuttleai',
  'muapi.ai': 'muapi',
  'eden.ai': 'edenai',
  'edenai.run': 'edenai',
  'braintrust.dev': 'braintrust',
  'inworld.ai': 'inworld',
  'orq.ai': 'orq',
  'truefoundry.cloud': 'truefoundry',
  'truefoundry.com': 'truefoundry',
  'litellm.ai': 'litellm',
  'pollinations.ai': 'pollinations',
  'llmgateway.io': 'llmgateway',
  'langdock.com': 'langdock',
};

/** Host suffix → endpoint, for whoever turns the table into another language. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ...Object.entries(DIRECT).map(([host, provider]): [string, Endpoint] => [
    host,
    { provider, gateway: false },
  ]),
  ...Object.entries(GATEWAYS).map(([host, provider]): [string, Endpoint] => [
    host,
    { provider, gateway: true },
  ]),
]);

/** Hosts with a region in front of a suffix that does not tell: RE2 patterns over the lower-case host, tried first. */
export const ENDPOINT_PATTERNS: readonly (readonly [pattern: RegExp, endpoint: Endpoint])[] = [
  [/^bedrock.*\.amazonaws\.com(?:\.cn)?$/, { provider: 'aws.bedrock', gateway: false }],
  [
    /-aiplatform\.googleapis\.com$|^aiplatform\.[a-z]+\.rep\.googleapis\.com$/,
    { provider: 'gcp.vertex_ai', gateway: false },
  ],
];

/**
 * The known endpoint behind a host name (no scheme, no port), or undefined.
 * Looks up the host and then each of its parent domains, so a suffix matches at a label boundary only.
 */
export function endpointOfHost(host: string): Endpoint | undefined {
  let name = host.toLowerCase();
  if (name.endsWith('.')) name = name.slice(0, -1);
  for (const [pattern, endpoint] of ENDPOINT_PATTERNS) if (pattern.test(name)) return endpoint;
  for (let dot = -1; ; ) {
    const found = ENDPOINTS.get(dot < 0 ? name : name.slice(dot + 1));
    if (found) return found;
    dot = name.indexOf('.', dot + 1);
    if (dot < 0) return undefined;
  }
}

/** Second-level suffixes under which names are registered (`foo.co.uk`). */
const TWO_PART_SUFFIX = /\.(?:com?|net|org|gov|ac|edu|ne|or)\.[a-z]{2}$/;

/**
 * `gen_ai.provider.name` for a host: the table's, else the registered name (`api.acme-llm.io` → `acme-llm`),
 * else `self_hosted` for an address or a name that only a private network resolves.
 */
export function providerOfHost(host: string): string {
  const known = endpointOfHost(host);
  if (known) return known.provider;
  const name = host.toLowerCase().replace(/\.$/, '');
  if (!/^[a-z0-9.-]+\.[a-z]{2,}$/.test(name)) return 'self_hosted';
  if (/\.(?:local|localhost|internal|lan|home|corp|svc|test|example|invalid|arpa)$/.test(name))
    return 'self_hosted';
  const labels = name.split('.');
  return labels[labels.length - (TWO_PART_SUFFIX.test(name) && labels.length > 2 ? 3 : 2)] ?? 'self_hosted';
}
