import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by path; an object is written as JSON, `{ link }` is a symbolic link to a path of the project. */
export type Files = Readonly<Record<string, string | object>>;

/** A made-up project in a temporary folder: package.json files and a few lines of code, nothing real. */
export function makeProject(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuelgauge-doctor-')));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'object' && 'link' in content)
      symlinkSync(join(folder, String(content.link)), file);
    else writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

export function removeProject(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Files of an installed package: `node_modules/<name>/package.json`, in the project or in another package. */
export function installed(name: string, version: string, more: object = {}, within = ''): Files {
  return { [`${within}node_modules/${name}/package.json`]: { name, version, ...more } };
}

/** What every healthy project has. */
export const HEALTHY: Files = {
  ...installed('@opentelemetry/api', '1.10.0'),
  ...installed('@opentelemetry/sdk-node', '0.301.0', { peerDependencies: { '@opentelemetry/api': '*' } }),
  ...installed('@fuelgauge/instrumentation', '0.1.0', { dependencies: {} }),
};
export const HEALTHY_DEPENDENCIES = {
  '@opentelemetry/api': '*',
  '@opentelemetry/sdk-node': '*',
  '@fuelgauge/instrumentation': '*',
} as const;

export const LOADED_START = 'node --import @fuelgauge/instrumentation/register server.js';
