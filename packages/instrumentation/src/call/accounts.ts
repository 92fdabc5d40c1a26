import { accountIdOfKey } from '@fuelgauge/semconv';
import type { FuelgaugeConfig } from '../types.ts';
import type { Target } from './target.ts';

const MAX_REMEMBERED = 2000;
const DEFAULT_MAX_ACCOUNTS = 200;

/** Headers that carry an API key, in the order in which they are looked at. */
const KEY_HEADERS = ['authorization', 'api-key', 'x-api-key', 'x-goog-api-key'] as const;

/** The API key that a request carries, or undefined. `headers`: a `Headers`, pairs, or a plain object. */
export function keyOfHeaders(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const get = (headers as { get?: unknown }).get;
  if (typeof get === 'function') {
    for (const name of KEY_HEADERS) {
      const value: unknown = get.call(headers, name);
      if (typeof value === 'string' && value !== '') return bare(value);
    }
    return undefined;
  }
  const pairs = Array.isArray(headers) ? (headers as [unknown, unknown][]) : Object.entries(headers);
  for (const [name, value] of pairs) {
    if (typeof name !== 'string' || typeof value !== 'string' || value === '') continue;
    if ((KEY_HEADERS as readonly string[]).includes(name.toLowerCase())) return bare(value);
  }
  return undefined;
}

function bare(value: string): string {
  return value.startsWith('Bearer ') ? value.slice(7) : value;
}

/** `acme-eu.openai.azure.com` → `acme-eu`: what stays when the token rotates. */
function resourceOf(target: Target): string | undefined {
  const { provider, address } = target;
  if (provider !== 'azure.ai.openai' && provider !== 'azure.ai.inference') return undefined;
  return address.endsWith('.azure.com') ? address.slice(0, address.indexOf('.')) : undefined;
}

/** Decides `llm.account.id`, once for each key and host. */
export class Accounts {
  readonly #remembered = new WeakMap<Target, Map<string | undefined, string | undefined>>();
  readonly #nameOf = new Map<string, string>();
  readonly #decide: FuelgaugeConfig['accountId'];
  readonly #onFault: (fault: unknown) => void;
  readonly #inMetrics = new Set<string>();
  readonly #maxInMetrics: number;

  constructor(config: FuelgaugeConfig, onFault: (fault: unknown) => void) {
    for (const [name, key] of Object.entries(config.accounts ?? {})) this.#nameOf.set(key.trim(), name);
    this.#decide = config.accountId;
    this.#onFault = onFault;
    this.#maxInMetrics = config.maxAccounts ?? DEFAULT_MAX_ACCOUNTS;
  }

  idOf(key: string | undefined, target: Target): string | undefined {
    let ids = this.#remembered.get(target);
    if (ids === undefined) {
      ids = new Map();
      this.#remembered.set(target, ids);
    }
    if (ids.has(key)) return ids.get(key);
    const id = this.#decided(key, target);
    if (ids.size >= MAX_REMEMBERED) ids.clear();
    ids.set(key, id);
    return id;
  }

  #decided(key: string | undefined, target: Target): string | undefined {
    let id = key === undefined ? undefined : (this.#nameOf.get(key.trim()) ?? accountIdOfKey(key));
    id ??= resourceOf(target);
    if (this.#decide === undefined) return id;
    try {
      const decided: unknown = this.#decide({ id, provider: target.provider, host: target.address });
      return typeof decided === 'string' && decided !== '' ? decided : undefined;
    } catch (fault) {
      this.#onFault(fault);
      return id;
    }
  }

  /** The id as metrics carry it: bounded in number, the rest is `other`. */
  inMetrics(id: string): string {
    if (this.#inMetrics.has(id)) return id;
    if (this.#inMetrics.size >= this.#maxInMetrics) return 'other';
    this.#inMetrics.add(id);
    return id;
  }
}
