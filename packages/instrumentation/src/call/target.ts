import { endpointOfHost, providerOfHost } from '@fuelgauge/semconv';

/** Where a call goes. */
export interface Target {
  readonly provider: string;
  /** `server.address`. */
  readonly address: string;
  /** `server.port`. */
  readonly port: number;
  /** The user named it, the host table knows it, or the client is made for it. */
  readonly known: boolean;
}

const MAX_REMEMBERED = 500;
const UNKNOWN: Target = { provider: 'self_hosted', address: '', port: 0, known: false };

/** Remembers what a base URL says; parsing one costs more than the rest of a call's set-up. */
export class Targets {
  readonly #byUrl = new Map<string, Target>();
  readonly #names: ReadonlyMap<string, string>;

  constructor(names: Readonly<Record<string, string>> = {}) {
    this.#names = new Map(Object.entries(names).map(([host, name]) => [host.toLowerCase(), name]));
  }

  /**
   * @param url a base URL or any URL below it; anything else gives the provider `self_hosted`.
   * @param dialect the provider whose API the client speaks for certain; it names a host that nobody knows.
   */
  of(url: string, dialect?: string): Target {
    const key = dialect === undefined ? url : `${dialect} ${url}`;
    let target = this.#byUrl.get(key);
    if (target === undefined) {
      target = this.#read(url, dialect);
      if (this.#byUrl.size >= MAX_REMEMBERED) this.#byUrl.clear();
      this.#byUrl.set(key, target);
    }
    return target;
  }

  #read(text: string, dialect: string | undefined): Target {
    const url = URL.parse(text);
    if (url === null) return UNKNOWN;
    const address = url.hostname;
    const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
    const named = this.#named(address) ?? endpointOfHost(address)?.provider ?? dialect;
    return { provider: named ?? providerOfHost(address), address, port, known: named !== undefined };
  }

  #named(host: string): string | undefined {
    for (let name = host; ; ) {
      const found = this.#names.get(name);
      if (found !== undefined) return found;
      const dot = name.indexOf('.');
      if (dot < 0) return undefined;
      name = name.slice(dot + 1);
    }
  }
}
