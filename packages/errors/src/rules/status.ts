import type { Rule } from './rule.ts';

const HTTP =
  'https://www.rfc-editor.org/rfc/rfc9110#name-status-codes: the last resort, right in 4 of 10 cases alone';

/** What is left when only a status is known. */
export const STATUS: readonly Rule[] = [
  { id: 'status.401', evidence: HTTP, when: { status: [401, 407] }, say: { category: 'authentication' } },
  { id: 'status.402', evidence: HTTP, when: { status: [402] }, say: { category: 'insufficient_balance' } },
  { id: 'status.403', evidence: HTTP, when: { status: [403, 451] }, say: { category: 'permission_denied' } },
  { id: 'status.404', evidence: HTTP, when: { status: [404, 410] }, say: { category: 'model_not_found' } },
  {
    id: 'status.408',
    evidence: HTTP,
    when: { status: [408, 504, 522, 524, 598] },
    say: { category: 'timeout' },
  },
  {
    id: 'status.413',
    evidence: HTTP,
    when: { status: [413] },
    say: { category: 'invalid_request', remedy: 'reduce_request' },
  },
  { id: 'status.429', evidence: HTTP, when: { status: [429] }, say: { category: 'rate_limited' } },
  {
    id: 'status.424',
    evidence: `${HTTP} (RFC 4918: Failed Dependency; Bedrock's ModelErrorException, Azure)`,
    when: { status: [424] },
    say: { category: 'server_error' },
  },
  {
    id: 'status.529',
    evidence: 'Anthropic and others: 529 is overloaded',
    when: { status: [529] },
    say: { category: 'overloaded' },
  },
  { id: 'status.400', evidence: HTTP, when: { status: ['4xx'] }, say: { category: 'invalid_request' } },
  { id: 'status.500', evidence: HTTP, when: { status: ['5xx'] }, say: { category: 'server_error' } },
];
