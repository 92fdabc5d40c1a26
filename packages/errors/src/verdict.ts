import type { ErrorCategory, ErrorOwner, ErrorRemedy } from '@fuelgauge/semconv';
import type { HopDraft } from './hops/draft.ts';
import type { Match } from './match.ts';

/** The categories in which the request is at fault, wherever in the chain that was noticed. */
export const OF_REQUEST: readonly ErrorCategory[] = [
  'invalid_request',
  'context_length_exceeded',
  'content_filtered',
  'model_not_found',
  'cancelled',
];
/** The categories in which somebody's account or limit is at fault. */
export const OF_ACCOUNT: readonly ErrorCategory[] = [
  'insufficient_balance',
  'spend_limit',
  'quota_exceeded',
  'rate_limited',
  'authentication',
  'permission_denied',
];

/**
 * Whose it is: the place of the hop in the chain, and whose key was used there. `is_byok` of a gateway speaks
 * of that gateway's caller, who is the end caller only at the outermost gateway.
 */
export function ownerOf(match: Match, hops: readonly HopDraft[], endpointIsGateway: boolean): ErrorOwner {
  const { category, owner } = match.rule.say;
  if (owner !== undefined && owner !== 'upstream') return owner;
  if (owner === 'upstream' && match.hop === 0) return hops[0]?.byok === true ? 'byok' : 'gateway';
  if (OF_REQUEST.includes(category)) return 'caller';
  if (OF_ACCOUNT.includes(category)) {
    if (match.hop === 0) return 'caller';
    return match.hop === 1 && hops[0]?.byok === true ? 'byok' : 'gateway';
  }
  if (category === 'unknown') return 'unknown';
  if (category === 'server_error' || category === 'timeout') {
    return match.hop === 0 && hops.length === 1 && endpointIsGateway ? 'gateway' : 'provider';
  }
  return 'provider';
}

/** What a repeat may heal. */
export const RETRYABLE: readonly ErrorCategory[] = [
  'rate_limited',
  'overloaded',
  'timeout',
  'server_error',
  'connection_error',
];
/** A wait longer than this is not "within about a minute". */
export const SOON_SECONDS = 120;

/** Would an identical request, sent again within about a minute, plausibly succeed with nobody doing anything? */
export function isRetryable(
  match: Match,
  owner: ErrorOwner,
  wait: number | undefined,
  routes: boolean,
): boolean {
  const { category, retryable } = match.rule.say;
  if (retryable !== undefined) return retryable;
  // A gateway that routes over several providers may send the repeat elsewhere.
  if (category === 'authentication' && owner === 'gateway') return routes;
  if (!RETRYABLE.includes(category)) return false;
  return wait === undefined || wait <= SOON_SECONDS;
}

/** The first thing to do. */
export function remedyOf(match: Match, owner: ErrorOwner): ErrorRemedy {
  const { category, remedy } = match.rule.say;
  if (remedy !== undefined) return owner === 'byok' && remedy === 'switch_provider' ? 'wait' : remedy;
  switch (category) {
    case 'insufficient_balance':
      return owner === 'caller' ? 'top_up' : owner === 'byok' ? 'top_up_upstream' : 'switch_provider';
    case 'spend_limit':
    case 'quota_exceeded':
      return owner === 'gateway' || owner === 'provider' ? 'switch_provider' : 'raise_limit';
    case 'rate_limited':
      return owner === 'gateway' ? 'switch_provider' : 'wait';
    case 'overloaded':
    case 'timeout':
    case 'server_error':
    case 'connection_error':
      return 'wait';
    case 'authentication':
      return owner === 'gateway' || owner === 'provider' ? 'contact_provider' : 'fix_key';
    case 'permission_denied':
      return owner === 'gateway' || owner === 'provider' ? 'switch_provider' : 'request_access';
    case 'context_length_exceeded':
      return 'reduce_request';
    case 'model_not_found':
    case 'content_filtered':
    case 'invalid_request':
      return 'fix_request';
    case 'cancelled':
      return 'none';
    default:
      return 'contact_provider';
  }
}

/** Money does not come back by waiting, nor does a request get better. */
export const NO_WAIT: readonly ErrorCategory[] = [
  'insufficient_balance',
  'authentication',
  'permission_denied',
  'model_not_found',
  'context_length_exceeded',
  'content_filtered',
  'invalid_request',
  'cancelled',
  'unknown',
];

/** Does a stated wait mean anything for this category? Money does not come back by waiting. */
export function waitMatters(category: ErrorCategory): boolean {
  return !NO_WAIT.includes(category);
}
