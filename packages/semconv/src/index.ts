/**
 * The names that fuelgauge emits, as constants and types: span attributes, metrics, error categories, owners and
 * remedies; and which host belongs to which provider. Data, and a few pure functions.
 *
 * @example
 * ```ts
 * import { ATTR_LLM_ERROR_OWNER, METRIC_LLM_CALL_COST, providerOfHost } from '@fuelgauge/semconv';
 *
 * ATTR_LLM_ERROR_OWNER; // 'llm.error.owner'
 * METRIC_LLM_CALL_COST; // 'llm.call.cost'
 * providerOfHost('api.deepseek.com'); // 'deepseek'
 * ```
 *
 * @module
 */
export * from './account.ts';
export * from './attributes.ts';
export * from './endpoints.ts';
export * from './environment.ts';
export * from './errors.ts';
export * from './metrics.ts';
