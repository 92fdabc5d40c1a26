/** The `usage` object of each provider. */
import type { Call, Json } from './call.ts';

const openRouterCost = (call: Call): Json => ({
  cost: call.bill.charged,
  is_byok: call.bill.isByok,
  cost_details: {
    upstream_inference_cost: call.bill.isByok ? call.bill.cost.total : null,
    upstream_inference_prompt_cost: call.bill.cost.prompt,
    upstream_inference_completions_cost: call.bill.cost.completion,
  },
});

/** Usage of a chat completion. `share` counts only so much of the output: running totals of a stream. */
export function chatUsage(call: Call, share = 1): Json {
  const { prompt, cached, completion, reasoning } = call.answer.tokens;
  const completed = Math.ceil(completion * share);
  const totals = {
    prompt_tokens: prompt,
    completion_tokens: completed,
    total_tokens: prompt + completed,
  };
  const cacheSplit = { prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: prompt - cached };
  switch (call.provider) {
    case 'openrouter':
      return {
        ...totals,
        ...openRouterCost(call),
        prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: reasoning, image_tokens: 0 },
      };
    case 'vercel':
      return {
        ...totals,
        prompt_tokens_details: { cached_tokens: cached },
        completion_tokens_details: { reasoning_tokens: reasoning },
        cost: call.bill.charged,
        market_cost: call.bill.charged,
        gateway_cost: call.bill.charged,
      };
    case 'deepseek':
      return {
        ...totals,
        prompt_tokens_details: { cached_tokens: cached },
        ...(reasoning > 0 ? { completion_tokens_details: { reasoning_tokens: reasoning } } : {}),
        ...cacheSplit,
      };
    case 'moonshot':
      return {
        ...totals,
        cached_tokens: cached,
        prompt_tokens_details: { cached_tokens: cached },
      };
    case 'siliconflow':
      return {
        ...totals,
        prompt_tokens_details: { cached_tokens: cached },
        completion_tokens_details: { reasoning_tokens: reasoning },
      };
    default:
      return {
        ...totals,
        prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: reasoning,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      };
  }
}

/** Usage of the Responses API. */
export function responsesUsage(call: Call): Json {
  const { prompt, cached, completion, reasoning } = call.answer.tokens;
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: completion,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: prompt + completion,
    ...(call.provider === 'openrouter' ? openRouterCost(call) : {}),
  };
}
