import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestIn, publishedPackages, ROOT } from './manifests.ts';

/** Everything that names a version. */
export interface Named {
  /** Of the root's package.json: the version that all others must have. */
  readonly version: string;
  /** Place → version. */
  readonly places: Readonly<Record<string, string | undefined>>;
  readonly changelog: string;
}

/** What the repository says now. */
export function namedVersions(): Named {
  const places: Record<string, string | undefined> = {};
  for (const { folder, manifest } of publishedPackages()) {
    places[`${folder}/package.json`] = manifest.version;
    for (const file of globSync('src/**/version.ts', { cwd: join(ROOT, folder) })) {
      const source = readFileSync(join(ROOT, folder, file), 'utf8');
      places[`${folder}/${file}`] = /PACKAGE_VERSION\b[^=]*= '([^']*)'/.exec(source)?.[1];
    }
  }
  const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  return { version: manifestIn(ROOT).version, places, changelog };
}

/**
 * What does not agree: a place that has another version, a changelog without an entry for it.
 *
 * @param tag `v1.2.3`, where one is to be released: then nothing may be left under "Unreleased".
 */
export function versionProblems({ version, places, changelog }: Named, tag?: string): string[] {
  const problems = Object.entries(places)
    .filter(([, found]) => found !== version)
    .map(([place, found]) => `${place} says ${found ?? 'no version'}, package.json ${version}`);
  const sections = sectionsOf(changelog);
  if (!sections.has(version)) problems.push(`CHANGELOG.md has no section "## ${version}"`);
  else if (sections.get(version) === '') problems.push(`CHANGELOG.md says nothing under "## ${version}"`);
  const newest = [...sections.keys()].find((title) => title !== 'Unreleased');
  if (newest !== undefined && sections.has(version) && newest !== version) {
    problems.push(`CHANGELOG.md's newest section is "## ${newest}", package.json says ${version}`);
  }
  if (tag === undefined) return problems;
  if (tag !== `v${version}`) problems.push(`the tag is ${tag}, package.json says ${version}`);
  if ((sections.get('Unreleased') ?? '') !== '') {
    problems.push(`CHANGELOG.md still has changes under "## Unreleased"`);
  }
  return problems;
}

/** First word of each title of the second level → text below it. */
function sectionsOf(changelog: string): Map<string, string> {
  const parts = changelog.split(/^## +/m).slice(1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      const title = (end < 0 ? part : part.slice(0, end)).trim().replace(/^\[?([^\s\]]*).*$/, '$1');
      return [title, end < 0 ? '' : part.slice(end).trim()] as const;
    }),
  );
}
