import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cacheFolder, collectorBinary, releaseFolder } from './cache.ts';
import { findGo, isNewEnough } from './go.ts';
import { goMod, manifest } from './manifest.ts';
import { CURRENT, GENAI_NORMALIZER, OLDER } from './releases.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelgauge-builder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([
  [{ FUELGAUGE_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
  [{ XDG_CACHE_HOME: '/b' }, '/b/fuelgauge'],
])('The cache is where %j says', (env, expected) => {
  expect(cacheFolder(env)).toBe(expected);
});

it('Another version or other checksums are another folder', () => {
  const folders = [CURRENT, OLDER, { ...CURRENT, goSum: [] }].map((release) => releaseFolder(release));
  expect(new Set(folders).size).toBe(3);
});

it('Every module of the manifest is required at the same version', () => {
  const modules = [...manifest(CURRENT, true).matchAll(/gomod: (.*)/g)].map(([, module]) => module);
  expect(modules.filter((module) => !goMod(CURRENT, true).includes(`\t${module}\n`))).toEqual([]);
});

it('The normalizer is in a manifest only where it can be had', () => {
  expect(manifest(CURRENT, false)).not.toContain(GENAI_NORMALIZER);
});

it('Where Go is absent it says what to get and where to put it', () => {
  expect(findGo({ PATH: folder }, [])).toEqual({
    problem:
      'Go is not here. Get Go 1.26 or later from https://go.dev/dl and have `go` in PATH or in /usr/local/go/bin.',
  });
});

it('A Go that is too old is named with its version', async () => {
  await writeFile(join(folder, 'go'), '#!/bin/sh\necho go1.19.8\necho local\n', { mode: 0o755 });
  expect(findGo({ PATH: `${folder}:/usr/bin:/bin` }, [])).toMatchObject({
    problem: expect.stringContaining('is go1.19.8, too old'),
  });
});

it('An old Go that fetches newer ones by itself will do', async () => {
  await writeFile(join(folder, 'go'), '#!/bin/sh\necho go1.21.0\necho auto\n', { mode: 0o755 });
  expect(findGo({ PATH: `${folder}:/usr/bin:/bin` }, [])).toMatchObject({ version: 'go1.21.0' });
});

it.each([
  ['go1.25.9', false],
  ['go1.26.0', true],
  ['go1.26.8', true],
  ['go1.27rc1', true],
  ['devel go1.28-abc', true],
  ['go2.0', true],
])('%s is new enough: %j', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

it('A FUELGAUGE_COLLECTOR that is not there is named', () => {
  const before = process.env.FUELGAUGE_COLLECTOR;
  process.env.FUELGAUGE_COLLECTOR = join(folder, 'none');
  try {
    expect(() => collectorBinary()).toThrow(`FUELGAUGE_COLLECTOR names ${join(folder, 'none')}`);
  } finally {
    if (before === undefined) delete process.env.FUELGAUGE_COLLECTOR;
    else process.env.FUELGAUGE_COLLECTOR = before;
  }
});
