/**
 * What a Grafana reads at its start besides the rules.
 * Source: grafana.com/docs/grafana/latest/administration/provisioning
 */
import type { ResolvedOptions } from '../options.ts';

/** Goes to provisioning/dashboards; the JSON files go where `path` says. */
export const dashboardProvider = (): unknown => ({
  apiVersion: 1,
  providers: [
    {
      name: 'fuelgauge',
      orgId: 1,
      folder: 'LLM money and limits',
      type: 'file',
      disableDeletion: false,
      allowUiUpdates: false,
      updateIntervalSeconds: 60,
      options: { path: '/var/lib/grafana/dashboards/fuelgauge' },
    },
  ],
});

/** Goes to provisioning/datasources, where there is no Prometheus data source yet. */
export const datasources = ({ datasourceUid }: ResolvedOptions): unknown => ({
  apiVersion: 1,
  datasources: [
    {
      name: 'Prometheus',
      uid: datasourceUid,
      type: 'prometheus',
      access: 'proxy',
      url: 'http://prometheus:9090',
      isDefault: true,
      jsonData: { httpMethod: 'POST', timeInterval: '60s' },
    },
  ],
});

/**
 * An example that goes to provisioning/alerting: one contact point for each severity, and who gets what. Grafana has
 * one tree of policies, which a provisioned one replaces as a whole: merge it with yours.
 */
export const notifications = ({ channels }: ResolvedOptions): unknown => ({
  apiVersion: 1,
  contactPoints: Object.entries(channels).map(([severity, handle]) => ({
    orgId: 1,
    name: `fuelgauge-${severity}`,
    receivers: [
      {
        uid: `fuelgauge-${severity}`,
        type: 'slack',
        settings: {
          recipient: channelOf(handle),
          // Read from Grafana's environment, so that no secret is in this file.
          url: '$FUELGAUGE_SLACK_WEBHOOK_URL',
          title: '{{ .CommonLabels.alertname }}',
          text: '{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.runbook_url }}\n{{ end }}',
        },
      },
    ],
  })),
  policies: [
    {
      orgId: 1,
      receiver: 'fuelgauge-warning',
      group_by: ['grafana_folder', 'alertname'],
      routes: Object.keys(channels).map((severity) => ({
        receiver: `fuelgauge-${severity}`,
        object_matchers: [
          ['alertname', '=~', 'Llm.+'],
          ['severity', '=', severity],
        ],
        ...(severity === 'critical' ? { group_wait: '10s', repeat_interval: '1h' } : {}),
      })),
    },
  ],
});

/** `@slack-llm-oncall`, Datadog's handle of a channel, is `#llm-oncall`; any other handle is left for the reader. */
const channelOf = (handle: string): string => `#${handle.replace(/^@(?:slack-)?/, '')}`;
