/**
 * `pnpm size [--json] [--write]`: what each package weighs, packed, unpacked, installed in an empty folder, and what of
 * it its first line loads, against `budget.json`. Exit code 1 when anything is over. `--write` makes the budget anew
 * from the figures of today, with headroom.
 */
import { glob, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npm } from '../published/npm.ts';
import { packPackages, type Tarballs } from '../published/pack.ts';
import budget from './budget.json' with { type: 'json' };
import { budgetFor, HEADROOM, MEASURES, overBudget, type Size } from './budget.ts';
import { type LoadedModule, modulesLoadedBy, packagesOf } from './loaded-modules.ts';
import { type Manifest, publishedPackages, specifiersOf } from './manifests.ts';
import { unpack } from './tarball.ts';

interface Measured extends Size {
  /** What the first line loads besides our own packages: name → bytes. */
  readonly loadedOfOthers: Readonly<Record<string, number>>;
}

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const folder = await realpath(await mkdtemp(join(tmpdir(), 'fuelgauge-size-')));
try {
  const tarballs = await packPackages(join(folder, 'tarballs'));
  const sizes: Record<string, Measured> = {};
  for (const { manifest } of publishedPackages()) sizes[manifest.name] = await measure(manifest, tarballs);

  if (values.write) {
    const limits = Object.entries(sizes).map(([name, size]) => [name, budgetFor(size)] as const);
    const text = `${JSON.stringify(Object.fromEntries(limits), null, 2)}\n`;
    await writeFile(new URL('./budget.json', import.meta.url), text);
  }
  const over = values.write ? [] : overBudget(sizes, budget);
  console.log(values.json ? JSON.stringify({ sizes, budget, over }, null, 2) : report(sizes, over));
  if (over.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(manifest: Manifest, tarballs: Tarballs): Promise<Measured> {
  const { name } = manifest;
  const tarball = tarballs[name]!;
  const { bytes: unpacked } = await unpack(tarball, folder);
  const project = join(folder, `project-${name.replace('/', '-')}`);
  const { packages, bytes: installed } = await install(project, name, tarballs);
  const modules = await firstLine(project, manifest);
  const own = modules.filter(({ packageName }) => packageName?.startsWith('@fuelgauge/'));
  const others = packagesOf(modules).filter((other) => !other.startsWith('@fuelgauge/'));
  return {
    packed: (await stat(tarball)).size,
    unpacked,
    installedPackages: packages,
    installed,
    loadedModules: own.length,
    loaded: total(own),
    loadedOfOthers: Object.fromEntries(
      others.map((other) => [other, total(modules.filter(({ packageName }) => packageName === other))]),
    ),
  };
}

function total(modules: readonly LoadedModule[]): number {
  return modules.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** `npm install` of one package in an empty folder, with what it depends on. */
async function install(
  project: string,
  name: string,
  tarballs: Tarballs,
): Promise<{ readonly packages: number; readonly bytes: number }> {
  await mkdir(project);
  const files = Object.entries(tarballs).map(([one, path]) => [one, `file:${path}`] as const);
  const manifest = {
    name: 'empty',
    version: '1.0.0',
    private: true,
    dependencies: { [name]: `file:${tarballs[name]}` },
    overrides: Object.fromEntries(files.filter(([one]) => one !== name)),
  };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await npm(project, ['install']);
  const { stdout } = await npm(project, ['query', '*']);
  const packages = (JSON.parse(stdout) as readonly { readonly location: string }[]).filter(
    ({ location }) => location !== '',
  ).length;
  let bytes = 0;
  for await (const path of glob('node_modules/**', { cwd: project })) {
    const found = await stat(join(project, path));
    if (found.isFile() && !path.includes('/.bin/') && !path.endsWith('.package-lock.json'))
      bytes += found.size;
  }
  return { packages, bytes };
}

/** `import '<package>/register'` where there is one, else of the package. */
async function firstLine(project: string, manifest: Manifest): Promise<LoadedModule[]> {
  const specifiers = specifiersOf(manifest);
  const line = specifiers.find((one) => one.endsWith('/register')) ?? manifest.name;
  await writeFile(join(project, 'first-line.mjs'), `import '${line}';\n`);
  return modulesLoadedBy(project, 'first-line.mjs');
}

function report(sizes: Readonly<Record<string, Measured>>, over: readonly string[]): string {
  const rows = Object.entries(sizes).map(([name, size]) => [
    name.replace('@fuelgauge/', ''),
    ...MEASURES.map((one) =>
      one.endsWith('Packages') || one.endsWith('Modules') ? String(size[one]) : kB(size[one]),
    ),
    Object.entries(size.loadedOfOthers)
      .map(([other, bytes]) => `${other} ${kB(bytes)}`)
      .join(', '),
  ]);
  const head = [
    'package',
    'packed',
    'unpacked',
    'packages',
    'installed',
    'modules',
    'loaded',
    'loaded of others, by the first line',
  ];
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]!.length)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, at) => (at === 0 || at === 7 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  '),
  );
  const verdict =
    over.length === 0
      ? `size: ${rows.length} packages, all within budget (figures of the day it was written + ${HEADROOM * 100} %)`
      : `size: ${over.length} over budget\n${over.map((line) => `  ${line}`).join('\n')}`;
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n${verdict}`;
}

function kB(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
