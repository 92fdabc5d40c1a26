import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import {
  HEALTHY,
  HEALTHY_DEPENDENCIES,
  installed,
  LOADED_START,
  makeProject,
  removeProject,
} from './doctor-projects.ts';

/** The command as it is published, on what was built last. */
const CLI = fileURLToPath(new URL('../dist/cli.mjs', import.meta.url));

const healthy = makeProject({
  'package.json': {
    type: 'module',
    dependencies: { ...HEALTHY_DEPENDENCIES, openai: '*' },
    scripts: { start: LOADED_START },
  },
  ...HEALTHY,
  ...installed('openai', '7.55.0'),
});
const unloaded = makeProject({
  'package.json': { type: 'module', dependencies: { openai: '*' }, scripts: { start: 'node server.js' } },
  ...installed('openai', '7.55.0'),
});
const empty = makeProject({ 'readme.txt': 'no package here' });
afterAll(() => [healthy, unloaded, empty].forEach(removeProject));

function run(args: readonly string[], cwd = healthy) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

describe('fuelgauge-instrumentation', () => {
  test('doctor ends with 0 where all is well', () => {
    expect(run(['doctor'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('doctor takes a folder, and ends with 1 where something will not be seen', () => {
    expect(run(['doctor', unloaded])).toMatchObject({ status: 1, stderr: '' });
  });

  test('doctor writes no colour where nobody watches', () => {
    expect(run(['doctor']).stdout).not.toContain('\u001b');
  });

  test('doctor --json writes one object with the number of problems', () => {
    const report = JSON.parse(run(['doctor', '--json']).stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ folder: healthy, problems: 0 });
  });

  test('--help explains the command', () => {
    expect(run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('doctor [folder]') });
  });

  test.each([
    [[], 'Which command?'],
    [['nurse'], 'No command nurse.'],
    [['doctor', '--color'], "Unknown option '--color'"],
    [['doctor', '/no/such/folder'], 'No folder /no/such/folder.'],
    [['doctor', empty], 'No package.json that can be read'],
    [['doctor', '.', '.'], 'One folder at a time.'],
  ])('%j is wrong usage', (args, message) => {
    expect(run(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
