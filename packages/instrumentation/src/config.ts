import { looksLikeKey } from '@fuelgauge/semconv';
import type { FuelgaugeConfig } from './types.ts';

const shown = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : typeof value;

/** A shorter key is a placeholder, which can be a part of any word. */
const holds = (name: string, key: string): boolean => key.length >= 8 && name.includes(key);

/**
 * @throws {TypeError} naming the field and the accepted values. Values are never quoted: they can be keys.
 */
export function validateConfig(config: FuelgaugeConfig): void {
  const fail = (field: string, wanted: string, value: unknown): never => {
    throw new TypeError(`fuelgauge: config.${field} must be ${wanted}, got ${shown(value)}`);
  };
  const table = (field: 'providers' | 'accounts', wanted: string): void => {
    const value: unknown = config[field];
    if (value === undefined) return;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(field, wanted, value);
    Object.entries(value as object).forEach(([key, entry], at) => {
      // Names of accounts are not quoted: somebody may have turned name and key around. A host may be a whole URL.
      const isQuoted = field === 'providers' && /^[\w.-]{1,100}$/.test(key) && !looksLikeKey(key);
      const name = isQuoted ? JSON.stringify(key) : `entry ${at + 1}`;
      if (typeof entry !== 'string' || entry === '') fail(`${field}[${name}]`, 'a non-empty string', entry);
      if (field === 'accounts' && (looksLikeKey(key) || holds(key, entry as string))) {
        throw new TypeError(
          `fuelgauge: config.accounts[${name}] must be called by a name and not by a key: it goes out with every span`,
        );
      }
    });
  };
  table('providers', 'an object of host → provider name');
  table('accounts', 'an object of account name → API key');
  for (const field of ['accountId', 'requestHook', 'responseHook'] as const) {
    const value: unknown = config[field];
    if (value !== undefined && typeof value !== 'function') fail(field, 'a function', value);
  }
  for (const field of ['enrich', 'captureMessageContent'] as const) {
    const value: unknown = config[field];
    if (value !== undefined && typeof value !== 'boolean') fail(field, 'true or false', value);
  }
  const length: unknown = config.maxContentLength;
  if (length !== undefined && !(Number.isInteger(length) && (length as number) >= 1)) {
    fail('maxContentLength', 'a whole number, 1 or more', length);
  }
  const library: unknown = config.priceLibrary;
  if (
    library !== undefined &&
    library !== false &&
    typeof (library as { calcPrice?: unknown } | null)?.calcPrice !== 'function'
  ) {
    fail('priceLibrary', 'the module @pydantic/genai-prices, or false', library);
  }
  const max: unknown = config.maxAccounts;
  if (max !== undefined && !(Number.isInteger(max) && (max as number) >= 0)) {
    fail('maxAccounts', 'a whole number, 0 or more', max);
  }
}
