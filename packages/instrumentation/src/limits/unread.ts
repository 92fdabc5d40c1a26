import type { HeaderReader } from '../headers.ts';
import type { HostLimits } from './host-limits.ts';
import { isSameOwner, type LimitOwner, ownerKey } from './limit-store.ts';

/** What a response said of its limits, as text. */
export class Unread {
  readonly owner: LimitOwner;
  readonly host: HostLimits;
  /** Milliseconds since the epoch at which it came. */
  at: number;
  #names: readonly string[];
  #values: readonly (string | undefined)[];

  constructor(
    owner: LimitOwner,
    host: HostLimits,
    names: readonly string[],
    header: HeaderReader,
    at: number,
  ) {
    this.owner = owner;
    this.host = host;
    this.at = at;
    this.#names = names;
    this.#values = names.map(header);
  }

  header(name: string): string | undefined {
    return this.#values[this.#names.indexOf(name)];
  }

  /**
   * Takes the words of a later response in the place of these.
   *
   * @returns false where that says less, or something else: then it has taken nothing.
   */
  renew(host: HostLimits, names: readonly string[], header: HeaderReader, at: number): boolean {
    if (host !== this.host || names !== this.#names) return false;
    const values = names.map(header);
    for (let index = 0; index < values.length; index++) {
      if (values[index] === undefined && this.#values[index] !== undefined) return false;
    }
    this.#values = values;
    this.at = at;
    return true;
  }
}

/** More than this are read before another one is kept. */
const MOST = 100;

/**
 * The limit headers of each owner's last response. A gauge tells of the last one, and is asked twice a minute: to
 * read those of every response, of which hardly any is told to anybody, costs as much as the call's span.
 */
export class UnreadLimits {
  /** In the order in which they were last seen. */
  readonly #byOwner = new Map<string, Unread>();
  #last: Unread | undefined;
  readonly #read: (unread: Unread) => void;

  constructor(read: (unread: Unread) => void) {
    this.#read = read;
  }

  /** @returns false where the headers of this host cannot be kept unread. */
  keep(owner: LimitOwner, host: HostLimits, header: HeaderReader, at: number): boolean {
    const { names } = host;
    if (names === undefined) return false;
    const last = this.#last;
    if (last !== undefined && isSameOwner(last.owner, owner) && last.renew(host, names, header, at))
      return true;
    const key = ownerKey(owner);
    let unread = this.#byOwner.get(key);
    if (unread?.renew(host, names, header, at) !== true) {
      // It tells of something that this response does not.
      if (unread !== undefined) this.#read(unread);
      else if (this.#byOwner.size >= MOST) this.readAll();
      unread = new Unread(owner, host, names, header, at);
    }
    this.#byOwner.delete(key);
    this.#byOwner.set(key, unread);
    this.#last = unread;
    return true;
  }

  readAll(): void {
    if (this.#byOwner.size === 0) return;
    for (const unread of this.#byOwner.values()) this.#read(unread);
    this.clear();
  }

  clear(): void {
    this.#byOwner.clear();
    this.#last = undefined;
  }
}
