import { KINDS, type Kind } from './account.ts';
import type { Judgement } from './judge.ts';

export interface Outcome extends Judgement {
  readonly account: number;
  readonly kind: Kind;
}

export interface Setting {
  readonly seed: number;
  readonly accounts: number;
  readonly days: number;
}

const foreseeable = ({ emptyings }: Judgement): Judgement['emptyings'] =>
  emptyings.filter(({ surprise }) => surprise === undefined);

const missed = (outcome: Judgement): Judgement['emptyings'] =>
  foreseeable(outcome).filter(({ lead, required }) => lead < required);

const falseAlarms = ({ alarms }: Judgement): Judgement['alarms'] =>
  alarms.filter(({ verdict }) => verdict === 'false');

/** Whether all that could be foreseen was, and nothing else. */
export const isPassed = (outcome: Judgement): boolean =>
  missed(outcome).length === 0 && falseAlarms(outcome).length === 0;

function row(kind: string, outcomes: readonly Outcome[]): Record<string, string | number> {
  const ends = outcomes.flatMap(foreseeable);
  const leads = ends.map(({ lead }) => lead / 60).sort((a, b) => a - b);
  const percentile = (share: number): string =>
    leads.length === 0 ? '' : leads[Math.min(leads.length - 1, Math.floor(share * leads.length))]!.toFixed(1);
  const count = (verdict: string): number =>
    outcomes.flatMap(({ alarms }) => alarms).filter((alarm) => alarm.verdict === verdict).length;
  return {
    kind,
    accounts: outcomes.length,
    'ran empty': outcomes.flatMap(({ emptyings }) => emptyings).length,
    foreseeable: ends.length,
    missed: outcomes.flatMap(missed).length,
    'lead min': percentile(0),
    p5: percentile(0.05),
    p50: percentile(0.5),
    p95: percentile(0.95),
    alarms: outcomes.flatMap(({ alarms }) => alarms).length,
    learning: count('learning'),
    false: count('false'),
  };
}

export function report(
  outcomes: readonly Outcome[],
  setting: Setting,
  form: 'table' | 'details' | 'json',
): string {
  const rows = [
    ...KINDS.map((kind) =>
      row(
        kind,
        outcomes.filter((outcome) => outcome.kind === kind),
      ),
    ),
    row('all', outcomes),
  ];
  if (form === 'json') return JSON.stringify({ setting, rows, outcomes });
  const details = outcomes.flatMap((outcome) => [
    ...missed(outcome).map(
      (one) =>
        `missed: account ${outcome.account} (${outcome.kind}) at minute ${one.at}, lead ${one.lead} min`,
    ),
    ...falseAlarms(outcome).map(
      (one) => `false: account ${outcome.account} (${outcome.kind}) at minute ${one.at}`,
    ),
  ]);
  return [
    `seed ${setting.seed}, ${setting.accounts} accounts, ${setting.days} days`,
    '',
    ...table(rows),
    ...(details.length === 0 ? [] : ['', ...(form === 'details' ? details : details.slice(0, 20))]),
  ].join('\n');
}

function table(rows: readonly Readonly<Record<string, string | number>>[]): readonly string[] {
  const names = Object.keys(rows[0] ?? {});
  const cells = [
    names,
    names.map((_, i) => (i === 0 ? '---' : '--:')),
    ...rows.map((one) => names.map((name) => `${one[name]}`)),
  ];
  const widths = names.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells.map(
    (line) =>
      `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`,
  );
}
