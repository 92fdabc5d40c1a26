import { AnchorIndex } from './anchor-index.ts';
import type { HopDraft } from './hops/draft.ts';
import { MAX_MATCH_TEXT } from './limits.ts';
import { CODE_PIECES, TEXT_PIECES } from './rules/anchors.ts';
import { RULES } from './rules/index.ts';
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
interface Row {
  readonly rule: Rule;
  readonly rank: number;
  readonly place: 'outer' | 'inner' | undefined;
  readonly at: readonly string[] | undefined;
  readonly notAt: readonly string[] | undefined;
  readonly status: readonly StatusPattern[] | undefined;
  readonly notStatus: readonly StatusPattern[] | undefined;
  readonly codeText: Pattern | undefined;
  readonly text: Pattern | undefined;
  readonly notText: Pattern | undefined;
}

/** An expression of the table, compiled when it is first asked: most never are. */
class Pattern {
  private readonly source: string;
  private compiled: RegExp | undefined;

  constructor(source: string) {
    this.source = source;
  }

  test(text: string): boolean {
    this.compiled ??= new RegExp(this.source, 'i');
    return this.compiled.test(text);
  }
}

const pattern = (source: string | undefined): Pattern | undefined =>
  source === undefined ? undefined : new Pattern(source);

const EVERY_HOP = 0xffff;

/** The table, indexed once: by exact codes, by what a sentence and by what a code must hold; the rest is tried in order. */
export class Matcher {
  private readonly byCode = new Map<string, Row[]>();
  private readonly byScan: Row[] = [];
  /** Of each row of `byScan`: is it to be tried on every hop, whatever is said there? */
  private readonly always: Uint16Array;
  private readonly byText: AnchorIndex = new AnchorIndex(15);
  private readonly byCodeText: AnchorIndex = new AnchorIndex(12);

  constructor() {
    RULES.forEach((rule, rank) => {
      const { when } = rule;
      const row: Row = {
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
      if (!when.code) this.byScan.push(row);
      for (const code of when.code ?? []) {
        const list = this.byCode.get(code);
        if (list) list.push(row);
        else this.byCode.set(code, [row]);
      }
    });
    this.always = new Uint16Array(this.byScan.length);
    this.byScan.forEach(({ rank }, row) => {
      const told =
        this.byText.add(row, TEXT_PIECES[rank] ?? null) ||
        this.byCodeText.add(row, CODE_PIECES[rank] ?? null);
      if (!told) this.always[row] = EVERY_HOP;
    });
  }

  /** The first rule of the table that holds on any hop; among hops, the innermost. */
  find(subjects: readonly Subject[]): Match | undefined {
    let best: Match | undefined;
    const marks = this.always.slice();
    for (let hop = subjects.length - 1; hop >= 0; hop--) {
      const subject = subjects[hop] as Subject;
      for (const code of subject.codes) {
        this.byCodeText.mark(code, marks, 1 << hop);
        const rows = this.byCode.get(code);
        if (rows === undefined) continue;
        for (const row of rows) {
          if (best && row.rank >= best.rank) break;
          if (holds(row, subject)) best = { rule: row.rule, hop, rank: row.rank };
        }
      }
      this.byText.mark(subject.text, marks, 1 << hop);
    }
    for (let at = 0; at < marks.length; at++) {
      const mark = marks[at] as number;
      if (mark === 0) continue;
      const row = this.byScan[at] as Row;
      if (best && row.rank > best.rank) break;
      for (let hop = subjects.length - 1; hop >= 0; hop--) {
        if ((mark & (1 << hop)) !== 0 && holds(row, subjects[hop] as Subject))
          return { rule: row.rule, hop, rank: row.rank };
      }
    }
    return best;
  }
}

function holds(row: Row, subject: Subject): boolean {
  const { place, at, notAt, status, notStatus, codeText, text, notText } = row;
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
