import { dashboardFiles } from '../../src/files.ts';
import type { DashboardsOptions } from '../../src/options.ts';

/** A panel as the JSON has it. */
export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelJson[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly links?: readonly { readonly url: string }[];
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly format?: string;
    readonly instant?: boolean;
    readonly range?: boolean;
    readonly legendFormat?: string;
    readonly interval?: string;
    readonly datasource?: { readonly uid: string };
  }[];
  readonly transformations?: readonly {
    readonly id: string;
    readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
  readonly options?: {
    readonly legend?: { readonly showLegend: boolean; readonly calcs: readonly string[] };
  };
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly noValue?: string };
    readonly overrides: readonly {
      readonly matcher: { readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
    }[];
  };
}

export interface DashboardJson {
  readonly uid: string;
  readonly id: null;
  readonly title: string;
  readonly tags: readonly string[];
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly Readonly<Record<string, unknown>>[] };
  readonly annotations: { readonly list?: readonly { readonly expr: string }[] };
  readonly links: readonly { readonly type: string; readonly tags: readonly string[] }[];
}

/** The dashboards as files, by file name. */
export const dashboards = (options: DashboardsOptions = {}): readonly (readonly [string, DashboardJson])[] =>
  Object.entries(dashboardFiles({ ...options, parts: ['grafana'] }))
    .filter(([path]) => path.endsWith('.json'))
    .map(([path, text]) => [path, JSON.parse(text) as DashboardJson] as const);

/** Rows, panels and the panels of collapsed rows. */
export const everything = ({ panels }: DashboardJson): readonly PanelJson[] =>
  panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

export const panelsOf = (board: DashboardJson): readonly PanelJson[] =>
  everything(board).filter(({ type }) => type !== 'row');
