/**
 * Scores `classify` on labelled payloads (one JSON object a line, as packages/errors/README.md describes):
 * `pnpm score [file.jsonl]`. Rows of low confidence do not count. Ends with 1 below the thresholds.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { classify, type Verdict } from '../../src/index.ts';

const THRESHOLDS = { category: 99, 'category+owner': 98, retryable: 97 } as const;

interface Row {
  readonly id: string;
  readonly base_url: string | null;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: string | null;
  readonly sdk_message: string | null;
  readonly confidence: string;
  readonly label: { category: string; owner: string; upstream: string | null; retryable: boolean };
}

const root = resolve(import.meta.dirname, '../../../..');
const file = resolve(process.argv[2] ?? resolve(root, '../shared/corpus/errors.jsonl'));
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line): Row => JSON.parse(line))
  .filter((row) => row.confidence !== 'low');

const right = { category: 0, 'category+owner': 0, retryable: 0, upstream: 0 };
for (const row of rows) {
  // Nothing else of the row may be used: not the endpoint's name, not the delivery, not the label.
  const verdict = classify({
    baseUrl: row.base_url,
    status: row.status,
    headers: row.headers,
    body: row.body,
    message: row.sdk_message,
  });
  const hit = {
    category: verdict.category === row.label.category,
    'category+owner': verdict.category === row.label.category && verdict.owner === row.label.owner,
    retryable: verdict.retryable === row.label.retryable,
    upstream: (verdict.upstream ?? null) === row.label.upstream,
  };
  for (const key of Object.keys(hit) as (keyof typeof hit)[]) if (hit[key]) right[key]++;
  if (Object.values(hit).includes(false)) console.log(miss(row, verdict));
}

function miss(row: Row, verdict: Verdict): string {
  const wanted = `${row.label.category}/${row.label.owner} retry=${row.label.retryable} up=${row.label.upstream}`;
  const got = `${verdict.category}/${verdict.owner} retry=${verdict.retryable} up=${verdict.upstream ?? null}`;
  return `${row.id} [${row.confidence}] wanted ${wanted}\n    got ${got} by ${verdict.rule}`;
}

const percent = (count: number): number => (100 * count) / rows.length;
console.log(`${rows.length} rows`);
for (const [key, count] of Object.entries(right))
  console.log(`${key.padEnd(16)} ${percent(count).toFixed(1)} %`);
const low = Object.entries(THRESHOLDS).filter(
  ([key, least]) => percent(right[key as keyof typeof right]) < least,
);
if (low.length > 0) {
  console.log(`below: ${low.map(([key, least]) => `${key} < ${least} %`).join(', ')}`);
  process.exitCode = 1;
}
