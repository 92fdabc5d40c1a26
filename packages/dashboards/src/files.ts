import { datadogDashboard } from './datadog/dashboard.ts';
import { monitors } from './datadog/monitors.ts';
import { jsonText, yamlText } from './generated-text.ts';
import { provisionedRules } from './grafana/alert-rules.ts';
import { exporterDashboard } from './grafana/exporter-dashboard.ts';
import { moneyDashboard } from './grafana/money-dashboard.ts';
import { dashboardProvider, datasources, notifications } from './grafana/provisioning.ts';
import { type DashboardsOptions, type Part, type ResolvedOptions, resolveOptions } from './options.ts';
import { alertGroups } from './rules/alerts.ts';
import { recordingGroups } from './rules/recording.ts';
import { datadogTerraform } from './terraform/datadog.ts';
import { grafanaTerraform } from './terraform/grafana.ts';

/** Path, with slashes, below the output folder → text. */
export type Files = Readonly<Record<string, string>>;

/**
 * Every file of the parts that are asked for. The same options give the same texts.
 *
 * @throws {InvalidOptionError} naming the option that is malformed, and what it accepts.
 */
export function dashboardFiles(options: DashboardsOptions = {}): Files {
  const resolved = resolveOptions(options);
  return Object.assign({}, ...resolved.parts.map((part) => FILES_OF[part](resolved, options))) as Files;
}

const FILES_OF: Readonly<Record<Part, (resolved: ResolvedOptions, options: DashboardsOptions) => Files>> = {
  grafana: (resolved, options) => ({
    'grafana/money.json': jsonText(moneyDashboard(resolved)),
    'grafana/exporter.json': jsonText(exporterDashboard(resolved)),
    'grafana/provisioning/alerting.yaml': yamlText(
      provisionedRules(alertGroups(options), resolved),
      'Goes to provisioning/alerting. WITHOUT THE RECORDING RULES of prometheus/rules.yaml where the data source reads',
      'every rule here stays Normal and none can fire: the exporter dashboard has a column that tells.',
    ),
    'grafana/provisioning/dashboards.yaml': yamlText(dashboardProvider(), 'Goes to provisioning/dashboards.'),
    'grafana/provisioning/datasources.yaml': yamlText(
      datasources(resolved),
      'Goes to provisioning/datasources, where there is no Prometheus data source yet.',
    ),
    'grafana/provisioning/notifications.example.yaml': yamlText(
      notifications(resolved),
      'An example: Grafana has one tree of policies, which this would replace. Merge it with yours.',
    ),
  }),
  prometheus: (_, options) => ({
    'prometheus/rules.yaml': yamlText(
      { groups: recordingGroups(options) },
      'Recording rules, for rule_files of Prometheus or the ruler of Mimir. The alerts read what they record.',
    ),
    'prometheus/alerts.yaml': yamlText({ groups: alertGroups(options) }, 'Alert rules; load rules.yaml too.'),
  }),
  datadog: (resolved) => ({
    'datadog/dashboard.json': jsonText(datadogDashboard(resolved)),
    ...Object.fromEntries(
      Object.entries(monitors(resolved)).map(([name, monitor]) => [
        `datadog/monitors/${name}.json`,
        jsonText(monitor),
      ]),
    ),
  }),
  terraform: () => ({
    'terraform/datadog/main.tf': datadogTerraform(),
    'terraform/grafana/main.tf': grafanaTerraform(),
  }),
};
