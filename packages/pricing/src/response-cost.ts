/**
 * Costs that the response itself carries. One row for each provider's field; to add a provider, add a row.
 */
import { parseAmount } from './money.ts';
import { usageOfBody } from './usage.ts';

/** Response headers, in any of the forms in which clients hold them. */
export type HeaderBag =
  | {
      /** The value of the header of that name, in any case. */
      get(name: string): string | null | undefined;
    }
  | Readonly<Record<string, unknown>>;

/** What the response said it cost. */
export interface ResponseCost {
  /** In units of `currency`; finite and not negative. */
  readonly amount: number;
  /** ISO 4217. Every known field is in US dollars. */
  readonly currency: string;
  /** Field or header that said so. */
  readonly field: string;
  /** Part of `amount` that the upstream bills to the caller's own key there. */
  readonly upstreamAmount?: number;
}

type Bag = Readonly<Record<string, unknown>>;

interface CostField {
  /** `gen_ai.provider.name` values that send it; absent when the field's own name leaves no doubt. */
  readonly providers?: readonly string[];
  /** Where the field is documented. */
  readonly source: string;
  readonly read: (usage: Bag, body: Bag, headers: HeaderBag | undefined) => ResponseCost | undefined;
}

const EMPTY: Bag = Object.freeze({});

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null ? (value as Bag) : EMPTY;
}

function dollars(value: unknown, field: string): ResponseCost | undefined {
  const amount = parseAmount(value);
  return amount === undefined ? undefined : { amount, currency: 'USD', field };
}

/** A header's value by lower-case name, from a `Headers`, a `Map` or a plain object of any case. */
function header(headers: HeaderBag | undefined, name: string): unknown {
  if (headers === undefined || headers === null) return undefined;
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const record = headers as Bag;
  const direct = record[name];
  if (direct !== undefined) return Array.isArray(direct) ? direct[0] : direct;
  for (const key of Object.keys(record)) {
    if (key.length === name.length && key.toLowerCase() === name) {
      const value = record[key];
      return Array.isArray(value) ? value[0] : value;
    }
  }
  return undefined;
}

/**
 * OpenRouter: `usage.cost` is what OpenRouter charged, in credits (1 credit = 1 USD). With the caller's own
 * provider key (`is_byok: true`) that is only OpenRouter's fee, and the upstream's bill is
 * `cost_details.upstream_inference_cost`. Without it the same field is filled too, with the same amount as
 * `cost`, so it is added on `is_byok: true` only. A BYOK response without the upstream's amount does not say
 * what the call cost.
 */
function openRouter(usage: Bag): ResponseCost | undefined {
  const charged = parseAmount(usage.cost);
  if (charged === undefined) return undefined;
  if (usage.is_byok !== true) return { amount: charged, currency: 'USD', field: 'usage.cost' };
  const upstream = parseAmount(bag(usage.cost_details).upstream_inference_cost);
  if (upstream === undefined) return undefined;
  return {
    amount: charged + upstream,
    currency: 'USD',
    field: 'usage.cost + usage.cost_details.upstream_inference_cost',
    upstreamAmount: upstream,
  };
}

/** xAI: whole ticks, 1 USD = 10^10 ticks; tools and discounts included. */
function xaiTicks(usage: Bag): ResponseCost | undefined {
  const ticks = parseAmount(usage.cost_in_usd_ticks);
  return ticks === undefined
    ? undefined
    : { amount: ticks / 1e10, currency: 'USD', field: 'usage.cost_in_usd_ticks' };
}

/**
 * LiteLLM proxy: `x-litellm-response-cost` is the final amount, after discount and margin. Since 1.98 it is
 * left out when it equals `x-litellm-response-cost-original`, and `/v1/messages` sends only that one.
 * Models without a price are sent as 0.0, so 0 means unknown.
 */
function litellm(_usage: Bag, _body: Bag, headers: HeaderBag | undefined): ResponseCost | undefined {
  let name = 'x-litellm-response-cost';
  let value = header(headers, name);
  if (value === undefined) {
    name = 'x-litellm-response-cost-original';
    value = header(headers, name);
  }
  const cost = value === undefined ? undefined : dollars(value, name);
  return cost && cost.amount > 0 ? cost : undefined;
}

/**
 * Vercel AI Gateway: `gateway.cost`, a decimal string, in the provider metadata: at the top for the AI SDK's
 * shape and for Anthropic's, beside the message (or a stream's last delta) in the OpenAI-compatible shape, in the
 * response of a Responses event. Chat completions also have `usage.cost`, a number. A cost of 0 beside a
 * `marketCost` means that the tokens were billed elsewhere (the caller's own key), not that they were free.
 */
function vercel(usage: Bag, body: Bag): ResponseCost | undefined {
  const choice = bag(Array.isArray(body.choices) ? body.choices[0] : undefined);
  const metadata =
    body.providerMetadata ??
    body.provider_metadata ??
    bag(choice.message).provider_metadata ??
    bag(choice.delta).provider_metadata ??
    choice.provider_metadata ??
    bag(body.response).provider_metadata;
  const gateway = bag(bag(metadata).gateway);
  const cost = dollars(gateway.cost, 'provider_metadata.gateway.cost') ?? dollars(usage.cost, 'usage.cost');
  const market = parseAmount(gateway.marketCost) ?? parseAmount(usage.market_cost) ?? 0;
  return cost?.amount === 0 && market > 0 ? undefined : cost;
}

const COST_FIELDS: readonly CostField[] = [
  {
    providers: ['openrouter'],
    source: 'https://openrouter.ai/docs/use-cases/usage-accounting',
    read: openRouter,
  },
  { source: 'https://docs.x.ai/developers/cost-tracking', read: xaiTicks },
  {
    providers: ['perplexity'],
    source: 'https://docs.perplexity.ai/api-reference/chat-completions-post (usage.cost)',
    read: (usage) => dollars(bag(usage.cost).total_cost, 'usage.cost.total_cost'),
  },
  {
    providers: ['deepinfra'],
    source: 'https://deepinfra.com/docs/openai_api (usage.estimated_cost)',
    read: (usage) => dollars(usage.estimated_cost, 'usage.estimated_cost'),
  },
  {
    providers: ['venice'],
    source: 'https://api.venice.ai/doc/api/swagger.yaml (cost: { diem, usd })',
    read: (_usage, body) => dollars(bag(body.cost).usd, 'cost.usd'),
  },
  {
    providers: ['requesty'],
    source: '@requesty/ai-sdk 3.6.1 (usage.cost); Roo Code (usage.total_cost)',
    read: (usage) => dollars(usage.cost, 'usage.cost') ?? dollars(usage.total_cost, 'usage.total_cost'),
  },
  {
    providers: ['vercel'],
    source: 'https://vercel.com/docs/ai-gateway/models-and-providers/provider-options',
    read: vercel,
  },
  {
    providers: ['muapi'],
    source: 'https://muapi.ai/docs (cost.amount_usd, X-MuAPI-Cost-USD)',
    read: (_usage, body, headers) =>
      dollars(bag(body.cost).amount_usd, 'cost.amount_usd') ??
      dollars(header(headers, 'x-muapi-cost-usd'), 'x-muapi-cost-usd'),
  },
  { source: 'https://docs.litellm.ai/docs/proxy/response_headers', read: litellm },
];

/** The rows that can speak for a provider, so that a call looks at its own and the unmistakable ones only. */
const FOR_ANY: readonly CostField[] = COST_FIELDS.filter((field) => field.providers === undefined);
const BY_PROVIDER: ReadonlyMap<string, readonly CostField[]> = new Map(
  [...new Set(COST_FIELDS.flatMap((field) => field.providers ?? []))].map((provider) => [
    provider,
    COST_FIELDS.filter((field) => field.providers === undefined || field.providers.includes(provider)),
  ]),
);

/**
 * The cost that a response states, or undefined when it states none. Numbers and decimal strings count;
 * negatives, NaN and anything else do not. Never throws.
 *
 * @param provider `gen_ai.provider.name`
 * @param body the response's body, or the stream's chunk that carries usage, as parsed JSON
 * @param headers the response's headers
 */
export function costFromResponse(
  provider: string | undefined,
  body: unknown,
  headers?: HeaderBag,
): ResponseCost | undefined {
  try {
    const outer = bag(body);
    const usage = bag(usageOfBody(body));
    for (const field of BY_PROVIDER.get(provider ?? '') ?? FOR_ANY) {
      const cost = field.read(usage, outer, headers);
      if (cost) return cost;
    }
  } catch {
    // A getter or a headers object of the application's that throws: then the response says nothing.
  }
  return undefined;
}
