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
  /** The rule that holds. */
  readonly rule: Rule;
  /** Index of the hop, 0 for the endpoint that was called. */
  readonly hop: number;
  /** Position of the rule in the table: the smaller, the stronger the evidence. */
  readonly rank: number;
}

/** A rule with every condition in a member of its own: objects of one shape are read several times faster. */
interface Compiled {
  readonly rule: Rule;
  readonly rank: number;
  readonly place: 'outer' | 'inner' | undefined;
  readonly at: readonly string[] | undefined;
  readonly notAt: readonly string[] | undefined;
  readonly status: readonly StatusPattern[] | undefined;
  readonly notStatus: readonly StatusPattern[] | undefined;
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
        place: when.place,
        at: when.at,
        notAt: when.notAt,
        status: when.status,
        notStatus: when.notStatus,
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

function holds(compiled: Compiled, subject: Subject): boolean {
  const { place, at, notAt, status, notStatus, codeText, text, notText } = compiled;
  // What most rules fail at, and what costs least, stands first.
  if (text !== undefined && subject.text === '') return false;
  if (codeText !== undefined && subject.codes.length === 0) return false;
  if (at !== undefined && (subject.provider === undefined || !at.includes(subject.provider))) return false;
  if (place !== undefined && place !== subject.place) return false;
  if (notAt !== undefined && subject.provider !== undefined && notAt.includes(subject.provider)) return false;
  if (status !== undefined && !hasStatus(status, subject.status)) return false;
  if (notStatus !== undefined && hasStatus(notStatus, subject.status)) return false;
  if (codeText !== undefined && !subject.codes.some((code) => codeText.test(code))) return false;
  if (text !== undefined && !text.test(subject.text)) return false;
  return notText === undefined || !notText.test(subject.text);
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
 * How Python's requests repeats a status, Codex and Go's clients theirs, n8n a 429 and LangChain what it took it
 * for: the status again, and no sentence of anybody.
 */
export const REASON_PHRASE: RegExp =
  /^The service is receiving too many requests from you\s{0,4}\n|\b[45]\d\d (?:Client|Server) Error: [A-Z][\w -]{1,40} for url: \S{1,300}(?: \(Request ID: [^)]{0,120}\))?|\b(?:unexpected status|status code: [45]\d\d, status:) [45]\d\d [A-Z][A-Za-z -]{1,40}[:,] |\n\n?Troubleshooting URL: \S{1,200}/;

/** Where none of these is, nothing is quoted. */
export const QUOTE: RegExp = /["'`“「‘]/;

/** What is quoted, and what is left of it, in the order to be done. */
export const QUOTED: readonly (readonly [pattern: RegExp, by: string])[] = [
  // Google names its own limits in quotes.
  [/\b(quota metric|and limit) '([^']{1,200})'/g, '$1 ($2)'],
  // gRPC's `details = "…"`, and whole sentences that a program prints behind their name, are no quotations.
  [/(^|\n)([ \t]{0,8}(?:error )?(?:message|details|reason) {0,2}[:=] {0,2})"([^"\n]{8,600})"/gi, '$1$2($3)'],
  // A logger's `error="…"`.
  [/([ \t](?:error: |(?:error|err|msg)=))"([^"\n]{8,600})"/gi, '$1($2)'],
  [/"[^"]{0,1000}"/g, '""'],
  [/`[^`]{0,1000}`/g, '``'],
  [/(^|[\s([:=,])'[^']{0,1000}'/g, "$1''"],
  [/“[^”]{0,1000}”/g, '“”'],
  [/「[^」]{0,1000}」/g, '「」'],
  // Cut off inside a quotation.
  [/([:=(] ?)["'`][^"'`]{8,1000}$/, '$1'],
];

/**
 * The message as rules may see it: cut, and blank where it quotes. What stands in quotes is a model's name,
 * a parameter, or the user's own text, and none of these may decide.
 */
export function matchText(draft: HopDraft): string {
  if (draft.wraps) return '';
  const cut = draft.message.length > MAX_MATCH_TEXT ? draft.message.slice(0, MAX_MATCH_TEXT) : draft.message;
  const text =
    cut.includes(' Error: ') ||
    cut.includes('status') ||
    cut.includes('Troubleshooting') ||
    cut.startsWith('The service')
      ? cut.replace(REASON_PHRASE, '')
      : cut;
  if (!QUOTE.test(text)) return text;
  return QUOTED.reduce((blank, [pattern, by]) => blank.replace(pattern, by), text);
}
