import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboardQueries } from './dashboard-queries.ts';

const variables = [
  { name: 'datasource', type: 'datasource', current: { value: 'x' } },
  { name: 'account', type: 'query', allValue: '.*', current: { value: ['$__all'] } },
  { name: 'by', type: 'custom', current: { value: 'model' } },
];

const dashboard = (expr: string): object => ({
  panels: [
    { title: 'Now', targets: [{ refId: 'A', expr: 'a{b=~"$account"}', instant: true }] },
    { title: 'Row', panels: [{ title: 'Below', targets: [{ refId: 'B', expr }] }] },
    { title: 'Text' },
  ],
  templating: { list: variables },
  annotations: { list: [{ name: 'Top-ups', expr: 'increase(c[$__interval])' }, { name: 'none' }] },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelgauge-dashboards-'));
});
afterAll(() => rm(folder, { recursive: true }));

const queriesOf = async (expr: string): ReturnType<typeof dashboardQueries> => {
  await writeFile(join(folder, 'one.json'), JSON.stringify(dashboard(expr)));
  return dashboardQueries(folder, 15);
};

it('finds the queries of panels, of collapsed rows and of annotations, with the variables’ values', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's way to write a variable
  expect(await queriesOf('sum by ($by) (rate(d{e=~"${account:regex}"}[$__rate_interval]))')).toEqual([
    { name: 'one.json, Now, A', expression: 'a{b=~".*"}', kind: 'instant' },
    { name: 'one.json, Below, B', expression: 'sum by (model) (rate(d{e=~".*"}[60s]))', kind: 'range' },
    { name: 'one.json, annotation Top-ups', expression: 'increase(c[15s])', kind: 'range' },
  ]);
});

it('refuses a variable that the dashboard does not have', async () => {
  await expect(queriesOf('a{b="$nobody"}')).rejects.toThrow(/there is no variable \$nobody/);
});
