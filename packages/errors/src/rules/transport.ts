import type { Rule } from './rule.ts';

const SDK =
  'openai-node src/core/error.ts and src/client.ts; undici docs/api/Errors.md; Node.js errors, section "System errors"';

/** The call ended before or without an answer: what clients, Node and undici throw. */
export const TRANSPORT: readonly Rule[] = [
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
    id: 'transport.timeout',
    evidence: SDK,
    when: {
      code: [
        'apiconnection_timeout_error',
        'apitimeout_error',
        'connect_timeout_error',
        'headers_timeout_error',
        'body_timeout_error',
        'und_err_headers_timeout',
        'und_err_body_timeout',
        'und_err_connect_timeout',
        'etimedout',
        'esockettimedout',
        'econnaborted',
        'timeout_error',
        'read_timeout',
        'connect_timeout',
        'read_timeout_error',
        'endpoint_connection_timeout_error',
      ],
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'timeout', owner: 'unknown', retryable: true },
  },
  {
    id: 'transport.certificate',
    evidence: 'Node.js TLS error codes (X509)',
    when: {
      codeText:
        '^(cert_|err_tls_|err_ssl_|self_signed_cert|depth_zero_self_signed|unable_to_(verify|get_issuer)|sslerror)',
      notStatus: ['4xx', '5xx'],
    },
    say: { category: 'connection_error', owner: 'unknown', retryable: false },
  },
  {
    id: 'transport.connection',
    evidence: SDK,
    when: {
      code: [
        'apiconnection_error',
        'econnrefused',
        'econnreset',
        'enotfound',
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
