import { accountIdOfKey } from '@fuelgauge/semconv';
import { headerOf } from '../headers.ts';
import { isPromise } from '../is-promise.ts';
import type { FuelgaugeConfig } from '../types.ts';
import { BoundedLabel } from './bounded-label.ts';
import type { Target } from './target.ts';

const MAX_REMEMBERED = 2000;
const DEFAULT_MAX_ACCOUNTS = 200;

/** Headers that carry an API key, in the order in which they are looked at. */
const KEY_HEADERS = ['authorization', 'api-key', 'x-api-key', 'x-goog-api-key'] as const;

/** Google takes the key in the query of its own methods too: `…/models/x:generateContent?key=…`. */
const KEY_IN_QUERY = /:[A-Za-z]+\?(?:[^#]*&)?key=([^&#]+)/;

/**
 * The API key that a request carries, in its headers or in its URL, or undefined.
 *
 * @param headers in any of the forms in which fetch takes them.
 */
export function keyOf(headers: unknown, url: string): string | undefined {
  const value = keyHeaderOf(headers);
  return value === undefined ? KEY_IN_QUERY.exec(url)?.[1] : bare(value);
}

function keyHeaderOf(headers: unknown): string | undefined {
  for (const name of KEY_HEADERS) {
    const value = headerOf(headers, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function bare(value: string): string {
  return value.slice(0, 7).toLowerCase() === 'bearer ' ? value.slice(7) : value;
}

/** Vertex' tokens rotate, and its keys belong to a project: the project pays. */
const PROJECT = /\/projects\/([\w.:-]{1,100})\/locations\//;

function projectOf(target: Target, url: string): string | undefined {
  return target.provider === 'gcp.vertex_ai' ? PROJECT.exec(url)?.[1] : undefined;
}

/** `acme-eu.openai.azure.com` → `acme-eu`: what stays when the token rotates. */
function resourceOf(target: Target): string | undefined {
  const { provider, address } = target;
  if (provider !== 'azure.ai.openai' && provider !== 'azure.ai.inference') return undefined;
  return address.endsWith('.azure.com') ? address.slice(0, address.indexOf('.')) : undefined;
}

/** What was decided for one host. */
class Decided {
  readonly ids = new Map<string | undefined, string | undefined>();
  /** The last request's header. Services call with one key, and to compare is cheaper than to cut, hash and look up. */
  lastHeader: string | undefined;
  lastId: string | undefined;
}

/** Decides `llm.account.id`, once for each key and host. */
export class Accounts {
  readonly #remembered = new WeakMap<Target, Decided>();
  readonly #nameOf = new Map<string, string>();
  readonly #decide: FuelgaugeConfig['accountId'];
  readonly #onFault: (fault: unknown) => void;
  readonly #labels: BoundedLabel;

  constructor(config: FuelgaugeConfig, onFault: (fault: unknown) => void) {
    for (const [name, key] of Object.entries(config.accounts ?? {})) this.#nameOf.set(key.trim(), name);
    this.#decide = config.accountId;
    this.#onFault = onFault;
    this.#labels = new BoundedLabel(config.maxAccounts ?? DEFAULT_MAX_ACCOUNTS, 'other');
  }

  /**
   * @param headers of the request, in any of the forms in which fetch takes them.
   * @param url of the request: Google takes the key there, and Vertex names the project.
   */
  idOf(headers: unknown, url: string, target: Target): string | undefined {
    let decided = this.#remembered.get(target);
    if (decided === undefined) {
      decided = new Decided();
      this.#remembered.set(target, decided);
    }
    const header = keyHeaderOf(headers);
    const project = projectOf(target, url);
    if (header === undefined)
      return this.#remember(decided.ids, KEY_IN_QUERY.exec(url)?.[1], target, project);
    if (project !== undefined) return this.#remember(decided.ids, bare(header), target, project);
    if (header !== decided.lastHeader) {
      decided.lastId = this.#remember(decided.ids, bare(header), target, undefined);
      decided.lastHeader = header;
    }
    return decided.lastId;
  }

  #remember(
    ids: Decided['ids'],
    key: string | undefined,
    target: Target,
    project: string | undefined,
  ): string | undefined {
    // A project's tokens are many and say nothing; a key that the user named says more than the project.
    const known = project === undefined || this.#nameOf.has(key?.trim() ?? '') ? key : `project ${project}`;
    if (ids.has(known)) return ids.get(known);
    const id = this.#decided(key, target, project);
    if (ids.size >= MAX_REMEMBERED) ids.clear();
    ids.set(known, id);
    return id;
  }

  #decided(key: string | undefined, target: Target, project: string | undefined): string | undefined {
    let id = key === undefined ? undefined : this.#nameOf.get(key.trim());
    id ??= project ?? (key === undefined ? undefined : accountIdOfKey(key)) ?? resourceOf(target);
    if (this.#decide === undefined) return id;
    try {
      const decided: unknown = this.#decide({ id, provider: target.provider, host: target.address });
      // One that is async decides nothing; what it throws later must not end the process.
      if (isPromise(decided)) decided.then(undefined, this.#onFault);
      return typeof decided === 'string' && decided !== '' ? decided : undefined;
    } catch (fault) {
      this.#onFault(fault);
      return id;
    }
  }

  /** The id as metrics carry it: bounded in number, the rest is `other`. */
  inMetrics(id: string): string {
    return this.#labels.of(id);
  }
}
