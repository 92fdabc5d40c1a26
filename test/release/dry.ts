/**
 * `pnpm release:dry`: everything that a release does, but for the registry, and everything that a user does first.
 * Packs every package, looks into the tarballs, publishes them by `npm publish` to a registry of its own, installs
 * them by name in empty projects, and runs the quickstart, the commands and the examples there.
 *
 * `--tag v1.2.3` also asks whether versions and changelog are those of this tag; `--keep FOLDER` leaves the tarballs,
 * and a list of them in the order in which they can be published (`publish.txt`: package@version, file). Nothing is
 * left where a check failed.
 */
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packPackages } from '../published/pack.ts';
import { Checks } from './checks.ts';
import { checkCommands } from './commands.ts';
import { publishedPackages } from './manifests.ts';
import { inDependencyOrder } from './order.ts';
import { checkEverything, publishAll } from './published.ts';
import { checkQuickstart } from './quickstart.ts';
import { startRegistry } from './registry.ts';
import { contentProblems, fileProblems, manifestProblems, unpack } from './tarball.ts';
import { namedVersions, versionProblems } from './versions.ts';

const { values } = parseArgs({ options: { tag: { type: 'string' }, keep: { type: 'string' } } });
const checks = new Checks();
const versions = namedVersions();
const folder = await realpath(await mkdtemp(join(tmpdir(), 'fuelgauge-release-')));
const registry = await startRegistry('@fuelgauge');
try {
  await checks.check(
    `package versions, version.ts and CHANGELOG.md agree${values.tag === undefined ? '' : `, with the tag ${values.tag}`}`,
    () => versionProblems(versions, values.tag),
  );

  const tarballs = await packPackages(join(folder, 'tarballs'));
  for (const { folder: source, manifest } of publishedPackages()) {
    const unpacked = await unpack(tarballs[manifest.name]!, folder);
    await checks.check(`${manifest.name}: only what is meant to be in the tarball`, () =>
      fileProblems(unpacked),
    );
    await checks.check(`${manifest.name}: package.json is ready for a registry and provenance`, () =>
      manifestProblems(unpacked, source),
    );
    await checks.check(`${manifest.name}: no machine's paths, no source map of nothing`, () =>
      contentProblems(unpacked),
    );
  }

  const order = inDependencyOrder(publishedPackages().map(({ manifest }) => manifest));
  await publishAll(
    checks,
    registry,
    order.map((name) => tarballs[name]!),
    folder,
  );
  await checkQuickstart(checks, registry, join(folder, 'quickstart'));
  await checkEverything(checks, registry, join(folder, 'everything'));
  await checkCommands(checks, join(folder, 'everything'));

  if (values.keep !== undefined && checks.failed === 0) {
    const kept = resolve(values.keep);
    await mkdir(kept, { recursive: true });
    for (const name of order) await copyFile(tarballs[name]!, join(kept, basename(tarballs[name]!)));
    await writeFile(
      join(kept, 'publish.txt'),
      order.map((name) => `${name}@${versions.version} ${basename(tarballs[name]!)}\n`).join(''),
    );
  }
} finally {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
}
checks.end('release:dry');
