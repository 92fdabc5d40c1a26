import type { HopDraft } from './hops/draft.ts';
import { MAX_MATCH_TEXT } from './limits.ts';
import type { Rule, StatusPattern } from './rules/rule.ts';

/** A hop as rules see it. */
export interface Subject {
  readonly place: 'outer' | 'inner';
  /** `gen_ai.provider.name` of who speaks, or of the host that its message names. */
  readonly provider: string | undefined;
  readonly status: number | undefined;
  readonly codes: readonly string[];
  readonly text: string;
}

/** A decision: the rule, and the index of the hop that it matched. */
export interface Match {
  readonly rule: Rule;
  readonly hop: number;
  /** Position of the rule in the table: the smaller, the stronger the evidence. */
  readonly rank: number;
}

interface Compiled {
  readonly rule: Rule;
  readonly rank: number;
  readonly codeText: RegExp | undefined;
  readonly text: RegExp | undefined;
  readonly notText: RegExp | undefined;
}

const pattern = (source: string | undefined): RegExp | undefined =>
  source === undefined ? undefined : new RegExp(source, 'i');

/** The table, compiled once: rules with exact codes are found by code, the others are tried in order. */
export class Matcher {
  private readonly byCode = new Map<string, Compiled[]>();
  private readonly byScan: Compiled[] = [];

  constructor(rules: readonly Rule[]) {
    rules.forEach((rule, rank) => {
      const { when } = rule;
      const compiled: Compiled = {
        rule,
        rank,
        codeText: pattern(when.codeText),
        text: pattern(when.text),
        notText: pattern(when.notText),
      };
      if (!when.code) this.byScan.push(compiled);
      for (const code of when.code ?? []) {
        const list = this.byCode.get(code);
        if (list) list.push(compiled);
        else this.byCode.set(code, [compiled]);
      }
    });
  }

  /** The first rule of the table that holds on any hop; among hops, the innermost. */
  find(subjects: readonly Subject[]): Match | undefined {
    let best: Match | undefined;
    for (let hop = subjects.length - 1; hop >= 0; hop--) {
      const subject = subjects[hop] as Subject;
      for (const code of subject.codes) {
        for (const compiled of this.byCode.get(code) ?? []) {
          if (best && compiled.rank >= best.rank) break;
          if (holds(compiled, subject)) best = { rule: compiled.rule, hop, rank: compiled.rank };
        }
      }
    }
    for (const compiled of this.byScan) {
      if (best && compiled.rank > best.rank) break;
      for (let hop = subjects.length - 1; hop >= 0; hop--) {
        if (holds(compiled, subjects[hop] as Subject))
          return { rule: compiled.rule, hop, rank: compiled.rank };
      }
    }
    return best;
  }
}

function holds({ rule: { when }, codeText, text, notText }: Compiled, subject: Subject): boolean {
  if (when.place !== undefined && when.place !== subject.place) return false;
  if (when.at && (subject.provider === undefined || !when.at.includes(subject.provider))) return false;
  if (when.notAt && subject.provider !== undefined && when.notAt.includes(subject.provider)) return false;
  if (when.status && !hasStatus(when.status, subject.status)) return false;
  if (when.notStatus && hasStatus(when.notStatus, subject.status)) return false;
  if (codeText && !subject.codes.some((code) => codeText.test(code))) return false;
  if (text && !(subject.text !== '' && text.test(subject.text))) return false;
  if (notText?.test(subject.text)) return false;
  return true;
}

function hasStatus(patterns: readonly StatusPattern[], status: number | undefined): boolean {
  if (status === undefined) return false;
  for (const pattern of patterns) {
    if (pattern === status) return true;
    if (pattern === '4xx' && status >= 400 && status < 500) return true;
    if (pattern === '5xx' && status >= 500) return true;
  }
  return false;
}

/**
 * The message as rules may see it: cut, and blank where it quotes. What stands in quotes is a model's name,
 * a parameter, or the user's own text, and none of these may decide.
 */
export function matchText(draft: HopDraft): string {
  if (draft.wraps) return '';
  const text = draft.message.length > MAX_MATCH_TEXT ? draft.message.slice(0, MAX_MATCH_TEXT) : draft.message;
  if (!/["'`“「‘]/.test(text)) return text;
  return (
    text
      // Google names its own limits in quotes.
      .replace(/\b(quota metric|and limit) '([^']{1,200})'/g, '$1 ($2)')
      .replace(/"[^"]{0,1000}"/g, '""')
      .replace(/`[^`]{0,1000}`/g, '``')
      .replace(/(^|[\s([:=,])'[^']{0,1000}'/g, "$1''")
      .replace(/“[^”]{0,1000}”/g, '“”')
      .replace(/「[^」]{0,1000}」/g, '「」')
      // Cut off inside a quotation.
      .replace(/([:=(] ?)["'`][^"'`]{8,1000}$/, '$1')
  );
}
