import type { Rule } from './rule.ts';

const ERRORS = 'https://openrouter.ai/docs/api-reference/errors';
const LIMITS = 'https://openrouter.ai/docs/api-reference/limits';

/** OpenRouter, spoken to directly or by another gateway. Its own words and codes; an upstream's are not here. */
export const OPENROUTER: readonly Rule[] = [
  {
    id: 'openrouter.key-limit-text',
    evidence: `${LIMITS} (per-key credit limit); payloads that name the account in limit_source and the key in the message`,
    when: {
      text: String.raw`\bkey limit exceeded|openrouter\.ai/(settings/|workspaces/\S{0,80}/)?keys\b.{0,120}(higher|adjust|increase|raise).{0,40}limit|adjust the key's .{0,20}limit|key with a higher.{0,20}limit`,
    },
    say: { category: 'spend_limit' },
  },
  {
    id: 'openrouter.in-flight-budget',
    evidence: `${LIMITS}#in-flight-spending-budget: transient, has Retry-After, the balance may be healthy`,
    when: { code: ['openrouter_in_flight_budget', 'in_flight_budget_exhausted'] },
    say: { category: 'rate_limited', retryable: true, remedy: 'wait' },
  },
  {
    id: 'openrouter.in-flight-text',
    evidence: `${LIMITS}#in-flight-spending-budget`,
    when: { text: 'credits given your current in-flight requests' },
    say: { category: 'rate_limited', retryable: true, remedy: 'wait' },
  },
  {
    id: 'openrouter.budget',
    evidence: `${ERRORS} (403 Budget limit exceeded, limit_source)`,
    when: { codeText: String.raw`^openrouter_\w*(budget|key_limit|spend|guardrail)` },
    say: { category: 'spend_limit' },
  },
  {
    id: 'openrouter.free-daily',
    evidence: LIMITS,
    when: { codeText: '^openrouter_free_tier_(daily|day)' },
    say: { category: 'quota_exceeded', remedy: 'raise_limit' },
  },
  {
    id: 'openrouter.free-minute',
    evidence: LIMITS,
    when: { codeText: '^openrouter_(free_tier_(minute|rpm|per_minute)|rate_limit|rpm|ddos)' },
    say: { category: 'rate_limited' },
  },
  {
    id: 'openrouter.credits',
    evidence: LIMITS,
    when: { code: ['openrouter_credits', 'weight_exceeds_budget'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'openrouter.free-per-day-text',
    evidence: LIMITS,
    when: { text: 'free-models-per-day|free model requests per day' },
    say: { category: 'quota_exceeded', remedy: 'raise_limit' },
  },
  {
    id: 'openrouter.free-per-minute-text',
    evidence: LIMITS,
    when: { text: String.raw`free-models-per-min|limit_rpm/|limited to \d+ requests per minute` },
    say: { category: 'rate_limited' },
  },
  {
    id: 'code.engine-overloaded',
    evidence:
      'overloaded_error (Anthropic), engine_overloaded (DeepInfra, Moonshot); before the next rule, since OpenRouter says so in provider_error_code while limit_source says shared pool',
    when: {
      code: [
        'engine_overloaded',
        'engine_overloaded_error',
        'provider_overloaded',
        'model_overloaded',
        'overloaded_error',
        'overloaded',
      ],
      notText: String.raw`\b(all|every) .{0,60}rate[- ]limited`,
    },
    say: { category: 'overloaded', owner: 'provider' },
  },
  {
    id: 'openrouter.shared-pool',
    evidence: `${LIMITS}; "temporarily rate-limited upstream" with limit_source upstream_provider_shared_pool`,
    when: {
      codeText: '^upstream_provider_(shared_pool|rate_limit|limit|byok)',
      notText: 'overloaded|capacity',
    },
    say: { category: 'rate_limited', owner: 'upstream', remedy: 'switch_provider' },
  },
  {
    id: 'openrouter.rate-limited-upstream',
    evidence: 'OpenRouter 429, metadata.raw',
    when: { text: String.raw`\brate[- ]limited upstream|upstream rate[- ]limit` },
    say: { category: 'rate_limited', owner: 'upstream', remedy: 'switch_provider' },
  },
  {
    id: 'openrouter.cannot-afford',
    evidence: 'OpenRouter 402 pre-check per endpoint',
    when: { text: 'can only afford|more credits,? (or|are required)|token capacity required' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'openrouter.guardrail',
    evidence: `${ERRORS} (403 guardrails and data policy); LiteLLM and Portkey guardrails`,
    when: {
      text: String.raw`(blocked|rejected|denied) by (a |your |the )?guardrail|\bguardrails?\b.{0,60}\b(raised|block\w*|violat\w*|denied|rejected)|^request blocked\b|\bpii detected|blocked entity`,
      notText: 'budget|spend',
    },
    say: { category: 'content_filtered' },
  },
  {
    id: 'openrouter.routing',
    evidence:
      'https://openrouter.ai/docs/features/provider-routing (no endpoint left by data policy, allow-list or capability)',
    when: {
      text: 'no (endpoints|allowed providers|eligible providers|providers?) (found|are available|available|support|can|that|match|meet)|all providers have been ignored|no available model provider|not a valid model id|is not a valid model|stealth model',
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'openrouter.user-not-found',
    evidence: 'OpenRouter 401 for an unknown or revoked key',
    when: { at: ['openrouter'], status: [401], text: '^(user|key) not found' },
    say: { category: 'authentication' },
  },
  {
    id: 'openrouter.key-disabled',
    evidence: 'OpenRouter 403 "Key is disabled"',
    when: { text: String.raw`\b(api[ -]?)?key (is |has been |was )?(disabled|revoked|deleted|deactivated)` },
    say: { category: 'authentication' },
  },
  {
    id: 'openrouter.provider-terms',
    evidence: 'OpenRouter 403: account, region or provider policy; the same prompt works at another model',
    when: { text: 'prohibited due to a violation of provider terms' },
    say: { category: 'permission_denied', owner: 'caller', remedy: 'switch_provider' },
  },
  {
    id: 'openrouter.type-authentication',
    evidence: `${ERRORS} (error_type of the Responses and Messages skins)`,
    when: { at: ['openrouter'], code: ['authentication'] },
    say: { category: 'authentication' },
  },
  {
    id: 'openrouter.type-unavailable',
    evidence: ERRORS,
    when: {
      at: ['openrouter'],
      code: ['provider_unavailable'],
      notText: 'no (instances|backends)|overloaded|capacity',
    },
    say: { category: 'server_error', owner: 'provider' },
  },
  {
    id: 'openrouter.provider-gone',
    evidence: 'OpenRouter stream errors',
    when: {
      text: 'provider (disconnected|returned an empty|closed|failed to respond)|(error|invalid response) from (the )?(provider|upstream)',
      status: ['5xx'],
    },
    say: { category: 'server_error', owner: 'provider' },
  },
  {
    id: 'openrouter.bad-gateway',
    evidence: `${ERRORS}: 502 means the chosen model is down or gave an invalid response`,
    when: {
      at: ['openrouter'],
      place: 'outer',
      status: [502],
      notText: String.raw`cloudflare|bad gateway|\b502\b`,
    },
    say: { category: 'server_error', owner: 'provider' },
  },
  {
    id: 'openrouter.timeout',
    evidence: `${ERRORS} (408, 504, 524, error_type timeout: the model's provider did not answer in time)`,
    when: {
      at: ['openrouter'],
      place: 'outer',
      text: 'time(d)?[ -]?out|aborted|did not respond|took too long',
      notText: 'gateway time-?out',
      notStatus: [400, 401, 402, 403, 404, 429],
    },
    say: { category: 'timeout', owner: 'provider' },
  },
  {
    id: 'openrouter.idle-timeout',
    evidence: 'OpenRouter 504 "Upstream idle timeout exceeded"',
    when: { text: 'upstream (idle |request |response |connect(ion)? )?time(d )?-?out' },
    say: { category: 'timeout', owner: 'provider' },
  },
];
