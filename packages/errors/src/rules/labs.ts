import type { Rule } from './rule.ts';

const OPENAI = 'https://platform.openai.com/docs/guides/error-codes';
const ANTHROPIC = 'https://docs.anthropic.com/en/api/errors';
const GOOGLE = 'https://ai.google.dev/gemini-api/docs/troubleshooting and google/rpc/error_details.proto';
const XAI = 'https://docs.x.ai/docs/key-information/debugging';
const MISTRAL = 'https://docs.mistral.ai/api (error codes) and litellm#25078';
const MOONSHOT = 'https://platform.moonshot.cn/docs/api/chat (error codes)';

const GEMINI: readonly string[] = ['gcp.gemini', 'gcp.vertex_ai'];

/** Model makers outside the big clouds: sentences and codes that mean something special at each. */
export const LABS: readonly Rule[] = [
  {
    id: 'xai.credits-or-limit',
    evidence: `${XAI}; continuedev/continue#10373 (429), Wei-Shaw/sub2api#4069 (403): the sentence says more than the code`,
    when: { text: 'used all available credits or reached|run out of credits or need' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'openai.spend-limit',
    evidence: `${OPENAI} (project and organization spend limits, billing hard limit)`,
    when: {
      codeText: String.raw`spend(ing)?_(limit|cap|alert)|billing_hard_limit|organization_usage_limit|project_usage_limit|budget_(limit_)?(exceeded|exhausted|reached)|exceeded_\w*budget|max_budget|(key|project|workspace|team|organi[sz]ation|user|customer|monthly|daily)_budget|cost_limit|spend_threshold|(^|_)key_quota`,
    },
    say: { category: 'spend_limit' },
  },
  {
    id: 'openai.too-large-for-minute',
    evidence:
      'OpenAI and Groq: one request is larger than the whole allowance of a minute, so a retry never succeeds',
    when: { text: String.raw`request too large for .{0,300}(per min|\bTPM\b|\bITPM\b)` },
    say: { category: 'rate_limited', retryable: false, remedy: 'reduce_request' },
  },
  {
    id: 'openai.verify-organization',
    evidence: 'OpenAI 400 unsupported_value, 403, 404: the organization is not verified',
    when: {
      text: 'organi[sz]ation must be verified|must be verified to (use|stream|generate)|verify (your )?organi[sz]ation',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'openai.member',
    evidence: `${OPENAI} (401: the key is valid, its owner left the organization)`,
    when: {
      text: 'must be a member of an organization|bind your .{0,40}account|link your .{0,40}account',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'openai.project-access',
    evidence: 'OpenAI 403 with the code model_not_found: the model exists, the project may not use it',
    when: {
      status: [401, 403],
      text: '(do(es)? not have access|no permission) to (use |access |call )?(the |this )?model',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'openai.wrong-route',
    evidence: 'OpenAI 404: the model exists, the route is wrong for it',
    when: {
      text: String.raw`not supported in the v1/|did you mean to use v1/|only supported in v1/|not supported (in|by|with|on) the \S* ?(endpoint|api)\b`,
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'openai.region',
    evidence: `${OPENAI} (403 unsupported_country_region_territory)`,
    when: {
      code: [
        'unsupported_country_region_territory',
        'unsupported_country',
        'unsupported_region',
        'country_not_supported',
      ],
    },
    say: { category: 'permission_denied', owner: 'caller' },
  },
  {
    id: 'openai.media-download',
    evidence: 'OpenAI 400 invalid_image_url: the fault is in the URL that was sent',
    when: {
      status: ['4xx'],
      text: String.raw`(while|error|failed|unable|timeout|timed out).{0,30}(download|fetch|retriev|access)\w*.{0,30}(image|file|url|media|audio|video)`,
      notStatus: [401, 402, 403, 429],
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'openai.billing-inactive',
    evidence: `${OPENAI} (billing_not_active)`,
    when: {
      code: [
        'billing_not_active',
        'billing_disabled',
        'billing_inactive',
        'credit_balance_exhausted',
        'account_not_active_billing',
      ],
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'openai.moderated-prompt',
    evidence: 'OpenAI 400 invalid_prompt, moderation_blocked',
    when: {
      text: String.raw`rejected (by|as a result of) (the|our) safety system|flagged (as|for) (potentially )?(violat\w+|possible|cyber)|violat\w+ (our|the|openai's) (usage|content) polic`,
    },
    say: { category: 'content_filtered' },
  },
  {
    id: 'anthropic.long-context-gate',
    evidence:
      'Anthropic 429 rate_limit_error that is a plan gate: long context needs paid extra usage; a retry never helps',
    when: { text: '(extra usage|usage credits?) (is|are) required for' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'anthropic.extra-usage-out',
    evidence: 'Claude subscription: "out of extra usage"',
    when: {
      text: 'out of extra usage|extra usage (credits? )?(exhausted|ran out)|third-party apps now draw from your extra usage',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'anthropic.usage-limits',
    evidence: `${ANTHROPIC}: "You have reached your specified API usage limits", set as a monthly spend limit`,
    when: {
      text: '(reached|exceeded) your (specified )?(workspace )?(api )?usage limits?[.: ].{0,200}regain access|specified (workspace )?api usage limits',
    },
    say: { category: 'spend_limit' },
  },
  {
    id: 'anthropic.billing',
    evidence: `${ANTHROPIC} (402 billing_error)`,
    when: { code: ['billing_error'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'anthropic.organization-disabled',
    evidence: 'Anthropic 400 and 403: the organization has been disabled',
    when: {
      text: 'organi[sz]ation has been (disabled|suspended|deactivated|restricted|banned|blocked from)',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'anthropic.subscription-only',
    evidence: 'Anthropic 400/403: an OAuth credential of one product used in another',
    when: { text: 'credential is only authorized for|only authorized for use with' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'google.no-free-tier',
    evidence: 'Gemini 429: the plan has no free allowance for this model at all',
    when: {
      text: "doesn't have a free quota tier|no free quota tier|not available (in|on) the free (quota )?tier|free tier is not available",
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'google.spending-cap',
    evidence: `${GOOGLE} (project spend caps)`,
    when: { at: GEMINI, text: 'spend(ing)? (cap|limit)' },
    say: { category: 'spend_limit' },
  },
  {
    id: 'google.credits',
    evidence: 'Gemini 429 RESOURCE_EXHAUSTED: prepayment credits are depleted',
    when: { text: 'prepay(ment)? credits are (depleted|exhausted)' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'google.billing',
    evidence: `${GOOGLE} (ErrorInfo reasons)`,
    when: {
      text: 'requires billing to be enabled|billing (account )?(is |has been )?(disabled|closed|not (enabled|active|open))|enable billing|billing to be enabled',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'google.per-day',
    evidence: `${GOOGLE} (QuotaFailure.violations[].quotaId)`,
    when: { codeText: 'per_?(day|month|week)|_per_hour' },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'google.per-minute',
    evidence: `${GOOGLE} (QuotaFailure.violations[].quotaId)`,
    when: { codeText: 'per_?(minute|second)|concurrent', notText: String.raw`limit: 0\b` },
    say: { category: 'rate_limited' },
  },
  {
    id: 'google.location',
    evidence: `${GOOGLE} (400 FAILED_PRECONDITION)`,
    when: { text: 'user location is not supported' },
    say: { category: 'permission_denied', owner: 'caller' },
  },
  {
    id: 'google.key',
    evidence: `${GOOGLE} (ErrorInfo reasons)`,
    when: {
      code: [
        'api_key_invalid',
        'api_key_expired',
        'access_token_expired',
        'access_token_type_unsupported',
        'credentials_missing',
        'api_key_not_found',
        'account_state_invalid',
        'consumer_invalid',
      ],
    },
    say: { category: 'authentication' },
  },
  {
    id: 'google.key-restricted',
    evidence: `${GOOGLE} (ErrorInfo reasons)`,
    when: {
      codeText: String.raw`^(api_key_\w+_blocked|service_disabled|consumer_suspended|iam_permission_denied|security_policy_violated|location_policy_violated|user_project_denied|account_restricted|validation_required)$`,
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'google.leaked-key',
    evidence: 'Gemini 403: the key was reported as leaked',
    when: { text: 'reported as leaked|key (has been|was) (leaked|compromised)' },
    say: { category: 'authentication' },
  },
  {
    id: 'google.no-key',
    evidence: `${GOOGLE} (403 for a call without any key)`,
    when: { text: 'unregistered callers|callers without established identity' },
    say: { category: 'authentication' },
  },
  {
    id: 'google.two-credentials',
    evidence: 'Gemini 400: two ways of authenticating in one request',
    when: { text: 'multiple authentication credentials' },
    say: { category: 'invalid_request' },
  },
  {
    id: 'google.day-text',
    evidence: `${GOOGLE}, where only the sentence is left: the free tier's limits of requests per day are 20 and more`,
    when: {
      text: String.raw`quota exceeded for metric.{0,200}(per_day|free_tier_requests, limit: (20|25|50|100|200|250|500|1000|1500)\b)|please retry in \d+h`,
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'google.minute-text',
    evidence: `${GOOGLE}, where only the sentence is left: tokens are counted per minute, requests up to 30 too`,
    when: {
      text: String.raw`quota exceeded for (quota )?metric.{0,200}(per_minute|per minute|_token_count, limit: [1-9]|requests, limit: (2|3|5|10|15|30)\b)`,
      notText: String.raw`limit: 0\b|per day|per_day`,
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'google.prediction-quota',
    evidence:
      'https://cloud.google.com/vertex-ai/generative-ai/docs/quotas: online prediction is limited per minute',
    when: { text: 'online prediction request quota exceeded' },
    say: { category: 'rate_limited' },
  },
  {
    id: 'labs.limit-of-zero',
    evidence: 'Databricks: an endpoint whose limit was set to nothing is closed; waiting does not help',
    when: { text: String.raw`rate limit (is |was )?(set to|of) 0\b` },
    say: { category: 'permission_denied' },
  },
  {
    id: 'google.exhausted',
    evidence: `${GOOGLE}: RESOURCE_EXHAUSTED without details is the same word for throttle and quota; mostly it clears`,
    when: { text: String.raw`resource has been exhausted \(e\.g\. check quota\)` },
    say: { category: 'rate_limited' },
  },
  {
    id: 'google.current-quota',
    evidence: "Gemini says OpenAI's billing sentence for any quota; without details the window is not told",
    when: {
      at: GEMINI,
      text: String.raw`exceeded your current quota|quota exceeded for metric.{0,200}limit: 0\b`,
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'google.unavailable',
    evidence: `${GOOGLE} (503 UNAVAILABLE: overloaded or down for a moment)`,
    when: { at: GEMINI, code: ['unavailable'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'xai.capacity',
    evidence: XAI,
    when: {
      text: '(service|model|engine|server)( is| are)? (temporarily |currently )?at (maximum |full )?capacity',
    },
    say: { category: 'overloaded' },
  },
  {
    id: 'mistral.capacity',
    evidence: MISTRAL,
    when: { code: ['3505', 'service_tier_capacity_exceeded'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'mistral.capacity-text',
    evidence: MISTRAL,
    when: { text: 'service tier capacity exceeded|capacity exceeded for this model' },
    say: { category: 'overloaded' },
  },
  {
    id: 'mistral.rate',
    evidence: MISTRAL,
    when: { at: ['mistral_ai'], code: ['1300'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'mistral.model',
    evidence: MISTRAL,
    when: { at: ['mistral_ai'], code: ['1500', 'invalid_model'] },
    say: { category: 'model_not_found' },
  },
  {
    id: 'mistral.subscription',
    evidence: 'Mistral 401 and 403 of an unpaid or never activated workspace',
    when: {
      text: 'inactive subscription|no active (subscription|payment|plan)|subscription (is |has )?(inactive|lapsed|expired|ended|cancell?ed|not active)|(plan|package|subscription|membership) has expired',
      notText: 'not have a valid .{0,30}subscription',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'moonshot.quota-is-money',
    evidence: MOONSHOT,
    when: { code: ['exceeded_current_quota_error'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'moonshot.cycle',
    evidence: 'Kimi coding plan 403 permission_error: the allowance of a billing cycle, which comes back',
    when: {
      text: String.raw`(usage|request) (limit|quota|allowance) for this (billing )?(cycle|period)|quota will be (refreshed|reset|renewed)|quota will reset (after|in) \d+ ?(d|h)`,
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'elevenlabs.plan-quota',
    evidence: 'https://elevenlabs.io/docs (401 quota_exceeded): the credits are those of the month of a plan',
    when: { code: ['quota_exceeded'], text: 'exceeds your quota of|credits remaining' },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'elevenlabs.abuse',
    evidence: 'ElevenLabs 401 detected_unusual_activity',
    when: { text: 'unusual activity detected|free tier usage disabled' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'ollama.subscription',
    evidence: 'https://github.com/ollama/ollama/issues/15990 (403): a model that the plan does not include',
    when: { text: 'requires (a|an) (\\S+ )?(subscription|paid plan).{0,60}upgrade' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'nvidia.degraded',
    evidence: 'NVIDIA NIM 400: the hosted function is down, the request is not at fault',
    when: { text: 'degraded function' },
    say: { category: 'overloaded' },
  },
  {
    id: 'moonshot.terminated',
    evidence: 'Kimi coding plan 403',
    when: {
      code: ['access_terminated_error', 'access_terminated'],
      // The same code where a plan is used up (openclaw/openclaw#142656).
      notText: 'usage limit|quota',
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'cohere.trial-monthly',
    evidence: 'https://docs.cohere.com/reference/errors (429 of a trial key)',
    when: { text: 'trial (key|token).{0,120}(/|per) ?month' },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'cohere.trial-minute',
    evidence: 'https://docs.cohere.com/reference/errors (429 of a trial key)',
    when: { text: 'trial (key|token).{0,120}((/|per) ?(minute|min|second)|rate limit)' },
    say: { category: 'rate_limited' },
  },
  {
    id: 'groq.blocked-by-spend',
    evidence:
      'https://console.groq.com/docs/errors (blocked_api_access: a spend alert stopped the organization)',
    when: { code: ['blocked_api_access'] },
    say: { category: 'spend_limit' },
  },
  {
    id: 'groq.model-blocked',
    evidence: 'https://console.groq.com/docs/model-permissions',
    when: { codeText: String.raw`^model_(permission_blocked_\w+|terms_required)$` },
    say: { category: 'permission_denied' },
  },
  {
    id: 'scaleway.insufficient-quota',
    evidence:
      'https://github.com/LibreChat-AI/agents/issues/357: 429 INSUFFICIENT QUOTA is a limit per minute there',
    when: { at: ['scaleway'], text: 'insufficient quota|current limit of' },
    say: { category: 'rate_limited' },
  },
  {
    id: 'together.credit-limit',
    evidence: 'Together 402, type credit_limit: the prepaid balance, "please add credits"',
    when: { at: ['together'], code: ['credit_limit'], notText: 'rate limit|per minute' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'stepfun.censored',
    evidence:
      'https://platform.stepfun.com/docs/api-reference/error-codes: 451, the content did not pass review',
    when: { at: ['stepfun'], status: [451] },
    say: { category: 'content_filtered' },
  },
  {
    id: 'llamacpp.context',
    evidence: 'llama.cpp server: "Context size has been exceeded.", as a 500 server_error',
    when: { text: 'context size has been exceeded' },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'fireworks.suspended-for-money',
    evidence:
      'Fireworks 412: the account is suspended for a spending limit or for unpaid invoices, undecidable',
    when: {
      text: 'failure to pay|suspended.{0,40}(insufficient|balance|unpaid|overdue|non-?payment|billing)',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'nvidia.workers',
    evidence:
      'NVIDIA NIM 503 "ResourceExhausted: Worker local total request limit reached (16/16)": every slot is taken',
    when: { text: 'worker local total request limit' },
    say: { category: 'overloaded', owner: 'provider' },
  },
  {
    id: 'nvidia.key',
    evidence: 'NVIDIA NIM answers a bad key with 403 "Authorization failed"',
    when: { at: ['nvidia'], status: [401, 403], text: 'authorization failed' },
    say: { category: 'authentication' },
  },
  {
    id: 'deepinfra.payment-method',
    evidence: 'DeepInfra 402 "please enter a payment method"',
    when: {
      text: '(enter|add|provide|attach|set up|missing|need|no|without|valid|update|declined) (an? )?(your )?(valid |active )?payment (method|information|card)|credit card (is )?(required|declined|expired)|payment (was |has )?(failed|declined|is required|required|overdue|past due)',
      notText: 'rate limit',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'code.context',
    evidence: 'vLLM, TGI, llama.cpp server sources',
    when: {
      codeText:
        'exceed_context_size|context_(length|window|size)|prompt_too_long|model_max_prompt_tokens|max_context|(prompt|input|characters|tokens|messages?)_(is_|are_)?too_(long|large)|input_length|too_many_(input_)?tokens_in',
    },
    say: { category: 'context_length_exceeded' },
  },
];
