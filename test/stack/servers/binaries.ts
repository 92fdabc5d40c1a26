import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { build, programIn } from './build.ts';
import { type ServerName, sourceOf } from './sources.ts';

const run = promisify(execFile);

/** Environment variable that names a program of one's own: `FUELGAUGE_PROMETHEUS=/usr/bin/prometheus`. */
export const overrideOf = (name: ServerName): string => `FUELGAUGE_${name.toUpperCase()}`;

/**
 * Path of a server's program: the one that the environment names, else one that is built from its Go module into the
 * cache (about two minutes for Prometheus on two cores, half a minute for Alertmanager; then never again).
 * @throws NoGo where there is no Go 1.26 to build it; Error where the build fails or the named program does not run.
 */
export async function binary(name: ServerName): Promise<string> {
  const variable = overrideOf(name);
  const own = process.env[variable];
  if (own) {
    await run(own, ['--version']).catch((error: unknown) => {
      throw new Error(`${variable} is ${JSON.stringify(own)}, which does not run: ${String(error)}`);
    });
    return own;
  }
  const { folder } = await build(sourceOf(name));
  return programIn(folder, name);
}
