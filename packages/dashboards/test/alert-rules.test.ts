import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardFiles } from '../src/files.ts';
import type { ProvisionedRules } from '../src/grafana/alert-rules.ts';
import { alertGroups } from '../src/rules/alerts.ts';
import type { AlertRule, RuleGroup } from '../src/rules/rule.ts';

const FILES = dashboardFiles();
const PROVISIONED = parse(FILES['grafana/provisioning/alerting.yaml']!) as ProvisionedRules;
const RULES = PROVISIONED.groups.flatMap(({ rules }) => rules);
const ALERTS = alertGroups().flatMap(({ rules }) => rules);

it('provisions every alert, and no other', () => {
  expect(RULES.map(({ title }) => title)).toEqual(ALERTS.map(({ alert }) => alert));
});

it('gives each rule a uid of its own that Grafana takes', () => {
  const uids = RULES.map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
  for (const uid of uids) expect(uid).toMatch(/^[a-z-]{1,40}$/);
});

describe.each(RULES.map((rule) => [rule.title, rule] as const))('the Grafana rule %s', (title, rule) => {
  const alert = ALERTS.find((one) => one.alert === title)!;
  const [query, math, threshold] = rule.data;

  it('asks what the Prometheus rule asks, of now', () => {
    expect(query).toMatchObject({
      refId: 'A',
      datasourceUid: 'prometheus',
      model: { expr: alert.expr, instant: true, range: false },
    });
  });

  it('fires for every row, whatever its value is', () => {
    expect(math).toMatchObject({
      datasourceUid: '__expr__',
      model: { type: 'math', expression: 'is_number($A) || is_nan($A) || is_inf($A)' },
    });
    expect(threshold).toMatchObject({
      datasourceUid: '__expr__',
      model: { type: 'threshold', expression: 'B', conditions: [{ evaluator: { type: 'gt', params: [0] } }] },
    });
    expect(rule.condition).toBe(threshold?.refId);
  });

  it('neither fires without rows nor hides that it cannot be evaluated, but where nobody is woken', () => {
    expect(rule.noDataState).toBe('OK');
    expect(rule.execErrState).toBe(alert.labels.severity === 'info' ? 'OK' : 'Error');
  });

  it('waits and holds as the Prometheus rule does', () => {
    expect([rule.for, rule.keepFiringFor]).toEqual([alert.for ?? '0s', alert.keep_firing_for]);
    expect(rule.missing_series_evals_to_resolve).toBe(1);
  });

  it('has keys that Grafana knows, since it drops others without a word', () => {
    // AlertRuleV1 of grafana/grafana, pkg/services/provisioning/alerting/rules_types.go
    const known = [
      'uid title condition data dashboardUid panelId noDataState execErrState for keepFiringFor',
      'missing_series_evals_to_resolve annotations labels isPaused notification_settings record',
    ].join(' ');
    expect(Object.keys(rule).filter((key) => !known.split(' ').includes(key))).toEqual([]);
  });

  it('says the number of its query', () => {
    const texts = Object.values(rule.annotations).join('\n');
    expect(texts).not.toMatch(/\$value\b/);
    expect(texts.includes('$values.A.Value')).toBe(
      Object.values(alert.annotations).join('').includes('$value'),
    );
  });

  it('leaves the dollar signs of annotations and queries single, which Grafana does not interpolate', () => {
    expect(JSON.stringify([rule.annotations, rule.data])).not.toContain('$$');
  });
});

it('asks the data source that the options name', () => {
  const text = dashboardFiles({ datasourceUid: 'mimir' })['grafana/provisioning/alerting.yaml']!;
  const uids = (parse(text) as ProvisionedRules).groups.flatMap(({ rules }) =>
    rules.map(({ data }) => data[0]?.datasourceUid),
  );
  expect(new Set(uids)).toEqual(new Set(['mimir']));
});

it('writes the Prometheus alerts as they are', () => {
  const { groups } = parse(FILES['prometheus/alerts.yaml']!) as { groups: RuleGroup<AlertRule>[] };
  expect(groups).toEqual(JSON.parse(JSON.stringify(alertGroups())));
});

describe('the example of notifications', () => {
  interface Notifications {
    readonly contactPoints: readonly {
      readonly name: string;
      readonly receivers: readonly { readonly settings: Readonly<Record<string, string>> }[];
    }[];
    readonly policies: readonly {
      readonly routes: readonly {
        readonly receiver: string;
        readonly object_matchers: readonly string[][];
      }[];
    }[];
  }
  const text = dashboardFiles({ channels: { critical: '@slack-pager' } })[
    'grafana/provisioning/notifications.example.yaml'
  ]!;
  const { contactPoints, policies } = parse(text) as Notifications;

  it('sends each severity to a contact point that there is', () => {
    const routes = policies.flatMap(({ routes: all }) => all);
    expect(routes.map(({ object_matchers: [, severity] }) => severity)).toEqual([
      ['severity', '=', 'critical'],
      ['severity', '=', 'warning'],
      ['severity', '=', 'info'],
    ]);
    const names = contactPoints.map(({ name }) => name);
    expect(routes.filter(({ receiver }) => !names.includes(receiver))).toEqual([]);
  });

  it('takes the channel of the options, and the secret from the environment', () => {
    const settings = contactPoints.map(({ receivers }) => receivers[0]?.settings);
    expect(settings[0]?.recipient).toBe('#pager');
    expect(new Set(settings.map((one) => one?.url))).toEqual(new Set(['$FUELGAUGE_SLACK_WEBHOOK_URL']));
  });
});
