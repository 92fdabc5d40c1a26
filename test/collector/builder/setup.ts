import type { TestProject } from 'vitest/node';
import { type BuiltCollector, buildCollector } from './build.ts';
import { findGo } from './go.ts';
import { CURRENT, OLDER } from './releases.ts';

/** What tests can know about the Collectors that are there. */
export interface ProvidedCollectors {
  /** Why no test that needs a Collector can run; undefined when it can. */
  readonly missing?: string;
  /** Why a test that needs `genainormalizer` cannot run; undefined when it can. */
  readonly withoutNormalizer?: string;
  /** Path of the older release's program; undefined where only `FUELGAUGE_COLLECTOR` is there. */
  readonly older?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    collectors: ProvidedCollectors;
  }
}

/**
 * Builds the Collectors that the tests run, before the first of them. Where Go is missing the tests are skipped by
 * name, and in CI the run fails.
 */
export default async function setup(project: TestProject): Promise<void> {
  const go = findGo();
  if ('problem' in go) {
    if (process.env.FUELGAUGE_COLLECTOR) return project.provide('collectors', named());
    if (process.env.CI) throw new Error(`The Collector tests cannot run in CI. ${go.problem}`);
    console.warn(`\nTests that need a real Collector are skipped. ${go.problem}\n`);
    return project.provide('collectors', { missing: go.problem });
  }
  const older = await built(OLDER);
  if (process.env.FUELGAUGE_COLLECTOR) {
    return project.provide('collectors', { ...named(), older: older.path });
  }
  const current = await built(CURRENT);
  if (current.withoutNormalizer !== undefined) {
    console.warn(`\nTests about genainormalizer are skipped: ${current.withoutNormalizer}\n`);
  }
  project.provide('collectors', {
    older: older.path,
    ...(current.withoutNormalizer === undefined ? {} : { withoutNormalizer: current.withoutNormalizer }),
  });
}

/** Somebody's own Collector is a contrib one, or one that has as much. */
function named(): ProvidedCollectors {
  return { withoutNormalizer: 'FUELGAUGE_COLLECTOR is set: what is in it is not known' };
}

async function built(release: typeof CURRENT): Promise<BuiltCollector> {
  const collector = await buildCollector(release);
  if (!collector.fromCache) {
    console.log(`\nBuilt Collector ${release.version} in ${collector.seconds} s, ${collector.bytes} bytes\n`);
  }
  return collector;
}
