/**
 * `pnpm collector:build [--older]`: builds the minimal Collector of the tests, unless it is in the cache, and prints
 * where it is, how long its build took and how large it is.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BINARY, BUILD_NOTE, cacheFolder, releaseFolder } from './cache.ts';
import { findGo, run } from './go.ts';
import { goMod, manifest } from './manifest.ts';
import { type CollectorRelease, CURRENT, GENAI_NORMALIZER, OLDER } from './releases.ts';

export interface BuiltCollector {
  readonly path: string;
  readonly version: string;
  /** Of the build, downloads included; also when it was taken from the cache. */
  readonly seconds: number;
  readonly bytes: number;
  readonly go: string;
  /** Why there is no `genainormalizer` in it; undefined when there is. */
  readonly withoutNormalizer?: string;
  readonly fromCache: boolean;
}

const UNFINISHED = '.building-';
const LEFT_BEHIND_MS = 6 * 3600_000;

/**
 * Builds in a folder of its own and moves it into place in the end: a build that was cut off leaves nothing that
 * looks finished, and of two at once the later takes the earlier's.
 * @throws {Error} when Go is missing or too old, or the module proxy does not serve what is needed.
 */
export async function buildCollector(release: CollectorRelease = CURRENT): Promise<BuiltCollector> {
  const folder = releaseFolder(release);
  const cached = await readNote(folder);
  if (cached !== undefined) return cached;

  const go = findGo();
  if ('problem' in go) throw new Error(go.problem);
  await mkdir(cacheFolder(), { recursive: true });
  await removeLeftBehind();
  const work = await mkdtemp(join(cacheFolder(), UNFINISHED));
  const startedAt = Date.now();
  try {
    const withoutNormalizer = await compile(release, go.path, work);
    const finished = join(work, 'finished');
    await mkdir(finished);
    await rename(join(work, 'source', BINARY), join(finished, BINARY));
    const note = {
      version: release.version,
      seconds: Math.round((Date.now() - startedAt) / 1000),
      bytes: (await stat(join(finished, BINARY))).size,
      go: go.version,
      ...(withoutNormalizer === undefined ? {} : { withoutNormalizer }),
    };
    await writeFile(join(finished, BUILD_NOTE), `${JSON.stringify(note, undefined, 2)}\n`);
    try {
      await rename(finished, folder);
    } catch (error) {
      const other = await readNote(folder);
      if (other === undefined) throw error;
      return other;
    }
    return { path: join(folder, BINARY), ...note, fromCache: false };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Leaves the program in `work`/source; returns why there is no normalizer in it, if so. */
async function compile(release: CollectorRelease, go: string, work: string): Promise<string | undefined> {
  const bin = join(work, 'bin');
  const source = join(work, 'source');
  const env = { ...process.env, GOBIN: bin, GOWORK: 'off', CGO_ENABLED: '0' };
  await mkdir(bin);
  await run(go, ['install', `go.opentelemetry.io/collector/cmd/builder@v${release.version}`], {
    cwd: work,
    env,
  }).catch((error: unknown) => {
    throw new Error(
      `The Collector Builder cannot be had. Is the Go module proxy reachable?\n${String(error)}`,
    );
  });
  const withoutNormalizer = await whyNoNormalizer(release, go, work, env);
  await writeFile(join(work, 'manifest.yaml'), manifest(release, withoutNormalizer === undefined));
  await run(
    join(bin, process.platform === 'win32' ? 'builder.exe' : 'builder'),
    ['--config', 'manifest.yaml', '--skip-get-modules', '--skip-compilation'],
    { cwd: work, env: { ...env, PATH: `${join(go, '..')}:${process.env.PATH ?? ''}` } },
  );
  await writeFile(join(source, 'go.mod'), goMod(release, withoutNormalizer === undefined));
  await writeFile(join(source, 'go.sum'), release.goSum.map((line) => `${line}\n`).join(''));
  await run(go, ['build', '-mod=mod', '-trimpath', '-ldflags=-s -w', '-o', BINARY, '.'], {
    cwd: source,
    env,
  });
  return withoutNormalizer;
}

async function whyNoNormalizer(
  release: CollectorRelease,
  go: string,
  work: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    // Outside any module, and of a single module: nothing else is resolved.
    await run(go, ['mod', 'download', `${GENAI_NORMALIZER}@v${release.version}`], { cwd: work, env });
    return undefined;
  } catch {
    return `the Go module proxy has no genainormalizerprocessor v${release.version}`;
  }
}

async function readNote(folder: string): Promise<BuiltCollector | undefined> {
  try {
    const note = JSON.parse(await readFile(join(folder, BUILD_NOTE), 'utf8'));
    return { path: join(folder, BINARY), ...note, fromCache: true };
  } catch {
    return undefined;
  }
}

/** What builds that were cut off left; younger ones may be under way. */
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(cacheFolder())) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(cacheFolder(), name);
    const since = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (since > LEFT_BEHIND_MS) await rm(path, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { older: { type: 'boolean' } } });
  try {
    const built = await buildCollector(values.older ? OLDER : CURRENT);
    process.stdout.write(
      [
        built.path,
        `version ${built.version}, built by ${built.go}${built.fromCache ? ', from the cache' : ''}`,
        `${built.seconds} s to build`,
        `${built.bytes} bytes`,
        ...(built.withoutNormalizer === undefined
          ? ['with genainormalizer']
          : [`without genainormalizer: ${built.withoutNormalizer}`]),
        '',
      ].join('\n'),
    );
    return 0;
  } catch (error) {
    process.stderr.write(
      `The Collector was not built. ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
