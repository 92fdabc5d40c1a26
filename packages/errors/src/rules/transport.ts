import type { Rule } from './rule.ts';

const SDK =
  'openai-node src/core/error.ts and src/client.ts; undici docs/api/Errors.md; Node.js errors, section "System errors"';

/** The call ended before or without an answer: what clients, Node and undici throw. */
export const TRANSPORT: readonly Rule[] = [
  {
    id: 'transport.connect-timeout-text',
    evidence: 'undici, node-fetch, httpx, botocore: the same in words',
    when: {
      text: String.raw`\bconnect[ _-]?time-?out|\bconnect etimedout|\bund_err_connect_timeout`,
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'unknown', retryable: true },
  },
  {
    id: 'transport.timeout',
    evidence: `${SDK}. Before the aborts: the SDKs carry out their own timeout by an abort`,
    when: {
      code: [
        'apiconnection_timeout_error',
        'apitimeout_error',
        'headers_timeout_error',
        'body_timeout_error',
        'und_err_headers_timeout',
        'und_err_body_timeout',
        'etimedout',
        'esockettimedout',
        'econnaborted',
        'timeout_error',
        'read_timeout',
        'read_timeout_error',
        'endpoint_connection_timeout_error',
      ],
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'timeout', owner: 'unknown', retryable: true },
  },
  {
    id: 'transport.connect-timeout',
    evidence: `${SDK}: the connection did not come about in time, nothing was sent`,
    when: {
      code: ['connect_timeout_error', 'und_err_connect_timeout', 'connect_timeout'],
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'unknown', retryable: true },
  },
  {
    id: 'transport.cancelled',
    evidence: SDK,
    when: {
      code: [
        'abort_error',
        'apiuser_abort_error',
        'canceled_error',
        'cancelled_error',
        'err_canceled',
        'response_aborted',
        'und_err_aborted',
      ],
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'cancelled', owner: 'caller', retryable: false, remedy: 'none' },
  },
  {
    id: 'transport.client-closed',
    evidence: 'nginx status 499; gRPC status CANCELLED',
    when: { status: [499] },
    say: { category: 'cancelled', owner: 'caller', retryable: false, remedy: 'none' },
  },
  {
    id: 'transport.cancelled-text',
    evidence: 'openai-node APIUserAbortError: "Request was aborted."; Go context.Canceled',
    when: {
      text: String.raw`^\W*(error: )?((the |this )?(user|request|operation|call|query|stream) (was |has been |is )?(aborted|cancell?ed)( (a|by the|by) (request|user|client|caller))?|context cancell?ed|cancell?ed by (the )?(user|client|caller)|aborted by (the )?(user|client|caller))`,
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'cancelled', owner: 'caller', retryable: false, remedy: 'none' },
  },
  {
    id: 'transport.certificate-expired',
    evidence: "Node.js TLS error codes (X509): the server's certificate, or that of a proxy before it",
    when: { codeText: '^cert_(has_expired|not_yet_valid|revoked)', notStatus: ['4xx', '5xx'] },
    say: { category: 'connection_error', owner: 'unknown', retryable: false },
  },
  {
    id: 'transport.certificate',
    evidence: "Node.js TLS error codes (X509): the caller's list of authorities, or a proxy that intercepts",
    when: {
      codeText:
        '^(cert_|err_tls_|err_ssl_|self_signed_cert|depth_zero_self_signed|unable_to_(verify|get_issuer)|sslerror)',
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'caller', retryable: false },
  },
  {
    id: 'transport.certificate-text',
    evidence: 'OpenSSL, Python ssl and Go x509 in words',
    when: {
      text: 'certificate[ _]verify[ _]failed|sslcertverificationerror|sslhandshakeexception|unable to (get (local )?issuer|verify the first) certificate|self[- ]signed certificate|does not match certificate|certificate signed by unknown authority|ssl3_get_record:wrong version|wrong version number',
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'caller', retryable: false },
  },
  {
    id: 'envoy.overflow',
    evidence: 'Envoy: "reset reason: overflow" is a circuit breaker, too many connections to the upstream',
    when: { text: 'reset reason: overflow' },
    say: { category: 'overloaded', owner: 'provider' },
  },
  {
    id: 'transport.unknown-host',
    evidence: `${SDK} (ENOTFOUND): the name does not exist: own DNS, network or base URL`,
    when: { code: ['enotfound', 'err_name_not_resolved'], notStatus: ['4xx', '5xx'] },
    say: { category: 'connection_error', owner: 'caller', retryable: false },
  },
  {
    id: 'transport.unknown-host-text',
    evidence: 'getaddrinfo of Node, glibc and macOS, Go, curl; EAI_AGAIN is a passing failure and not meant',
    when: {
      text: String.raw`\benotfound\b|name or service not known|nodename nor servname|no such host|(could not|couldn't|failed to) resolve (host|name|proxy)|no such host is known|unknownhostexception|nameresolutionerror|no address associated with hostname|err_name_not_resolved`,
      notText: 'eai_again',
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'caller', retryable: false },
  },
  {
    id: 'transport.connection',
    evidence: SDK,
    when: {
      code: [
        'apiconnection_error',
        'econnrefused',
        'econnreset',
        'eai_again',
        'epipe',
        'ehostunreach',
        'enetunreach',
        'enetdown',
        'eproto',
        'und_err_socket',
        'und_err_closed',
        'und_err_destroyed',
        'err_socket_closed',
        'err_network',
        'err_stream_premature_close',
      ],
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'unknown', retryable: true },
  },
];
