import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages } from '../published/pack.ts';
import { type ColdImport, coldImport, type Format, type LoadedModule, loadedBy } from './cold-import.ts';
import { type InstalledSize, installedSize } from './installed-size.ts';
import { installed } from './lab.ts';
import { ourProject } from './our-project.ts';
import { OUR_PACKAGE, PEER_PACKAGES } from './packages.ts';
import { pairedDifferences, type Summary, shuffled, summarise } from './statistics.ts';
import { VERSIONS } from './versions.ts';

/** What one import adds to an application that imports `openai` too. */
export interface AddedImport {
  readonly milliseconds: Summary;
  /** Bytes. */
  readonly resident: Summary;
  readonly heap: Summary;
}

export interface PackageStartup {
  readonly name: string;
  readonly added: Readonly<Record<Format, AddedImport>>;
  /** What it loads without `openai`; undefined where it cannot be loaded without. */
  readonly loaded: Readonly<Record<Format, readonly LoadedModule[]>> | undefined;
  readonly size: InstalledSize;
}

export interface StartupMeasurement {
  /** Of `openai` alone, from an empty process on. */
  readonly openai: Readonly<Record<Format, Summary>>;
  readonly packages: readonly PackageStartup[];
}

/** `import '@fuelgauge/instrumentation/register'`: with it everything is on. */
export const ONE_LINE: string = `${OUR_PACKAGE}/register`;

interface Subject {
  readonly name: string;
  readonly module: string;
  /** With `openai` beside it, and without. */
  readonly folder: string;
  readonly alone: string;
}

const FORMATS: readonly Format[] = ['esm', 'cjs'];

/**
 * Packs and installs fuelgauge, and imports it and each peer in new processes, in turns.
 *
 * @throws {Error} when something cannot be packed, installed or imported.
 */
export async function measureStartup(rounds: number): Promise<StartupMeasurement> {
  const temporary = await mkdtemp(join(tmpdir(), 'fuelgauge-benchmarks-'));
  try {
    const subjects = await projects(temporary);
    const imports = await importInTurns(subjects, rounds);
    const packages: PackageStartup[] = [];
    for (const { name, module, alone } of subjects) {
      packages.push({
        name,
        added: Object.fromEntries(
          FORMATS.map((format) => [format, addedBy(imports[format][name]!, imports[format][ALONE]!)]),
        ) as Record<Format, AddedImport>,
        loaded: await loadedAlone(alone, module),
        size: await installedSize(alone, (each) =>
          name === ONE_LINE ? each.startsWith('@fuelgauge/') : each === name,
        ),
      });
    }
    const openai = Object.fromEntries(
      FORMATS.map((format) => [
        format,
        summarise(imports[format][ALONE]!.map(({ milliseconds }) => milliseconds)),
      ]),
    ) as Record<Format, Summary>;
    return { openai, packages };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Name of the import of `openai` that all others are compared with. */
const ALONE = 'openai';

async function projects(temporary: string): Promise<Subject[]> {
  const tarballs = await packPackages(join(temporary, 'tarballs'));
  const openai = { openai: VERSIONS.openai };
  const subjects: Subject[] = [
    {
      name: ONE_LINE,
      module: ONE_LINE,
      folder: await ourProject(join(temporary, 'with-openai'), tarballs, openai),
      alone: await ourProject(join(temporary, 'alone'), tarballs),
    },
  ];
  for (const name of PEER_PACKAGES) {
    const alone = await installed('alone', [name]);
    const folder = await installed('with-openai', ['openai', '@opentelemetry/api', name]);
    subjects.push({ name, module: name, folder, alone });
  }
  return subjects;
}

type Imports = Readonly<Record<Format, Readonly<Record<string, readonly ColdImport[]>>>>;

async function importInTurns(subjects: readonly Subject[], rounds: number): Promise<Imports> {
  const imports: Record<Format, Record<string, ColdImport[]>> = { esm: {}, cjs: {} };
  const jobs = FORMATS.flatMap((format) => [
    { format, name: ALONE, folder: subjects[0]!.folder, modules: ['openai'] },
    ...subjects.map(({ name, module, folder }) => ({ format, name, folder, modules: [module, 'openai'] })),
  ]);
  // Once for the file cache.
  for (const { folder, format, modules } of jobs) await coldImport(folder, format, modules);
  for (let round = 0; round < rounds; round++) {
    for (const { format, name, folder, modules } of shuffled(jobs)) {
      imports[format][name] ??= [];
      imports[format][name].push(await coldImport(folder, format, modules));
    }
  }
  return imports;
}

function addedBy(own: readonly ColdImport[], without: readonly ColdImport[]): AddedImport {
  const added = (of: (each: ColdImport) => number): Summary =>
    summarise(pairedDifferences(own.map(of), without.map(of)));
  return {
    milliseconds: added(({ milliseconds }) => milliseconds),
    resident: added(({ resident }) => resident),
    heap: added(({ heap }) => heap),
  };
}

async function loadedAlone(alone: string, module: string): Promise<PackageStartup['loaded']> {
  try {
    const [esm, cjs] = await Promise.all(FORMATS.map((format) => loadedBy(alone, format, [module])));
    return { esm: esm!, cjs: cjs! };
  } catch (error) {
    // OpenInference's imports `openai` and does not say so in its package.json.
    if (/ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|Cannot find (?:module|package)/.test(String(error)))
      return undefined;
    throw error;
  }
}
