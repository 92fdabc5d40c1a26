/** A price table that somebody wrote by hand: the user's own, and the built-in one. */
import type { Rates } from './rates.ts';
import { EVERY_DAY, isWithin, parseTimeOfDay, type TimeWindow, WEEKDAYS, type Weekday } from './schedule.ts';

/** Prices, each per million tokens but `perRequest`. */
export interface TokenPrices {
  /** Input tokens for which nothing narrower is given. */
  readonly input?: number;
  /** Output tokens for which nothing narrower is given. */
  readonly output?: number;
  /** Input read from a cache; `input` when absent. */
  readonly cacheRead?: number;
  /** Input written to a cache; `input` when absent. */
  readonly cacheWrite?: number;
  /** Input written to a cache for an hour; `cacheWrite` when absent. */
  readonly cacheWrite1h?: number;
  /** Output spent on reasoning; `output` when absent. */
  readonly reasoning?: number;
  /** Audio input; `input` when absent. */
  readonly inputAudio?: number;
  /** Audio output; `output` when absent. */
  readonly outputAudio?: number;
  /** For each call, on top of the tokens. */
  readonly perRequest?: number;
}

/** Prices that hold during some hours of the week; those not named stay as the row has them. */
export interface PriceWindow extends TokenPrices {
  /** Days on which the window opens, in UTC; every day when absent. */
  readonly days?: readonly Weekday[];
  /** `HH:MM` in UTC, inclusive. */
  readonly start: string;
  /** `HH:MM` in UTC, exclusive; not after `start` means on the next day. `24:00` is the end of the day. */
  readonly end: string;
}

/**
 * One row of a price table. The first row that fits the call is used, so put the narrow ones first.
 * Tokens that were used and have no price (no `input`, no `output`) make the call unpriced, not free, unless
 * the row has nothing but a `perRequest`.
 */
export interface PriceRow extends TokenPrices {
  /** `gen_ai.provider.name`, case-insensitive; `*` stands for any characters. */
  readonly provider: string;
  /** The response's model, else the requested one (an Azure deployment, say); `*` as above. */
  readonly model: string;
  /** ISO 4217; `USD` when absent. */
  readonly currency?: string;
  /** First instant at which the row holds: `YYYY-MM-DD` or a date-time with a zone. */
  readonly from?: string;
  /** First instant at which it no longer holds. */
  readonly until?: string;
  /** Only for calls served at this tier (`flex`, `batch`, …); any tier when absent. */
  readonly serviceTier?: string;
  /** Other prices at some hours; the first that is open counts. */
  readonly windows?: readonly PriceWindow[];
}

/** A whole table. */
export type PriceTable = readonly PriceRow[];

/** A row that was checked, ready for lookups. */
export interface CompiledRow {
  readonly model: string;
  readonly currency: string;
  readonly from: number;
  readonly until: number;
  readonly serviceTier: string | undefined;
  readonly exact: boolean;
  readonly rates: Rates;
  readonly windows: readonly { readonly window: TimeWindow; readonly rates: Rates }[];
  readonly fitsProvider: (provider: string) => boolean;
  readonly fitsModel: (model: string) => boolean;
}

const PRICE_FIELDS = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'reasoning',
  'inputAudio',
  'outputAudio',
  'perRequest',
] as const satisfies readonly (keyof TokenPrices)[];

const ROW_FIELDS: ReadonlySet<string> = new Set([
  ...PRICE_FIELDS,
  'provider',
  'model',
  'currency',
  'from',
  'until',
  'serviceTier',
  'windows',
]);

const WINDOW_FIELDS: ReadonlySet<string> = new Set([...PRICE_FIELDS, 'days', 'start', 'end']);

/** Longer than any price, time, day or currency: it may have come from another cell, and be a key. */
const LONGEST_SHOWN = 16;

function shown(value: unknown): string {
  if (typeof value === 'string') {
    return value.length <= LONGEST_SHOWN ? JSON.stringify(value) : `a string of ${value.length} characters`;
  }
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function refuse(path: string, wanted: string, got: unknown): never {
  throw new TypeError(`${path}: expected ${wanted}, got ${shown(got)}`);
}

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function knownFieldsOnly(object: object, known: ReadonlySet<string>, path: string): void {
  for (const key of Object.keys(object)) {
    if (!known.has(key)) {
      const name = /^\w{1,24}$/.test(key) ? `.${key}` : '';
      throw new TypeError(`${path}${name}: unknown field; accepted are ${[...known].join(', ')}`);
    }
  }
}

function text(value: unknown, path: string, wanted: string): string {
  if (typeof value !== 'string' || value.trim() === '') refuse(path, wanted, value);
  return value.trim();
}

function pricesOf(object: Readonly<Record<string, unknown>>, path: string): Rates {
  const rates: Record<string, number> = {};
  for (const field of PRICE_FIELDS) {
    const value = object[field];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value >= 0 && value < Infinity)) {
      const unit = field === 'perRequest' ? 'the price of one call' : 'the price of a million tokens';
      refuse(`${path}.${field}`, `a number of 0 or more (${unit})`, value);
    }
    rates[field] = value;
  }
  return rates;
}

/** A row that names nothing but a price for each call bills no tokens. */
function withFreeTokens(rates: Rates): Rates {
  const { perRequest, ...tokens } = rates;
  return perRequest !== undefined && Object.keys(tokens).length === 0
    ? { ...rates, input: 0, output: 0 }
    : rates;
}

function currencyOf(value: unknown, path: string): string {
  if (value === undefined) return 'USD';
  if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value))
    refuse(path, 'an ISO 4217 code such as "USD", "EUR" or "CNY"', value);
  return value;
}

function instantOf(value: unknown, path: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  const wanted = '"YYYY-MM-DD" or a date-time with a zone such as "2026-08-16T16:00:00Z"';
  if (
    typeof value !== 'string' ||
    !/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(value)
  )
    refuse(path, wanted, value);
  const instant = Date.parse(value);
  const midnight = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  // Date.parse takes 31 February for 3 March.
  if (Number.isNaN(instant) || Number.isNaN(midnight.getTime())) refuse(path, wanted, value);
  if (midnight.toISOString().slice(0, 10) !== value.slice(0, 10)) refuse(path, 'a day that exists', value);
  return instant;
}

function timeOf(value: unknown, path: string): number {
  const time = typeof value === 'string' ? parseTimeOfDay(value) : undefined;
  return time ?? refuse(path, 'a time of day in UTC as "HH:MM"', value);
}

function daysOf(value: unknown, path: string): number {
  if (value === undefined) return EVERY_DAY;
  const wanted = `a list of ${WEEKDAYS.map((day) => `"${day}"`).join(', ')}`;
  if (!Array.isArray(value) || value.length === 0) refuse(path, wanted, value);
  let days = 0;
  value.forEach((day: unknown, index) => {
    const number = WEEKDAYS.indexOf(day as Weekday);
    if (number < 0) refuse(`${path}[${index}]`, `one of ${WEEKDAYS.join(', ')}`, day);
    days |= 1 << number;
  });
  return days;
}

/** A matcher for a name or a pattern with `*`, case-insensitive, anchored at both ends. */
function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.toLowerCase().split('*');
  if (parts.length === 1) return (name) => name.toLowerCase() === parts[0];
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  return (name) => {
    const lower = name.toLowerCase();
    if (lower.length < first.length + last.length) return false;
    if (!lower.startsWith(first) || !lower.endsWith(last)) return false;
    let position = first.length;
    for (let index = 1; index < parts.length - 1; index++) {
      const part = parts[index] ?? '';
      const found = lower.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return position <= lower.length - last.length;
  };
}

function compileRow(value: unknown, path: string): CompiledRow {
  const row = asObject(value, path);
  knownFieldsOnly(row, ROW_FIELDS, path);
  const provider = text(
    row.provider,
    `${path}.provider`,
    'a provider name such as "openai", or a pattern with *',
  );
  const model = text(row.model, `${path}.model`, 'a model name such as "gpt-5.2", or a pattern with *');
  const rates = pricesOf(row, path);
  const windows = row.windows ?? [];
  if (!Array.isArray(windows)) refuse(`${path}.windows`, 'a list of windows', windows);
  const compiledWindows = windows.map((value: unknown, index: number) => {
    const at = `${path}.windows[${index}]`;
    const window = asObject(value, at);
    knownFieldsOnly(window, WINDOW_FIELDS, at);
    const own = pricesOf(window, at);
    if (Object.keys(own).length === 0)
      throw new TypeError(`${at}: has no price; give at least one of ${PRICE_FIELDS.join(', ')}`);
    const start = timeOf(window.start, `${at}.start`);
    if (start === 86_400) refuse(`${at}.start`, 'a time before 24:00', window.start);
    return {
      window: { start, end: timeOf(window.end, `${at}.end`), days: daysOf(window.days, `${at}.days`) },
      rates: withFreeTokens({ ...rates, ...own }),
    };
  });
  if (Object.keys(rates).length === 0 && compiledWindows.length === 0)
    throw new TypeError(`${path}: has no price; give at least one of ${PRICE_FIELDS.join(', ')}`);
  const from = instantOf(row.from, `${path}.from`, -Infinity);
  const until = instantOf(row.until, `${path}.until`, Infinity);
  if (from >= until) refuse(`${path}.until`, 'an instant after `from`', row.until);
  return {
    model,
    currency: currencyOf(row.currency, `${path}.currency`),
    from,
    until,
    serviceTier:
      row.serviceTier === undefined
        ? undefined
        : text(row.serviceTier, `${path}.serviceTier`, 'a service tier such as "flex"').toLowerCase(),
    exact: !model.includes('*'),
    rates: withFreeTokens(rates),
    windows: compiledWindows,
    fitsProvider: matcher(provider),
    fitsModel: matcher(model),
  };
}

/**
 * Checks a table and makes it ready for lookups.
 * @param name how messages call the table, such as `table`
 * @throws TypeError that names the field (`table[2].windows[0].start`) and what it accepts
 */
export function compileTable(rows: unknown, name: string): readonly CompiledRow[] {
  if (!Array.isArray(rows)) refuse(name, 'a list of price rows', rows);
  return rows.map((row: unknown, index) => compileRow(row, `${name}[${index}]`));
}

/** The first row that holds at the instant, for the tier. */
export function rowAt(
  rows: readonly CompiledRow[],
  at: number,
  serviceTier: string | undefined,
): CompiledRow | undefined {
  for (const row of rows) {
    if (row.serviceTier !== undefined && row.serviceTier !== serviceTier) continue;
    if (at >= row.from && at < row.until) return row;
  }
  return undefined;
}

/** The row's prices at the instant: the first window that is open, else the row's own. */
export function ratesAt(row: CompiledRow, at: number): Rates {
  for (const { window, rates } of row.windows) if (isWithin(window, at)) return rates;
  return row.rates;
}
