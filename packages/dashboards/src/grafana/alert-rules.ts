/** The alerts as Grafana's file provisioning has them. The queries are those of the Prometheus rules. */
import type { ResolvedOptions, Severity } from '../options.ts';
import type { AlertRule, RuleGroup } from '../rules/rule.ts';

/** Folder that the rules are put in. */
const FOLDER = 'LLM money and limits';

type State = 'OK' | 'Alerting' | 'NoData' | 'KeepLast' | 'Error';

/** One step of a rule: a query, or an expression over steps before it. */
interface Step {
  readonly refId: string;
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly datasourceUid: string;
  readonly model: Readonly<Record<string, unknown>>;
}

/**
 * A rule as the file has it; an unknown key is dropped there without a word, so the two spellings matter.
 * Source: grafana/grafana, pkg/services/provisioning/alerting/rules_types.go (AlertRuleV1)
 */
export interface ProvisionedRule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly data: readonly Step[];
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly missing_series_evals_to_resolve: number;
  readonly noDataState: State;
  readonly execErrState: State;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ProvisionedRules {
  readonly apiVersion: 1;
  readonly groups: readonly {
    readonly orgId: 1;
    readonly name: string;
    readonly folder: string;
    readonly interval: string;
    readonly rules: readonly ProvisionedRule[];
  }[];
}

/** An alert that cannot be evaluated is said to be broken, but for those that nobody is woken for. */
const ON_ERROR: Readonly<Record<Severity, State>> = { critical: 'Error', warning: 'Error', info: 'OK' };

/**
 * @param groups as `alertGroups` gives them. Their recording rules must be loaded where the data source reads:
 * Grafana asks for the recorded series.
 */
export function provisionedRules(
  groups: readonly RuleGroup<AlertRule>[],
  options: ResolvedOptions,
): ProvisionedRules {
  return {
    apiVersion: 1,
    groups: groups.map(({ name, interval = '1m', rules }) => ({
      orgId: 1,
      name,
      folder: FOLDER,
      interval,
      rules: rules.map((rule) => provisioned(rule, options)),
    })),
  };
}

function provisioned(rule: AlertRule, { datasourceUid }: ResolvedOptions): ProvisionedRule {
  const keep = rule.keep_firing_for;
  return {
    uid: uidOf(rule.alert),
    title: rule.alert,
    condition: 'C',
    data: steps(rule.expr, datasourceUid),
    for: rule.for ?? '0s',
    ...(keep === undefined ? {} : { keepFiringFor: keep }),
    // A series that is gone resolves its alert at once, as in Prometheus.
    missing_series_evals_to_resolve: 1,
    // The query has rows only where something is wrong, so none is well. That nothing is reported any more is an
    // alert of its own (LlmAccountNotReported), which looks back.
    noDataState: 'OK',
    execErrState: ON_ERROR[rule.labels.severity],
    // Grafana replaces `$NAME` by the environment in labels (`$$` is a dollar sign there), and in neither annotations
    // nor queries: those keep their dollar signs as they are.
    labels: mapTexts(rule.labels, (text) => text.replaceAll('$', '$$$$')),
    annotations: mapTexts({ ...rule.annotations }, grafanaTemplate),
  };
}

const mapTexts = (
  texts: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]));

/** At most 40 characters, the same for ever. */
const uidOf = (alert: string): string =>
  `fuelgauge-${alert.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`;

const EXPRESSION = { type: '__expr__', uid: '__expr__' };

/**
 * A row fires whatever its value is, 0 and NaN included; a threshold on the query itself would lose those.
 * The way that Grafana's own import of Prometheus rules takes (grafana/grafana, pkg/services/ngalert/prom).
 */
const steps = (expr: string, datasourceUid: string): Step[] => [
  {
    refId: 'A',
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid,
    model: { refId: 'A', expr, instant: true, range: false, intervalMs: 1000, maxDataPoints: 43200 },
  },
  {
    refId: 'B',
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: '__expr__',
    model: {
      refId: 'B',
      type: 'math',
      expression: 'is_number($A) || is_nan($A) || is_inf($A)',
      datasource: EXPRESSION,
    },
  },
  {
    refId: 'C',
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: '__expr__',
    model: {
      refId: 'C',
      type: 'threshold',
      expression: 'B',
      conditions: [{ evaluator: { type: 'gt', params: [0] } }],
      datasource: EXPRESSION,
    },
  },
];

/** In Grafana `$value` is a text about all steps; the number of the query is `$values.A.Value`. */
const grafanaTemplate = (text: string): string => text.replace(/\$value\b/g, '$values.A.Value');
