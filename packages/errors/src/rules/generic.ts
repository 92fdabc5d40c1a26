import type { Rule } from './rule.ts';

const LOOSE = 'codes and types that providers use loosely: they decide only where no sentence did';

/** Weak codes: class names of SDKs, gRPC statuses, `*_error` types. */
export const GENERIC: readonly Rule[] = [
  {
    id: 'code.payment',
    evidence: 'payment_required (OpenRouter, Hugging Face), HTTP 402 by name',
    when: { code: ['payment_required', 'payment_required_error', 'payment_error', 'billing'] },
    say: { category: 'insufficient_balance' },
  },
  {
    id: 'code.quota-word',
    evidence: LOOSE,
    when: {
      codeText: String.raw`quota[_.]?(exceeded|exhausted|reached|limit)|(exceeded|exhausted|out_of)_(\w+_)?quota|allocation_quota|quota_error|usage_limit`,
      notStatus: [400, 404, 422],
    },
    say: { category: 'quota_exceeded' },
  },
  {
    id: 'code.rate',
    evidence: `${LOOSE}: rate_limit_error, rate_limit_exceeded, RESOURCE_EXHAUSTED, ThrottlingException`,
    when: {
      codeText:
        'rate_?limit|throttl|too_many_requests|resource_(has_been_)?exhausted|request_limit|concurren|limit_reached|limit_exceeded|^requests$|^tokens$',
      notStatus: [402],
    },
    say: { category: 'rate_limited' },
  },
  {
    id: 'code.timeout',
    evidence: LOOSE,
    when: {
      codeText: '(^|_)time_?out(_|$)|deadline_exceeded|request_time_out',
      notStatus: [400, 401, 402, 403, 404, 422, 429],
    },
    say: { category: 'timeout' },
  },
  {
    id: 'code.connection',
    evidence: 'LiteLLM APIConnectionError behind a proxy, class names of SDKs',
    when: { code: ['apiconnection_error', 'connection_error', 'connect_error'] },
    say: { category: 'connection_error' },
  },
  {
    id: 'code.authentication',
    evidence: LOOSE,
    when: {
      code: [
        'authentication_error',
        'auth_error',
        'unauthorized',
        'unauthenticated',
        'authentication',
        'unauthorized_error',
        'not_authenticated',
        'credential_failure',
        'authentication_exception',
        'authenticationerror',
        'login_required',
      ],
      notStatus: [402, 429, '5xx'],
    },
    say: { category: 'authentication' },
  },
  {
    id: 'code.denied',
    evidence: LOOSE,
    when: {
      codeText:
        'permission|^forbidden|access_denied|not_authorized|unauthorized_operation|operation_denied|^policy_error$|(^|_)denied$',
      notStatus: [402, 429, '5xx'],
    },
    say: { category: 'permission_denied' },
  },
  {
    id: 'code.not-found',
    evidence: `${LOOSE}: at an LLM endpoint what is not found is the model or the route`,
    when: {
      code: [
        'not_found',
        'not_found_error',
        'resource_not_found_exception',
        'resource_not_found',
        '404_not_found',
        'model_error_not_found',
        'notfounderror',
      ],
      notStatus: [400, 401, 402, 403, 429, '5xx'],
    },
    say: { category: 'model_not_found' },
  },
  {
    id: 'code.unavailable',
    evidence: 'gRPC UNAVAILABLE and its HTTP names',
    when: {
      codeText:
        '^(service_)?(temporarily_)?unavailable(_error)?$|service_unavailable|^provider_unavailable$|^model_unavailable$',
      notStatus: ['4xx'],
    },
    say: { category: 'server_error' },
  },
  {
    id: 'code.request',
    evidence: LOOSE,
    when: {
      codeText:
        '^(invalid|unsupported|missing|bad|malformed|unprocessable|illegal|unknown_param|unknown_field|unexpected|required)_|_(invalid|too_long|too_large|out_of_range|not_supported|not_allowed|missing|required)$|below_min|above_max|validation|^value_error|^type_error.|^(parameter|param|argument)_error|^unprocessable|precondition|out_of_range|json_(validate|parse|decode|invalid)|parse_error|tool_use_failed|conflict|^payload_too_large|^request_too_large|^string_|^array_',
      notStatus: [401, 402, 403, 404, 408, 429, '5xx'],
    },
    say: { category: 'invalid_request' },
  },
  {
    id: 'code.server',
    evidence: LOOSE,
    when: {
      codeText:
        'server_?error|^internal(_|$)|^api_error$|^apierror$|bad_gateway|internal_failure|^system_error|service_error|upstream_error|provider_error|^unknown_upstream|engine_error|inference_(failed|error)|model_error|stream_error|^server$|finish_reason_error|bad_response|^backend_error',
      // A gateway's timeout is one, whatever the code says.
      notStatus: ['4xx', 504, 522, 524],
    },
    say: { category: 'server_error' },
  },
];
