export { classify } from './classify.ts';
export { describe } from './describe.ts';
export { type ExplainOptions, explain } from './explain.ts';
export { redact } from './redact.ts';
export { RULES } from './rules/index.ts';
export type { Rule, RuleMatch, RuleVerdict, StatusPattern } from './rules/rule.ts';
export type { ClassifyInput, HeadersLike, Hop, Verdict } from './types.ts';
export { reset as readReset } from './wait.ts';
