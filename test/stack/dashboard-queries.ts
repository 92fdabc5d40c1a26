/** The queries of the checked-in dashboards, as Grafana would ask them with every variable at its default. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DashboardQuery {
  /** `money.json, Accounts, A`. */
  readonly name: string;
  readonly expression: string;
  readonly kind: 'instant' | 'range';
}

interface Target {
  readonly refId?: string;
  readonly expr?: string;
  readonly instant?: boolean;
}

interface Panel {
  readonly title?: string;
  readonly targets?: readonly Target[];
  /** Of a collapsed row. */
  readonly panels?: readonly Panel[];
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly allValue?: string;
  readonly current?: { readonly value?: string | readonly string[] };
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating?: { readonly list?: readonly Variable[] };
  readonly annotations?: {
    readonly list?: readonly { readonly name: string; readonly expr?: string }[];
  };
}

/** Of each dashboard in the folder, each query of its panels and annotations. */
export async function dashboardQueries(
  folder: string,
  stepSeconds: number,
): Promise<readonly DashboardQuery[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  const all = await Promise.all(
    files.map(async (file) => {
      const dashboard = JSON.parse(await readFile(join(folder, file), 'utf8')) as Dashboard;
      const values = valuesOf(dashboard, stepSeconds);
      return queriesOf(dashboard).map(({ name, expression, kind }) => ({
        name: `${file}, ${name}`,
        expression: substituted(expression, values),
        kind,
      }));
    }),
  );
  return all.flat();
}

function queriesOf({ panels, annotations }: Dashboard): DashboardQuery[] {
  const flat = (all: readonly Panel[]): Panel[] =>
    all.flatMap((panel) => [panel, ...flat(panel.panels ?? [])]);
  return [
    ...flat(panels).flatMap(({ title, targets = [] }) =>
      targets.flatMap(({ refId, expr, instant }): DashboardQuery[] =>
        expr === undefined
          ? []
          : [{ name: `${title}, ${refId}`, expression: expr, kind: instant ? 'instant' : 'range' }],
      ),
    ),
    ...(annotations?.list ?? []).flatMap(({ name, expr }): DashboardQuery[] =>
      expr === undefined ? [] : [{ name: `annotation ${name}`, expression: expr, kind: 'range' }],
    ),
  ];
}

/** https://grafana.com/docs/grafana/latest/visualizations/dashboards/variables/add-template-variables/#global-variables */
function valuesOf({ templating }: Dashboard, stepSeconds: number): ReadonlyMap<string, string> {
  return new Map([
    ['__interval', `${stepSeconds}s`],
    // At least four scrapes of a server that scrapes every 15 s.
    ['__rate_interval', `${Math.max(60, stepSeconds + 15)}s`],
    ['__range', '3600s'],
    ...(templating?.list ?? [])
      .filter(({ type }) => type !== 'datasource')
      .map(({ name, allValue, current }): [string, string] => {
        const [value] = [current?.value ?? ''].flat();
        return [name, value === '$__all' ? (allValue ?? '.*') : (value ?? '')];
      }),
  ]);
}

/** @throws {Error} where the expression names a variable that the dashboard does not have. */
const substituted = (expression: string, values: ReadonlyMap<string, string>): string =>
  expression.replace(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const name = (braced ?? bare)!;
    const value = values.get(name);
    if (value === undefined) throw new Error(`there is no variable $${name}: ${expression}`);
    return value;
  });
