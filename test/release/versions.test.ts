import { describe, expect, test } from 'vitest';
import { type Named, namedVersions, versionProblems } from './versions.ts';

const AGREED: Named = {
  version: '1.2.0',
  places: { 'packages/a/package.json': '1.2.0', 'packages/a/src/version.ts': '1.2.0' },
  changelog: '# Changelog\n\n## Unreleased\n\n## 1.2.0\n\n- New.\n\n## 1.1.0\n\n- Old.\n',
};

test('package versions, version.ts and the changelog of this repository agree', () => {
  expect(versionProblems(namedVersions())).toEqual([]);
});

test('every package with telemetry of its own names its version in a version.ts', () => {
  expect(Object.keys(namedVersions().places).filter((place) => place.endsWith('version.ts'))).toEqual([
    'packages/balance/src/version.ts',
    'packages/instrumentation/src/version.ts',
  ]);
});

test('a release of what agrees has no problem', () => {
  expect(versionProblems(AGREED, 'v1.2.0')).toEqual([]);
});

describe('a problem is named where', () => {
  const changed: readonly (readonly [
    why: string,
    named: Partial<Named>,
    tag: string | undefined,
    said: string,
  ])[] = [
    [
      'a package has another version',
      { places: { 'packages/a/package.json': '1.1.0' } },
      undefined,
      'packages/a/package.json says 1.1.0, package.json 1.2.0',
    ],
    [
      'a version.ts cannot be read',
      { places: { 'packages/a/src/version.ts': undefined } },
      undefined,
      'packages/a/src/version.ts says no version, package.json 1.2.0',
    ],
    [
      'the changelog lacks the version',
      { changelog: '# Changelog\n\n## 1.1.0\n\n- Old.\n' },
      undefined,
      'CHANGELOG.md has no section "## 1.2.0"',
    ],
    [
      'the changelog says nothing about it',
      { changelog: '## 1.2.0\n\n## 1.1.0\n\n- Old.\n' },
      undefined,
      'CHANGELOG.md says nothing under "## 1.2.0"',
    ],
    [
      'the changelog has a newer version',
      { changelog: '## 1.3.0 (today)\n\n- Newer.\n\n## 1.2.0\n\n- New.\n' },
      undefined,
      `CHANGELOG.md's newest section is "## 1.3.0", package.json says 1.2.0`,
    ],
    ['the tag is another', {}, 'v1.3.0', 'the tag is v1.3.0, package.json says 1.2.0'],
    [
      'changes are left unreleased',
      { changelog: '## Unreleased\n\n- Newest.\n\n## 1.2.0\n\n- New.\n' },
      'v1.2.0',
      'CHANGELOG.md still has changes under "## Unreleased"',
    ],
  ];
  test.each(changed)('%s', (_, named, tag, said) => {
    expect(versionProblems({ ...AGREED, ...named }, tag)).toEqual([said]);
  });
});
