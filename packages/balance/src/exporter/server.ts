import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server answers with. */
export interface Routes {
  /** Answers `GET /metrics`. */
  metrics(request: IncomingMessage, response: ServerResponse): void;
  /** How many accounts there are, and how many have been tried at least once. */
  readiness(): { readonly tried: number; readonly of: number };
}

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface RunningServer {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Lets answers that are under way end, for `graceMs` at most. */
  close(graceMs: number): Promise<void>;
}

/** @throws what `listen` reports: EADDRINUSE, EACCES, ENOTFOUND. */
export async function startServer(routes: Routes, { host, port }: ListenOptions): Promise<RunningServer> {
  const server = createServer((request, response) => answer(routes, request, response));
  // A scrape is a small request; what takes longer is no scraper.
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close: (graceMs) => close(server, graceMs) };
}

function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): void {
  // Balances are nobody's to keep, and a browser has nothing to guess.
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path !== '/metrics' && path !== '/healthz' && path !== '/readyz') {
    plain(response, 404, 'not found: /metrics, /healthz and /readyz are here');
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    plain(response, 405, 'only GET and HEAD');
  } else if (path === '/metrics') {
    routes.metrics(request, response);
  } else if (path === '/healthz') {
    plain(response, 200, 'ok');
  } else {
    const { tried, of } = routes.readiness();
    plain(response, of > 0 && tried >= of ? 200 : 503, `${tried} of ${of} accounts tried`);
  }
  // Whatever was sent along is of no use; read away, it does not hold the connection up.
  request.resume();
}

function plain(response: ServerResponse, status: number, text: string): void {
  // Node leaves the body out where the method is HEAD.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
