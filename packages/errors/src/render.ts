import { styleText } from 'node:util';
import { explain } from './explain.ts';
import { redact } from './redact.ts';
import { RULES } from './rules/index.ts';
import type { Hop, Verdict } from './types.ts';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** A verdict as a person reads it in a terminal, without a line break at the end. */
export function render(verdict: Verdict, colour: boolean): string {
  const paint = (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const rule = RULES.find(({ id }) => id === verdict.rule);
  const rows: [string, string][] = [
    ['category', verdict.category],
    ['owner', verdict.owner],
    ['remedy', verdict.remedy],
    ['retryable', retry(verdict)],
  ];
  if (verdict.upstream !== undefined) rows.push(['upstream', verdict.upstream]);
  rows.push(['rule', verdict.rule]);
  if (rule) rows.push(['evidence', rule.evidence]);
  verdict.hops.forEach((hop, at) => {
    rows.push([at === 0 ? 'chain' : '', `${'  '.repeat(at)}${at === 0 ? '' : '└ '}${hopLine(hop)}`]);
  });
  const headline = paint(verdict.owner === 'caller' ? 'yellow' : 'cyan', paint('bold', explain(verdict)));
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${paint('dim', name.padEnd(width))}  ${value}`);
  return [headline, '', ...table].join('\n');
}

function retry({ retryable, retryAfter }: Verdict): string {
  const wait = retryAfter === undefined ? '' : `, after ${retryAfter} s`;
  return `${retryable ? 'yes' : 'no'}${wait}`;
}

function hopLine(hop: Hop): string {
  const words = [hop.provider, hop.status, hop.code, hop.type]
    .filter((part, at, all) => part !== undefined && all.indexOf(part) === at)
    .map((part) => redact(String(part), 80));
  const said = hop.message === undefined ? '' : `“${redact(hop.message, 140)}”`;
  return [words.join(' '), said].filter((part) => part !== '').join(': ') || '(nothing said)';
}
