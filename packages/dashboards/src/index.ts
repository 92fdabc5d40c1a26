/**
 * Grafana dashboards, Prometheus and Grafana alert rules, Datadog monitors and dashboard, Terraform for both, as
 * texts. The command `fuelgauge-dashboards` writes them; the defaults lie ready in the package's folders.
 *
 * @example
 * ```ts
 * import { dashboardFiles } from '@fuelgauge/dashboards';
 *
 * const files = dashboardFiles({ parts: ['prometheus'], minimumBalance: 20, hoursLeft: 12 });
 * Object.keys(files); // ['prometheus/rules.yaml', 'prometheus/alerts.yaml']
 * ```
 *
 * @module
 */
export { dashboardFiles, type Files } from './files.ts';
export { type DashboardsOptions, InvalidOptionError, type Part, type Severity } from './options.ts';
