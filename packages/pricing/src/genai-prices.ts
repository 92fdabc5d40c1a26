/**
 * List prices from `@pydantic/genai-prices`, behind guards: an explicit provider, no neighbour's price, no
 * exception, no warning on the host's console, no 0 for what it does not know.
 */
import { createRequire } from 'node:module';
import type {
  ConditionalPrice,
  calcPrice,
  findProvider,
  MatchLogic,
  ModelInfo,
  ModelPrice,
} from '@pydantic/genai-prices';
import { bareModelId, splitRoute, undatedModelId } from './model-id.ts';
import type { PriceMatch } from './money.ts';
import type { Rate, Rates } from './rates.ts';
import { EVERY_DAY, isWithin, type TimeWindow } from './schedule.ts';

/** The two functions of `@pydantic/genai-prices` that are used. */
export interface PriceLibrary {
  /** Finds a model's prices. */
  readonly calcPrice: typeof calcPrice;
  /** Finds a provider's list. */
  readonly findProvider: typeof findProvider;
}

/**
 * `gen_ai.provider.name` → the library's provider id. Left out on purpose: providers whose prices there are
 * not what a call is billed (GitHub Copilot's credits), and those that it does not have.
 */
export const LIBRARY_PROVIDERS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  'aws.bedrock': 'aws',
  'azure.ai.inference': 'azure',
  'azure.ai.openai': 'azure',
  baseten: 'baseten',
  cerebras: 'cerebras',
  cloudflare: 'cloudflare',
  cohere: 'cohere',
  deepseek: 'deepseek',
  fireworks: 'fireworks',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  groq: 'groq',
  minimax: 'minimax',
  mistral_ai: 'mistral',
  moonshot_ai: 'moonshotai',
  novita: 'novita',
  openai: 'openai',
  openrouter: 'openrouter',
  ovhcloud: 'ovhcloud',
  perplexity: 'perplexity',
  together: 'together',
  voyage: 'voyageai',
  x_ai: 'x-ai',
  zhipu: 'zai',
};

/** Whose models a cloud resells at their maker's list price; the library's other fall-backs are guesses. */
const SAME_PRICE_RESELLERS: Readonly<Record<string, readonly string[]>> = {
  azure: ['openai', 'anthropic'],
  google: ['anthropic'],
};

/** Who bills audio many times higher than text, though the library misses some models' audio prices. */
const AUDIO_APART: ReadonlySet<string> = new Set(['openai', 'azure']);

/** Prices of one model: the last entry whose condition holds counts, else the first. */
export interface PricePlan {
  /** The library's id for the model. */
  readonly model: string;
  readonly match: PriceMatch;
  /** True when the id's routing suffix leaves the host, and so the price, open. */
  readonly routed: boolean;
  readonly entries: readonly PlanEntry[];
}

interface PlanEntry {
  readonly from: number;
  readonly window: TimeWindow | undefined;
  /** Undefined when the entry has prices that token counts cannot be held against (hours, pages, video). */
  readonly rates: Rates | undefined;
}

/** The library's price keys that are understood. Any other makes the model unpriced, rather than too cheap. */
const PRICE_KEYS: Readonly<Record<string, Exclude<keyof Rates, 'textOnly' | 'perRequest' | 'perWebSearch'>>> =
  {
    input_mtok: 'input',
    output_mtok: 'output',
    cache_read_mtok: 'cacheRead',
    cache_write_mtok: 'cacheWrite',
    cache_write_1h_mtok: 'cacheWrite1h',
    output_reasoning_mtok: 'reasoning',
    input_audio_mtok: 'inputAudio',
    cache_audio_read_mtok: 'cacheReadAudio',
    output_audio_mtok: 'outputAudio',
    input_image_mtok: 'inputImage',
    output_image_mtok: 'outputImage',
  };

/** Keys for things that chat usage does not count and that are rarely in a call: their absence is no error. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'storage_searches_kcount',
  'cache_image_read_mtok',
  'input_video_mtok',
  'output_citation_mtok',
]);

let loaded: PriceLibrary | null | undefined;

/**
 * The installed library, loaded at the first call that needs it (about 30 ms and 5 MB), or null when it
 * cannot be loaded, which happens in bundles that leave it out.
 */
export function installedLibrary(): PriceLibrary | null {
  if (loaded === undefined) {
    try {
      loaded = createRequire(import.meta.url)('@pydantic/genai-prices') as PriceLibrary;
    } catch {
      loaded = null;
    }
  }
  return loaded;
}

function* literals(
  logic: MatchLogic,
): Generator<readonly ['equals' | 'starts' | 'ends' | 'contains' | 'regex', string]> {
  if ('or' in logic) for (const part of logic.or) yield* literals(part);
  else if ('and' in logic) for (const part of logic.and) yield* literals(part);
  else if ('equals' in logic) yield ['equals', logic.equals.toLowerCase()];
  else if ('starts_with' in logic) yield ['starts', logic.starts_with.toLowerCase()];
  else if ('ends_with' in logic) yield ['ends', logic.ends_with.toLowerCase()];
  else if ('contains' in logic) yield ['contains', logic.contains.toLowerCase()];
  else if ('regex' in logic) yield ['regex', logic.regex];
}

/** What may stand before a name on Bedrock: an ARN, a region (`us.`, `eu.`, `global.`), the maker. */
const BEDROCK_PREFIX =
  /^(?:arn:[^/]*\/)?(?:(?:us|us-gov|eu|apac|jp|au|ca|in|sa|me|af|global)\.)?(?:anthropic\.)?$/;

/**
 * Is the model that the library found the one that was asked for? It matches by prefix, so that it finds
 * `claude-sonnet-5` for `claude-sonnet-5-5`; only a date or version suffix may differ.
 */
export function matchOf(info: ModelInfo, name: string, libraryProvider: string): PriceMatch | undefined {
  if (info.id.toLowerCase() === name) return 'exact';
  const undated = undatedModelId(name);
  let version = undatedModelId(info.id) === undated;
  for (const [kind, literal] of literals(info.match)) {
    if (kind === 'equals' && literal === name) return 'exact';
    if (kind === 'regex') {
      // The library writes regular expressions for dated ids only when it spells out the whole id.
      if (/^\^.*\\d\{\d\}\$$/.test(literal) && new RegExp(literal).test(name)) version = true;
      continue;
    }
    if (version) continue;
    const whole = undatedModelId(literal.replace(/[-@]$/, ''));
    if (whole === undated) version = true;
    else if (kind !== 'equals' && libraryProvider === 'aws') {
      const at = undated.indexOf(whole);
      version = at > 0 && at + whole.length === undated.length && BEDROCK_PREFIX.test(undated.slice(0, at));
    }
  }
  return version ? 'version' : undefined;
}

function rateOf(value: ModelPrice[string]): Rate | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null || !Array.isArray(value.tiers)) return undefined;
  return { base: value.base, tiers: [...value.tiers].sort((a, b) => a.start - b.start) };
}

function ratesOf(prices: ModelPrice, textOnly: boolean): Rates | undefined {
  const rates: Partial<Record<Exclude<keyof Rates, 'textOnly' | 'perRequest' | 'perWebSearch'>, Rate>> & {
    perRequest?: number;
    perWebSearch?: number;
  } = {};
  for (const [key, value] of Object.entries(prices)) {
    if (value === undefined || PASSED_OVER.has(key)) continue;
    if (key === 'requests_kcount' && typeof value === 'number') rates.perRequest = value / 1000;
    else if (key === 'web_searches_kcount' && typeof value === 'number') rates.perWebSearch = value / 1000;
    else {
      const rate = rateOf(value);
      const kind = PRICE_KEYS[key];
      if (rate === undefined || kind === undefined) return undefined;
      rates[kind] = rate;
    }
  }
  return textOnly && rates.inputAudio === undefined && rates.outputAudio === undefined
    ? { ...rates, textOnly: true }
    : rates;
}

function secondsOf(time: string): number {
  const match = /^(\d\d):(\d\d):(\d\d)Z$/.exec(time);
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : Number.NaN;
}

function entryOf(price: ConditionalPrice, textOnly: boolean): PlanEntry {
  const { constraint } = price;
  const rates = ratesOf(price.prices, textOnly);
  if (constraint === undefined) return { from: -Infinity, window: undefined, rates };
  if (constraint.type === 'start_date')
    return { from: Date.parse(`${constraint.start_date.slice(0, 10)}T00:00:00Z`), window: undefined, rates };
  const start = secondsOf(constraint.start_time);
  const end = secondsOf(constraint.end_time);
  // A window that cannot be read could be open: then no price is certain.
  if (Number.isNaN(start) || Number.isNaN(end))
    return { from: -Infinity, window: undefined, rates: undefined };
  return { from: -Infinity, window: { start, end, days: EVERY_DAY }, rates };
}

/** The plan's prices at an instant. */
export function planRates(plan: PricePlan, at: number): Rates | undefined {
  for (let index = plan.entries.length - 1; index >= 0; index--) {
    const entry = plan.entries[index];
    if (entry && at >= entry.from && (entry.window === undefined || isWithin(entry.window, at)))
      return entry.rates;
  }
  return plan.entries[0]?.rates;
}

const FREE: Rates = { input: 0, output: 0, perRequest: 0 };

/**
 * The library's prices for a model, or undefined when it has none that are certainly this model's. Costs 10
 * to 50 µs: remember the result.
 *
 * @param provider `gen_ai.provider.name`
 */
export function findPlan(library: PriceLibrary, provider: string, model: string): PricePlan | undefined {
  if (!Object.hasOwn(LIBRARY_PROVIDERS, provider)) return undefined;
  const providerId = LIBRARY_PROVIDERS[provider] ?? '';
  let name = bareModelId(model);
  let routed = false;
  if (provider === 'openrouter') {
    const { name: base, route } = splitRoute(name);
    if (route === 'unpriced') return undefined;
    if (route === 'free')
      return {
        model: name,
        match: 'exact',
        routed: false,
        entries: [{ from: -Infinity, window: undefined, rates: FREE }],
      };
    name = base;
    routed = route === 'routed';
  } else if (providerId === 'google' && name.startsWith('google/')) {
    // Vertex AI's OpenAI-compatible endpoint asks for the publisher before the name.
    name = name.slice('google/'.length);
  }
  try {
    // Without usage, only to find the model: its price is computed here.
    const found = library.calcPrice({}, name, { providerId });
    if (!found) return undefined;
    const info = found.model;
    if (!found.provider.models.includes(info)) {
      const makers = SAME_PRICE_RESELLERS[providerId] ?? [];
      if (!makers.some((id) => library.findProvider({ providerId: id })?.models.includes(info)))
        return undefined;
    }
    const match = matchOf(info, name, providerId);
    if (match === undefined) return undefined;
    const prices = Array.isArray(info.prices) ? info.prices : [{ prices: info.prices }];
    const textOnly = AUDIO_APART.has(providerId);
    return { model: info.id, match, routed, entries: prices.map((price) => entryOf(price, textOnly)) };
  } catch {
    return undefined;
  }
}
