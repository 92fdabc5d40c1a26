/** The cost of a call: the response, the user's table, the built-in table, the price library, in this order. */
import { BUILT_IN_PRICES } from './built-in.ts';
import { findPlan, installedLibrary, type PriceLibrary, type PricePlan, planRates } from './genai-prices.ts';
import { bareModelId, type Route, splitRoute, undatedModelId } from './model-id.ts';
import type { CallCost, PriceMatch } from './money.ts';
import { parseAmount } from './money.ts';
import { costAtRates, type Rates } from './rates.ts';
import { costFromResponse, type HeaderBag } from './response-cost.ts';
import { type CompiledRow, compileTable, type PriceTable, ratesAt, rowAt } from './table.ts';
import { normalizeUsage, type Usage, usageOfBody } from './usage.ts';

/** What is known of a call that was answered. Give what there is. */
export interface PricedCall {
  /** `gen_ai.provider.name`, as `providerOfHost` of `@fuelgauge/semconv` gives it. */
  readonly provider?: string | undefined;
  /** The URL that was called. Hosts in China bill other prices in another currency. */
  readonly baseUrl?: string | undefined;
  /** The model that was asked for. */
  readonly requestModel?: string | undefined;
  /** The model that answered; the body's `model` when absent. */
  readonly responseModel?: string | undefined;
  /** As `normalizeUsage` returned it, which is checked again; taken from the body when absent. */
  readonly usage?: Usage | undefined;
  /** A cost in US dollars that the caller has already taken from the response. */
  readonly responseCost?: number | string | undefined;
  /**
   * The response's body, or the stream's chunk or event that carries usage, as parsed JSON. Read for fields
   * that state a cost, and for what else is not given here.
   */
  readonly responseBody?: unknown;
  /** The response's: LiteLLM tells the cost in one. */
  readonly headers?: HeaderBag | undefined;
  /** The tier that served the call; the body's `service_tier` when absent. */
  readonly serviceTier?: string | undefined;
  /** When the call was made; now when absent. */
  readonly at?: Date | number | undefined;
}

/** Where prices come from. Everything has a default. */
export interface PricerOptions {
  /** Your own prices. Asked after the response and before the built-in prices. */
  readonly table?: PriceTable;
  /**
   * The price library, where it cannot be loaded from `node_modules` (bundles), or where the application
   * updates its prices (`updatePrices`), which an ES module does in another copy than the one loaded here.
   * `false` turns it off.
   */
  readonly library?: PriceLibrary | false;
  /** Told once when the price library cannot be loaded, so that only responses and tables give prices. */
  readonly warn?: (message: string) => void;
}

/** Prices calls; remembers which price belongs to which model. */
export interface Pricer {
  /**
   * What the call cost, or undefined when that is not known: never 0 for unknown. Never throws.
   */
  priceCall(call: PricedCall): CallCost | undefined;
}

/** Service tiers that are billed at another rate than the list price. */
const OTHER_RATE_TIERS: ReadonlySet<string> = new Set(['flex', 'batch', 'priority', 'scale']);

/** How long a match is remembered: an application may update the library's prices under way. */
const MEMO_MS = 10 * 60_000;
const MEMO_SIZE = 2_000;

/** What is known of a provider's model, whatever the usage and the time. */
interface Known {
  readonly table: readonly CompiledRow[];
  readonly builtIn: readonly CompiledRow[];
  /** Undefined until the library was asked, null when it has no price. */
  plan: PricePlan | null | undefined;
  /** Without version and routing suffixes: equal for two names of one model. */
  readonly undated: string;
  /** What the name's routing suffix means; OpenRouter only. */
  readonly route: Route | undefined;
  readonly since: number;
}

/** What the names in a call stand for. */
interface Models {
  readonly provider: string;
  readonly request: string | undefined;
  readonly response: string | undefined;
  readonly baseUrl: string | undefined;
  readonly since: number;
  readonly answered: Known | undefined;
  readonly asked: Known | undefined;
  /** Whose list price counts, where list prices say anything about this call. */
  readonly trusted: Known | undefined;
  /** What was asked for, where that is what answered by another name. */
  readonly sameModel: Known | undefined;
}

const BUILT_IN: readonly CompiledRow[] = compileTable(BUILT_IN_PRICES, 'builtIn');

/** Hosts that bill in yuan, at prices of their own: list prices in dollars say nothing about them. */
function billsInYuan(baseUrl: string | undefined): boolean {
  if (baseUrl === undefined) return false;
  const host = /^(?:[a-z]+:\/\/)?(?:[^/@?#]*@)?([^/:?#]+)/i.exec(baseUrl)?.[1]?.toLowerCase() ?? '';
  return /\.cn\.?$|(?:^|\.)minimaxi\.com$|(?:^|\.)minimax\.chat$/.test(host);
}

function localCost(
  origin: 'table' | 'built-in' | 'genai-prices',
  amount: number,
  currency: string,
  model: string,
  match: PriceMatch,
  listPrice: boolean,
): CallCost {
  return Object.freeze(
    listPrice
      ? { amount, currency, source: 'local', origin, model, match, listPrice }
      : { amount, currency, source: 'local', origin, model, match },
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 512 ? value : undefined;
}

interface Answer {
  readonly model?: unknown;
  readonly service_tier?: unknown;
  readonly response?: unknown;
  readonly message?: unknown;
}

/** What holds the model's name: the body itself, or what a stream's event (OpenAI, Anthropic) carries. */
function answerOf(body: unknown): Answer | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const outer = body as Answer;
  if (outer.model !== undefined) return outer;
  const inner = outer.response ?? outer.message;
  return typeof inner === 'object' && inner !== null ? (inner as Answer) : outer;
}

function tierOf(call: PricedCall, body: Answer | undefined): string | undefined {
  const tier =
    text(call.serviceTier) ??
    text(body?.service_tier) ??
    text((usageOfBody(call.responseBody) as Answer | undefined)?.service_tier);
  return tier?.toLowerCase();
}

class MemoizingPricer implements Pricer {
  readonly #table: readonly CompiledRow[];
  readonly #library: PriceLibrary | false | undefined;
  #warn: ((message: string) => void) | undefined;
  readonly #memo = new Map<string, Map<string, Known>>();
  #last: Models | undefined;
  #size = 0;

  constructor(options: PricerOptions) {
    this.#table = options.table === undefined ? [] : compileTable(options.table, 'table');
    this.#library = options.library;
    this.#warn = options.warn;
  }

  priceCall(call: PricedCall): CallCost | undefined {
    try {
      return this.#fromResponse(call) ?? this.#fromTables(call);
    } catch {
      return undefined;
    }
  }

  #fromResponse(call: PricedCall): CallCost | undefined {
    if (call.responseCost !== undefined) {
      const amount = parseAmount(call.responseCost);
      if (amount !== undefined)
        return Object.freeze({
          amount,
          currency: 'USD',
          source: 'provider',
          origin: 'response',
          field: 'responseCost',
        });
    }
    const stated = costFromResponse(call.provider, call.responseBody, call.headers);
    return stated && Object.freeze({ ...stated, source: 'provider', origin: 'response' });
  }

  #fromTables(call: PricedCall): CallCost | undefined {
    const provider = text(call.provider);
    if (provider === undefined) return undefined;
    const body = answerOf(call.responseBody);
    const request = text(call.requestModel);
    const response = text(call.responseModel) ?? text(body?.model);
    const now = Date.now();
    const models = this.#modelsOf(provider, request, response, call.baseUrl, now);
    const { answered, asked, trusted, sameModel } = models;

    const usage = normalizeUsage(call.usage ?? usageOfBody(call.responseBody));
    const tier = tierOf(call, body);
    const listPrice = tier !== undefined && OTHER_RATE_TIERS.has(tier);
    const given = typeof call.at === 'number' ? call.at : call.at?.getTime();
    const at = given !== undefined && Number.isFinite(given) ? given : now;

    // In the user's own table either name may stand.
    const row = (answered && rowAt(answered.table, at, tier)) ?? (asked && rowAt(asked.table, at, tier));
    if (row) return this.#fromRow('table', row, usage, at, listPrice);

    if (trusted === undefined || asked?.route === 'unpriced') return undefined;
    // The answer's name often comes without the suffix.
    if (sameModel?.route !== undefined)
      return this.#fromPlan(sameModel, provider, request ?? '', usage, at, listPrice);
    const cost = this.#listed(trusted, provider, response ?? request ?? '', usage, at, tier, listPrice);
    if (cost !== undefined || sameModel === undefined) return cost;
    return this.#listed(sameModel, provider, request ?? '', usage, at, tier, listPrice);
  }

  /** Most calls are like the last one: then nothing is looked up. */
  #modelsOf(
    provider: string,
    request: string | undefined,
    response: string | undefined,
    baseUrl: string | undefined,
    now: number,
  ): Models {
    const last = this.#last;
    if (
      last !== undefined &&
      last.response === response &&
      last.request === request &&
      last.provider === provider &&
      last.baseUrl === baseUrl &&
      Math.abs(now - last.since) < MEMO_MS
    )
      return last;
    const answered = response === undefined ? undefined : this.#known(provider, response, now);
    const asked =
      request === undefined || request === response ? undefined : this.#known(provider, request, now);
    // Outside the user's own table the model that answered counts: an alias or a fall-back is no evidence, nor is
    // the name that somebody gave an Azure deployment.
    const trusted = answered ?? (provider === 'azure.ai.openai' ? undefined : asked);
    const sameModel = answered && asked && answered.undated === asked.undated ? asked : undefined;
    this.#last = {
      provider,
      request,
      response,
      baseUrl,
      since: Math.min(answered?.since ?? now, asked?.since ?? now),
      answered,
      asked,
      trusted: billsInYuan(baseUrl) ? undefined : trusted,
      sameModel,
    };
    return this.#last;
  }

  #listed(
    known: Known,
    provider: string,
    model: string,
    usage: Usage | undefined,
    at: number,
    tier: string | undefined,
    listPrice: boolean,
  ): CallCost | undefined {
    if (known.builtIn.length === 0) return this.#fromPlan(known, provider, model, usage, at, listPrice);
    const row = rowAt(known.builtIn, at, tier);
    return row && this.#fromRow('built-in', row, usage, at, listPrice);
  }

  #fromRow(
    origin: 'table' | 'built-in',
    row: CompiledRow,
    usage: Usage | undefined,
    at: number,
    listPrice: boolean,
  ): CallCost | undefined {
    const rates: Rates = row.windows.length === 0 ? row.rates : ratesAt(row, at);
    const amount = costAtRates(rates, usage);
    if (amount === undefined) return undefined;
    const exactTier = row.serviceTier !== undefined;
    return localCost(
      origin,
      amount,
      row.currency,
      row.model,
      row.exact ? 'exact' : 'pattern',
      listPrice && !exactTier,
    );
  }

  #fromPlan(
    known: Known,
    provider: string,
    model: string,
    usage: Usage | undefined,
    at: number,
    listPrice: boolean,
  ): CallCost | undefined {
    if (known.plan === undefined) {
      const library = this.#priceLibrary();
      known.plan = (library && findPlan(library, provider, model)) ?? null;
    }
    const { plan } = known;
    if (plan === null) return undefined;
    const rates = planRates(plan, at);
    const amount = rates && costAtRates(rates, usage);
    if (amount === undefined) return undefined;
    return localCost('genai-prices', amount, 'USD', plan.model, plan.match, listPrice || plan.routed);
  }

  #priceLibrary(): PriceLibrary | null {
    if (this.#library === false) return null;
    const library = this.#library ?? installedLibrary();
    if (library === null) {
      const warn = this.#warn;
      this.#warn = undefined;
      warn?.(
        '@pydantic/genai-prices cannot be loaded: calls without a stated cost or a table row have no price',
      );
    }
    return library;
  }

  #known(provider: string, model: string, now: number): Known {
    let models = this.#memo.get(provider);
    const found = models?.get(model);
    if (found && Math.abs(now - found.since) < MEMO_MS) return found;
    if (this.#size >= MEMO_SIZE) {
      // Models are few; whoever has thousands of names has made them up.
      this.#memo.clear();
      this.#size = 0;
      models = undefined;
    }
    if (models === undefined) {
      models = new Map();
      this.#memo.set(provider, models);
    }
    const { name, route } = provider === 'openrouter' ? splitRoute(model) : { name: model, route: undefined };
    const undated = undatedModelId(name);
    const known: Known = {
      table: this.#table.filter((row) => row.fitsProvider(provider) && row.fitsModel(model)),
      builtIn: BUILT_IN.filter(
        (row) => row.fitsProvider(provider) && (row.fitsModel(bareModelId(model)) || row.fitsModel(undated)),
      ),
      plan: undefined,
      undated,
      route,
      since: now,
    };
    if (!models.has(model)) this.#size++;
    models.set(model, known);
    return known;
  }
}

/**
 * A pricer with its own table and memory of matches.
 * @throws TypeError when the table has a mistake; the message names the field and what it accepts
 */
export function createPricer(options: PricerOptions = {}): Pricer {
  return new MemoizingPricer(options);
}

let shared: Pricer | undefined;

/** Prices a call without a table of one's own; see {@link Pricer.priceCall}. */
export function priceCall(call: PricedCall): CallCost | undefined {
  shared ??= createPricer();
  return shared.priceCall(call);
}
