import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Manifest, manifestIn, ROOT } from './manifests.ts';
import { inDependencyOrder } from './order.ts';
import { contentProblems, fileProblems, manifestProblems, REPOSITORY, type Unpacked } from './tarball.ts';

const SOURCE = 'packages/gauge';
const MANIFEST: Manifest = {
  name: '@fuelgauge/gauge',
  version: '1.0.0',
  license: 'Apache-2.0',
  homepage: `${REPOSITORY}/tree/main/${SOURCE}#readme`,
  bugs: `${REPOSITORY}/issues`,
  repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: SOURCE },
  publishConfig: { access: 'public', provenance: true },
  engines: manifestIn(ROOT).engines ?? {},
  files: ['dist'],
  exports: { '.': { import: './dist/index.mjs' } },
  bin: { gauge: './dist/cli.mjs' },
  dependencies: { '@fuelgauge/semconv': '1.0.0', yaml: '^2.0.0' },
};
const MAP = '{"sources":["../src/index.ts"],"sourcesContent":["export {};"]}';

let folder: string;
let files: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelgauge-tarball-'));
  files = {
    'package.json': '{}',
    'README.md': '# gauge',
    LICENSE: await readFile(join(ROOT, 'LICENSE'), 'utf8'),
    'dist/index.mjs': 'export {};\n//# sourceMappingURL=index.mjs.map\n',
    'dist/index.mjs.map': MAP,
    'dist/cli.mjs': '#!/usr/bin/env node\n',
  };
});
afterEach(() => rm(folder, { recursive: true }));

/** As if it had been packed with `changes`; undefined takes a file away. */
async function packed(
  changes: Readonly<Record<string, string | undefined>>,
  manifest: Partial<Manifest> = {},
): Promise<Unpacked> {
  const all = Object.entries({ ...files, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  for (const [path, text] of all) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return { folder, manifest: { ...MANIFEST, ...manifest }, files: all.map(([path]) => path), bytes: 0 };
}

test('a tarball as it should be has no problem', async () => {
  const good = await packed({});
  expect([
    ...fileProblems(good),
    ...manifestProblems(good, SOURCE),
    ...(await contentProblems(good)),
  ]).toEqual([]);
});

describe('of its files, a problem is', () => {
  test.each([
    ['a missing README', { 'README.md': undefined }, 'README.md is missing'],
    ['another licence', { LICENSE: 'MIT' }, 'LICENSE is not that of the repository'],
    ['a file that nobody listed', { 'src.mjs': '' }, 'src.mjs is not meant to be published'],
    [
      'a file that the build does not make',
      { 'dist/notes.md': '' },
      'dist/notes.md is no product of the build',
    ],
    ['a test', { 'dist/index.test.mjs': '' }, 'dist/index.test.mjs belongs to the tests or to the tools'],
  ])('%s', async (_, changes, said) => {
    expect(fileProblems(await packed(changes))).toEqual([said]);
  });
});

describe('of its package.json, a problem is', () => {
  const cases: readonly (readonly [why: string, manifest: Partial<Manifest>, said: string])[] = [
    [
      'a range of the workspace',
      { dependencies: { yaml: 'workspace:*' } },
      'dependencies.yaml is workspace:*: nobody outside the repository can resolve it',
    ],
    [
      'a range of an own package',
      { dependencies: { '@fuelgauge/semconv': '^1.0.0' } },
      'dependencies.@fuelgauge/semconv is ^1.0.0, not exactly 1.0.0: versions are kept in step',
    ],
    [
      'restricted access',
      { publishConfig: { provenance: true } },
      'publishConfig.access is undefined, not "public"',
    ],
    [
      'another folder of the repository',
      { repository: { ...MANIFEST.repository, directory: 'packages/other' } },
      'repository.directory is "packages/other", not "packages/gauge"',
    ],
    [
      'a script at install',
      { scripts: { postinstall: 'node x' } },
      "scripts.postinstall would run at the user's",
    ],
    [
      'an export of nothing',
      { exports: { '.': './dist/gone.mjs' } },
      'package.json names ./dist/gone.mjs, which is not in the tarball',
    ],
  ];
  test.each(cases)('%s', async (_, manifest, said) => {
    expect(manifestProblems(await packed({}, manifest), SOURCE)).toEqual([said]);
  });
});

describe('of what stands in its files, a problem is', () => {
  test.each([
    [
      'a source map that is not there',
      { 'dist/index.mjs.map': undefined },
      'dist/index.mjs names a source map index.mjs.map, which is not in the tarball',
    ],
    [
      'a source map without the text of its source',
      { 'dist/index.mjs.map': '{"sources":["../src/index.ts"]}' },
      'dist/index.mjs.map points to ../src/index.ts, whose text it lacks',
    ],
    [
      'a path of a machine',
      { 'README.md': 'See /home/somebody/gauge/README.md' },
      'README.md holds a path of a machine: /home/somebody/',
    ],
    [
      'a command without its first line',
      { 'dist/cli.mjs': 'export {};' },
      'the command gauge begins with export {};',
    ],
  ])('%s', async (_, changes, said) => {
    expect(await contentProblems(await packed(changes))).toEqual([said]);
  });
});

describe('packages are published', () => {
  const named = (name: string, ...needs: readonly string[]): Manifest => ({
    name,
    version: '1.0.0',
    dependencies: Object.fromEntries(needs.map((need) => [need, '1.0.0'])),
  });

  test('after what they depend on', () => {
    expect(inDependencyOrder([named('app', 'lib'), named('lib', 'base', 'yaml'), named('base')])).toEqual([
      'base',
      'lib',
      'app',
    ]);
  });

  test('not at all where they depend on each other in a circle', () => {
    expect(() => inDependencyOrder([named('a', 'b'), named('b', 'a')])).toThrow(
      'a circle of dependencies: a, b',
    );
  });
});
