import type { LoadedModule } from './cold-import.ts';
import { scaled } from './comparison.ts';
import { spread } from './format.ts';
import { ONE_LINE, type StartupMeasurement } from './measure-startup.ts';
import { table } from './table.ts';

/** From how many bytes on a module that the one line loads is named. */
const LARGE = 20_000;
const MB = 1 / 1e6;

export function reportStartup({ openai, packages }: StartupMeasurement): string {
  const ours = packages.find(({ name }) => name === ONE_LINE)!;
  const loaded = ours.loaded!.esm;
  return [
    '### Import and memory',
    '',
    `Each in new processes, in turns, followed by \`openai\`; what it takes more than \`openai\` alone ` +
      `(${openai.esm.median.toFixed(0)} ms by import, ${openai.cjs.median.toFixed(0)} ms by require), median ` +
      `(quartiles) of ${openai.esm.samples}. The peers' import turns nothing on yet.`,
    '',
    table(
      ['import', '+ms by import', '+ms by require', '+MB resident', '+MB heap', 'modules', 'kB of them'],
      packages.map(({ name, added, loaded: modules }) => [
        name,
        spread(added.esm.milliseconds, 0),
        spread(added.cjs.milliseconds, 0),
        spread(scaled(added.esm.resident, MB), 1),
        spread(scaled(added.esm.heap, MB), 1),
        modules === undefined ? 'needs openai' : String(modules.esm.length),
        modules === undefined ? '' : kilobytes(modules.esm),
      ]),
    ),
    '',
    `Modules of ${LARGE / 1000} kB and more that \`import '${ONE_LINE}'\` loads, of ${loaded.length} modules with ` +
      `${kilobytes(loaded)} kB:`,
    '',
    table(
      ['module', 'kB'],
      loaded
        .filter(({ bytes }) => bytes >= LARGE)
        .map(({ path, bytes }) => [path, (bytes / 1000).toFixed(0)]),
    ),
    '',
    '### Installed size',
    '',
    'What npm puts into an empty folder, `openai` not among it:',
    '',
    table(
      ['package', 'packages', 'MB', 'MB of its own'],
      packages.map(({ name, size }) => [
        name === ONE_LINE ? '@fuelgauge/instrumentation' : name,
        String(size.packages),
        (size.total * MB).toFixed(1),
        (size.own * MB).toFixed(2),
      ]),
    ),
  ].join('\n');
}

function kilobytes(modules: readonly LoadedModule[]): string {
  return (modules.reduce((sum, { bytes }) => sum + bytes, 0) / 1000).toFixed(0);
}
