/** Prices that the price library does not have yet, or cannot express. Delete a row when it can. */
import type { PriceRow, PriceWindow } from './table.ts';

/** DeepSeek doubles its prices in these hours, all days from 16 August 2026, Monday to Friday from 23 August. */
function peak(
  prices: { input: number; cacheRead: number; output: number },
  weekdaysOnly: boolean,
): PriceWindow[] {
  const doubled = { input: prices.input * 2, cacheRead: prices.cacheRead * 2, output: prices.output * 2 };
  const days = weekdaysOnly ? { days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const } : {};
  return [
    { ...days, start: '01:00', end: '04:00', ...doubled },
    { ...days, start: '06:00', end: '10:00', ...doubled },
  ];
}

// All take effect at midnight in Beijing.
const V4 = '2026-04-24';
const PEAK_HOURS = '2026-08-16T16:00:00Z';
const WEEKENDS_OFF_PEAK = '2026-08-22T16:00:00Z';
const V4_1_FLASH = '2026-09-09T16:00:00Z';

const FLASH_FLAT = { input: 0.14, cacheRead: 0.0028, output: 0.28 };
const FLASH_V4 = { input: 0.22, cacheRead: 0.007, output: 0.66 };
const FLASH_V4_1 = { input: 0.15, cacheRead: 0.003, output: 0.6 };
const PRO_FLAT = { input: 0.435, cacheRead: 0.003625, output: 0.87 };
const PRO = { input: 0.66, cacheRead: 0.022, output: 1.98 };

/**
 * DeepSeek in US dollars, which api.deepseek.com bills to accounts outside China. The windows ignore Chinese
 * public holidays, which the Chinese price page exempts from the peak price.
 *
 * Source: https://api-docs.deepseek.com/quick_start/pricing, as of 15 November 2026, and its earlier
 * versions; the old names `deepseek-chat` and `deepseek-reasoner` ended on 24 July 2026, 15:59 UTC.
 */
const DEEPSEEK: readonly PriceRow[] = [
  ...['deepseek-flash', 'deepseek-v4-flash', 'deepseek-v4-flash-vision-exp'].map((model) => ({
    provider: 'deepseek',
    model,
    from: V4_1_FLASH,
    ...FLASH_V4_1,
    windows: peak(FLASH_V4_1, true),
  })),
  ...['deepseek-v4-flash', 'deepseek-v4-flash-vision-exp'].flatMap((model) => [
    {
      provider: 'deepseek',
      model,
      from: WEEKENDS_OFF_PEAK,
      until: V4_1_FLASH,
      ...FLASH_V4,
      windows: peak(FLASH_V4, true),
    },
    {
      provider: 'deepseek',
      model,
      from: PEAK_HOURS,
      until: WEEKENDS_OFF_PEAK,
      ...FLASH_V4,
      windows: peak(FLASH_V4, false),
    },
  ]),
  { provider: 'deepseek', model: 'deepseek-v4-flash', from: V4, until: PEAK_HOURS, ...FLASH_FLAT },
  {
    provider: 'deepseek',
    model: 'deepseek-v4-pro',
    from: WEEKENDS_OFF_PEAK,
    ...PRO,
    windows: peak(PRO, true),
  },
  {
    provider: 'deepseek',
    model: 'deepseek-v4-pro',
    from: PEAK_HOURS,
    until: WEEKENDS_OFF_PEAK,
    ...PRO,
    windows: peak(PRO, false),
  },
  { provider: 'deepseek', model: 'deepseek-v4-pro', from: V4, until: PEAK_HOURS, ...PRO_FLAT },
  ...['deepseek-chat', 'deepseek-reasoner'].map((model) => ({
    provider: 'deepseek',
    model,
    from: V4,
    until: '2026-07-24T15:59:00Z',
    ...FLASH_FLAT,
  })),
];

/**
 * The built-in rows. For a model that is named here the price library is not asked, not even for a time at
 * which no row holds: its rows are the reason for these.
 */
export const BUILT_IN_PRICES: readonly PriceRow[] = DEEPSEEK;
