import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CELLS, nameOf } from './cells.ts';
import { CHECKS, limitOf, missingIn } from './contract.ts';
import { closeWorkshop, openWorkshop, type Workshop } from './install.ts';
import { startCells } from './matrix.ts';
import type { CellResult } from './run-cell.ts';
import { tableOf } from './table.ts';

/** For the first cell of a project, which is installed first. */
const PATIENCE_MS = 300_000;

let workshop: Workshop;
let results: Promise<CellResult>[];
beforeAll(async () => {
  workshop = await openWorkshop();
  results = startCells(workshop, CELLS);
});
afterAll(async () => {
  // A cell whose project cannot be installed fails its tests with what npm says.
  const all = (await Promise.allSettled(results)).flatMap((one) =>
    one.status === 'fulfilled' ? [one.value] : [],
  );
  console.log(tableOf(all));
  const file = process.env.FUELGAUGE_MATRIX_JSON;
  if (file) await writeFile(file, JSON.stringify(all, null, 2));
  await closeWorkshop(workshop);
}, PATIENCE_MS);

describe.each(CELLS.map((cell, at) => ({ name: nameOf(cell), cell, at })))('$name', ({ cell, at }) => {
  for (const check of CHECKS) {
    const missing = missingIn(cell, check);
    const limit = limitOf(cell, check);
    if (missing !== undefined) {
      test.skip(`${check.says} (${missing})`, () => {});
    } else if (limit !== undefined) {
      test.skip(`${check.says} (limit: ${limit})`, () => {});
    } else {
      test(
        check.says,
        async (context) => {
          const { excluded, checks } = await results[at]!;
          // Known only of what npm has installed.
          if (excluded !== undefined) context.skip(excluded);
          const found = checks.find((one) => one.check === check.id);
          expect(found?.result, found?.result === 'broken' ? found.because : undefined).toBe('kept');
        },
        PATIENCE_MS,
      );
    }
  }
});

describe('what this matrix leaves out', () => {
  const limited = CELLS.flatMap((cell, at) =>
    CHECKS.filter((check) => limitOf(cell, check) !== undefined).map((check) => ({
      name: nameOf(cell),
      at,
      check,
    })),
  );

  test.each(limited)(
    '$name: the documented limit still holds, else strike it out',
    async ({ at, check }) => {
      const { checks } = await results[at]!;
      expect(checks.find((one) => one.check === check.id)).toMatchObject({ result: 'limit', holds: true });
    },
    PATIENCE_MS,
  );
});
