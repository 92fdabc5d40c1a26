import type { Rule } from './rule.ts';

/** Codes that decide at any endpoint. The weak ones, which providers use loosely, are in generic.ts. */
export const CODE_CONCEPTS: readonly Rule[] = [
  {
    id: 'code.content',
    evidence:
      'content_filter (Azure), data_inspection_failed (Alibaba), moderation_blocked (OpenAI), sensitive_content (Volcengine)',
    when: {
      codeText:
        'content_(filter|policy|moderat|violation|blocked|safety)|moderation|responsible_aipolicy|data_?inspection|sensitive_(content|text|words)|sensitive_information|risk_detection|flagged|guardrail|prohibited_content|safety_(violation|block|check)|blocked_by_safety|usage_policy|policy_violation|blocked_prompt|finish_reason_content_filter|^safety$|^refusal$|^(safety|content)_error$|censorship|^recitation$',
      notText: 'terms of service|suspended|data policy|too many',
    },
    say: { category: 'content_filtered' },
  },
  {
    id: 'openai.slow-down',
    evidence:
      'https://platform.openai.com/docs/guides/error-codes: slow_down as a 429 is the own ramp-up; as a 503 the server',
    when: { code: ['slow_down'], status: [429] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'code.overloaded',
    evidence:
      'overloaded_error (Anthropic), engine_overloaded (DeepInfra, Moonshot), server_is_overloaded (OpenAI)',
    when: {
      codeText: String.raw`overload|^slow_down$|_(at|over)_capacity|capacity_(exceeded|reached|unavailable)|^capacit\w*$|(server|service|system|model|engine)_(is_)?busy|model_not_ready|(no|insufficient)[_.]capacity`,
    },
    say: { category: 'overloaded' },
  },
  {
    id: 'code.key',
    evidence: 'invalid_api_key (OpenAI), API_KEY_INVALID (Google), invalid_iam_token (Baidu)',
    when: {
      codeText:
        '(invalid|incorrect|missing|expired|wrong|bad|unknown|malformed|revoked|disabled|no)_(x_)?(api_?)?(access_|auth_|iam_|bearer_|id_)?(key|token|credentials?|authorization|authentication)(_error|_exception)?$|account_deactivated|api_key_(invalid|missing|expired|not_found|revoked|disabled|required)|token_(expired|invalid|revoked)|invalid_authentication|authentication_(failed|required)|missing_api_key|inactive_key',
      notText: String.raw`http 5\d\d|byok_`,
    },
    say: { category: 'authentication' },
  },
  {
    id: 'code.model',
    evidence: 'model_not_found (OpenAI), model_decommissioned (Groq), DeploymentNotFound (Azure)',
    when: {
      codeText:
        '(model|deployment|engine)_(is_)?(not_(found|exist|exists|supported|allowed_here)|decommissioned|deprecated|does_not_exist|retired|archived|removed)|(unknown|invalid|unsupported|no_such|unavailable)_(model|engine|deployment)|unknown_model_error|no_endpoints',
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'code.model-unavailable',
    evidence: 'the same with a status of the 4xx: with 5xx the model is away for a moment only',
    when: {
      codeText: '(model|deployment|engine)_(is_)?(not_available|unavailable)',
      notStatus: [429, '5xx'],
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'code.spend-vs-quota-word',
    evidence: "quota codes whose message names the account's money",
    when: { codeText: 'quota', text: '余额|餘額|欠费|insufficient (account )?balance' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'code.money',
    evidence:
      'insufficient_quota (OpenAI), insufficient_funds (Vercel), insufficient_credits (Poe), arrears of all kinds',
    when: {
      codeText: String.raw`(insufficient|not_enough|no|low|negative|zero|exhausted)_(\w+_)?(balance|credits?|funds?|money|diem)|(balance|credits?|funds|wallet)[_.](\w+_)?(insufficient|not_enough|exhausted|depleted|too_low|empty|required|exceeded|expired)|out_of_(credits?|funds|balance)|arrear|overdue|unpaid|billing_(not_active|disabled|inactive|issue|required)|account_balance`,
      notText: 'limit on (the|your) key|key limit|context requests|per (minute|day)',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'code.insufficient-quota',
    evidence: "https://platform.openai.com/docs/guides/error-codes (insufficient_quota: the account's money)",
    when: {
      code: ['insufficient_quota', 'insufficient_quota_error'],
      notText:
        'per (minute|second)|tpm|rpm|concurren|per day|daily|today|weekly|monthly (quota|limit|allowance)|budget|spend(ing)? limit',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'text.insufficient-quota',
    evidence: 'the same code, printed by a client library that keeps nothing else',
    when: { text: String.raw`\binsufficient_quota\b`, notText: 'per (minute|second|day)|tpm|rpm|free|daily' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'code.quota',
    evidence: 'daily, weekly and monthly allowances by name',
    when: {
      codeText: String.raw`(daily|day|weekly|week|monthly|month|hour|hourly|5h|session|per_day|per_month|rpd|tpd)_?(\w+_)?(limit|quota|allowance|cap|usage|count)|(quota|allowance)_(daily|weekly|monthly)|usage_limit_(reached|exceeded)|trial_(expired|ended|limit|quota)|(free|plan)_(quota|limit|allowance)_(exceeded|reached|exhausted)`,
      notText: 'spend|budget',
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'code.permission',
    evidence: 'unsupported_country (OpenAI), account_deactivated, organization_restricted (Groq)',
    when: {
      codeText:
        'unsupported_country|region_(not_supported|blocked|restricted)|account_(suspended|disabled|banned|locked|blocked|terminated|restricted|frozen)|organi[sz]ation_(restricted|suspended|disabled|deactivated)|user_(banned|suspended|blocked)|insufficient_(permissions?|scope)|model_access_denied|model_not_allowed|not_entitled|verification_required|plan_(upgrade_)?required|upgrade_required|subscription_required|terms_required|missing_scopes?|feature_not_(enabled|available)|usage_not_included|authentication_type_disabled|not_included_in_plan',
    },
    say: { category: 'permission_denied' },
  },
];
