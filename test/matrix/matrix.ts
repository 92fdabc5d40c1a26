import { rm } from 'node:fs/promises';
import type { Cell } from './cells.ts';
import { installProject, nodeBinary, type Workshop } from './install.ts';
import { Lanes } from './lanes.ts';
import { contractRun, type Observation, observe } from './observe.ts';
import { mainFile, writeContractFiles } from './project-files.ts';
import { absentIn, type Bench, type CellResult, runCell } from './run-cell.ts';

/** How many applications run at a time. */
const LANES = 2;

/**
 * Starts every cell, in order, a few at a time.
 *
 * @returns a promise for each, in the same order.
 */
export function startCells(workshop: Workshop, cells: readonly Cell[]): Promise<CellResult>[] {
  const lanes = new Lanes(LANES);
  const projects = new Map<string, Promise<string>>();
  const nodes = new Map<string, Promise<string>>();
  const alone = new Map<string, Promise<Observation>>();

  const keyOf = (cell: Cell): string => `openai-${cell.openai.range}-${cell.opentelemetry.name}`;
  const groups = [...new Set(cells.map(keyOf))];

  const projectOf = (cell: Cell): Promise<string> =>
    once(projects, keyOf(cell), async (name) => {
      const project = await installProject(workshop, name, {
        '@fuelgauge/instrumentation': '*',
        ...cell.opentelemetry.dependencies,
        openai: cell.openai.range,
      });
      await writeContractFiles(project);
      return project;
    });

  /** npm works on the next project while this one's cells run. */
  const installAhead = (cell: Cell): void => {
    const next = groups[groups.indexOf(keyOf(cell)) + 1];
    const first = cells.find((one) => keyOf(one) === next);
    // Whoever needs it meets the error.
    if (first !== undefined) projectOf(first).catch(() => {});
  };

  const results = cells.map((cell) =>
    lanes.run(async () => {
      const node = await once(nodes, cell.node, nodeBinary);
      const project = await projectOf(cell);
      installAhead(cell);
      const bench: Bench = {
        project,
        node,
        alone: (application) => {
          const file = mainFile({ ...application, first: 'nothing' });
          return once(alone, `${cell.openai.range} ${cell.node} ${file}`, () =>
            observe(node, [file], contractRun(project, absentIn(cell))),
          );
        },
      };
      return runCell(cell, bench);
    }),
  );
  for (const group of groups) {
    const its = results.filter((_, at) => keyOf(cells[at]!) === group);
    // Each is some 80 MB.
    void Promise.allSettled(its)
      .then(async () => rm(await projects.get(group)!, { recursive: true, force: true }))
      // One that was never installed has nothing to be removed.
      .catch(() => {});
  }
  return results;
}

function once<T>(made: Map<string, Promise<T>>, key: string, make: (key: string) => Promise<T>): Promise<T> {
  let value = made.get(key);
  if (value === undefined) {
    value = make(key);
    made.set(key, value);
  }
  return value;
}
