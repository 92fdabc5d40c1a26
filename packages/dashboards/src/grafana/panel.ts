/** The two kinds of panel that the dashboards are made of, with everything set that the SDK leaves open. */
import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as TablePanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesPanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { NEUTRAL } from './looks.ts';

/** What a panel takes from the options. */
export interface PanelContext {
  /** Name of the dashboard's data-source variable. */
  readonly datasourceVariable: string;
  /** Where the runbooks are. */
  readonly runbookBase: string;
}

/** What every panel has. */
export interface PanelBase {
  readonly title: string;
  /** What it says and what to do about it; the reader opens it by the `i` in the corner. */
  readonly description: string;
  /** What is shown where there is no data: why there may be none, never a 0. */
  readonly noValue: string;
  /** Grid columns of 24. */
  readonly width: number;
  /** Grid rows. */
  readonly height: number;
  /** Pages of docs/runbooks, without `.md`. */
  readonly runbooks?: readonly string[];
}

const datasource = ({ datasourceVariable }: PanelContext): { type: string; uid: string } => ({
  type: 'prometheus',
  uid: `\${${datasourceVariable}}`,
});

const links = ({ runbooks = [] }: PanelBase, { runbookBase }: PanelContext): DashboardLinkBuilder[] =>
  runbooks.map((page) =>
    new DashboardLinkBuilder(`Runbook: ${page.replaceAll('-', ' ')}`)
      .url(`${runbookBase}/${page}.md`)
      .icon('external link')
      .targetBlank(true),
  );

const thresholds = (steps: readonly Threshold[]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);

/** One column of a table. */
export interface Column {
  /** Name of the field as the query gives it: a label, `Value`, or `Value #A`. */
  readonly field: string;
  /** Heading. */
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  /** Colours by value, the lowest with `value: null`. */
  readonly thresholds?: readonly Threshold[];
  /** Words and colours in place of values. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color?: string }>>;
  readonly width?: number;
  /** What an empty cell shows. Default a dash: the panel's own text is for a table without rows. */
  readonly empty?: string;
}

export interface TablePanel extends PanelBase {
  /** Instant queries; their rows are merged by the labels that all of them have. */
  readonly queries: Readonly<Record<string, string>>;
  /** Columns from left to right: every label and every value that the queries give. */
  readonly columns: readonly Column[];
  readonly sortBy?: { readonly title: string; readonly descending: boolean };
}

/** A table of the present. */
export function table(options: TablePanel, context: PanelContext): TablePanelBuilder {
  const { columns, queries, sortBy } = options;
  const panel = new TablePanelBuilder()
    .title(options.title)
    .description(options.description)
    .noValue(options.noValue)
    .span(options.width)
    .height(options.height)
    .unit('short')
    .filterable(true)
    .links(links(options, context))
    .datasource(datasource(context));
  for (const [refId, expression] of Object.entries(queries)) {
    panel.withTarget(query(context, refId, expression).instant().format(PromQueryFormat.Table));
  }
  if (Object.keys(queries).length > 1) panel.withTransformation({ id: 'merge', options: {} });
  panel.withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
      renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
    },
  });
  for (const column of columns) panel.overrideByName(column.title, properties(column));
  if (sortBy !== undefined) {
    panel.sortBy([new TableSortByFieldStateBuilder().displayName(sortBy.title).desc(sortBy.descending)]);
  }
  return panel;
}

function properties(column: Column): DynamicConfigValue[] {
  const set: DynamicConfigValue[] = [];
  const { unit, decimals, width, empty = '–', words } = column;
  if (unit !== undefined) set.push({ id: 'unit', value: unit });
  if (decimals !== undefined) set.push({ id: 'decimals', value: decimals });
  if (width !== undefined) set.push({ id: 'custom.width', value: width });
  set.push({ id: 'noValue', value: empty });
  if (column.thresholds !== undefined) {
    set.push({ id: 'thresholds', value: thresholds(column.thresholds).build() });
    set.push({ id: 'color', value: { mode: FieldColorModeId.Thresholds } });
  }
  if (column.thresholds !== undefined || words !== undefined) {
    set.push({ id: 'mappings', value: [...(words === undefined ? [] : [mapping(words)]), unknown(empty)] });
    set.push({ id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } });
  }
  return set;
}

const mapping = (words: NonNullable<Column['words']>): ValueMapping => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    Object.entries(words).map(([value, { text, color }], index) => [
      value,
      color === undefined ? { text, index } : { text, color, index },
    ]),
  ),
});

/** Without this, a cell of which nothing is known has the colour of the lowest threshold: red, or green. */
const unknown = (text: string): ValueMapping => ({
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.Null, result: { text, color: NEUTRAL, index: 100 } },
});

export interface SeriesPanel extends PanelBase {
  /** Range queries, with the name that each line gets. */
  readonly queries: Readonly<Record<string, { readonly expression: string; readonly legend: string }>>;
  readonly unit: string;
  readonly decimals?: number;
  /** Bars on top of each other, for counts that add up. */
  readonly stackedBars?: boolean;
  readonly max?: number;
  /** No point stands for less time than this. */
  readonly minInterval?: string;
  /** An account may owe. */
  readonly allowNegative?: boolean;
  readonly thresholds?: readonly Threshold[];
  /** Units and colours of lines whose name matches. */
  readonly overrides?: readonly {
    readonly pattern: string;
    readonly unit?: string;
    readonly color?: string;
  }[];
}

/**
 * Metrics are pushed once a minute by default. `$__rate_interval` is four times this; of a data source that says nothing
 * it is a minute, in which there is one sample, and no rate.
 */
const SLOWEST_REPORT = '1m';

/** Lines, or stacked bars, over time. */
export function series(options: SeriesPanel, context: PanelContext): TimeseriesPanelBuilder {
  const panel = new TimeseriesPanelBuilder()
    .title(options.title)
    .description(options.description)
    .noValue(options.noValue)
    .span(options.width)
    .height(options.height)
    .unit(options.unit)
    .links(links(options, context))
    .datasource(datasource(context))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .lineWidth(options.stackedBars === true ? 0 : 2)
    .fillOpacity(options.stackedBars === true ? 80 : 10)
    .drawStyle(options.stackedBars === true ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .showPoints(options.stackedBars === true ? VisibilityMode.Never : VisibilityMode.Auto)
    // A gap is said to be one: no line over the time in which nothing was reported.
    .spanNulls(false)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(options.stackedBars === true ? ['sum'] : ['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (options.stackedBars === true) {
    panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  }
  if (options.decimals !== undefined) panel.decimals(options.decimals);
  if (options.allowNegative !== true) panel.min(0);
  if (options.max !== undefined) panel.max(options.max);
  if (options.minInterval !== undefined) panel.interval(options.minInterval);
  if (options.thresholds !== undefined) panel.thresholds(thresholds(options.thresholds));
  for (const [refId, { expression, legend }] of Object.entries(options.queries)) {
    panel.withTarget(
      query(context, refId, expression)
        .range()
        .legendFormat(legend)
        .interval(options.minInterval ?? SLOWEST_REPORT),
    );
  }
  for (const { pattern, unit, color } of options.overrides ?? []) {
    const set: DynamicConfigValue[] = [];
    if (unit !== undefined) set.push({ id: 'unit', value: unit });
    if (color !== undefined) set.push({ id: 'color', value: { mode: 'fixed', fixedColor: color } });
    panel.overrideByRegexp(pattern, set);
  }
  return panel;
}

const query = (context: PanelContext, refId: string, expression: string): DataqueryBuilder =>
  new DataqueryBuilder().refId(refId).expr(expression).datasource(datasource(context));
