export { dashboardFiles, type Files } from './files.ts';
export { type DashboardsOptions, InvalidOptionError, type Part, type Severity } from './options.ts';
