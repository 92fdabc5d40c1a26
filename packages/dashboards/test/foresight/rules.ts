/** Evaluates rules as a Prometheus does: group by group, rule by rule, an alert after its `for`. */
import type { AlertRule, RecordingRule, RuleGroup } from '../../src/rules/rule.ts';
import { evaluate, type Grid, groupBy, type Labels, type Series, united } from './promql/evaluate.ts';
import { type Expr, parsePromql, secondsOf } from './promql/parse.ts';

/** The rules that an alert needs, parsed. */
export interface Plan {
  readonly alert: AlertRule;
  readonly condition: Expr;
  readonly recordings: readonly { readonly record: string; readonly expr: Expr }[];
}

/** @throws {Error} where no group has the alert. */
export function planOf(groups: readonly RuleGroup[], name: string): Plan {
  const rules = groups.flatMap((group) => group.rules as readonly (RecordingRule | AlertRule)[]);
  const alert = rules.find((rule): rule is AlertRule => 'alert' in rule && rule.alert === name);
  if (alert === undefined) throw new Error(`no rule is called ${name}`);
  const condition = parsePromql(alert.expr);
  const needed = new Set(namesIn(condition));
  const recordings: { record: string; expr: Expr }[] = [];
  // A rule reads what is recorded before it.
  for (const rule of rules.toReversed()) {
    if (!('record' in rule && needed.has(rule.record))) continue;
    const expr = parsePromql(rule.expr);
    recordings.unshift({ record: rule.record, expr });
    for (const read of namesIn(expr)) needed.add(read);
  }
  return { alert, condition, recordings };
}

/** Every recorded series that the alert needs, and those of its condition. */
export function evaluatePlan(
  plan: Plan,
  raw: readonly Series[],
  grid: Grid,
): { readonly recorded: ReadonlyMap<string, readonly Series[]>; readonly condition: readonly Series[] } {
  const store = new Map<string, readonly Series[]>(groupBy(raw, ({ labels }) => labels.__name__ ?? ''));
  const recorded = new Map<string, readonly Series[]>();
  const known = new Map<string, readonly Series[]>();
  for (const { record, expr } of plan.recordings) {
    const series = united(
      evaluate(expr, store, grid, known).map(({ labels, values }) => ({
        labels: { ...labels, __name__: record },
        values,
      })),
    );
    store.set(record, series);
    recorded.set(record, series);
  }
  return { recorded, condition: evaluate(plan.condition, store, grid, known) };
}

/** From the first to the last point of the grid at which an alert fires, both included. */
export interface Firing {
  readonly labels: Labels;
  readonly from: number;
  readonly to: number;
}

/** As Prometheus' rules/alerting.go: pending for `for`, and firing on for `keep_firing_for`. */
export function firings(rule: AlertRule, condition: readonly Series[], { step }: Grid): readonly Firing[] {
  const wait = secondsOf(rule.for ?? '0s') / step;
  const keep = secondsOf(rule.keep_firing_for ?? '0s') / step;
  return condition.flatMap(({ labels, values }) => {
    const found: Firing[] = [];
    let activeSince: number | undefined;
    let firingSince: number | undefined;
    let goneSince: number | undefined;
    const end = (at: number): void => {
      if (firingSince !== undefined) found.push({ labels, from: firingSince, to: at - 1 });
      activeSince = firingSince = goneSince = undefined;
    };
    for (let i = 0; i < values.length; i++) {
      if (!Number.isNaN(values[i])) {
        activeSince ??= i;
        goneSince = undefined;
        if (firingSince === undefined && i - activeSince >= wait) firingSince = i;
      } else if (activeSince !== undefined) {
        goneSince ??= i;
        if (firingSince === undefined || i - goneSince >= keep) end(i);
      }
    }
    end(values.length);
    return found;
  });
}

function namesIn(expr: Expr): readonly string[] {
  switch (expr.type) {
    case 'selector':
      if (expr.name === undefined) throw new Error('a selector without a name');
      return [expr.name];
    case 'call':
      return expr.args.flatMap(namesIn);
    case 'aggregate':
      return namesIn(expr.of);
    case 'binary':
      return [...namesIn(expr.left), ...namesIn(expr.right)];
    default:
      return [];
  }
}
