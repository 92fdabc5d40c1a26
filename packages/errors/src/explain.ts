import type { ErrorCategory } from '@fuelgauge/semconv';
import { providerOfFamily } from './providers.ts';
import type { Verdict } from './types.ts';

/** What the sentence can say better when it is known. */
export interface ExplainOptions {
  /** Who was called: a `gen_ai.provider.name`, or a name as people write it. Else taken from the hops. */
  readonly provider?: string | undefined;
}

/**
 * What an on-call person needs to know, in one sentence or two: what ran out, whose it is, what helps and what
 * does not. No text of the provider or the user is in it.
 */
export function explain(verdict: Verdict, options: ExplainOptions = {}): string {
  const names = namesOf(verdict, options);
  return `${cause(verdict, names)} ${advice(verdict, names)}`.trim();
}

interface Names {
  /** Who was called: "OpenRouter", "the endpoint". */
  readonly endpoint: string;
  /** Who stands behind: "DeepSeek", "the upstream provider". */
  readonly upstream: string;
  readonly hasUpstream: boolean;
}

function namesOf(verdict: Verdict, options: ExplainOptions): Names {
  const called = options.provider ?? verdict.hops[0]?.provider;
  const endpoint = called === undefined ? undefined : providerOfFamily(called)?.display;
  const upstream = verdict.upstream === undefined ? undefined : providerOfFamily(verdict.upstream)?.display;
  const behindGateway = verdict.owner === 'gateway' || verdict.owner === 'byok';
  return {
    endpoint: endpoint ?? (behindGateway ? 'the gateway' : 'the provider'),
    upstream: upstream ?? 'the upstream provider',
    hasUpstream: upstream !== undefined,
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const genitive = (name: string): string => (name.endsWith('s') ? `${name}'` : `${name}'s`);

/** Whose account or limit, as a noun phrase; `thing` is "account", "rate limit", … */
function owned(thing: string, verdict: Verdict, names: Names): string {
  switch (verdict.owner) {
    case 'caller':
      return `Your ${names.endpoint.startsWith('the ') ? '' : `${names.endpoint} `}${thing}`;
    case 'byok':
      return `Your own ${names.hasUpstream ? `${names.upstream} ` : ''}${thing} ${names.hasUpstream ? '' : 'at the upstream provider '}behind ${names.endpoint}`;
    case 'gateway':
      return `${capital(genitive(names.endpoint))} own ${names.hasUpstream ? `${names.upstream} ` : ''}${thing}`;
    case 'provider':
      return `${capital(genitive(names.hasUpstream ? names.upstream : names.endpoint))} ${thing}`;
    default:
      return `A${/^[aeiou]/.test(thing) ? 'n' : ''} ${thing} of unknown ownership`;
  }
}

function server(names: Names): string {
  return capital(names.hasUpstream ? names.upstream : names.endpoint);
}

function cause(verdict: Verdict, names: Names): string {
  const own = (thing: string): string => owned(thing, verdict, names);
  const through = names.hasUpstream && verdict.owner !== 'gateway' ? ` (at ${names.upstream})` : '';
  switch (verdict.category) {
    case 'insufficient_balance':
      return `${own('account')} is out of balance.`;
    case 'spend_limit':
      return `${own('spending limit')} is reached; money may remain.`;
    case 'quota_exceeded':
      return `${own('allowance')} for this period is used up.`;
    case 'rate_limited':
      return `${own('rate limit')} is reached.`;
    case 'overloaded':
      if (verdict.owner === 'gateway')
        return `${capital(names.endpoint)} has no capacity for this model right now.`;
      return `${server(names)} has no capacity right now; it is not your limit.`;
    case 'authentication':
      return verdict.owner === 'unknown'
        ? 'A key was not accepted.'
        : `${own('key')} is missing, invalid or expired.`;
    case 'permission_denied':
      if (verdict.owner === 'caller')
        return `Your key works, but ${names.endpoint} does not grant access${through}.`;
      return `${own('account')} has no access.`;
    case 'model_not_found':
      return `${server({ ...names, hasUpstream: false })} has no such model or route${through}.`;
    case 'context_length_exceeded':
      return `The request is longer than the model accepts${through}.`;
    case 'content_filtered':
      return `A content policy refused the request or the answer${through}.`;
    case 'invalid_request':
      return `${server(names)} does not accept the request as it is.`;
    case 'timeout':
      return verdict.owner === 'unknown'
        ? 'No answer came in time; the client gave up waiting.'
        : `${verdict.owner === 'gateway' ? capital(names.endpoint) : server(names)} did not answer in time.`;
    case 'server_error':
      return `${verdict.owner === 'gateway' ? capital(names.endpoint) : server(names)} failed; nothing of yours is at fault.`;
    case 'connection_error':
      return verdict.owner === 'gateway'
        ? `${capital(names.endpoint)} could not be reached.`
        : 'The server could not be reached, or the connection broke.';
    case 'cancelled':
      return 'The call was aborted by the application itself.';
    default:
      return 'The cause could not be told from what was received.';
  }
}

/** Categories in which waiting is the cure, so the wait is stated there. */
const BY_WAITING: readonly ErrorCategory[] = [
  'rate_limited',
  'overloaded',
  'timeout',
  'server_error',
  'connection_error',
];

function advice(verdict: Verdict, names: Names): string {
  const wait = verdict.retryAfter;
  const soon = wait === undefined || wait === 0 ? undefined : humanWait(wait);
  switch (verdict.remedy) {
    case 'top_up':
      return 'Top up, or pay the open bill.';
    case 'top_up_upstream':
      return `Top up at ${names.upstream}, not at ${names.endpoint}.`;
    case 'raise_limit':
      return soon === undefined
        ? 'Raise the limit, or wait until it resets.'
        : `Raise the limit, or wait: it resets in ${soon}.`;
    case 'wait':
      if (BY_WAITING.includes(verdict.category) && !verdict.retryable)
        return soon ? `Wait ${soon} before the next try.` : 'A repeat will not help soon.';
      return soon === undefined ? 'Wait a moment and retry.' : `Retry in ${soon}.`;
    case 'reduce_request':
      return 'Send a smaller request.';
    case 'fix_request':
      return verdict.category === 'model_not_found'
        ? 'Check the model name and the routing options.'
        : 'Change the request; a repeat will fail again.';
    case 'fix_key':
      return verdict.owner === 'byok'
        ? `Replace the key that you stored at ${names.endpoint}.`
        : 'Check the key, and how it is sent.';
    case 'request_access':
      return 'Ask for access, verify the account, or use a permitted region, model or plan.';
    case 'switch_provider':
      if (verdict.category === 'insufficient_balance' && verdict.owner === 'gateway')
        return 'Topping up your account will not help: route to another provider or wait.';
      return `It is not your limit: route to another provider${soon === undefined ? ' or wait' : `, or retry in ${soon}`}.`;
    case 'contact_provider':
      if (verdict.category === 'authentication')
        return `Your own key is not at fault: tell ${names.endpoint}, or route to another provider.`;
      return 'Look at the raw error, and ask the provider if it stays.';
    default:
      return '';
  }
}

function humanWait(seconds: number): string {
  const units = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (seconds < 90) return units(Math.max(1, Math.ceil(seconds)), 'second');
  if (seconds < 5_400) return units(Math.ceil(seconds / 60), 'minute');
  if (seconds < 129_600) return units(Math.ceil(seconds / 3_600), 'hour');
  return units(Math.ceil(seconds / 86_400), 'day');
}
