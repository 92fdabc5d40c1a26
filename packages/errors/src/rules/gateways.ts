import type { Rule } from './rule.ts';

const LITELLM =
  'https://docs.litellm.ai/docs/proxy/error_reference and litellm/proxy/_types.py (ProxyErrorTypes)';

/** Gateways other than OpenRouter and the Chinese relays: their own codes and sentences. */
export const GATEWAYS: readonly Rule[] = [
  {
    id: 'litellm.deployment-budget',
    evidence:
      "https://docs.litellm.ai/docs/proxy/provider_budget_routing: the operator's budget for a deployment or provider",
    when: { text: 'crossed budget|exceeded budget for (deployment|provider)' },
    say: { category: 'spend_limit', owner: 'gateway', remedy: 'switch_provider' },
  },
  {
    id: 'litellm.deployment-limit',
    evidence: 'litellm/router_strategy/lowest_tpm_rpm_v2.py',
    when: {
      text: 'deployment over user-defined ratelimit|deployment has all max_parallel_requests|deployment over defined (rpm|tpm) limit',
    },
    say: { category: 'rate_limited', owner: 'gateway' },
  },
  {
    id: 'litellm.unknown-group',
    evidence: 'litellm/router.py: no deployment of that name',
    when: {
      text: 'you passed in model=|invalid model name passed in|is not in model_list|no models? group|llm provider not provided',
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'litellm.no-deployments',
    evidence: 'litellm/types/router.py RouterRateLimitError: every deployment of the group cools down',
    when: { text: 'no (healthy )?deployments? available|no healthy deployments?' },
    say: { category: 'overloaded', owner: 'gateway' },
  },
  {
    id: 'litellm.model-access',
    evidence: LITELLM,
    when: { codeText: '^(key|team|user|org|project)_model_access_denied$' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'litellm.unknown-key',
    evidence: LITELLM,
    when: { code: ['token_not_found_in_db', 'expired_key', 'no_api_key', 'no_api_key_found'] },
    say: { category: 'authentication' },
  },
  {
    id: 'litellm.budget',
    evidence: 'https://docs.litellm.ai/docs/proxy/users',
    when: {
      text: String.raw`\bexceeded\w*budget\b|budget has been exceeded|\bover budget\b|exceeded budget for (model|tag|key|team|user|customer|end user|organi)|budget exceeded`,
    },
    say: { category: 'spend_limit' },
  },
  {
    id: 'litellm.database',
    evidence: `${LITELLM}: no_db_connection`,
    when: { code: ['no_db_connection'] },
    say: { category: 'server_error', owner: 'gateway' },
  },
  {
    id: 'gateway.unreachable-upstream',
    evidence:
      'LiteLLM APIConnectionError, new-api do_request_failed: the gateway could not connect to its upstream',
    when: {
      place: 'inner',
      text: String.raw`connection (error|refused)|\bdial tcp\b|econnrefused|no such host|cannot connect to host|all connection attempts failed|name or service not known|getaddrinfo`,
      notStatus: ['4xx'],
    },
    say: { category: 'connection_error', owner: 'gateway' },
  },
  {
    id: 'gateway.byok-rate-limit',
    evidence: "gateways that map the caller's own provider key to a code: byok_rate_limit",
    when: { text: String.raw`\bbyok_(rate_limit|throttle|429)` },
    say: { category: 'rate_limited', owner: 'byok' },
  },
  {
    id: 'gateway.byok-money',
    evidence: 'the same, for money',
    when: { text: String.raw`\bbyok_(insufficient\w*|billing\w*|credit\w*|balance\w*|quota\w*|payment\w*)` },
    say: { category: 'insufficient_balance', owner: 'byok' },
  },
  {
    id: 'gateway.byok-key',
    evidence: 'the same, for the key itself',
    when: { text: String.raw`\bbyok_(auth\w*|invalid_(api_)?key|unauthori[sz]ed|key_invalid|credential\w*)` },
    say: { category: 'authentication', owner: 'byok' },
  },
  {
    id: 'gateway.account-elsewhere',
    evidence:
      'gateways that buy from OpenRouter and show its sentences about their own account: OpenCode, Pollinations, Kilo',
    when: {
      at: ['opencode', 'pollinations', 'kilo', 'glama', 'nanogpt', 'requesty', 'synthetic', 'zenmux'],
      text: String.raw`openrouter\.ai/(settings|workspaces|credits|keys)`,
      notText: 'rate[- ]?limit|request cap|per (day|month|minute)|key limit',
    },
    say: { category: 'insufficient_balance', owner: 'upstream', remedy: 'switch_provider' },
  },
  {
    id: 'gateway.cap-elsewhere',
    evidence: 'the same, for caps on requests and keys: https://openrouter.ai/docs/faq (free BYOK requests)',
    when: {
      at: ['opencode', 'pollinations', 'kilo', 'glama', 'nanogpt', 'requesty', 'synthetic', 'zenmux'],
      text: String.raw`openrouter\.ai/(settings|workspaces|credits|keys)`,
      notText: 'rate[- ]?limit',
    },
    say: { category: 'quota_exceeded', owner: 'upstream', remedy: 'switch_provider' },
  },
  {
    id: 'opencode.upstream-money',
    evidence:
      "OpenCode Zen and Go say CreditsError with 401 of the own balance; a 402 in a provider's shape is of their account there",
    when: {
      at: ['opencode'],
      status: [402],
      text: 'insufficient balance',
      notText: String.raw`opencode\.ai`,
    },
    say: { category: 'insufficient_balance', owner: 'upstream', remedy: 'switch_provider' },
  },
  {
    id: 'vercel.entity-quota',
    evidence: 'https://vercel.com/docs/ai-gateway (budgets per entity)',
    when: { code: ['quota_for_entity_exceeded'] },
    say: { category: 'spend_limit' },
  },
  {
    id: 'vercel.verification',
    evidence: 'https://vercel.com/docs/ai-gateway: a card on file is asked for, no money is missing',
    when: { code: ['customer_verification_required'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'vercel.restricted-free',
    evidence: 'Vercel RestrictedModelsError, 403: the free tier has no access to the model',
    when: { text: 'free credits temporarily have restricted access', status: [403] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'vercel.no-providers',
    evidence: 'https://vercel.com/docs/ai-gateway/provider-options',
    when: {
      code: [
        'no_providers_available',
        'no_provider_available',
        'no_available_providers',
        'no_allowed_providers',
      ],
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'huggingface.included-credits',
    evidence: 'https://huggingface.co/docs/inference-providers/pricing',
    when: { text: 'monthly included credits|free monthly usage limit' },
    say: { category: 'quota_exceeded', remedy: 'raise_limit' },
  },
  {
    id: 'huggingface.not-served',
    evidence:
      'https://huggingface.co/docs/inference-providers: the chosen or enabled providers do not serve the model',
    when: { text: 'model .{0,120}not supported by (any )?provider' },
    say: { category: 'model_not_found' },
  },
  {
    id: 'huggingface.scope',
    evidence: 'https://huggingface.co/docs/inference-providers (fine-grained token scope)',
    when: { text: 'does not have sufficient permissions' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'huggingface.loading',
    evidence: 'https://huggingface.co/docs/api-inference (503 while the model loads)',
    when: { text: String.raw`\bmodel\b.{0,120} is (currently|still) loading|model too busy` },
    say: { category: 'overloaded' },
  },
  {
    id: 'github.by-day',
    evidence: 'https://docs.github.com/github-models: "UserByModelByDay", 86400 s',
    when: { text: String.raw`\bper 86400s|\bUserByModelByDay|\bByDay\b` },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'github.by-minute',
    evidence: 'https://docs.github.com/github-models: "UserByModelByMinute", "UserConcurrentRequests"',
    when: { text: String.raw`\bByMinute|UserConcurrentRequests|\bper (60|1|0|5|10)s exceeded` },
    say: { category: 'rate_limited' },
  },
  {
    id: 'github.request-size',
    evidence: 'GitHub Models 413 tokens_limit_reached: the free tier cuts the context',
    when: { code: ['tokens_limit_reached'] },
    say: { category: 'context_length_exceeded' },
  },
  {
    id: 'github.models-permission',
    evidence: 'GitHub Models 401 for a token without the scope models:read',
    when: { text: 'permission is required to (access|use|call)' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'github.no-access',
    evidence: 'GitHub Models 403 no_access',
    when: { code: ['no_access'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'copilot.premium-requests',
    evidence: 'https://docs.github.com/copilot/concepts/billing/copilot-requests: the monthly allowance',
    when: { text: 'premium requests? (allowance|quota|limit)' },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'kilo.credits',
    evidence:
      'Kilo Code 402 "Paid Model - Credits Required", error_type usage_limit_exceeded, with a negative balance',
    when: { at: ['kilo'], text: 'add credits|credits required|low credit' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'copilot.weekly',
    evidence: 'GitHub Copilot codes user_weekly_rate_limited, agent_usage_limit_exceeded',
    when: {
      codeText: '(weekly|monthly|daily|session)_(rate_)?limit|usage_limit',
      notText: 'spend|budget|cost limit',
      notAt: ['openai', 'anthropic'],
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'cloudflare.bad-input',
    evidence:
      'https://developers.cloudflare.com/workers-ai/platform/errors: AiError "Bad input", 5006 for a schema',
    when: { at: ['cloudflare'], code: ['5006'] },
    say: { category: 'invalid_request' },
  },
  {
    id: 'cloudflare.rate-limited',
    evidence: 'https://developers.cloudflare.com/ai-gateway/features/rate-limiting (code 2003)',
    when: { at: ['cloudflare'], code: ['2003'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'cloudflare.wholesale',
    evidence: "Cloudflare AI Gateway, unified billing: the gateway's own pool at the provider",
    when: { text: 'wholesale rate limit' },
    say: { category: 'rate_limited', owner: 'gateway' },
  },
  {
    id: 'cloudflare.blocked',
    evidence: 'https://developers.cloudflare.com/ai-gateway/features/guardrails (codes 2016, 2017)',
    when: { at: ['cloudflare'], code: ['2016', '2017'] },
    say: { category: 'content_filtered' },
  },
  {
    id: 'cloudflare.daily-neurons',
    evidence: 'https://developers.cloudflare.com/workers-ai/platform/errors (3036)',
    when: { at: ['cloudflare'], code: ['3036', '4006'] },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'cloudflare.capacity',
    evidence: 'https://developers.cloudflare.com/workers-ai/platform/errors (3040)',
    when: { at: ['cloudflare'], code: ['3040', '3043'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'cloudflare.no-such-model',
    evidence: 'https://developers.cloudflare.com/workers-ai/platform/errors (5007)',
    when: { at: ['cloudflare'], code: ['5007', '3042', '5018'] },
    say: { category: 'model_not_found' },
  },
  {
    id: 'cloudflare.authentication',
    evidence:
      'https://developers.cloudflare.com/fundamentals/api/troubleshooting (9109, 10000, 10001); AI Gateway 2009',
    when: { at: ['cloudflare'], code: ['10000', '10001', '9109', '9106', '2009', '1001'] },
    say: { category: 'authentication' },
  },
  {
    id: 'cloudflare.page-rate-limit',
    evidence:
      'https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors (1015)',
    when: { code: ['cloudflare_1015'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'cloudflare.page-blocked',
    evidence: 'the same (1005 to 1012, 1020: blocked by a firewall rule, country or browser check)',
    when: {
      code: [
        'cloudflare_1005',
        'cloudflare_1006',
        'cloudflare_1007',
        'cloudflare_1008',
        'cloudflare_1009',
        'cloudflare_1010',
        'cloudflare_1012',
        'cloudflare_1020',
      ],
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'opencode.model',
    evidence: 'OpenCode Zen 401 ModelError: the key is valid, the model is not served',
    when: { at: ['opencode'], code: ['model_error'] },
    say: { category: 'model_not_found' },
  },
  {
    id: 'portkey.budget',
    evidence: 'https://portkey.ai/docs/support/error-codes: 412 is an exhausted budget',
    when: { at: ['portkey'], status: [412] },
    say: { category: 'spend_limit' },
  },
  {
    id: 'portkey.guardrail',
    evidence: 'https://portkey.ai/docs/support/error-codes: 446 is a guardrail that denied',
    when: { status: [446] },
    say: { category: 'content_filtered' },
  },
  {
    id: 'ngrok.credits',
    evidence: 'https://ngrok.com/docs/errors/err_ngrok_6033',
    when: { text: 'ERR_NGROK_6033' },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'ngrok.no-route',
    evidence:
      'https://ngrok.com/docs/ai-gateway/reference/error-codes (model selection failed; not offered with a managed key)',
    when: { text: 'ERR_NGROK_(3803|27249)|^model selection failed|with an ngrok-managed key' },
    say: { category: 'model_not_found' },
  },
  {
    id: 'ngrok.unreachable-provider',
    evidence:
      'https://ngrok.com/docs/ai-gateway/reference/error-codes (3800: network, DNS, or the provider is down)',
    when: { text: 'could not reach the ai provider' },
    say: { category: 'connection_error', owner: 'provider' },
  },
  {
    id: 'ngrok.backend-timeout',
    evidence: 'https://ngrok.com/docs/errors/err_ngrok_3008',
    when: { text: 'backends responded in time|ngrok gateway timeout' },
    say: { category: 'timeout', owner: 'gateway' },
  },
  {
    id: 'ngrok.endpoint',
    evidence: 'https://ngrok.com/docs/errors/err_ngrok_3200 (endpoint offline), 8012 (upstream refuses)',
    when: { text: 'ERR_NGROK_(3200|3004|8012)|endpoint .{0,80} is offline' },
    say: { category: 'connection_error', owner: 'gateway' },
  },
];
