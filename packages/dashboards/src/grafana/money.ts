import type { SeriesPanel } from './panel.ts';

/** Grafana's own units of currencies; others get their code in front. Source: grafana-foundation-sdk, units. */
const UNITS: Readonly<Record<string, string>> = {
  USD: 'currencyUSD',
  EUR: 'currencyEUR',
  GBP: 'currencyGBP',
  JPY: 'currencyJPY',
  INR: 'currencyINR',
  CNY: 'currency:CN¥',
};

const unitOf = (currency: string): string => UNITS[currency] ?? `currency:${currency} `;

/** Lines whose name ends in a currency are shown in it; amounts of two currencies are never added. */
export const currencyUnits = (currency: string): NonNullable<SeriesPanel['overrides']> =>
  [...new Set([currency, 'USD', 'EUR', 'CNY'])].map((code) => ({
    pattern: `/ ${code}$/`,
    unit: unitOf(code),
  }));
