import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type Socket } from 'node:net';
import { isLoopback } from './origin.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy's answer was no tunnel. Its message holds nothing of the proxy's address, which can have a password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

/**
 * The proxy through which a URL is reached, by the usual variables in lower or upper case: HTTPS_PROXY, else
 * HTTP_PROXY, except for the hosts of NO_PROXY (`host`, `.domain`, `host:port`, `10.0.0.0/8`, `2001:db8::1`, `*`).
 * This machine is always reached directly.
 *
 * @throws {ProxyError} naming the variable that holds no URL of a proxy.
 */
export function proxyOf(url: URL, env: Environment): URL | undefined {
  if (isLoopback(url.hostname) || isExempt(url, setting(env, 'no_proxy')?.text)) return undefined;
  const found = setting(env, 'https_proxy') ?? setting(env, 'http_proxy');
  if (found === undefined) return undefined;
  const proxy = URL.parse(found.text.includes('://') ? found.text : `http://${found.text}`);
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    throw new ProxyError(`${found.name} is no URL of an HTTP proxy`);
  }
  return proxy;
}

function setting(
  env: Environment,
  name: string,
): { readonly name: string; readonly text: string } | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const text = env[variable]?.trim();
    if (text !== undefined && text !== '') return { name: variable, text };
  }
  return undefined;
}

function isExempt({ hostname, port, protocol }: URL, list: string | undefined): boolean {
  const portOf = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  const host = bare(hostname);
  return (list ?? '')
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => {
      if (entry === '*') return true;
      if (isIP(host) !== 0 && isAddressIn(entry, host)) return true;
      const [, name = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || (only !== undefined && only !== portOf)) return false;
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}

/** Whether an address is the one of an entry, in brackets or not, or in its range (`10.0.0.0/8`). */
function isAddressIn(entry: string, address: string): boolean {
  const [first = '', bits = ''] = bare(entry).split('/');
  const version = isIP(first);
  if (version === 0 || (bits === '' && entry.includes('/'))) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const length = bits === '' ? (version === 6 ? 128 : 32) : Number(bits);
  if (!Number.isInteger(length) || length > (version === 6 ? 128 : 32)) return false;
  const range = new BlockList();
  range.addSubnet(first, length, family);
  return range.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Without the brackets that an IPv6 address has in a URL. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

/** Opens a connection to a host through a proxy (CONNECT). @throws {ProxyError} where the proxy refuses. */
export function openTunnel(
  proxy: URL,
  target: URL,
  signal: AbortSignal,
  keepAlive: boolean,
): Promise<Socket> {
  const authority = `${target.hostname}:${target.port === '' ? '443' : target.port}`;
  const connect = proxy.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const request = connect({
      host: bare(proxy.hostname),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...credentials(proxy) },
      agent: false,
      signal,
    });
    if (!keepAlive) request.on('socket', (socket) => socket.unref());
    // Every answer to CONNECT comes here.
    request.once('connect', (response, socket) => {
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      reject(new ProxyError(`the proxy answered HTTP ${statusCode}`));
    });
    request.once('error', reject);
    request.end();
  });
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const plain = `${decoded(username)}:${decoded(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}

/** A per cent sign that nobody encoded stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
