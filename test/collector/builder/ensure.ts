import { buildCollector } from './build.ts';
import { collectorBinary } from './cache.ts';
import { type CollectorRelease, CURRENT } from './releases.ts';

/**
 * The Collector to run, built first where it is not there yet (which is said on stderr: it takes about a minute).
 * @throws {Error} when it cannot be built.
 */
export async function collectorToRun(release: CollectorRelease = CURRENT): Promise<string> {
  try {
    return collectorBinary(release);
  } catch (error) {
    if (process.env.FUELGAUGE_COLLECTOR && release === CURRENT) throw error;
    process.stderr.write(`Building the Collector ${release.version} once.\n`);
    return (await buildCollector(release)).path;
  }
}
