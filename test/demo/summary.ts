/** What the metrics say after the last call. Computed from what arrived over OTLP, nothing else. */
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_LLM_ERROR_UPSTREAM,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
  METRIC_LLM_CALL_RETRIES,
  METRIC_LLM_CALL_UNPRICED,
} from '@fuelgauge/semconv';
import type { AttributeMap, OtlpReceiver, ReceivedPoint, ReceivedSpan } from '@fuelgauge/simulator';
import { type Column, header, money, row, styled, wrapped } from './terminal.ts';
import { inWords, ownerInWords, verdictOf } from './words.ts';

const title = (text: string): string[] => ['', styled('bold', text)];

const text = (point: ReceivedPoint, attribute: string): string => String(point.attributes[attribute] ?? '');

/** Sums points into groups; keeps the order in which the groups were first seen. */
function totals(
  points: readonly ReceivedPoint[],
  groupOf: (point: ReceivedPoint) => string,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const point of points) {
    const group = groupOf(point);
    const value = point.kind === 'histogram' ? (point.count ?? 0) : point.value;
    sums.set(group, (sums.get(group) ?? 0) + value);
  }
  return sums;
}

const CALL_COLUMNS: readonly Column[] = [
  { title: 'provider', width: 12 },
  { title: 'calls', width: 7, align: 'right' },
  { title: 'failed', width: 7, align: 'right' },
  { title: 'silent retries', width: 14, align: 'right' },
  { title: 'cost unknown', width: 12, align: 'right' },
];

function callLines(receiver: OtlpReceiver): string[] {
  const byProvider = (name: string): Map<string, number> =>
    totals(receiver.points(name), (point) => text(point, ATTR_GEN_AI_PROVIDER_NAME));
  const calls = byProvider(METRIC_GEN_AI_CLIENT_OPERATION_DURATION);
  const others = [METRIC_LLM_CALL_ERRORS, METRIC_LLM_CALL_RETRIES, METRIC_LLM_CALL_UNPRICED].map(byProvider);
  return [...calls].map(([provider, number]) =>
    row(CALL_COLUMNS, [provider, String(number), ...others.map((sums) => String(sums.get(provider) ?? ''))]),
  );
}

const COST_COLUMNS: readonly Column[] = [
  { title: 'account', width: 20 },
  { title: 'model', width: 30 },
  { title: 'cost', width: 10, align: 'right' },
];

function costLines(points: readonly ReceivedPoint[]): string[] {
  const sorted = [...points].sort((a, b) => b.value - a.value);
  const lines = sorted.map((point) =>
    row(COST_COLUMNS, [
      text(point, ATTR_LLM_ACCOUNT_ID),
      text(point, ATTR_GEN_AI_REQUEST_MODEL),
      money(point.value, text(point, ATTR_LLM_CURRENCY)),
    ]),
  );
  const sums = totals(points, (point) => text(point, ATTR_LLM_CURRENCY));
  const total = [...sums].map(([currency, sum]) => row(COST_COLUMNS, ['all', '', money(sum, currency)]));
  return [...lines, ...total.map((line) => styled('bold', line))];
}

/** The series of `llm.call.errors` that differ in their account or model only. */
interface ErrorGroup {
  readonly attributes: AttributeMap;
  readonly accounts: Set<string>;
  count: number;
}

const VERDICT_ATTRIBUTES = [
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_LLM_ERROR_UPSTREAM,
] as const;

const verdictKey = (attributes: AttributeMap): string =>
  VERDICT_ATTRIBUTES.map((name) => attributes[name] ?? '').join(' ');

function errorGroups(points: readonly ReceivedPoint[]): Map<string, ErrorGroup> {
  const groups = new Map<string, ErrorGroup>();
  for (const point of points) {
    const key = verdictKey(point.attributes);
    const group = groups.get(key) ?? { attributes: point.attributes, accounts: new Set<string>(), count: 0 };
    group.count += point.value;
    group.accounts.add(text(point, ATTR_LLM_ACCOUNT_ID));
    groups.set(key, group);
  }
  return groups;
}

/** Metrics say what and whose; what to do stands on the spans, so a span with the same verdict is asked. */
function errorLines(points: readonly ReceivedPoint[], spans: readonly ReceivedSpan[]): string[] {
  const spanOf = new Map(spans.map((span) => [verdictKey(span.attributes), span]));
  return [...errorGroups(points)].flatMap(([key, { attributes, accounts, count }]) => {
    const told = spanOf.get(key)?.attributes ?? attributes;
    const verdict = verdictOf(told);
    if (!verdict) return [];
    const times = `${count} × ${verdict.category}, ${ownerInWords(verdict, attributes)}`;
    return [
      `${styled('red', times)}  ${styled('dim', `called with ${[...accounts].join(', ')}`)}`,
      ...wrapped(inWords(verdict, told), 4).map((line) => styled('cyan', line)),
    ];
  });
}

export function summaryLines(receiver: OtlpReceiver): string[] {
  const costs = receiver.points(METRIC_LLM_CALL_COST);
  return [
    ...title('Calls'),
    header(CALL_COLUMNS),
    ...callLines(receiver),
    ...title(`Cost by account and model  (${METRIC_LLM_CALL_COST})`),
    header(COST_COLUMNS),
    ...costLines(costs),
    ...title(`Errors: whose money or whose limit, and what to do  (${METRIC_LLM_CALL_ERRORS})`),
    ...errorLines(receiver.points(METRIC_LLM_CALL_ERRORS), receiver.spans),
  ];
}
