/** The user's price list, applied to spans that tell tokens and no cost. */
import {
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_COST_AMOUNT,
  ATTR_GEN_AI_USAGE_COST_CURRENCY,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
} from '@fuelgauge/semconv';
import type { ResolvedOptions } from '../options.ts';
import { all, attribute, either, float, text } from '../ottl/operands.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';
import { isUncountedCall } from './inference.ts';

const INPUT = attribute(ATTR_GEN_AI_USAGE_INPUT_TOKENS);
const OUTPUT = attribute(ATTR_GEN_AI_USAGE_OUTPUT_TOKENS);
const AMOUNT = attribute(ATTR_GEN_AI_USAGE_COST_AMOUNT);

/** Names of the count of input tokens that were read from a cache, the newest first. */
const CACHED: readonly string[] = [
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  'gen_ai.usage.cache_read_input_tokens',
  'llm.token_count.prompt_details.cache_read',
];

/**
 * One group: the counts as doubles (an integer times a float is an error in OTTL), then one pair of statements for each
 * model. Cached tokens are part of the input, as the conventions have it; a maker that counts them beside it, as
 * Anthropic does, shows by more cached tokens than tokens.
 */
export function priceGroups(options: ResolvedOptions): readonly StatementGroup[] {
  if (options.prices.size === 0) return [];
  return [
    {
      context: 'span',
      conditions: [
        all(
          `${AMOUNT} == nil`,
          either(`${INPUT} != nil`, `${OUTPUT} != nil`),
          // A call that the SDK package could not price has been counted as such.
          isUncountedCall({ countGateways: true }),
        ),
      ],
      statements: [
        'set(span.cache["in"], 0.0)',
        'set(span.cache["out"], 0.0)',
        'set(span.cache["hit"], 0.0)',
        count('in', INPUT),
        count('out', OUTPUT),
        ...[...CACHED].reverse().map((name) => count('hit', attribute(name))),
        'set(span.cache["in"], span.cache["in"] + span.cache["hit"]) where span.cache["hit"] > span.cache["in"]',
        ...[...options.prices].flatMap(([model, price]) => {
          const where = either(
            `${attribute(ATTR_GEN_AI_REQUEST_MODEL)} == ${text(model)}`,
            `${attribute(ATTR_GEN_AI_RESPONSE_MODEL)} == ${text(model)}`,
          );
          const cost = [
            `(span.cache["in"] - span.cache["hit"]) * ${float(price.input)}`,
            `span.cache["hit"] * ${float(price.cacheRead)}`,
            `span.cache["out"] * ${float(price.output)}`,
          ].join(' + ');
          return [
            `set(${attribute(ATTR_GEN_AI_USAGE_COST_CURRENCY)}, ${text(price.currency)}) where ${AMOUNT} == nil and ${where}`,
            `set(${AMOUNT}, (${cost}) / 1000000.0) where ${AMOUNT} == nil and ${where}`,
          ];
        }),
      ],
    },
  ];
}

/** A count that is no number stays 0. */
const count = (key: string, source: string): string =>
  `set(span.cache["${key}"], Double(${source})) where ${all(`${source} != nil`, `Double(${source}) != nil`)}`;
