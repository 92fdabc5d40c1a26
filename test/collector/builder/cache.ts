import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { goMod } from './manifest.ts';
import { type CollectorRelease, CURRENT } from './releases.ts';

/** Where built Collectors are kept: outside the repository, so that a fresh clone finds them. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FUELGAUGE_CACHE) return resolve(env.FUELGAUGE_CACHE);
  return join(env.XDG_CACHE_HOME ? resolve(env.XDG_CACHE_HOME) : join(homedir(), '.cache'), 'fuelgauge');
}

/** One folder for each release and manifest: a change of either builds anew. */
export function releaseFolder(release: CollectorRelease, env: NodeJS.ProcessEnv = process.env): string {
  const digest = createHash('sha256').update(goMod(release, true)).update(release.goSum.join('\n'));
  const name = `collector-${release.version}-${process.platform}-${process.arch}-${digest.digest('hex').slice(0, 12)}`;
  return join(cacheFolder(env), name);
}

export const BINARY: string = process.platform === 'win32' ? 'otelcol.exe' : 'otelcol';
export const BUILD_NOTE = 'build.json';

/**
 * The Collector to run: for the current release whatever `FUELGAUGE_COLLECTOR` names, else the built one.
 * @throws {Error} when there is none.
 */
export function collectorBinary(release: CollectorRelease = CURRENT): string {
  const named = process.env.FUELGAUGE_COLLECTOR;
  if (named && release === CURRENT) {
    if (!existsSync(named)) throw new Error(`FUELGAUGE_COLLECTOR names ${named}, which is not there`);
    return resolve(named);
  }
  const built = join(releaseFolder(release), BINARY);
  if (existsSync(built)) return built;
  throw new Error(
    `There is no Collector ${release.version} at ${built}. Build it with \`pnpm collector:build\` (needs Go), ` +
      'or set FUELGAUGE_COLLECTOR to an otelcol-contrib.',
  );
}
