/** Runs undici's own fetch tests with and without a wrapped `fetch`. README.md has the commands. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { checkout, installPackages } from '../openai-suite/checkout.ts';
import { defaultCache } from '../openai-suite/options.ts';
import { copyOurBuild } from '../openai-suite/our-build.ts';
import { run, runOrThrow } from '../openai-suite/process.ts';
import { sdkPackages } from '../openai-suite/providers.ts';
import { describeComparison, describeControl, exitCode, readSpans } from '../openai-suite/report.ts';
import { compare, type SuiteRun } from '../openai-suite/results.ts';
import { excludedFiles } from './excluded.ts';
import { fromReporterLines } from './node-results.ts';
import { isWrapperName, type WrapperName, wrappers } from './wrappers.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tag: { type: 'string', default: 'v8.10.0' },
    wrapper: { type: 'string', multiple: true, default: ['ours', 'observing'] },
    baseline: { type: 'boolean', default: false },
    cache: { type: 'string', default: defaultCache(process.env) },
  },
});

/** Installs what the tests need, without install scripts. */
async function prepare(folder: string): Promise<void> {
  await runOrThrow({
    file: 'npm',
    args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    cwd: folder,
  });
}

/** Makes the certificate that some tests serve with: each version of Node asks for its own length of key. */
async function makeCertificate(folder: string): Promise<void> {
  await runOrThrow({ file: process.execPath, args: ['scripts/generate-pem.js'], cwd: folder });
}

async function testFiles(folder: string): Promise<string[]> {
  const files = (await readdir(join(folder, 'test/fetch'))).filter(
    (file) => file.endsWith('.js') && !excludedFiles.has(file),
  );
  return files
    .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
    .map((file) => `test/fetch/${file}`)
    .sort();
}

async function runTests(
  folder: string,
  resultFile: string,
  preload: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<SuiteRun> {
  await rm(resultFile, { force: true });
  // Its exit code says whether any test failed; that is judged from the result file.
  await run({
    file: process.execPath,
    args: [
      ...['--expose-gc', ...preload, '--test', '--test-concurrency=1', '--test-timeout=180000'],
      ...['--test-reporter=dot', '--test-reporter-destination=stderr'],
      ...[
        `--test-reporter=${pathToFileURL(here('reporter.ts'))}`,
        `--test-reporter-destination=${resultFile}`,
      ],
      ...(await testFiles(folder)),
    ],
    cwd: folder,
    env,
  });
  return fromReporterLines(await readFile(resultFile, 'utf8'));
}

function wrapperNames(names: readonly string[]): WrapperName[] {
  return names.map((name) => {
    if (isWrapperName(name)) return name;
    throw new TypeError(`--wrapper ${name}: expected one of ${Object.keys(wrappers).join(', ')}`);
  });
}

async function main(): Promise<number> {
  const { tag, cache } = values;
  const names = wrapperNames(values.wrapper);
  const repository = process.env.UNDICI_REPO ?? 'https://github.com/nodejs/undici.git';
  const folder = await checkout({ repository, tag, cache, name: 'undici', prepare });
  await makeCertificate(folder);
  const packages = await installPackages(join(cache, 'packages', 'ours'), sdkPackages);
  const needsBuild = !values.baseline && names.some((name) => name === 'ours' || name === 'observing');
  const entry = needsBuild ? join(await copyOurBuild(join(cache, 'our-build-for-undici')), 'index.mjs') : '-';
  const results = join(cache, 'results');
  await mkdir(results, { recursive: true });

  const control = await runTests(folder, join(results, `undici-control-${tag}.jsonl`), [], {});
  if (values.baseline) {
    process.stdout.write(describeControl(control));
    return 0;
  }
  let worst = 0;
  for (const wrapper of names) {
    const spansFile = join(results, `undici-${wrapper}-${tag}.spans.jsonl`);
    await rm(spansFile, { force: true });
    const wrapped = await runTests(
      folder,
      join(results, `undici-${wrapper}-${tag}.jsonl`),
      ['--import', pathToFileURL(here('preload.ts')).href],
      { SUITE_WRAPPER: wrapper, SUITE_PACKAGES: packages, SUITE_ENTRY: entry, SUITE_SPANS: spansFile },
    );
    const comparison = compare(control, wrapped);
    const spans = await readSpans(spansFile);
    const expectsSpans = wrapper === 'observing';
    process.stdout.write(`${wrapper}:\n${describeComparison(comparison, spans, expectsSpans)}\n`);
    worst = Math.max(worst, exitCode(comparison, spans, expectsSpans));
  }
  return worst;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
