/** One line for each call as its span arrives; of a failed one, whose account or limit it was and what to do. */
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_USAGE_COST_AMOUNT,
  ATTR_GEN_AI_USAGE_COST_CURRENCY,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_LLM_ERROR_CATEGORY,
  EVENT_LLM_CALL_RETRY,
} from '@fuelgauge/semconv';
import type { ReceivedSpan } from '@fuelgauge/simulator';
import { type Column, count, header, money, row, styled, wrapped } from './terminal.ts';
import { inWords, ownerInWords, verdictOf } from './words.ts';

const COLUMNS: readonly Column[] = [
  { title: 'time', width: 8 },
  { title: 'provider', width: 11 },
  { title: 'model', width: 27 },
  { title: 'tokens in/out', width: 13, align: 'right' },
  { title: 'cost', width: 10, align: 'right' },
  { title: 'took', width: 8, align: 'right' },
  { title: '', width: 11 },
];

const INDENT = 10;

export const liveHeader = (): string => header(COLUMNS);

const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

const costCell = (cost: unknown, currency: string, failed: boolean): string =>
  typeof cost === 'number' ? money(cost, currency) : failed ? 'failed' : 'unknown';

export function liveLines(span: ReceivedSpan): string[] {
  const { attributes } = span;
  const input = attributes[ATTR_GEN_AI_USAGE_INPUT_TOKENS];
  const output = attributes[ATTR_GEN_AI_USAGE_OUTPUT_TOKENS];
  const cost = attributes[ATTR_GEN_AI_USAGE_COST_AMOUNT];
  const retries = span.events.filter((event) => event.name === EVENT_LLM_CALL_RETRY);
  const verdict = verdictOf(attributes);
  const notes = [
    attributes[ATTR_GEN_AI_REQUEST_STREAM] === true ? 'stream' : '',
    retries.length > 0 ? `${retries.length + 1} tries` : '',
  ];
  const status = attributes[ATTR_HTTP_RESPONSE_STATUS_CODE];
  const line = row(COLUMNS, [
    new Date(span.start).toTimeString().slice(0, 8),
    String(attributes[ATTR_GEN_AI_PROVIDER_NAME] ?? ''),
    String(attributes[ATTR_GEN_AI_REQUEST_MODEL] ?? ''),
    typeof input === 'number' && typeof output === 'number' ? `${count(input)}/${count(output)}` : '',
    costCell(cost, String(attributes[ATTR_GEN_AI_USAGE_COST_CURRENCY]), verdict !== undefined),
    duration(span.end - span.start),
    notes.filter(Boolean).join(', '),
  ]);
  if (!verdict) {
    const healed = retries.map(
      (event) => `retried silently after ${event.attributes[ATTR_LLM_ERROR_CATEGORY]}`,
    );
    return [line, ...healed.flatMap((text) => wrapped(text, INDENT).map((part) => styled('yellow', part)))];
  }
  const said = `${typeof status === 'number' ? `${status} ` : ''}${span.status.message ?? ''}`.trim();
  const headline = `${verdict.category}, owner ${verdict.owner}: ${ownerInWords(verdict, attributes)}`;
  return [
    styled('red', line),
    ...wrapped(said, INDENT).map((part) => styled('dim', part)),
    ...wrapped(headline, INDENT).map((part) => styled(['red', 'bold'], part)),
    ...wrapped(inWords(verdict, attributes), INDENT).map((part) => styled('cyan', part)),
  ];
}
