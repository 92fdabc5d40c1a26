import { existsSync, readFileSync } from 'node:fs';
import { glob, mkdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { runProcess } from '../published/process.ts';
import { type Manifest, manifestIn, ROOT } from './manifests.ts';

/** Where this project says it lives; npm's provenance compares it with the repository of the workflow. */
export const REPOSITORY = 'https://github.com/fuelgauge/fuelgauge';

/** A tarball, unpacked. */
export interface Unpacked {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Paths with slashes, sorted. */
  readonly files: readonly string[];
  /** Of the files in it, together. */
  readonly bytes: number;
}

/** @throws {Error} when it cannot be unpacked. */
export async function unpack(tarball: string, into: string): Promise<Unpacked> {
  const parent = join(into, basename(tarball, '.tgz'));
  await mkdir(parent, { recursive: true });
  await runProcess('tar', ['-xzf', tarball, '-C', parent], { cwd: into });
  const folder = join(parent, 'package');
  const files: string[] = [];
  let bytes = 0;
  for await (const path of glob('**', { cwd: folder })) {
    const found = await stat(join(folder, path));
    if (!found.isFile()) continue;
    files.push(path.split(sep).join('/'));
    bytes += found.size;
  }
  return { folder, manifest: manifestIn(folder), files: files.sort(), bytes };
}

/** What npm always takes along, and what stands in `files`. */
export function fileProblems({ manifest, files, folder }: Unpacked): string[] {
  const problems: string[] = [];
  const wanted = ['package.json', 'README.md', 'LICENSE'];
  for (const file of wanted) if (!files.includes(file)) problems.push(`${file} is missing`);
  const listed = manifest.files ?? [];
  for (const file of files) {
    const intended = listed.some((entry) => file === entry || file.startsWith(`${entry}/`));
    if (!intended && !wanted.includes(file)) problems.push(`${file} is not meant to be published`);
    if (
      file.startsWith('dist/') &&
      !/(?:\.(?:mjs|cjs|d\.mts|d\.cts|map)|THIRD-PARTY-LICENSES\.txt)$/.test(file)
    ) {
      problems.push(`${file} is no product of the build`);
    }
    if (/(?:^|\/)(?:test|tests|fixtures|node_modules)\/|\.(?:test|spec|bench)\.|(?:^|\/)\./.test(file)) {
      problems.push(`${file} belongs to the tests or to the tools`);
    }
  }
  if (files.includes('LICENSE')) {
    const same =
      readFileSync(join(folder, 'LICENSE'), 'utf8') === readFileSync(join(ROOT, 'LICENSE'), 'utf8');
    if (!same) problems.push('LICENSE is not that of the repository');
  }
  return problems;
}

/** What a registry, npm's provenance and a user need in package.json. */
export function manifestProblems({ manifest, files }: Unpacked, source: string): string[] {
  const problems: string[] = [];
  const expect = (name: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) problems.push(`${name} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  };
  expect('license', manifest.license, 'Apache-2.0');
  expect('repository.type', manifest.repository?.type, 'git');
  expect('repository.url', manifest.repository?.url, `git+${REPOSITORY}.git`);
  expect('repository.directory', manifest.repository?.directory, source);
  expect('homepage', manifest.homepage, `${REPOSITORY}/tree/main/${source}#readme`);
  expect('bugs', manifest.bugs, `${REPOSITORY}/issues`);
  expect('publishConfig.access', manifest.publishConfig?.access, 'public');
  expect('publishConfig.provenance', manifest.publishConfig?.provenance, true);
  expect('engines.node', manifest.engines?.node, manifestIn(ROOT).engines?.node);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
    if (manifest.scripts?.[script] !== undefined) problems.push(`scripts.${script} would run at the user's`);
  }
  for (const group of ['dependencies', 'peerDependencies', 'optionalDependencies'] as const) {
    for (const [name, range] of Object.entries(manifest[group] ?? {})) {
      if (/^(?:workspace|link|file|catalog|portal|patch):/.test(range)) {
        problems.push(`${group}.${name} is ${range}: nobody outside the repository can resolve it`);
      } else if (name.startsWith('@fuelgauge/') && range !== manifest.version) {
        problems.push(
          `${group}.${name} is ${range}, not exactly ${manifest.version}: versions are kept in step`,
        );
      }
    }
  }
  for (const target of targetsOf(manifest)) {
    const path = target.replace(/^\.\//, '');
    const there = path.endsWith('/*')
      ? files.some((file) => file.startsWith(path.slice(0, -1)))
      : files.includes(path);
    if (!there) problems.push(`package.json names ${target}, which is not in the tarball`);
  }
  return problems;
}

/** Every path that package.json promises. */
function targetsOf({ main, module, types, bin, exports }: Manifest): string[] {
  const deep = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(deep)
        : [];
  return [main, module, types].filter((path) => path !== undefined).concat(deep(bin), deep(exports));
}

/** A path of the machine that built it. */
const MACHINE_PATHS: readonly RegExp[] = [
  /(?:file:\/\/)?\/(?:home|Users)\/(?!me\/|you\/|user\/)[\w.-]+\//,
  /\b[A-Z]:\\Users\\/,
  ...[ROOT, homedir()].filter((path) => path.length > 5).map((path) => new RegExp(escaped(path))),
];

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** What stands in the files: paths of a machine, commands without their first line, source maps of nothing. */
export async function contentProblems(unpacked: Unpacked): Promise<string[]> {
  const { folder, files, manifest } = unpacked;
  const problems: string[] = [];
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8');
    const path = MACHINE_PATHS.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined);
    if (path !== undefined) problems.push(`${file} holds a path of a machine: ${path}`);
    if (file.endsWith('.map')) problems.push(...mapProblems(file, text));
    const map = /^\/\/# sourceMappingURL=(?!data:)(.*)$/m.exec(text)?.[1];
    if (map !== undefined && !existsSync(join(folder, dirname(file), map))) {
      problems.push(`${file} names a source map ${map}, which is not in the tarball`);
    }
  }
  for (const [name, path] of Object.entries(manifest.bin ?? {})) {
    const first = (await readFile(join(folder, path), 'utf8')).split('\n', 1)[0];
    if (first !== '#!/usr/bin/env node') problems.push(`the command ${name} begins with ${first}`);
  }
  return problems;
}

/** The sources are not in the tarball, so their text must be in the map. */
function mapProblems(file: string, text: string): string[] {
  const { sources, sourcesContent = [] } = JSON.parse(text) as {
    sources: readonly string[];
    sourcesContent?: readonly (string | null)[];
  };
  return sources.flatMap((source, at) => [
    ...(typeof sourcesContent[at] === 'string' ? [] : [`${file} points to ${source}, whose text it lacks`]),
    ...(/^\.\.?\//.test(source) ? [] : [`${file} points to ${source}, which is no relative path`]),
  ]);
}
