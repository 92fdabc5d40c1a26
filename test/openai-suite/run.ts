/** Runs openai-node's own tests with and without an instrumentation. README.md has the commands. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkout, installPackages } from './checkout.ts';
import { fromJestReport } from './jest-results.ts';
import { startMockServer } from './mock-server.ts';
import { readOptions, type SuiteOptions } from './options.ts';
import { copyOurBuild } from './our-build.ts';
import { run, runOrThrow } from './process.ts';
import { sdkPackages } from './providers.ts';
import { describeComparison, describeControl, exitCode, readSpans } from './report.ts';
import { compare, type SuiteRun } from './results.ts';
import { type Subject, subjects } from './subjects.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function prepare(folder: string): Promise<void> {
  const { packageManager } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  await runOrThrow({
    file: 'npx',
    args: ['-y', packageManager, 'install', '--frozen-lockfile', '--ignore-scripts'],
    cwd: folder,
  });
}

interface Pass {
  readonly folder: string;
  readonly setupFile: string;
  readonly resultFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly filters: readonly string[];
}

async function runHandWritten({ folder, setupFile, resultFile, env, filters }: Pass): Promise<SuiteRun> {
  await rm(resultFile, { force: true });
  // Its exit code says whether any test failed; that is judged from the result file.
  await run({
    file: process.execPath,
    args: [here('vitest-worker.ts'), setupFile, resultFile, ...filters],
    cwd: folder,
    env,
  });
  return JSON.parse(await readFile(resultFile, 'utf8'));
}

async function runGenerated({ folder, setupFile, resultFile, env, filters }: Pass): Promise<SuiteRun> {
  await rm(resultFile, { force: true });
  await run({
    file: process.execPath,
    args: [
      ...['--expose-gc', join(folder, 'node_modules/jest/bin/jest.js'), '--runInBand', '--json'],
      `--outputFile=${resultFile}`,
      `--setupFilesAfterEnv=${setupFile}`,
      ...filters,
    ],
    cwd: folder,
    env: { ...env, OPENAI_TEST_SUITE: 'generated' },
  });
  return fromJestReport(JSON.parse(await readFile(resultFile, 'utf8')), folder);
}

async function main(options: SuiteOptions): Promise<number> {
  const { cache, tag, repository, generated, filters } = options;
  const subject: Subject = subjects[options.subject];
  const folder = await checkout({ repository, tag, cache, name: 'openai-node', prepare });
  const packages = await installPackages(join(cache, 'packages', options.subject), [
    ...sdkPackages,
    ...subject.packages,
  ]);
  const results = join(cache, 'results');
  await mkdir(results, { recursive: true });
  const kind = generated ? 'generated' : 'hand-written';
  const runPass = generated ? runGenerated : runHandWritten;
  const server = generated ? await startMockServer(folder, cache) : undefined;
  try {
    const serverEnv: Record<string, string> = server ? { TEST_API_BASE_URL: server.url } : {};
    const control = await runPass({
      folder,
      filters,
      setupFile: here('control.setup.ts'),
      resultFile: join(results, `control-${tag}-${kind}.json`),
      env: serverEnv,
    });
    if (options.baselineOnly) {
      process.stdout.write(describeControl(control));
      return 0;
    }
    // Jest loads CommonJS only.
    const file = generated ? 'index.cjs' : 'index.mjs';
    const entry = subject.entry ?? join(await copyOurBuild(join(cache, 'our-build-for-openai')), file);
    const spansFile = join(results, `${options.subject}-${tag}-${kind}.spans.jsonl`);
    await rm(spansFile, { force: true });
    const instrumented = await runPass({
      folder,
      filters,
      setupFile: here('preload.setup.ts'),
      resultFile: join(results, `${options.subject}-${tag}-${kind}.json`),
      env: {
        ...serverEnv,
        SUITE_SUBJECT: options.subject,
        SUITE_PACKAGES: packages,
        SUITE_ENTRY: entry,
        SUITE_SPANS: spansFile,
        ...(options.globalFetch ? { SUITE_GLOBAL_FETCH: '1' } : {}),
      },
    });
    const comparison = compare(control, instrumented);
    const spans = await readSpans(spansFile);
    process.stdout.write(describeComparison(comparison, spans));
    return exitCode(comparison, spans);
  } finally {
    await server?.stop();
  }
}

try {
  process.exitCode = await main(readOptions(process.argv.slice(2), process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
