/** The eight services that the simulator plays: where each is mounted and what it sells. */

export type ProviderId =
  | 'openrouter'
  | 'deepseek'
  | 'openai'
  | 'moonshot'
  | 'siliconflow'
  | 'anthropic'
  | 'gemini'
  | 'vercel';

export type Currency = 'USD' | 'CNY';

export interface Provider {
  readonly id: ProviderId;
  /** Path on the simulator that plays the provider's base URL. */
  readonly mount: string;
  /** Host names of the real service. A request that carries one in its Host header is routed by it. */
  readonly hosts: readonly string[];
  /** Path of the real service's base URL; `hosts[0]` and this make the URL users configure. */
  readonly basePath: string;
  /** First path segments that the service also answers under (`/v1/chat/completions` at DeepSeek). */
  readonly aliases: readonly string[];
  readonly currency: Currency;
  readonly models: readonly string[];
}

export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = {
  openrouter: {
    id: 'openrouter',
    mount: '/openrouter/api/v1',
    hosts: ['openrouter.ai'],
    basePath: '/api/v1',
    aliases: [],
    currency: 'USD',
    models: [
      'deepseek/deepseek-v4-flash',
      'deepseek/deepseek-v4-pro',
      'openai/gpt-5.2',
      'moonshotai/kimi-k2.6',
    ],
  },
  deepseek: {
    id: 'deepseek',
    mount: '/deepseek',
    hosts: ['api.deepseek.com'],
    basePath: '',
    aliases: ['/v1', '/beta'],
    currency: 'USD',
    models: ['deepseek-flash', 'deepseek-v4-flash', 'deepseek-v4-pro', 'deepseek-chat'],
  },
  openai: {
    id: 'openai',
    mount: '/openai/v1',
    hosts: ['api.openai.com'],
    basePath: '/v1',
    aliases: [],
    currency: 'USD',
    models: ['gpt-5.2', 'gpt-4o-mini', 'text-embedding-3-small', 'gpt-image-1', 'whisper-1', 'tts-1'],
  },
  moonshot: {
    id: 'moonshot',
    mount: '/moonshot/v1',
    hosts: ['api.moonshot.ai', 'api.moonshot.cn'],
    basePath: '/v1',
    aliases: [],
    currency: 'USD',
    models: ['kimi-k2.6', 'moonshot-v1-8k'],
  },
  siliconflow: {
    id: 'siliconflow',
    mount: '/siliconflow/v1',
    hosts: ['api.siliconflow.com', 'api.siliconflow.cn'],
    basePath: '/v1',
    aliases: [],
    currency: 'USD',
    models: ['Qwen/Qwen3-32B', 'deepseek-ai/DeepSeek-V4-Flash'],
  },
  // Their own SDKs add the version to the base URL, so it stands among the aliases here.
  anthropic: {
    id: 'anthropic',
    mount: '/anthropic',
    hosts: ['api.anthropic.com'],
    basePath: '',
    aliases: ['/v1'],
    currency: 'USD',
    models: ['claude-opus-5', 'claude-sonnet-5', 'claude-haiku-4-5'],
  },
  gemini: {
    id: 'gemini',
    mount: '/gemini',
    hosts: ['generativelanguage.googleapis.com'],
    basePath: '',
    // The first is the OpenAI-compatible door: `/chat/completions` below it.
    aliases: ['/v1beta/openai', '/v1beta', '/v1alpha', '/v1'],
    currency: 'USD',
    models: ['gemini-2.5-flash', 'gemini-2.5-pro', 'gemini-embedding-001'],
  },
  vercel: {
    id: 'vercel',
    mount: '/vercel',
    hosts: ['ai-gateway.vercel.sh'],
    basePath: '',
    // The AI SDK's own API, by its version, and OpenAI's.
    aliases: ['/v1/ai', '/v2/ai', '/v3/ai', '/v4/ai', '/v1'],
    currency: 'USD',
    models: ['openai/gpt-5.2', 'deepseek/deepseek-v4-flash', 'openai/text-embedding-3-small'],
  },
};

export interface Route {
  readonly provider: ProviderId;
  /** Path below the provider's base URL, without the query: `/chat/completions`. */
  readonly path: string;
  /** The model that the path names (Gemini), or a deployment that stands in for it (Azure). */
  readonly model?: string;
}

const AZURE = /^\/openai\/deployments\/([^/]+)(\/.*)$/;
const GEMINI = /^\/models\/([^/:]+):\w+$/;

/** Where a request goes: by Host header when it names a real service, else by the mounted path. */
export function routeOf(host: string, path: string): Route | undefined {
  const azure = AZURE.exec(path);
  if (azure) return { provider: 'openai', path: azure[2]!, model: decodeURIComponent(azure[1]!) };
  const hostname = host.replace(/:\d+$/, '').toLowerCase();
  for (const provider of Object.values(PROVIDERS)) {
    const base = provider.hosts.includes(hostname) ? provider.basePath : provider.mount;
    if (path !== base && !path.startsWith(`${base}/`)) continue;
    const below = path.slice(base.length);
    const alias = provider.aliases.find((prefix) => below.startsWith(`${prefix}/`));
    const route = { provider: provider.id, path: alias ? below.slice(alias.length) : below };
    const model = provider.id === 'gemini' ? GEMINI.exec(route.path)?.[1] : undefined;
    return model === undefined ? route : { ...route, model: decodeURIComponent(model) };
  }
  return undefined;
}

/** Prices per million tokens, in USD. Round figures near the real ones: a balance must fall, not match a bill. */
interface ModelPrice {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

const PRICES: readonly (readonly [RegExp, ModelPrice])[] = [
  [/:free$/, { input: 0, cached: 0, output: 0 }],
  [/deepseek.*(flash|chat)/i, { input: 0.15, cached: 0.003, output: 0.6 }],
  [/deepseek/i, { input: 0.66, cached: 0.022, output: 1.98 }],
  [/gpt-5/, { input: 1.75, cached: 0.175, output: 14 }],
  [/gpt-4o-mini/, { input: 0.15, cached: 0.075, output: 0.6 }],
  [/kimi|moonshot/i, { input: 0.95, cached: 0.16, output: 4 }],
  [/embedding/, { input: 0.02, cached: 0.02, output: 0 }],
  [/claude.*opus/, { input: 5, cached: 0.5, output: 25 }],
  [/claude.*haiku/, { input: 1, cached: 0.1, output: 5 }],
  [/claude/, { input: 3, cached: 0.3, output: 15 }],
  [/gemini.*pro/, { input: 1.25, cached: 0.125, output: 10 }],
  [/gemini/, { input: 0.3, cached: 0.03, output: 2.5 }],
];

const OTHER: ModelPrice = { input: 0.5, cached: 0.1, output: 1.5 };

const CNY_PER_USD = 7;

export interface TokenCounts {
  /** All input tokens, cached ones included. */
  readonly prompt: number;
  readonly cached: number;
  /** Of the input tokens, written to the cache for five minutes; costs a quarter more (Anthropic). */
  readonly written: number;
  /** Of the input tokens, written to the cache for an hour; costs twice as much (Anthropic). */
  readonly writtenForHour: number;
  /** All output tokens, reasoning included. */
  readonly completion: number;
  readonly reasoning: number;
}

export interface Cost {
  readonly prompt: number;
  readonly completion: number;
  readonly total: number;
}

const round = (amount: number): number => Number(amount.toPrecision(12));

/** What the simulated provider takes from the account, in the account's currency. */
export function costOf(model: string, tokens: TokenCounts, currency: Currency): Cost {
  const price = PRICES.find(([pattern]) => pattern.test(model))?.[1] ?? OTHER;
  const unit = (currency === 'CNY' ? CNY_PER_USD : 1) / 1e6;
  const { cached, written, writtenForHour } = tokens;
  const plain = tokens.prompt - cached - written - writtenForHour;
  const uncached = plain + 1.25 * written + 2 * writtenForHour;
  const prompt = (uncached * price.input + cached * price.cached) * unit;
  const completion = tokens.completion * price.output * unit;
  return { prompt: round(prompt), completion: round(completion), total: round(prompt + completion) };
}

/** Whom OpenRouter passes a model on to: its name in `provider_name`, and its part in the simulator, if any. */
export interface Upstream {
  readonly name: string;
  readonly provider?: ProviderId;
}

const UPSTREAMS: Readonly<Record<string, Upstream>> = {
  deepseek: { name: 'DeepSeek', provider: 'deepseek' },
  openai: { name: 'OpenAI', provider: 'openai' },
  moonshotai: { name: 'Moonshot AI', provider: 'moonshot' },
  qwen: { name: 'SiliconFlow', provider: 'siliconflow' },
  google: { name: 'Google AI Studio' },
  anthropic: { name: 'Anthropic' },
};

export const upstreamOf = (model: string): Upstream =>
  UPSTREAMS[model.split('/')[0]!] ?? { name: 'DeepInfra' };
