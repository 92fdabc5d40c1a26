import { classify } from '@fuelgauge/errors';
import type { Row } from '../styles/row.ts';
import type { VerdictLine } from '../verdicts.ts';

/** What is compared of a verdict. */
export const MEASURES = ['category', 'owner', 'category+owner', 'retryable', 'upstream'] as const;
export type Measure = (typeof MEASURES)[number];

type Answer = Pick<VerdictLine, 'category' | 'owner' | 'upstream' | 'retryable' | 'rule'>;

/** One row, as the TypeScript engine judges it whole and as the Collector judged the span that was made of it. */
export interface Comparison {
  readonly row: Row;
  /** The body was JSON: Python-style text has its whole repr. */
  readonly wasJson: boolean;
  readonly typescript: Answer;
  /** Undefined: the span came out without a verdict. */
  readonly collector: Answer | undefined;
  readonly agrees: Readonly<Record<Measure, boolean>>;
}

export function compare(row: Row, collector: Answer | undefined): Comparison {
  const verdict = classify({
    baseUrl: row.base_url,
    status: row.status,
    headers: row.headers,
    body: row.body,
    message: row.sdk_message,
  });
  const typescript: Answer = { ...verdict, upstream: verdict.upstream ?? null };
  const category = collector?.category === typescript.category;
  const owner = collector?.owner === typescript.owner;
  return {
    row,
    wasJson: isJson(row.body),
    typescript,
    collector,
    agrees: {
      category,
      owner,
      'category+owner': category && owner,
      retryable: collector?.retryable === typescript.retryable,
      upstream: collector?.upstream === typescript.upstream,
    },
  };
}

function isJson(body: string | null | undefined): boolean {
  if (typeof body !== 'string') return false;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** How many rows there are, and the percentage of them on which the engines agree. */
export type Agreement = { readonly rows: number } & Readonly<Record<Measure, number>>;

export function agreementOf(comparisons: readonly Comparison[]): Agreement {
  const percent = (measure: Measure): number => {
    const right = comparisons.filter(({ agrees }) => agrees[measure]).length;
    return comparisons.length === 0 ? 100 : (100 * right) / comparisons.length;
  };
  return {
    rows: comparisons.length,
    category: percent('category'),
    owner: percent('owner'),
    'category+owner': percent('category+owner'),
    retryable: percent('retryable'),
    upstream: percent('upstream'),
  };
}

/** One line: which row, both verdicts and the rules that gave them. */
export function disagreement({ row, typescript, collector }: Comparison): string {
  return `${String(row.id)} [${row.status ?? 'no status'}] typescript ${told(typescript)} | collector ${
    collector === undefined ? 'no verdict' : told(collector)
  }`;
}

function told({ category, owner, upstream, retryable, rule }: Answer): string {
  return `${category}/${owner}${upstream === null ? '' : `@${upstream}`} retry=${retryable} by ${rule}`;
}
