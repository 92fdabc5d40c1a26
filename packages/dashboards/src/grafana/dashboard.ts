/** What both dashboards have: variables, links, time range, ids. */
import {
  CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { matcher } from '../rules/names.ts';
import type { VARIABLES, Words } from './words.ts';

/** On every dashboard of ours; each links to the others that have it. */
const TAG = 'fuelgauge';

export interface DashboardHead {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Which of the variables its panels read. */
  readonly variables: readonly (typeof VARIABLES)[number][];
}

export function dashboard(
  { uid, title, description, variables }: DashboardHead,
  words: Words,
): DashboardBuilder {
  const board = new DashboardBuilder(title)
    .uid(uid)
    .id(null)
    .description(description)
    .tags([TAG, 'llm'])
    .timezone('browser')
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .withVariable(
      new DatasourceVariableBuilder(words.options.datasourceVariable).label('Data source').type('prometheus'),
    )
    .link(
      new DashboardLinkBuilder('Other dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .keepTime(true)
        .includeVars(true)
        .asDropdown(false),
    );
  for (const name of variables) board.withVariable(labelVariable(name, words));
  return board;
}

/** A variable with the values of one label, over all metrics of ours that carry it; of the chosen providers alone. */
function labelVariable(name: (typeof VARIABLES)[number], words: Words): QueryVariableBuilder {
  const { job, datasourceVariable } = words.options;
  const names = `__name__=~"${words.carriers(name).join('|')}"`;
  const matchers = [
    names,
    ...(job === undefined ? [] : [matcher('job', '=~', job)]),
    ...(name === 'provider' ? [] : [`${words.label.provider}=~"$provider"`]),
  ];
  const definition = `label_values({${matchers.join(', ')}}, ${words.label[name]})`;
  return (
    new QueryVariableBuilder(name)
      .label(name.charAt(0).toUpperCase() + name.slice(1))
      .datasource({ type: 'prometheus', uid: `\${${datasourceVariable}}` })
      .query({ qryType: 1, query: definition, refId: `label-${name}` })
      .definition(definition)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.NaturalAsc)
      .multi(true)
      .includeAll(true)
      // Not the list of all values: `.*` also matches the series that lack the label.
      .allValue('.*')
      .current({ selected: true, text: ['All'], value: ['$__all'] })
  );
}

/** By what spend is grouped: the variable's value is a label. */
export function groupingVariable({ label }: Words): CustomVariableBuilder {
  const choices = [
    ['Provider', label.provider],
    ['Model', label.model],
    ['Account', label.account],
  ] as const;
  return new CustomVariableBuilder('by')
    .label('Spend by')
    .values(choices.map(([text, value]) => `${text} : ${value}`).join(', '))
    .options(choices.map(([text, value], index) => ({ text, value, selected: index === 0 })))
    .current({ selected: true, text: choices[0][0], value: choices[0][1] });
}

/** Numbers the panels, rows and what they hold, in reading order: the SDK leaves ids out. */
export function numbered(board: Dashboard): Dashboard {
  let id = 0;
  const number = <T extends { id?: number }>(panel: T): T => {
    id += 1;
    return { ...panel, id };
  };
  return {
    ...board,
    panels: (board.panels ?? []).map((panel) => {
      const copy = number(panel);
      return 'panels' in copy ? { ...copy, panels: copy.panels.map(number) } : copy;
    }),
  };
}
