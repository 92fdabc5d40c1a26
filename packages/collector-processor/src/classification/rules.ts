/** The rules of @fuelgauge/errors, one statement each, for one hop: `m` message in lower case, `c` codes, `s` status, `p` provider. */
import { isRetryable, RULES, type Rule, SOON_SECONDS, type StatusPattern } from '@fuelgauge/errors/tables';
import { text } from '../ottl/operands.ts';
import { literal } from '../ottl/re2.ts';
import { is, matches, set, v } from './state.ts';
import { ownership } from './verdict.ts';

/** The pattern for texts in lower case: RE2 is several times slower where it has to ignore case. */
const lower = (pattern: string): string =>
  pattern.replace(/\\.|[A-Z]/g, (part) => (part.startsWith('\\') ? part : part.toLowerCase()));

const oneOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] as string) : `(${conditions.join(' or ')})`;

function status(pattern: StatusPattern): string {
  if (pattern === '4xx') return `(${v('s')} >= 400 and ${v('s')} < 500)`;
  if (pattern === '5xx') return `${v('s')} >= 500`;
  return `${v('s')} == ${pattern}`;
}

/** Conditions of a rule, the cheapest first. An absent status, provider or text is 0 or "" here. */
function conditions({ when }: Rule): string[] {
  const out: string[] = [];
  if (when.at) out.push(oneOf(when.at.map((provider) => is('p', provider))));
  if (when.place) out.push(is('out', when.place === 'outer' ? 'y' : 'n'));
  for (const provider of when.notAt ?? []) out.push(`${v('p')} != ${text(provider)}`);
  if (when.status) out.push(oneOf(when.status.map(status)));
  if (when.notStatus) out.push(`not ${oneOf(when.notStatus.map(status))}`);
  if (when.code)
    out.push(`${v('c')} != ""`, matches(v('c'), `(?m)^(?:${when.code.map(literal).join('|')})$`));
  if (when.codeText) out.push(`${v('c')} != ""`, matches(v('c'), `(?m)${lower(when.codeText)}`));
  if (when.text) out.push(`${v('m')} != ""`, matches(v('m'), lower(when.text)));
  if (when.notText) out.push(`not ${matches(v('m'), lower(when.notText))}`);
  return out;
}

/** How a repeat is judged: always, never, not after a long wait, or only where a gateway routes. */
export type Repeat = 'yes' | 'no' | 'soon' | 'routed';

const match = (rule: Rule, hop = 0): Parameters<typeof isRetryable>[0] => ({ rule, hop, rank: 0 });

function repeatOf(rule: Rule): Repeat {
  if (isRetryable(match(rule), 'caller', undefined, false))
    return isRetryable(match(rule), 'caller', SOON_SECONDS + 1, false) ? 'yes' : 'soon';
  return isRetryable(match(rule), 'gateway', undefined, true) ? 'routed' : 'no';
}

/** What a rule says, packed: `rank id category ownership repeat remedy`. */
function packed(rule: Rule, rank: number): string {
  const { category, remedy } = rule.say;
  return [
    String(rank).padStart(4, '0'),
    rule.id,
    category,
    ownership(rule.say),
    repeatOf(rule),
    remedy === undefined ? category : `=${remedy}`,
  ].join(' ');
}

export const UNKNOWN: string = `${String(RULES.length).padStart(4, '0')} unknown unknown =unknown no unknown`;

/** The first rule that holds on the hop → `r`. */
export const RULE_STATEMENTS: readonly string[] = RULES.map((rule, rank) =>
  set('r', text(packed(rule, rank)), `${v('r')} == ""`, ...conditions(rule)),
);
