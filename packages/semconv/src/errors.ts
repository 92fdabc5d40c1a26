/**
 * The words of a verdict. Values of `llm.error.category`, `llm.error.owner` and `llm.error.remedy`.
 * Each table is value → meaning; the reference in the README is generated from it.
 */

/** Values of `llm.error.category`. */
export const ERROR_CATEGORIES = {
  insufficient_balance: 'prepaid money or credits of some account ran out, or a bill is unpaid',
  spend_limit:
    'a configured cap on spending was hit (key limit, budget, workspace cap) while money may remain',
  quota_exceeded: 'a plan allowance over a long window (hours, day, month) is used up',
  rate_limited: 'a short-window throttle (second, minute, concurrency)',
  overloaded: "the server's capacity: busy, no healthy instance",
  authentication: 'the key is missing, invalid or expired',
  permission_denied: 'the key is valid, access is not granted (region, model, verification, plan tier)',
  model_not_found:
    'the model, deployment or route does not exist, is retired, or no provider matches the routing policy',
  context_length_exceeded: 'the request is longer than the model accepts',
  content_filtered: 'a content policy refused the request or the answer',
  invalid_request: 'the request itself is wrong',
  timeout: 'no answer in time',
  server_error: 'the server failed',
  connection_error: 'the server could not be reached, or the connection broke',
  cancelled: 'the caller aborted',
  unknown: 'none of these; never a guess',
} as const;

/** A value of `llm.error.category`; {@link ERROR_CATEGORIES} has the meanings. */
export type ErrorCategory = keyof typeof ERROR_CATEGORIES;

/** Values of `llm.error.owner`: whose account, limit or fault. */
export const ERROR_OWNERS = {
  caller: "the caller's own account, key, limit or request at the endpoint that was called",
  byok: "the caller's own account at the upstream, reached through a gateway with the caller's provider key",
  gateway: "the gateway's own account, pool or infrastructure: the caller can top up nothing",
  provider: "the model provider's own capacity or fault",
  unknown: 'cannot be told',
} as const;

/** A value of `llm.error.owner`; {@link ERROR_OWNERS} has the meanings. */
export type ErrorOwner = keyof typeof ERROR_OWNERS;

/** Values of `llm.error.remedy`: the first thing to do. */
export const ERROR_REMEDIES = {
  top_up: 'add money or credits to the account at the endpoint that was called, or pay its bill',
  top_up_upstream: 'add money to your own account at the upstream provider',
  raise_limit: 'raise the cap, the budget or the plan, or wait until it resets',
  wait: 'wait, then send the same request again',
  reduce_request: 'send a shorter request, or use a model with a longer context',
  fix_request: 'change the request',
  fix_key: 'replace the key or send it correctly',
  request_access: 'ask for access, verify the account, or use a permitted region, model or plan',
  switch_provider: 'route to another provider or model',
  contact_provider: 'ask the provider',
  none: 'nothing to do',
} as const;

/** A value of `llm.error.remedy`; {@link ERROR_REMEDIES} has the meanings. */
export type ErrorRemedy = keyof typeof ERROR_REMEDIES;

/** Categories that, with an owner other than the caller, make an upstream-limit event. */
export const LIMIT_CATEGORIES: readonly ErrorCategory[] = [
  'insufficient_balance',
  'spend_limit',
  'quota_exceeded',
  'rate_limited',
  'overloaded',
];
