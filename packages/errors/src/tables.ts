/**
 * The rules and the tables that the classifier works by, for whoever turns them into another engine's language
 * (`@fuelgauge/collector-processor`). Data only; applications need none of it.
 */
export { RULES } from './rules/index.ts';
export type { Rule, RuleMatch, RuleVerdict, StatusPattern } from './rules/rule.ts';
