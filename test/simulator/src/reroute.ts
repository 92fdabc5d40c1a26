/** Ways to reach the simulator under the providers' real names, as code that looks at host names needs. */
import dns from 'node:dns';
import { PROVIDERS } from './providers.ts';

const BY_HOST = new Map(
  Object.values(PROVIDERS).flatMap((provider) => provider.hosts.map((host) => [host, provider] as const)),
);

/** The same request at the simulator, or undefined for a host that it does not play. */
function rerouted(url: URL, origin: string): string | undefined {
  const provider = BY_HOST.get(url.hostname);
  if (!provider) return undefined;
  return origin + provider.mount + url.pathname.slice(provider.basePath.length) + url.search;
}

/** A fetch that sends requests for the real hosts to `origin`. `Response.url` is then the simulator's. */
export function fetchThrough(origin: string): typeof globalThis.fetch {
  // Read now: code under test may patch the global later, and this stands below it.
  const below = globalThis.fetch;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const there = rerouted(new URL(url), origin);
    if (there === undefined) return below(input, init);
    return input instanceof Request ? below(new Request(there, input), init) : below(there, init);
  };
}

/**
 * Makes this process resolve the providers' host names to the local machine, as lines in /etc/hosts would.
 * Returns the way back. Node's sockets, and so fetch and http, look names up through `dns.lookup`.
 */
export function resolveHostsLocally(): () => void {
  const lookup = dns.lookup;
  const local = ((hostname: string, ...rest: unknown[]): unknown =>
    Reflect.apply(lookup, dns, [BY_HOST.has(hostname) ? '127.0.0.1' : hostname, ...rest])) as typeof lookup;
  dns.lookup = local;
  return () => {
    if (dns.lookup === local) dns.lookup = lookup;
  };
}
