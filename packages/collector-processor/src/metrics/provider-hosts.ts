/** The provider behind the host that was called: many instrumentations call everything `openai` that speaks its API. */
import { ENDPOINT_PATTERNS, ENDPOINTS } from '@fuelgauge/semconv';
import { text } from '../ottl/operands.ts';
import { re2 } from '../ottl/re2.ts';

/** Labels of the longest host name that is looked up from its full name upwards. */
const MAX_LABELS = 6;

const HOST = 'datapoint.cache["host"]';
const HOSTS = 'datapoint.cache["hosts"]';

const table = `{${[...ENDPOINTS].map(([host, { provider }]) => `${text(host)}: ${text(provider)}`).join(', ')}}`;

/** Statements that set `target`, a path in the datapoint context, where the host in `source` is a known one. */
export function setProviderOfHost(target: string, source: string): readonly string[] {
  return [
    `set(${HOST}, ConvertCase(${source}, "lower")) where IsString(${source})`,
    `set(${HOSTS}, ${table}) where ${HOST} != nil`,
    // The host itself, then each of its parents: the longest suffix wins.
    ...Array.from({ length: MAX_LABELS }, () => [
      `set(datapoint.cache["provider"], ${HOSTS}[${HOST}]) where datapoint.cache["provider"] == nil and ${HOST} != nil and ${HOSTS}[${HOST}] != nil`,
      `replace_pattern(${HOST}, "^[^.]*\\\\.", "") where datapoint.cache["provider"] == nil and ${HOST} != nil`,
    ]).flat(),
    ...ENDPOINT_PATTERNS.map(
      ([pattern, { provider }]) =>
        `set(datapoint.cache["provider"], ${text(provider)}) where IsMatch(${source}, ${text(re2(pattern, 'i'))})`,
    ),
    `set(${target}, datapoint.cache["provider"]) where datapoint.cache["provider"] != nil`,
  ];
}
