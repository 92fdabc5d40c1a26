import type { Verdict } from '@fuelgauge/errors';
import type { CallCost, Usage } from '@fuelgauge/pricing';
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_REQUEST_TOP_P,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_COST_AMOUNT,
  ATTR_GEN_AI_USAGE_COST_CURRENCY,
  ATTR_GEN_AI_USAGE_COST_SOURCE,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_CLASSIFIED_BY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_LLM_ERROR_REMEDY,
  ATTR_LLM_ERROR_RETRY_AFTER,
  ATTR_LLM_ERROR_RETRYABLE,
  ATTR_LLM_ERROR_RULE,
  ATTR_LLM_ERROR_UPSTREAM,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@fuelgauge/semconv';
import type { Attributes } from '@opentelemetry/api';
import type { RequestFacts } from '../families/family.ts';
import type { Operation } from './operation.ts';
import type { Result } from './result.ts';
import type { Target } from './target.ts';

/** What is known when a call begins; samplers see these. */
export function requestAttributes(
  operation: Operation,
  target: Target,
  facts: RequestFacts,
  account: string | undefined,
): Attributes {
  const attributes: Attributes = {
    [ATTR_GEN_AI_OPERATION_NAME]: operation.name,
    [ATTR_GEN_AI_PROVIDER_NAME]: target.provider,
  };
  if (target.address !== '') {
    attributes[ATTR_SERVER_ADDRESS] = target.address;
    attributes[ATTR_SERVER_PORT] = target.port;
  }
  if (facts.model !== undefined) attributes[ATTR_GEN_AI_REQUEST_MODEL] = facts.model;
  if (facts.stream === true) attributes[ATTR_GEN_AI_REQUEST_STREAM] = true;
  if (facts.maxTokens !== undefined) attributes[ATTR_GEN_AI_REQUEST_MAX_TOKENS] = facts.maxTokens;
  if (facts.temperature !== undefined) attributes[ATTR_GEN_AI_REQUEST_TEMPERATURE] = facts.temperature;
  if (facts.topP !== undefined) attributes[ATTR_GEN_AI_REQUEST_TOP_P] = facts.topP;
  if (account !== undefined) attributes[ATTR_LLM_ACCOUNT_ID] = account;
  return attributes;
}

export function resultAttributes(result: Result, attributes: Attributes): void {
  if (result.id !== undefined) attributes[ATTR_GEN_AI_RESPONSE_ID] = result.id;
  if (result.model !== undefined) attributes[ATTR_GEN_AI_RESPONSE_MODEL] = result.model;
  if (result.finishReasons !== undefined) {
    attributes[ATTR_GEN_AI_RESPONSE_FINISH_REASONS] = result.finishReasons;
  }
}

export function usageAttributes(usage: Usage, attributes: Attributes): void {
  if (usage.inputTokens !== undefined) attributes[ATTR_GEN_AI_USAGE_INPUT_TOKENS] = usage.inputTokens;
  if (usage.outputTokens !== undefined) attributes[ATTR_GEN_AI_USAGE_OUTPUT_TOKENS] = usage.outputTokens;
  if (usage.cacheReadTokens !== undefined)
    attributes[ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS] = usage.cacheReadTokens;
  if (usage.cacheWriteTokens !== undefined) {
    attributes[ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS] = usage.cacheWriteTokens;
  }
  if (usage.reasoningTokens !== undefined) {
    attributes[ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS] = usage.reasoningTokens;
  }
}

export function costAttributes(cost: CallCost, attributes: Attributes): void {
  attributes[ATTR_GEN_AI_USAGE_COST_AMOUNT] = cost.amount;
  attributes[ATTR_GEN_AI_USAGE_COST_CURRENCY] = cost.currency;
  attributes[ATTR_GEN_AI_USAGE_COST_SOURCE] = cost.source;
}

export function verdictAttributes(verdict: Verdict): Attributes {
  const attributes: Attributes = {
    [ATTR_LLM_ERROR_CATEGORY]: verdict.category,
    [ATTR_LLM_ERROR_OWNER]: verdict.owner,
    [ATTR_LLM_ERROR_RETRYABLE]: verdict.retryable,
    [ATTR_LLM_ERROR_REMEDY]: verdict.remedy,
    [ATTR_LLM_ERROR_RULE]: verdict.rule,
    [ATTR_LLM_ERROR_CLASSIFIED_BY]: 'sdk',
  };
  if (verdict.retryAfter !== undefined) attributes[ATTR_LLM_ERROR_RETRY_AFTER] = verdict.retryAfter;
  if (verdict.upstream !== undefined) attributes[ATTR_LLM_ERROR_UPSTREAM] = verdict.upstream;
  return attributes;
}
