import type { ReceivedSpan } from './otlp-json.ts';

/**
 * Traces for a person at a terminal: each span with its maker and its attributes, indented below its parent, in
 * order of beginning.
 */
export function printedSpans(spans: readonly ReceivedSpan[]): string {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const depthOf = (span: ReceivedSpan): number => {
    const parent = byId.get(span.parentSpanId ?? '');
    return parent === undefined ? 0 : depthOf(parent) + 1;
  };
  return spans
    .toSorted((one, other) => one.start - other.start || depthOf(one) - depthOf(other))
    .map((span) => printedSpan(span, '  '.repeat(depthOf(span))))
    .join('\n');
}

function printedSpan(span: ReceivedSpan, indent: string): string {
  const lines = [
    `${indent}span: ${span.name}  (${Math.round(span.end - span.start)} ms, by ${span.scope})${span.status.code === 'error' ? '  ERROR' : ''}`,
  ];
  if (span.status.message !== undefined) lines.push(`${indent}      ${span.status.message}`);
  for (const [name, value] of Object.entries(span.attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    lines.push(`${indent}      ${name.padEnd(40)} ${shown(value)}`);
  return lines.join('\n');
}

const MAX_SHOWN = 100;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}
