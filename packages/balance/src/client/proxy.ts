import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { isLoopback } from './origin.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy's answer was no tunnel. Its message holds nothing of the proxy's address, which can have a password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

/**
 * The proxy through which a URL is reached, by the usual variables in lower or upper case: HTTPS_PROXY, else
 * HTTP_PROXY, except for the hosts of NO_PROXY (`host`, `.domain`, `host:port`, `*`). This machine is always
 * reached directly.
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
  return (list ?? '')
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || (only !== undefined && only !== portOf)) return false;
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}

/** Opens a connection to a host through a proxy (CONNECT). @throws {ProxyError} where the proxy refuses. */
export function openTunnel(proxy: URL, target: URL, signal: AbortSignal): Promise<Socket> {
  const authority = `${target.hostname}:${target.port === '' ? '443' : target.port}`;
  const connect = proxy.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const request = connect({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...credentials(proxy) },
      agent: false,
      signal,
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new ProxyError(`the proxy answered HTTP ${response.statusCode}`));
    });
    // A proxy that takes CONNECT for any other request answers so.
    request.once('response', (response) => {
      response.destroy();
      reject(new ProxyError(`the proxy answered HTTP ${response.statusCode}`));
    });
    request.once('error', reject);
    request.end();
  });
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}
