/** What a call cost. Frozen. */
import type { CostSource } from '@fuelgauge/semconv';

/** Where an amount comes from, in the order in which the places are asked. */
export type CostOrigin = 'response' | 'table' | 'built-in' | 'genai-prices';

/** What a call cost, and how that is known. Frozen. */
export interface CallCost {
  /** In units of `currency`; finite and not negative. 0 means free, never unknown. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** `gen_ai.usage.cost.source`: `provider` when the response said so, `local` when computed here. */
  readonly source: CostSource;
  /** Which place knew it. */
  readonly origin: CostOrigin;
  /** For `response`: the field or header that said so. */
  readonly field?: string;
  /** For a local price: id of the model whose price was used. */
  readonly model?: string;
  /**
   * For a local price: how the id was found. `exact`: the same name, or one that the price list names for
   * it; `version`: the same but for a date or version suffix; `pattern`: a `*` in the user's table.
   */
  readonly match?: PriceMatch;
  /**
   * True when the amount is the standard price though the call may have been billed at another rate: its
   * service tier is flex, batch, priority or scale, or a routing suffix (`:nitro`, `:floor`) chose the host.
   */
  readonly listPrice?: true;
  /** Part of `amount` that the upstream bills to the caller's own key there (OpenRouter BYOK). */
  readonly upstreamAmount?: number;
}

/** How a model's price was found; see {@link CallCost.match}. */
export type PriceMatch = 'exact' | 'version' | 'pattern';

/**
 * An amount of money from a number or a decimal string.
 * @returns undefined for negatives, NaN, infinities and everything else
 */
export function parseAmount(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 && value < Infinity ? value : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (!/^\s*\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/.test(value)) return undefined;
  const amount = Number(value);
  return amount >= 0 && amount < Infinity ? amount : undefined;
}
