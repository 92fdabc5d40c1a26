import { CHECKS } from './contract.ts';
import type { CellResult, CheckResult } from './run-cell.ts';

const MARKS: Readonly<Record<CheckResult['result'], string>> = {
  kept: '+',
  broken: 'X',
  absent: '.',
  limit: 'o',
};

/** Cells × checks, one row each, and what stands behind every mark that is no `+`. */
export function tableOf(results: readonly CellResult[]): string {
  const rows = results.map(({ cell, excluded, checks }) => [
    cell.openai.range,
    cell.opentelemetry.name,
    cell.node,
    cell.loading.name,
    excluded ?? checks.map(({ result }) => MARKS[result]).join(' '),
  ]);
  const head = ['openai', 'OpenTelemetry', 'Node', 'loading', CHECKS.map((_, at) => at % 10).join(' ')];
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]!.length)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((text, at) => text.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
  return [
    ...lines,
    '',
    ...CHECKS.map(({ id, says }, at) => `${String(at).padStart(2)} ${id}: ${says}`),
    '',
    '+ kept   X broken   . the version has nothing of the kind   o documented limit',
    ...notes(results),
    '',
    countOf(results),
  ].join('\n');
}

/** Each reason once, with how often it applies. */
function notes(results: readonly CellResult[]): string[] {
  const counts = new Map<string, number>();
  const count = (reason: string): Map<string, number> => counts.set(reason, (counts.get(reason) ?? 0) + 1);
  for (const { excluded, checks } of results) {
    if (excluded !== undefined) count(`excluded: ${excluded}`);
    for (const one of checks) {
      if (one.result === 'absent') count(`. ${one.because}`);
      if (one.result === 'limit') count(`o ${one.check}: ${one.because}${one.holds ? '' : ' (no longer!)'}`);
      if (one.result === 'broken') count(`X ${one.check}: ${one.because.split('\n')[0]}`);
    }
  }
  return [...counts].map(([reason, cells]) => `${reason} (${cells} cells)`);
}

function countOf(results: readonly CellResult[]): string {
  const all = results.flatMap(({ checks }) => checks);
  const of = (result: CheckResult['result']): number => all.filter((one) => one.result === result).length;
  const excluded = results.filter((result) => result.excluded !== undefined).length;
  return `${results.length} cells (${excluded} excluded), ${of('kept')} checks kept, ${of('broken')} broken, ${of('absent')} absent, ${of('limit')} limits`;
}
