import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../src/command.ts';
import { dashboardFiles } from '../src/files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: string[]): { status: number; out: string; err: string } => {
  let out = '';
  let err = '';
  const status = run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { status, out, err };
};

const written = (path: string): string => readFileSync(join(folder, path), 'utf8');

it('writes what the package has checked in, without options', () => {
  expect(command('--out', folder).status).toBe(0);
  for (const [path, text] of Object.entries(dashboardFiles())) expect(written(path), path).toBe(text);
});

it('writes what the options say', () => {
  const { status } = command(
    ...['--out', folder, '--only', 'prometheus,datadog', '--hours-left', '6', '--minimum-balance', '40'],
    ...['--currency', 'CNY', '--upstream-limit-share', '0.2', '--spend-factor', '5', '--job', 'llm.*'],
    ...[
      '--label',
      'llm_account_id=account',
      '--channel',
      'critical=@pagerduty-llm',
      '--runbook-base',
      'https://wiki.example.test',
    ],
  );
  expect(status).toBe(0);
  expect(existsSync(join(folder, 'grafana'))).toBe(false);
  const expected = dashboardFiles({
    parts: ['prometheus', 'datadog'],
    hoursLeft: 6,
    minimumBalance: 40,
    currency: 'CNY',
    upstreamLimitShare: 0.2,
    spendFactor: 5,
    job: 'llm.*',
    labels: { llm_account_id: 'account' },
    channels: { critical: '@pagerduty-llm' },
    runbookBase: 'https://wiki.example.test',
  });
  for (const [path, text] of Object.entries(expected)) expect(written(path), path).toBe(text);
});

it('names its data source', () => {
  command(
    '--out',
    folder,
    '--only',
    'grafana',
    '--datasource-variable',
    'metrics',
    '--datasource-uid',
    'mimir',
  );
  expect(written('grafana/money.json')).toMatch(/"uid": "\$\{metrics\}"/);
  expect(written('grafana/provisioning/alerting.yaml')).toContain('datasourceUid: mimir');
});

describe('--check', () => {
  beforeEach(() => {
    command('--out', folder);
  });

  it('says nothing where all is as it would be written', () => {
    expect(command('--out', folder, '--check')).toEqual({ status: 0, out: '', err: '' });
  });

  it('names what was edited and what is missing, and repairs neither', () => {
    appendFileSync(join(folder, 'prometheus/alerts.yaml'), '# mine\n');
    rmSync(join(folder, 'datadog/dashboard.json'));
    const { status, err } = command('--out', folder, '--check');
    expect(status).toBe(1);
    expect(err.match(/^.* is not what would be written$/gm)).toHaveLength(2);
    expect(err).toMatch(/prometheus\/alerts\.yaml/);
    expect(err).toMatch(/datadog\/dashboard\.json/);
    expect(existsSync(join(folder, 'datadog/dashboard.json'))).toBe(false);
  });

  it('names a file in whose place a folder stands', () => {
    rmSync(join(folder, 'grafana/money.json'));
    mkdirSync(join(folder, 'grafana/money.json'));
    const { status, err } = command('--out', folder, '--check');
    expect(status).toBe(1);
    expect(err).toMatch(/money\.json is not what would be written/);
  });

  it('names what other thresholds would change', () => {
    expect(command('--out', folder, '--check', '--minimum-balance', '7').err).toMatch(/alerts\.yaml/);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['--hours-left', 'soon'], '--hours-left: "soon" is not accepted; give a number of hours'],
    [['--hours-left', '0'], '--hours-left: 0 is not accepted'],
    [['--minimum-balance', '5 USD'], '--minimum-balance: "5 USD" is not accepted'],
    [['--only', 'kibana'], '--only: ["kibana"] is not accepted; give a list of grafana'],
    [['--label', 'account'], '--label: "account" is not accepted; give NAME=VALUE'],
    [['--channel', 'critical=ops'], '--channel: {"critical":"ops"} is not accepted'],
    [['--datasource-uid', 'a b'], '--datasource-uid: "a b" is not accepted'],
    [['--nothing'], "Unknown option '--nothing'"],
    [['here'], "Unexpected argument 'here'"],
    [['--out'], "'--out <value>' argument missing"],
    [['--out='], '--out: "" is not accepted; give a folder'],
  ])('%j has status 2, is told, and writes nothing', (args, message) => {
    const { status, out, err } = command(...args);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain('--help');
  });
});

it('has status 1 where it cannot write', () => {
  writeFileSync(join(folder, 'file'), '');
  const { status, err } = command('--out', join(folder, 'file'));
  expect(status).toBe(1);
  expect(err).toContain(`cannot write to ${join(folder, 'file')}`);
});

it('explains every option that it takes', () => {
  const { status, out } = command('--help');
  expect(status).toBe(0);
  for (const option of ['--hours-left', '--currency', '--job', '--label', '--channel', '--check']) {
    expect(out).toContain(option);
  }
});

it('runs as a process', () => {
  const cli = fileURLToPath(new URL('../dist/cli.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, '--out', folder], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+ files in /);
  expect(written('grafana/money.json')).toContain('fuelgauge-money');
});
