/** A verdict in a person's words, from the attributes of a span or of a metric's point. */
import { explain, type Verdict } from '@fuelgauge/errors';
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_LLM_ERROR_REMEDY,
  ATTR_LLM_ERROR_RETRY_AFTER,
  ATTR_LLM_ERROR_RETRYABLE,
  ATTR_LLM_ERROR_RULE,
  ATTR_LLM_ERROR_UPSTREAM,
} from '@fuelgauge/semconv';
import type { AttributeMap } from '@fuelgauge/simulator';

/** The verdict that the attributes carry; undefined for a call that did not fail. */
export function verdictOf(attributes: AttributeMap): Verdict | undefined {
  if (attributes[ATTR_LLM_ERROR_CATEGORY] === undefined) return undefined;
  return {
    category: attributes[ATTR_LLM_ERROR_CATEGORY],
    owner: attributes[ATTR_LLM_ERROR_OWNER],
    retryable: attributes[ATTR_LLM_ERROR_RETRYABLE],
    retryAfter: attributes[ATTR_LLM_ERROR_RETRY_AFTER],
    upstream: attributes[ATTR_LLM_ERROR_UPSTREAM],
    remedy: attributes[ATTR_LLM_ERROR_REMEDY],
    rule: attributes[ATTR_LLM_ERROR_RULE],
    hops: [],
  } as unknown as Verdict;
}

/** What happened, whose it is and what to do, in a sentence or two. */
export const inWords = (verdict: Verdict, attributes: AttributeMap): string =>
  explain(verdict, { provider: String(attributes[ATTR_GEN_AI_PROVIDER_NAME]) });

/** `llm.error.owner` in words. */
export function ownerInWords({ owner, upstream }: Verdict, attributes: AttributeMap): string {
  const provider = String(attributes[ATTR_GEN_AI_PROVIDER_NAME]);
  switch (owner) {
    case 'caller':
      return `yours, at ${provider}`;
    case 'byok':
      return `yours, at ${upstream ?? 'the upstream'}, behind ${provider}`;
    case 'gateway':
      return `${provider}'s own${upstream === undefined ? '' : `, at ${upstream}`}; not yours`;
    case 'provider':
      return `${upstream ?? provider}'s; not yours`;
    default:
      return 'cannot be told';
  }
}
