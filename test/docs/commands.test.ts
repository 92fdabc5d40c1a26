/** What the pages show of commands is what the commands print; what they only name is there. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksIn, PAGES, ROOT } from './markdown.ts';

const run = promisify(execFile);

/** Each package that has a command, and the file that `npx` runs. */
const COMMANDS: Readonly<Record<string, string>> = Object.fromEntries(
  ['errors', 'instrumentation', 'balance', 'collector-processor', 'dashboards'].map((name) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    return [`@fuelgauge/${name}`, join(ROOT, 'packages', name, Object.values(manifest.bin)[0] as string)];
  }),
);

/** Runs a line of a page, with what `npx` would run from here. */
function shell(line: string, cwd: string): Promise<{ stdout: string; stderr: string }> {
  const local = line.replace(/npx (@fuelgauge\/[\w-]+)/, (_, name: string) => `"$NODE" ${COMMANDS[name]}`);
  return run('sh', ['-c', local], { cwd, env: { PATH: process.env.PATH, NODE: process.execPath } });
}

/** `$ command`, and what it prints, up to the next one. */
const SHOWN = blocksIn('console').map(({ at, block: { code } }) => {
  const [command = '', ...printed] = code.split('\n');
  return { at, command: command.replace(/^\$ /, ''), printed: printed.join('\n') };
});

test('there are commands whose output is shown', () => {
  expect(SHOWN.length).toBeGreaterThan(4);
});

test.each(SHOWN)('$at: prints what is shown', async ({ command, printed }) => {
  const { stdout } = await shell(command, ROOT);
  expect(stdout.trimEnd()).toBe(printed.trimEnd());
});

/** What is written to files, by commands that ask nobody. */
const WRITERS = blocksIn('sh').flatMap(({ at, block: { code } }) =>
  code
    .split('\n')
    .filter((line) => /^npx @fuelgauge\/(?:dashboards|collector-processor)\b/.test(line))
    .map((command) => ({ at, command })),
);

describe('commands that write files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fuelgauge-docs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(WRITERS)('$at: $command', async ({ command }) => {
    await expect(shell(command, folder)).resolves.toMatchObject({ stderr: '' });
  });
});

/** `npx @fuelgauge/x word --flag value` in blocks and in the text, wherever it stands. */
const NAMED = PAGES.flatMap(({ path, text }) =>
  [...text.matchAll(/npx (@fuelgauge\/[\w-]+)([^\n`|>&;)]*)/g)].map(([, name = '', rest = '']) => ({
    at: `${path}: npx ${name}${rest}`.trimEnd(),
    name,
    flags: rest.replace(/'[^']*'/g, '').match(/(?<=\s)--[a-z-]+/g) ?? [],
  })),
);

describe('what is named of a command is in its --help', () => {
  const help = new Map<string, Promise<string>>();
  const helpOf = (name: string): Promise<string> => {
    const known =
      help.get(name) ??
      run(process.execPath, [COMMANDS[name] as string, '--help']).then(({ stdout }) => stdout);
    help.set(name, known);
    return known;
  };

  test.each(NAMED)('$at', async ({ name, flags }) => {
    expect(Object.keys(COMMANDS)).toContain(name);
    const text = await helpOf(name);
    expect(flags.filter((flag) => !text.includes(flag))).toEqual([]);
  });
});

test('each script of pnpm that is named is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = PAGES.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:^|[`\s])pnpm (?:--silent )?([a-z][\w:-]*)/gm)].map(([, script]) => ({
      path,
      script,
    })),
  );
  const known = [...Object.keys(scripts), 'exec', 'install', 'add'];
  expect(named.filter(({ script }) => !known.includes(script as string))).toEqual([]);
});
