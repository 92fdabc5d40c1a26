/** The server says no, or says it at first. */
import { gzipSync } from 'node:zlib';
import type { UseName } from '../application/uses.ts';
import type { Fault } from '../fault.ts';
import { errorBody, fine, type HeaderLines, head, refuse, whole } from '../server/reply.ts';
import type { Reply } from '../server/server.ts';

/** The header that lets the client repeat at once. */
const AT_ONCE = { 'retry-after-ms': '1' };
const LIMITED = errorBody('requests', 'Rate limit reached for gpt-5.2', { code: 'rate_limit_exceeded' });
const DOWN = errorBody('server_error', 'The server had an error');

const NESTED = JSON.stringify({
  error: {
    message: 'Provider returned error',
    code: 402,
    metadata: {
      raw: '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
      provider_name: 'DeepSeek',
      is_byok: false,
    },
  },
  user_id: 'user_fake',
});

const refusing =
  (status: number, body: string, headers: HeaderLines = {}): Reply =>
  (wire, answer) =>
    refuse(wire, answer, status, body, headers);

/** Fails in these ways, one request after the other, then answers. */
const failingFirst =
  (...replies: readonly Reply[]): Reply =>
  (wire, answer, attempt) =>
    (replies[attempt] ?? ((w, a) => fine(w, a)))(wire, answer, attempt);

const redirecting =
  (status: number): Reply =>
  (wire, answer, attempt) =>
    attempt > 0
      ? fine(wire, answer)
      : whole(wire, answer, 'elsewhere', { status, type: 'text/plain', headers: { location: '?again=1' } });

/** A plain fetch does not repeat. */
const repeats = (use: UseName): boolean => !use.startsWith('fetch');
const repeatsAnswer = (use: UseName): boolean =>
  /^(?:7 (?:chat|stream|responses|asResponse)|4 (?:chat|stream))$/.test(use);

const STATUSES: readonly Fault[] = [
  {
    name: 'a 402 has the upstream’s error in it',
    reply: refusing(402, NESTED),
    told: { fetch: 'insufficient_balance gateway 402', rest: 'insufficient_balance gateway APIError' },
  },
  {
    name: 'a 402 says little',
    reply: refusing(402, '{"error":{"message":"Insufficient Balance"}}'),
    told: { fetch: 'insufficient_balance caller 402', rest: 'insufficient_balance caller APIError' },
  },
  {
    name: 'a 401 comes',
    reply: refusing(
      401,
      errorBody('invalid_request_error', 'Incorrect API key provided', { code: 'invalid_api_key' }),
    ),
    told: { fetch: 'authentication caller 401', rest: 'authentication caller AuthenticationError' },
  },
  {
    name: 'a 404 comes as HTML',
    reply: (wire, answer) => whole(wire, answer, '<h1>Not Found</h1>', { status: 404, type: 'text/html' }),
    told: { fetch: 'model_not_found caller 404', rest: 'model_not_found caller NotFoundError' },
  },
  {
    name: 'a 500 has no body',
    reply: (wire, answer) => whole(wire, answer, '', { status: 500 }),
    told: { fetch: 'server_error provider 500', rest: 'server_error provider InternalServerError' },
  },
  {
    name: 'a 502 comes as an HTML page',
    reply: (wire, answer) =>
      whole(wire, answer, '<html><body>Bad Gateway</body></html>', { status: 502, type: 'text/html' }),
    told: { fetch: 'server_error provider 502', rest: 'server_error provider InternalServerError' },
  },
  {
    name: 'a 400 has broken JSON',
    reply: refusing(400, '{"error":{"message":"contex'),
    told: { fetch: 'invalid_request caller 400', rest: 'invalid_request caller BadRequestError' },
  },
  {
    name: 'a 400 is gzip',
    reply: (wire, answer) =>
      whole(wire, answer, gzipSync(errorBody('invalid_request_error', 'Unknown parameter')), {
        status: 400,
        type: 'application/json',
        headers: { 'content-encoding': 'gzip' },
      }),
    told: { fetch: 'invalid_request caller 400', rest: 'invalid_request caller BadRequestError' },
  },
  {
    name: 'a 429 has a body of 2 MB',
    reply: refusing(429, errorBody('requests', 'x'.repeat(2_000_000))),
    told: { fetch: 'rate_limited caller 429', rest: 'rate_limited caller RateLimitError' },
  },
  {
    name: 'a 400 is cut in mid-body',
    hangs: (use) => use.startsWith('4'),
    reply: refusing(400, errorBody('invalid_request_error', 'Unknown parameter'), {
      'content-length': '500',
    }),
    told: {
      '4': 'invalid_request caller 400',
      fetch: 'invalid_request caller 400',
      rest: 'invalid_request caller BadRequestError',
    },
  },
  {
    name: 'a 503 has a body that stalls, and the client times out',
    timeout: 250,
    reply: async (wire) => {
      await wire.write(head(503, { 'content-type': 'application/json', 'content-length': '500' }));
      await wire.write('{"error":{"message":"Over');
      await wire.hold();
      wire.reset();
    },
    told: { fetch: 'server_error provider 503', rest: 'server_error provider InternalServerError' },
  },
  {
    name: 'a 304 comes',
    reply: async (wire) => {
      await wire.write(head(304, {}));
      wire.close();
    },
    told: { fetch: 'unknown unknown _OTHER', rest: 'unknown unknown APIError' },
  },
  {
    name: 'a redirect by 301 changes the method',
    reply: redirecting(301),
    told: { '7 stream': 'ok', '4 stream': 'ok', rest: 'ok (stop) with usage' },
  },
  { name: 'a redirect by 307 keeps the method', reply: redirecting(307), told: 'ok (stop) with usage' },
  { name: 'a redirect by 308 keeps the method', reply: redirecting(308), told: 'ok (stop) with usage' },
  {
    name: 'a redirect has no place to go',
    reply: (wire, answer) => whole(wire, answer, '', { status: 302 }),
    told: { fetch: 'unknown unknown _OTHER', rest: 'unknown unknown APIError' },
  },
  {
    name: 'redirects never end',
    uses: (use) => use === '7 chat' || use === 'fetch json',
    reply: (wire, answer) => whole(wire, answer, '', { status: 307, headers: { location: '?again=1' } }),
    told: {
      fetch: 'connection_error unknown TypeError',
      rest: 'connection_error unknown APIConnectionError',
    },
  },
  {
    name: 'a 429 is healed by a retry',
    maxRetries: 2,
    uses: repeats,
    reply: failingFirst(refusing(429, LIMITED, AT_ONCE)),
    told: 'ok (stop) with usage after 2 attempts, 1 retries',
  },
  {
    name: 'a 429 with Retry-After is healed by a retry',
    maxRetries: 2,
    uses: repeatsAnswer,
    reply: failingFirst(refusing(429, LIMITED, { 'retry-after': '0.01' })),
    told: 'ok (stop) with usage after 2 attempts, 1 retries',
  },
  {
    name: 'two 500 are healed by retries',
    maxRetries: 2,
    uses: repeats,
    reply: failingFirst(refusing(500, DOWN, AT_ONCE), refusing(500, DOWN, AT_ONCE)),
    told: 'ok (stop) with usage after 3 attempts, 2 retries',
  },
  {
    name: 'a 408 and a 409 are healed by retries',
    maxRetries: 2,
    uses: repeatsAnswer,
    reply: failingFirst(refusing(408, '', AT_ONCE), refusing(409, '', AT_ONCE)),
    told: 'ok (stop) with usage after 3 attempts, 2 retries',
  },
  {
    name: 'retries do not help',
    maxRetries: 2,
    uses: repeats,
    reply: refusing(429, LIMITED, AT_ONCE),
    told: 'rate_limited caller RateLimitError after 3 attempts, 2 retries',
  },
  {
    name: 'the server forbids a retry',
    maxRetries: 2,
    uses: repeatsAnswer,
    reply: refusing(500, DOWN, { 'x-should-retry': 'false' }),
    told: 'server_error provider InternalServerError',
  },
  {
    name: 'the server asks for a retry of a 400',
    maxRetries: 1,
    uses: repeatsAnswer,
    reply: failingFirst(
      refusing(400, errorBody('invalid_request_error', 'Try again'), {
        'x-should-retry': 'true',
        ...AT_ONCE,
      }),
    ),
    told: 'ok (stop) with usage after 2 attempts, 1 retries',
  },
  {
    name: 'a retry after a 500 is refused for want of money',
    maxRetries: 2,
    uses: repeatsAnswer,
    reply: failingFirst(refusing(500, DOWN, AT_ONCE), refusing(402, NESTED)),
    told: 'insufficient_balance gateway APIError after 2 attempts, 1 retries',
  },
  {
    name: 'a retry after a 500 is reset',
    maxRetries: 1,
    uses: (use) => use === '7 chat' || use === '4 chat',
    reply: failingFirst(refusing(500, DOWN, AT_ONCE), async (wire) => wire.reset()),
    told: 'connection_error unknown APIConnectionError after 2 attempts, 1 retries',
  },
];

export default STATUSES;
