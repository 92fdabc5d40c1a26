/**
 * What an LLM call cost. In this order: what the response says, your own table, a small built-in one, the list
 * prices of `@pydantic/genai-prices` (loaded at the first call that needs them). Unknown is undefined, never 0.
 *
 * @example
 * ```ts
 * import { createPricer } from '@fuelgauge/pricing';
 *
 * // Per million tokens.
 * const pricer = createPricer({ table: [{ provider: 'acme', model: 'acme-1*', input: 0.5, output: 2 }] });
 * const usage = { inputTokens: 1_000, outputTokens: 200 };
 * pricer.priceCall({ provider: 'acme', requestModel: 'acme-1-large', usage });
 * // { amount: 0.0009, currency: 'USD', source: 'local', origin: 'table', … }
 * ```
 *
 * @module
 */
export type { PriceLibrary } from './genai-prices.ts';
export type { CallCost, CostOrigin, PriceMatch } from './money.ts';
export { createPricer, type PricedCall, type Pricer, type PricerOptions, priceCall } from './pricer.ts';
export { costFromResponse, type HeaderBag, type ResponseCost } from './response-cost.ts';
export type { Weekday } from './schedule.ts';
export type { PriceRow, PriceTable, PriceWindow, TokenPrices } from './table.ts';
export { normalizeUsage, type Usage, usageOfBody } from './usage.ts';
