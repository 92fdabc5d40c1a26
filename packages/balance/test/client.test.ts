import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http, { createServer, type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, createServer as createRawServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { context, createContextKey } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../src/account.ts';
import { exchange } from '../src/client/client.ts';
import { proxyOf } from '../src/client/proxy.ts';
import { retryAfterOf } from '../src/client/retry-after.ts';
import { readBalance } from '../src/index.ts';

const KEY = 'sk-fake-0000-visibly-not-a-key';
const BALANCE = {
  is_available: true,
  balance_infos: [
    { currency: 'USD', total_balance: '5.00', granted_balance: '0.00', topped_up_balance: '5.00' },
  ],
};

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
  vi.unstubAllEnvs();
});

async function listening(server: Server | https.Server): Promise<number> {
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const serve = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listening(createServer(answer))}`;

/** A server that is no HTTP server: it does as it is told with each connection that asks for something. */
async function serveRaw(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => answer(socket));
  });
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const deepseek = (baseUrl: string, more: Partial<Account> = {}): Account => ({
  provider: 'deepseek',
  key: KEY,
  baseUrl,
  ...more,
});

const answering =
  (status: number, body: string, headers: http.OutgoingHttpHeaders = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name, '');
    vi.stubEnv(name.toLowerCase(), '');
  }
});

describe('readBalance', () => {
  it('gives the amounts of an account', async () => {
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    expect(await readBalance(deepseek(baseUrl))).toMatchObject({
      ok: true,
      amounts: expect.arrayContaining([{ kind: 'total', amount: 5, currency: 'USD' }]),
      spent: [],
    });
  });

  it('knows a provider by each of its names, however they are written', async () => {
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    expect(await readBalance(deepseek(baseUrl, { provider: ' DeepSeek' }))).toMatchObject({ ok: true });
  });

  it('says when, in Unix seconds', async () => {
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    const before = Date.now() / 1000;
    const { at } = await readBalance(deepseek(baseUrl));
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThan(before + 20);
  });

  it('sends the key without the line break that files end with', async () => {
    let sent: string | undefined;
    const baseUrl = await serve((request, response) => {
      sent = request.headers.authorization;
      response.end(JSON.stringify(BALANCE));
    });
    await readBalance(deepseek(baseUrl, { key: `${KEY}\n` }));
    expect(sent).toBe(`Bearer ${KEY}`);
  });

  it('asks a second question where the first answer asks for it', async () => {
    const baseUrl = await serve((request, response) => {
      const key = { is_management_key: true, usage: 0 };
      const credits = { total_credits: 100, total_usage: 40 };
      response.end(JSON.stringify({ data: request.url?.endsWith('/key') ? key : credits }));
    });
    expect(await readBalance({ provider: 'openrouter', key: KEY, baseUrl })).toMatchObject({
      amounts: [{ kind: 'total', amount: 60, currency: 'USD' }],
      spent: [{ amount: 40, currency: 'USD' }],
    });
  });

  it.each([
    [401, 'authentication'],
    [403, 'permission_denied'],
    [404, 'unexpected_response'],
    [408, 'timeout'],
    [418, 'unexpected_response'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'server_error'],
    [200, 'unexpected_response'],
  ])('fails by status %i with %s, and repeats neither key nor body', async (status, reason) => {
    const baseUrl = await serve(answering(status, `<html>no JSON, ${KEY}, fake.user@example.test</html>`));
    const reading = await readBalance(deepseek(baseUrl));
    expect(reading).toMatchObject({ ok: false, failure: { reason } });
    expect(JSON.stringify(reading)).not.toMatch(/sk-fake|html|example\.test/);
  });

  it.each([
    ['17', 17],
    [new Date(Date.now() + 90_000).toUTCString(), 90],
  ])('says how long to wait: Retry-After %s', async (header, seconds) => {
    const baseUrl = await serve(answering(429, '{}', { 'retry-after': header }));
    const reading = await readBalance(deepseek(baseUrl));
    const wait = reading.ok ? undefined : reading.failure.retryAfter;
    expect(wait).toBeGreaterThan(seconds - 5);
    expect(wait).toBeLessThanOrEqual(seconds);
  });

  it('fails where nobody listens', async () => {
    const reading = await readBalance(deepseek('http://127.0.0.1:1'));
    expect(reading).toMatchObject({
      failure: { reason: 'connection_error', message: 'connection failed (ECONNREFUSED)' },
    });
  });

  it.each([
    ['never answers', () => {}],
    ['never ends its answer', (_: unknown, response: http.ServerResponse) => void response.write('{')],
  ])('fails in time where a server %s', async (_, answer) => {
    const reading = await readBalance(deepseek(await serve(answer)), { timeoutSeconds: 0.2 });
    expect(reading).toMatchObject({ failure: { reason: 'timeout', message: 'no answer within 0.2 s' } });
  });

  it.each<[string, string, string]>([
    [
      'changes the protocol',
      'HTTP/1.1 101 No\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      'unexpected_response',
    ],
    ['speaks HTTP/2 alone', '\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0d', 'connection_error'],
    ['ends its answer too early', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}', 'connection_error'],
    ['says more than it promised', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}', 'connection_error'],
    ['sends endless headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(99_999)}\r\n`, 'connection_error'],
    ['nests without end', `HTTP/1.1 200 OK\r\n\r\n${'['.repeat(900_000)}`, 'unexpected_response'],
  ])('fails, and does not hang, where a server %s', async (_, answer, reason) => {
    const host = await serveRaw((socket) => socket.end(answer, 'latin1'));
    expect(await readBalance(deepseek(`http://${host}`))).toMatchObject({ ok: false, failure: { reason } });
  });

  it('takes any fraction of a second as a timeout', async () => {
    const reading = await readBalance(deepseek('http://127.0.0.1:1'), { timeoutSeconds: 1.0005 });
    expect(reading).toMatchObject({ failure: { reason: 'connection_error' } });
  });

  it.each([0, -1, Number.NaN, 301])('refuses a timeout of %s seconds', async (timeoutSeconds) => {
    await expect(readBalance(deepseek('http://127.0.0.1:1'), { timeoutSeconds })).rejects.toThrow(
      'timeoutSeconds must be a number above 0, 300 at most',
    );
  });

  it('finds names below localhost on this machine, and asks no DNS server', async () => {
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    const { port } = new URL(baseUrl);
    expect(await readBalance(deepseek(`http://litellm.localhost:${port}`))).toMatchObject({ ok: true });
  });

  it('ends where it is told to', async () => {
    const stop = new AbortController();
    const baseUrl = await serve(() => stop.abort());
    expect(await readBalance(deepseek(baseUrl), { signal: stop.signal })).toMatchObject({ ok: false });
  });

  it('reads no more than a megabyte', async () => {
    const baseUrl = await serve(answering(200, `"${'x'.repeat(1_000_000)}"`));
    expect(await readBalance(deepseek(baseUrl))).toMatchObject({
      failure: { reason: 'unexpected_response', message: 'the answer is longer than 1 MB' },
    });
  });

  it('refuses more amounts than any account has: each would be a series', async () => {
    const balance_infos = Array.from({ length: 51 }, (_, at) => ({
      currency: `unit${at}`,
      total_balance: 1,
    }));
    const baseUrl = await serve(answering(200, JSON.stringify({ balance_infos })));
    expect(await readBalance(deepseek(baseUrl))).toMatchObject({
      failure: { reason: 'unexpected_response', message: 'more than 50 amounts' },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no account', null, /^account must be an object/],
    [
      'a provider that nobody knows',
      { provider: 'nobody', key: KEY },
      /^account\.provider must be one of .*deepseek/,
    ],
    ['no key', { provider: 'deepseek' }, /^account\.key must be/],
    [
      'a key with a line break inside',
      { provider: 'deepseek', key: `${KEY}\nx: y` },
      /^account\.key must be/,
    ],
    ['an empty id', { provider: 'deepseek', key: KEY, id: ' ' }, /^account\.id must be/],
    [
      'an id with the key',
      deepseek('http://127.0.0.1:1', { id: `acct-${KEY}` }),
      /^account\.id must not be or hold/,
    ],
    ['a base URL that is none', deepseek(KEY), /^account\.baseUrl must be a URL with https:/],
    [
      'a base URL in clear',
      deepseek('http://balance.example.test'),
      /^account\.baseUrl must be a URL with https:/,
    ],
    [
      'a password in the base URL',
      deepseek(`https://user:${KEY}@example.test`),
      /^account\.baseUrl must hold no/,
    ],
    [
      'options that are a list',
      { provider: 'deepseek', key: KEY, options: [KEY] },
      /^account\.options must be/,
    ],
    ['what an adapter needs besides', { provider: 'litellm', key: KEY }, /^account\.baseUrl: expected/],
  ])('throws a TypeError that names the field and no value: %s', async (_, account, message) => {
    const error = await readBalance(account as Account).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toMatch(message);
    expect((error as TypeError).message).not.toContain('sk-fake');
  });
});

describe('redirects', () => {
  it('are followed at the same host', async () => {
    const baseUrl = await serve((request, response) => {
      if (request.url === '/user/balance') response.writeHead(307, { location: '/v2/balance' }).end();
      else response.end(JSON.stringify(BALANCE));
    });
    expect(await readBalance(deepseek(baseUrl))).toMatchObject({ ok: true });
  });

  it('give up after a few', async () => {
    let requests = 0;
    const baseUrl = await serve((_, response) => {
      requests++;
      response.writeHead(302, { location: '/user/balance' }).end();
    });
    expect(await readBalance(deepseek(baseUrl))).toMatchObject({
      failure: { reason: 'unexpected_response' },
    });
    expect(requests).toBe(4);
  });

  it.each(['another port', 'another scheme'])(
    'to %s are not followed: the key would travel',
    async (where) => {
      let asked = 0;
      const other = await serve((_, response) => {
        asked++;
        response.end(JSON.stringify(BALANCE));
      });
      const location = where === 'another port' ? `${other}/user/balance` : other.replace('http:', 'https:');
      const baseUrl = await serve(answering(302, '', { location }));
      const reading = await readBalance(deepseek(baseUrl));
      expect(reading).toMatchObject({ failure: { message: expect.stringContaining('another host') } });
      expect(asked).toBe(0);
    },
  );

  it('repeat a body only where the status says so', async () => {
    const seen: string[] = [];
    const baseUrl = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push(`${request.method} ${request.url} ${body}`);
      if (request.url === '/1') response.writeHead(308, { location: '/2' }).end();
      else if (request.url === '/2') response.writeHead(303, { location: '/3' }).end();
      else response.end('{}');
    });
    const request = { method: 'POST', url: `${baseUrl}/1`, headers: {}, body: '{"a":1}' } as const;
    await exchange(request, { timeoutSeconds: 5, keepAlive: true });
    expect(seen).toEqual(['POST /1 {"a":1}', 'POST /2 {"a":1}', 'GET /3 ']);
  });
});

describe('a proxy of the environment', () => {
  /** A proxy that records what it is asked for, and answers so (0: connects to the port). */
  async function proxy(status: number, port = 0): Promise<{ url: string; asked: http.IncomingMessage[] }> {
    const asked: http.IncomingMessage[] = [];
    const server = createServer();
    server.on('connect', (request, socket) => {
      asked.push(request);
      if (status !== 0) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    return { url: `127.0.0.1:${await listening(server)}`, asked };
  }

  const account: Account = { provider: 'deepseek', key: KEY };

  it('is asked for a tunnel, with its own credentials and without the key', async () => {
    const { url, asked } = await proxy(407);
    vi.stubEnv('HTTPS_PROXY', `http://user:pass%21@${url}`);
    expect(await readBalance(account)).toMatchObject({
      failure: { reason: 'connection_error', message: 'the proxy answered HTTP 407' },
    });
    const [request] = asked;
    expect(request?.url).toBe('api.deepseek.com:443');
    expect(request?.headers['proxy-authorization']).toBe(`Basic ${btoa('user:pass!')}`);
    expect(JSON.stringify(request?.rawHeaders)).not.toContain('sk-fake');
  });

  it.each([
    ['knows no CONNECT', 'HTTP/1.1 405 No\r\ncontent-length: 2\r\n\r\nno', 'the proxy answered HTTP 405'],
    [
      'sends elsewhere',
      'HTTP/1.1 302 No\r\nlocation: http://127.0.0.1:1/\r\n\r\n',
      'the proxy answered HTTP 302',
    ],
    ['hangs up', '', 'connection failed (ECONNRESET)'],
    ['speaks something else', 'SSH-2.0-fake\r\n', 'connection failed (HPE_INVALID_CONSTANT)'],
  ])('fails where it %s', async (_, answer, message) => {
    vi.stubEnv('HTTPS_PROXY', `http://user:fake-password@${await serveRaw((socket) => socket.end(answer))}`);
    const reading = await readBalance(account);
    expect(reading).toMatchObject({ failure: { reason: 'connection_error', message } });
    expect(JSON.stringify(reading)).not.toMatch(/fake-password|127\.0\.0\.1/);
  });

  it('gets a password as it stands where its per cent sign is not encoded', async () => {
    const { url, asked } = await proxy(407);
    vi.stubEnv('HTTPS_PROXY', `http://user:100%@${url}`);
    await readBalance(account);
    expect(asked[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('user:100%')}`);
  });

  it.each([
    ['203.0.113.0/24', true],
    ['203.0.113.7', true],
    ['203.0.112.0/24', false],
    ['203.0.113.0/', false],
    ['203.0.113.0/33', false],
    ['[2001:db8::7]', false],
  ])('and an IPv4 address: NO_PROXY %s', (list, isExempt) => {
    const proxied = proxyOf(new URL('https://203.0.113.7'), { HTTPS_PROXY: 'proxy.test', NO_PROXY: list });
    expect(proxied === undefined).toBe(isExempt);
  });

  it.each([
    ['2001:db8::7', true],
    ['[2001:db8::7]', true],
    ['2001:DB8:0::7', true],
    ['2001:db8::/32', true],
    ['2001:db8::8', false],
    ['203.0.113.0/24', false],
  ])('and an IPv6 address: NO_PROXY %s', (list, isExempt) => {
    const proxied = proxyOf(new URL('https://[2001:db8::7]'), { HTTPS_PROXY: 'proxy.test', NO_PROXY: list });
    expect(proxied === undefined).toBe(isExempt);
  });

  it('is HTTP_PROXY where there is no HTTPS_PROXY', async () => {
    const { url, asked } = await proxy(502);
    vi.stubEnv('http_proxy', url);
    await readBalance(account);
    expect(asked).toHaveLength(1);
  });

  it('is not asked for this machine', async () => {
    vi.stubEnv('HTTP_PROXY', `http://${(await proxy(502)).url}`);
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    expect(await readBalance(deepseek(baseUrl))).toMatchObject({ ok: true });
  });

  it.each(['*', 'proxied.invalid', '.invalid', 'other.test, proxied.invalid:443', '*.invalid'])(
    'is not asked for the hosts of NO_PROXY: %s',
    async (list) => {
      const { url, asked } = await proxy(502);
      vi.stubEnv('HTTPS_PROXY', `http://${url}`);
      vi.stubEnv('NO_PROXY', list);
      await readBalance(deepseek('https://proxied.invalid'));
      expect(asked).toHaveLength(0);
    },
  );

  it.each(['api.proxied.invalid', 'invalid.test', 'proxied.invalid:8443', 'notproxied.invalid'])(
    'is asked for other hosts: NO_PROXY %s',
    async (list) => {
      const { url, asked } = await proxy(502);
      vi.stubEnv('HTTPS_PROXY', `http://${url}`);
      vi.stubEnv('NO_PROXY', list);
      await readBalance(deepseek('https://proxied.invalid'));
      expect(asked).toHaveLength(1);
    },
  );

  it('is named by its variable, not by its value, where it is malformed', async () => {
    vi.stubEnv('HTTPS_PROXY', 'socks5://user:fake-password@proxy.test');
    expect(await readBalance(account)).toMatchObject({
      failure: { message: 'HTTPS_PROXY is no URL of an HTTP proxy' },
    });
  });

  it('carries TLS whose certificate is checked against the host that was asked for', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fuelgauge-'));
    open.push(() => rmSync(directory, { recursive: true }));
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    const subject = ['-subj', '/CN=proxied.invalid', '-addext', 'subjectAltName=DNS:proxied.invalid'];
    const make = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-keyout',
      key,
      '-out',
      cert,
    ];
    execFileSync('openssl', [...make, ...subject], { stdio: 'ignore' });
    let asked = 0;
    const port = await listening(
      https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
        asked++;
        response.end(JSON.stringify(BALANCE));
      }),
    );
    const { url } = await proxy(0, port);
    vi.stubEnv('HTTPS_PROXY', `http://${url}`);
    expect(await readBalance(deepseek('https://proxied.invalid'))).toMatchObject({
      failure: { message: 'connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)' },
    });
    expect(asked).toBe(0);
    const read = `import { readBalance } from '${new URL('../src/index.ts', import.meta.url)}';
      const ask = (baseUrl) => readBalance({ provider: 'deepseek', key: '${KEY}', baseUrl });
      console.log((await ask('https://proxied.invalid')).ok, (await ask('https://other.invalid')).failure?.message);`;
    expect(await run(read, 'module', { NODE_EXTRA_CA_CERTS: cert, HTTPS_PROXY: `http://${url}` })).toBe(
      'true connection failed (ERR_TLS_CERT_ALTNAME_INVALID)\n',
    );
  });
});

describe('to the rest of the process', () => {
  it('no request is part of a trace: tracing is suppressed in its context', async () => {
    const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
    const values: unknown[] = [];
    vi.spyOn(context, 'with').mockImplementation((...[inner, run]: Parameters<typeof context.with>) => {
      values.push(inner.getValue(suppressed));
      return (run as () => ReturnType<typeof context.with>)();
    });
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    await readBalance(deepseek(baseUrl));
    vi.restoreAllMocks();
    expect(values).toEqual([true]);
  });

  it('keeps it not alive while a proxy is silent', async () => {
    let asked = 0;
    const silent = await serveRaw(() => void asked++);
    const watch = `import { startBalanceMonitor } from '${new URL('../src/index.ts', import.meta.url)}';
      startBalanceMonitor({ accounts: [{ provider: 'deepseek', key: '${KEY}' }], meterProvider: null });
      setTimeout(() => console.log('last'), 500);`;
    const begin = performance.now();
    expect(await run(watch, 'module', { HTTPS_PROXY: `http://${silent}` })).toBe('last\n');
    expect(asked).toBe(1);
    expect(performance.now() - begin).toBeLessThan(8_000);
  });

  it('its own fetch is not called', async () => {
    const fetch = vi.spyOn(globalThis, 'fetch');
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    await readBalance(deepseek(baseUrl));
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
  });

  it('its own fetch is given no other dispatcher', async () => {
    const baseUrl = await serve(answering(200, JSON.stringify(BALANCE)));
    // In CommonJS, where node has not loaded its own fetch yet.
    const read = `const { readBalance } = require('${new URL('../dist/index.cjs', import.meta.url).pathname}');
      readBalance({ provider: 'deepseek', key: '${KEY}', baseUrl: '${baseUrl}' }).then(({ ok }) => {
        const names = Object.getOwnPropertySymbols(globalThis).map(String);
        console.log(ok, names.filter((name) => name.includes('undici')));
      });`;
    expect(await run(read, 'commonjs', {})).toBe('true []\n');
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-05-04T12:00:00Z');
  it.each([
    ['5', 5],
    ['1.5', 1.5],
    ['0', 0],
    ['Mon, 04 May 2026 12:00:30 GMT', 30],
    ['Mon, 04 May 2026 11:00:00 GMT', 0],
    ['99999999', 86_400],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s seconds', (header, seconds) => {
    expect(retryAfterOf(header, now)).toBe(seconds);
  });
});

/** Runs code in a process of its own; resolves with what it prints. */
async function run(code: string, type: 'module' | 'commonjs', env: Record<string, string>): Promise<string> {
  const args = [
    '--experimental-strip-types',
    '--disable-warning=ExperimentalWarning',
    `--input-type=${type}`,
  ];
  const options = { env: { PATH: process.env.PATH ?? '', ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, [...args, '-e', code], options);
  return stdout;
}
