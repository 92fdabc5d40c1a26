/** Blocks of code in the pages compile, and configuration parses. */
import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Block, blocksIn, PAGES, ROOT } from './markdown.ts';

const run = promisify(execFile);
const require = createRequire(join(ROOT, 'packages/balance/package.json'));
const { parseAllDocuments } = require('yaml') as {
  parseAllDocuments(text: string): { readonly errors: readonly Error[] }[];
};

/** What the pages import and nothing here has installed; as much of it as they use. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'next/server': 'export function after(task: () => Promise<void>): void;',
};

const OPTIONS = {
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023'],
  strict: true,
  noEmit: true,
  allowJs: true,
  checkJs: true,
  allowImportingTsExtensions: true,
  moduleDetection: 'force',
  skipLibCheck: true,
  types: ['node'],
};

const CODE = blocksIn('js', 'mjs', 'ts').filter(({ block }) => block.about.expect === undefined);

describe('code in the pages', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fuelgauge-docs-')));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('compiles against the built packages', async () => {
    for (const { block } of CODE) await write(folder, fileOf(block), block.code);
    const imported = new Set(CODE.flatMap(({ block }) => packagesIn(block.code)));
    for (const name of [...imported, '@types/node']) await install(folder, name);
    await write(folder, 'package.json', '{ "type": "module" }');
    await write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: OPTIONS, include: ['**/*'] }));
    const declared = Object.entries(ELSEWHERE).map(([name, body]) => `declare module '${name}' { ${body} }`);
    await write(folder, 'elsewhere.d.ts', declared.join('\n'));
    expect(await faults(folder)).toEqual([]);
  }, 60_000);
});

/** Where a block goes: its page's folder, under its own name or its line. */
function fileOf({ page, line, language, about }: Block): string {
  const extension = language === 'ts' ? 'ts' : 'mjs';
  return join(page.replace(/\.md$/, ''), about.title ?? `line-${line}.${extension}`);
}

const packagesIn = (code: string): string[] =>
  [...code.matchAll(/(?:from|import|import\()\s*'([^'.][^']*)'/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:') && !(name in ELSEWHERE))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );

async function write(folder: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

/** Whatever workspace of this repository has the package, its copy. */
async function install(folder: string, name: string): Promise<void> {
  const own = join(ROOT, 'packages', name.replace('@fuelgauge/', ''));
  const found = name.startsWith('@fuelgauge/')
    ? own
    : ['.', ...globSync(['packages/*', 'test/*', 'examples/*'], { cwd: ROOT })]
        .map((workspace) => join(ROOT, workspace, 'node_modules', name))
        .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is imported in a page and installed in no workspace`);
  const at = join(folder, 'node_modules', name);
  await mkdir(dirname(at), { recursive: true });
  await symlink(await realpath(found), at);
}

async function faults(folder: string): Promise<string[]> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    await run(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder });
    return [];
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error)
      .trim()
      .split('\n');
  }
}

test.each(blocksIn('yaml', 'yml'))('$at: is YAML', ({ block }) => {
  expect(parseAllDocuments(block.code).flatMap(({ errors }) => errors)).toEqual([]);
});

test.each(blocksIn('json'))('$at: is JSON', ({ block }) => {
  expect(() => JSON.parse(block.code)).not.toThrow();
});

test.each(blocksIn('sh'))('$at: is shell', async ({ block }) => {
  // Words in angle brackets stand for something.
  const text = block.code.replace(/<[a-z ]+>/g, 'something');
  await expect(run('sh', ['-n', '-c', text])).resolves.toBeDefined();
});

test('every block is of a language that is looked at here, or is a drawing', () => {
  const known = ['js', 'ts', 'yaml', 'yml', 'json', 'sh', 'console', 'promql', 'text', ''];
  const languages = PAGES.flatMap(({ blocks }) => blocks.map(({ language }) => language));
  expect([...new Set(languages)].filter((language) => !known.includes(language))).toEqual([]);
});
