import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packPackages, type Tarballs } from './pack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where this run's projects lie: outside the repository, so that nothing of it can be resolved. */
    folder: string;
    tarballs: Tarballs;
  }
}

/** Packs once for all test files, and takes every project away in the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fuelgauge-published-')));
  project.provide('folder', folder);
  project.provide('tarballs', await packPackages(join(folder, 'tarballs')));
  return () => rm(folder, { recursive: true, force: true });
}
