/**
 * One error of an LLM call in, one verdict out: what happened, whose money or limit it is, whether a repeat may help,
 * what to do. Pure: no I/O, no state. The command `fuelgauge-explain` is the same for an error in your hand.
 *
 * @example
 * ```ts
 * import { classify, explain } from '@fuelgauge/errors';
 *
 * const verdict = classify({
 *   baseUrl: 'https://api.deepseek.com',
 *   status: 402,
 *   body: '{"error":{"message":"Insufficient Balance"}}',
 * });
 * verdict.category; // 'insufficient_balance'
 * verdict.owner; // 'caller'
 * explain(verdict, { provider: 'deepseek' });
 * // 'Your DeepSeek account is out of balance. Top up, or pay the open bill.'
 * ```
 *
 * @module
 */
export { classify } from './classify.ts';
export { describe } from './describe.ts';
export { type ExplainOptions, explain } from './explain.ts';
export { redact } from './redact.ts';
export { RULES } from './rules/index.ts';
export type { Rule, RuleMatch, RuleVerdict, StatusPattern } from './rules/rule.ts';
export type { ClassifyInput, HeadersLike, Hop, Verdict } from './types.ts';
export { reset as readReset } from './wait.ts';
