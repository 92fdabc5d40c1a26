export type { PriceLibrary } from './genai-prices.ts';
export type { CallCost, CostOrigin, PriceMatch } from './money.ts';
export { createPricer, type PricedCall, type Pricer, type PricerOptions, priceCall } from './pricer.ts';
export { costFromResponse, type HeaderBag, type ResponseCost } from './response-cost.ts';
export type { Weekday } from './schedule.ts';
export type { PriceRow, PriceTable, PriceWindow, TokenPrices } from './table.ts';
export { normalizeUsage, type Usage, usageOfBody } from './usage.ts';
