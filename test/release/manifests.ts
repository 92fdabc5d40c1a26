import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** The members of a package.json that a release depends on. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly homepage?: string;
  readonly bugs?: string | { readonly url?: string };
  readonly repository?: { readonly type?: string; readonly url?: string; readonly directory?: string };
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
  readonly engines?: { readonly node?: string };
  readonly files?: readonly string[];
  readonly main?: string;
  readonly module?: string;
  readonly types?: string;
  readonly exports?: unknown;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package that is published. */
export interface Package {
  /** From the root of the repository, with slashes: `packages/errors`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** By folder name. */
export function publishedPackages(): Package[] {
  return readdirSync(join(ROOT, 'packages'))
    .sort()
    .filter((name) => existsSync(join(ROOT, 'packages', name, 'package.json')))
    .map((name) => ({ folder: `packages/${name}`, manifest: manifestIn(join(ROOT, 'packages', name)) }))
    .filter(({ manifest }) => manifest.private !== true);
}

/** Every import that leads to code: `@fuelgauge/errors`, `@fuelgauge/errors/tables`. */
export function specifiersOf({ name, exports }: Manifest): string[] {
  return Object.entries(exports as Readonly<Record<string, unknown>>)
    .filter(([, target]) => typeof target === 'object')
    .map(([key]) => name + key.slice(1));
}
