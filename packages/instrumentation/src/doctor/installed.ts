/**
 * What is installed, found as Node finds it: from each package's declared dependencies, up the `node_modules`
 * folders, symbolic links followed. So a copy that several packages share is one copy, and one that a pnpm store
 * holds twice is two.
 */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Manifest, readManifest } from './manifest.ts';

/** More packages than this are not walked; the report says so. */
const MAX_PACKAGES = 20_000;

/** One copy of a package. */
export interface Installed {
  /** The name in its own package.json, which an alias does not change. */
  readonly name: string;
  readonly version: string;
  /** Its real folder. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** The project's package.json names it. */
  direct: boolean;
  /** Packages that depend on this copy; the one nearest to the project first. */
  readonly parents: Installed[];
}

export interface Installation {
  readonly packages: readonly Installed[];
  /** Names that the project declares and that cannot be found. */
  readonly missing: readonly string[];
  /** There were more packages than are walked. */
  readonly truncated: boolean;
}

type Declared = 'dependencies' | 'optionalDependencies' | 'peerDependencies' | 'devDependencies';
const OF_PROJECT: readonly Declared[] = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'devDependencies',
];
const OF_FUELGAUGE: readonly Declared[] = ['dependencies'];
const OF_PACKAGE: readonly Declared[] = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** @param undeclared names that are looked for beside the project though nobody declares them. */
export function readInstallation(
  folder: string,
  project: Manifest,
  undeclared: Iterable<string> = [],
): Installation {
  const find = finder();
  const packages: Installed[] = [];
  const seen = new Set<Installed>();
  const missing: string[] = [];
  const reach = (found: Installed): void => {
    if (seen.has(found) || seen.size >= MAX_PACKAGES) return;
    seen.add(found);
    packages.push(found);
  };
  const declared = new Set(namesIn(project, OF_PROJECT));
  const optional = new Set(namesIn(project, ['optionalDependencies', 'peerDependencies']));
  for (const name of declared) {
    const found = find(folder, name);
    if (found !== undefined) {
      found.direct = true;
      reach(found);
    } else if (!optional.has(name)) missing.push(name);
  }
  // Breadth first, so that the first parent is on the shortest way from the project.
  const walk = (from: number): void => {
    for (let at = from; at < packages.length; at++) {
      const parent = packages[at] as Installed;
      // What fuelgauge can work with is no dependency: it asks for nothing of it.
      const kinds = parent.name.startsWith('@fuelgauge/') ? OF_FUELGAUGE : OF_PACKAGE;
      for (const name of namesIn(parent.manifest, kinds)) {
        const found = find(parent.folder, name);
        if (found === undefined || found === parent) continue;
        if (!found.parents.includes(parent)) found.parents.push(parent);
        reach(found);
      }
    }
  };
  walk(0);
  const declaredEnd = packages.length;
  for (const name of undeclared) {
    const found = find(folder, name);
    if (found !== undefined) reach(found);
  }
  walk(declaredEnd);
  return { packages, missing, truncated: seen.size >= MAX_PACKAGES };
}

function namesIn(manifest: Manifest, kinds: readonly Declared[]): string[] {
  return kinds.flatMap((kind) => {
    const names: unknown = manifest[kind];
    return typeof names === 'object' && names !== null ? Object.keys(names) : [];
  });
}

/** Looks packages up, each folder once. */
function finder(): (from: string, name: string) => Installed | undefined {
  const hasModules = new Map<string, boolean>();
  const byPath = new Map<string, Installed | undefined>();
  const byFolder = new Map<string, Installed>();

  const at = (path: string): Installed | undefined => {
    if (byPath.has(path)) return byPath.get(path);
    let found: Installed | undefined;
    const manifest = readManifest(join(path, 'package.json'));
    if (manifest !== undefined) {
      const folder = realpathSync(path);
      found = byFolder.get(folder) ?? {
        name: typeof manifest.name === 'string' ? manifest.name : basename(path),
        version: typeof manifest.version === 'string' ? manifest.version : '0.0.0',
        folder,
        manifest,
        direct: false,
        parents: [],
      };
      byFolder.set(folder, found);
    }
    byPath.set(path, found);
    return found;
  };

  return (from, name) => {
    for (let folder = from; ; ) {
      if (basename(folder) !== 'node_modules') {
        const modules = join(folder, 'node_modules');
        let there = hasModules.get(modules);
        if (there === undefined) {
          there = existsSync(modules);
          hasModules.set(modules, there);
        }
        const found = there ? at(join(modules, name)) : undefined;
        if (found !== undefined) return found;
      }
      const parent = dirname(folder);
      if (parent === folder) return undefined;
      folder = parent;
    }
  };
}
