/**
 * The matrix without a test runner: `node test/matrix/run.ts [--json] [words that the names of cells must have]`.
 * It exits with 1 when a check is broken or a documented limit no longer holds.
 */
import { CELLS, nameOf } from './cells.ts';
import { closeWorkshop, openWorkshop } from './install.ts';
import { startCells } from './matrix.ts';
import { tableOf } from './table.ts';

const words = process.argv.slice(2).filter((word) => word !== '--json');
const cells = CELLS.filter((cell) => words.every((word) => nameOf(cell).includes(word)));
if (cells.length === 0) {
  process.stderr.write(
    `No cell has ${words.join(' and ')} in its name, which is like:\n${nameOf(CELLS[0]!)}\n`,
  );
  process.exit(2);
}
const workshop = await openWorkshop();
try {
  const results = await Promise.all(startCells(workshop, cells));
  const asJson = process.argv.includes('--json');
  process.stdout.write(`${asJson ? JSON.stringify(results, null, 2) : tableOf(results)}\n`);
  const checks = results.flatMap((result) => result.checks);
  const isWrong = checks.some((one) => one.result === 'broken' || (one.result === 'limit' && !one.holds));
  process.exitCode = isWrong ? 1 : 0;
} finally {
  await closeWorkshop(workshop);
}
