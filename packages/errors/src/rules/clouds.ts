import type { Rule } from './rule.ts';

const AWS = 'https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html';
const ALIBABA = 'https://help.aliyun.com/zh/model-studio/error-code';
const ARK = 'https://www.volcengine.com/docs/82379/1299023';
const TENCENT = 'https://cloud.tencent.com/document/api/1729/101845';
const AZURE = 'https://learn.microsoft.com/azure/ai-services/openai/how-to/quota';

/** Clouds that serve many makers' models: AWS, Azure, Alibaba, Volcengine, Tencent. */
export const CLOUDS: readonly Rule[] = [
  {
    id: 'aws.tokens-per-day',
    evidence: `${AWS} (ThrottlingException)`,
    when: { text: 'too many tokens per day' },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'aws.too-many-tokens',
    evidence: `${AWS} (ThrottlingException): tokens per minute, no context overflow`,
    when: {
      text: 'too many tokens, please wait|too many (requests|tokens|connections|concurrent)',
      code: ['throttling_exception'],
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'aws.model-not-ready',
    evidence: `${AWS} (ModelNotReadyException, 429)`,
    when: { code: ['model_not_ready_exception'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'aws.unavailable',
    evidence: `${AWS} (ServiceUnavailableException: the service is temporarily unable to handle the request)`,
    when: { code: ['service_unavailable_exception'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'aws.quota',
    evidence: `${AWS} (ServiceQuotaExceededException)`,
    when: { code: ['service_quota_exceeded_exception'] },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'aws.max-tokens',
    evidence: 'Bedrock ValidationException: the parameter is too high, the context is not full',
    when: {
      text: String.raw`maximum tokens you requested exceed|max(imum)?[ _]?(completion |output |new )?tokens.{0,40}(is too large|must be|should be|cannot (be|exceed)|exceeds? the (maximum|model) (limit|value|number)|less than or equal)|supports at most \d+ (completion|output) tokens`,
      notText: 'context (length|window|limit)|maximum context|input length|inputs? tokens',
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'aws.key',
    evidence: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html',
    when: {
      code: [
        'unrecognized_client_exception',
        'invalid_signature_exception',
        'expired_token_exception',
        'invalid_client_token_id',
        'missing_authentication_token',
        'missing_authentication_token_exception',
        'incomplete_signature',
        'incomplete_signature_exception',
        'signature_does_not_match',
        'credentials_provider_error',
        'no_credentials_error',
        'expired_token',
        'invalid_access_key_id',
      ],
    },
    say: { category: 'authentication' },
  },
  {
    id: 'aws.key-text',
    evidence: 'https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html',
    when: {
      text: 'security token included in the request|signature expired|request signature we calculated|unable to locate credentials|authorization header requires',
    },
    say: { category: 'authentication' },
  },
  {
    id: 'aws.busy',
    evidence: `${AWS} (503: the service is temporarily unable to handle the request)`,
    when: { at: ['aws.bedrock'], status: [503] },
    say: { category: 'overloaded' },
  },
  {
    id: 'aws.model-access',
    evidence: `${AWS} (AccessDeniedException: model access not granted)`,
    when: {
      text: "don't have access to the model|access to the model with the specified model id|not authorized to perform|model use case details have not been submitted|MPAgreement|aws marketplace",
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'aws.bad-model-id',
    evidence: 'Bedrock ValidationException for an unknown model id or a missing inference profile',
    when: {
      text: 'model identifier is invalid|could not resolve the foundation model|reached the end of its life|marked by provider as legacy|on-demand throughput isn.t supported',
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'azure.call-rate-of-day',
    evidence: `${AZURE}: a call rate limit whose wait is a day ("retry after 86400 seconds")`,
    when: { text: String.raw`rate limit.{0,160}retry after \d{5,} seconds` },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'azure.call-rate',
    evidence: AZURE,
    when: {
      text: '(exceeded|have exceeded) (the )?(call|token) rate limit|exceeded (the )?token rate limit',
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'azure.out-of-call-volume',
    evidence: 'Azure API Management: 403 "Out of call volume quota"',
    when: { text: 'out of call volume quota' },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'azure.key-or-endpoint',
    evidence: 'https://learn.microsoft.com/azure/ai-services/authentication (401)',
    when: { text: 'invalid subscription key|wrong api endpoint|missing subscription key' },
    say: { category: 'authentication' },
  },
  {
    id: 'azure.deployment',
    evidence: 'https://learn.microsoft.com/azure/ai-services/openai/reference (404 DeploymentNotFound)',
    when: { code: ['deployment_not_found'] },
    say: { category: 'model_not_found' },
  },
  {
    id: 'azure.network-rules',
    evidence: 'Azure 403: virtual network and firewall rules',
    when: { text: 'virtual network/?firewall rules|public access is disabled' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'azure.no-capacity',
    evidence: 'Azure 429 NoCapacity, 503',
    when: { code: ['no_capacity', 'model_capacity_exceeded', 'no_healthy_backend'] },
    say: { category: 'overloaded' },
  },
  {
    id: 'vertex.shared-capacity',
    evidence:
      'https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429: requests beyond the capacity at hand',
    when: { text: 'error-code-429' },
    say: { category: 'overloaded', owner: 'provider' },
  },
  {
    id: 'vertex.per-minute',
    evidence:
      'https://cloud.google.com/vertex-ai/generative-ai/docs/quotas: requests and tokens of a base model count by the minute',
    when: { text: String.raw`aiplatform\.googleapis\.com/\w*(per_minute|_per_base_model)` },
    say: { category: 'rate_limited' },
  },
  {
    id: 'google.login',
    evidence: 'google-auth: RefreshError, DefaultCredentialsError; nobody was called yet',
    when: {
      text: 'gcloud auth (application-default )?login|reauthentication is needed|default credentials were not found',
    },
    say: { category: 'authentication', owner: 'caller' },
  },
  {
    id: 'alibaba.arrears',
    evidence: ALIBABA,
    when: {
      codeText:
        '^arrearage$|bill_overdue|account_overdue|service_overdue|service_stop|in_debt|in_arrears|overdue_balance',
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'alibaba.free-tier',
    evidence: ALIBABA,
    when: {
      codeText: 'free_tier_only|free_(allocated_)?quota|free_resource_pack_exhausted|free_credits?_exhausted',
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'alibaba.free-quota-text',
    evidence: ALIBABA,
    when: {
      text: 'free (allocated )?(quota|tier|allowance|trial quota|resource).{0,60}(exceeded|exhausted|used up|reached|expired)|免费(额度|配额|资源).{0,10}(用尽|用完|耗尽|不足|过期|已满)|free trial quota',
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'alibaba.plan-window',
    evidence:
      'Alibaba coding plan, "hour allocated quota exceeded", week, month: known from use, found in no document',
    when: { text: String.raw`\b(hour|day|week|month)(ly)? allocated quota exceeded` },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'alibaba.throttle',
    evidence: `${ALIBABA}: a throttle of tokens or requests per minute that clears by itself`,
    when: {
      codeText: String.raw`^throttling(\.|$)|^limit_(requests|burst_rate|tokens)$`,
      notText: 'free|免费|per day|daily|month',
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'alibaba.burst',
    evidence: `${ALIBABA}: also relayed with status 400 (anomalyco/opencode#21355)`,
    when: { text: 'request rate increased too quickly' },
    say: { category: 'rate_limited' },
  },
  {
    id: 'alibaba.current-quota',
    evidence: `${ALIBABA}#token-limit: OpenAI's billing sentence, here a limit of tokens per minute`,
    when: {
      at: ['alibaba'],
      text: 'exceeded your current quota|allocated quota exceeded|quota limit',
      notText: 'free',
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'alibaba.insufficient-quota',
    evidence: `${ALIBABA}: code insufficient_quota is a throttle`,
    when: { at: ['alibaba'], code: ['insufficient_quota'] },
    say: { category: 'rate_limited' },
  },
  {
    id: 'alibaba.not-purchased',
    evidence: ALIBABA,
    when: {
      codeText: String.raw`unpurchased|not_purchased|^model\.access_denied|workspace\.access_denied|app\.access_denied`,
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'ark.set-limit',
    evidence: `${ARK} (SetLimitExceeded: the limit the owner set for safe trial)`,
    when: { code: ['set_limit_exceeded'] },
    say: { category: 'spend_limit' },
  },
  {
    id: 'ark.quota',
    evidence: `${ARK} (QuotaExceeded: the free trial allowance)`,
    when: { at: ['volcengine'], code: ['quota_exceeded', 'limit_exceeded'] },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'ark.no-plan',
    evidence: `${ARK} (InvalidSubscription: no coding plan, or it has expired)`,
    when: { code: ['invalid_subscription'] },
    say: { category: 'permission_denied' },
  },
  {
    id: 'modelscope.upstream-money',
    evidence: "ModelScope's free API has no balance: what it lacks is its own at the maker of the model",
    when: { at: ['modelscope'], codeText: 'insufficient_balance' },
    say: { category: 'insufficient_balance', owner: 'gateway' },
  },
  {
    id: 'ark.not-open',
    evidence: ARK,
    when: { codeText: 'model_not_open|service_not_open|not_activated|not_subscribed' },
    say: { category: 'permission_denied' },
  },
  {
    id: 'ark.endpoint',
    evidence: ARK,
    when: { codeText: '^invalid_endpoint|endpoint_not_found|endpoint_or_model' },
    say: { category: 'model_not_found' },
  },
  {
    id: 'ark.loading',
    evidence: ARK,
    when: { codeText: 'model_loading|server_overloaded|^loading_model' },
    say: { category: 'overloaded' },
  },
  {
    id: 'ark.throttle',
    evidence: ARK,
    when: {
      codeText: String.raw`(rpm|tpm|ipm|qps|rps)_?(rate_)?limit|request_burst_too_fast|inflight_batchsize|rate_limit_exceeded\.|request_limit_exceeded`,
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'tencent.exhausted',
    evidence: TENCENT,
    when: {
      codeText: String.raw`resource_pack_exhausted|pkg_?exhausted|charge_resource_exhausted|resource_insufficient\.`,
    },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'tencent.limit',
    evidence: TENCENT,
    when: { at: ['tencent'], codeText: 'limit_exceeded' },
    say: { category: 'rate_limited' },
  },
  {
    id: 'tencent.authentication',
    evidence: TENCENT,
    when: { codeText: String.raw`^auth_failure(\.|$)`, notText: 'unauthorized_operation' },
    say: { category: 'authentication' },
  },
  {
    id: 'tencent.unauthorized',
    evidence: `${TENCENT} (UnauthorizedOperation: no permission from the account's owner)`,
    when: { codeText: String.raw`^unauthorized_operation(\.|$)` },
    say: { category: 'permission_denied' },
  },
  {
    id: 'tencent.illegal-text',
    evidence: TENCENT,
    when: { codeText: 'illegal_detected|text_illegal|image_illegal' },
    say: { category: 'content_filtered' },
  },
];
