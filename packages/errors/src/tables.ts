/**
 * The rules and the tables that the classifier works by, for whoever turns them into another engine's language
 * (`@fuelgauge/collector-processor`). Data only; applications need none of it, and it changes with the rules.
 *
 * @module
 */

export { CALLERS_KEYS, LIBRARY_WRAPPER, OF_THESE, WEAK_RANK } from './classify.ts';
export {
  BEFORE_OBJECT,
  CLIENT_CODE,
  CLIENT_PREFIX,
  DOCS,
  LABEL,
  LEAD,
  NAME_BEFORE,
  OWN_CODE,
  OWN_WORDS,
  PROVIDER_SAID,
  RELAYED,
  RELAYS_OWN,
  RELAYS_OWN_CODE,
  REQUEST_REFUSED,
  SAID_BY,
  STATUS_BEFORE,
  UPSTREAM_CODE,
  UPSTREAM_RETURNED,
} from './hops/chain.ts';
export { normalCode } from './hops/codes.ts';
export { type HopDraft, newDraft, type Wait } from './hops/draft.ts';
export {
  AWS_EVENTS,
  CODE_KEYS,
  DETAIL_KEYS,
  ENVELOPES,
  ERROR_KEYS,
  GOOGLE_BLOCKED,
  INNER_CODE_KEYS,
  MESSAGE_KEYS,
  METADATA_KEYS,
  NO_CODE,
  QUOTA_KEYS,
  QUOTED_ERROR_KEYS,
  STATUS_KEYS,
  WAIT_KEYS,
} from './hops/object.ts';
export {
  LEADING_EXCEPTION,
  LEADING_STATUS,
  NO_STATUS,
  ROUTED,
  WRAPPERS,
  type WrapperPattern,
} from './hops/text.ts';
export { type Match, QUOTE, QUOTED, REASON_PHRASE } from './match.ts';
export { plain, ROWS as PROVIDERS, type Row as ProviderRow } from './providers.ts';
export { RULES } from './rules/index.ts';
export type { Rule, RuleMatch, RuleVerdict, StatusPattern } from './rules/rule.ts';
export { LINKED, RELAY_TYPE, type Speaker } from './speaker.ts';
export { isRetryable, ownerOf, remedyOf, SOON_SECONDS, waitMatters } from './verdict.ts';
export { LONGEST_SECONDS, WAIT_WORDS } from './wait.ts';
