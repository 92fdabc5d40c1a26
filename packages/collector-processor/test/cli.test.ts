import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CollectorOptions, collectorYaml } from '@fuelgauge/collector-processor';
import { afterAll, describe, expect, it } from 'vitest';
import { GENERATED } from '../src/generated.ts';

const CLI = fileURLToPath(new URL('../dist/cli.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fuelgauge-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

function run(...args: readonly string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const prices = { 'model-a': { input: 1, output: 2 } };

describe('the command', () => {
  it('ends well when its reader stops early', async () => {
    const child = spawn(process.execPath, [CLI], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (data) => {
      complaints += String(data);
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'close');
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
  });

  it.each<[readonly string[], CollectorOptions]>([
    [[], {}],
    [
      ['--distribution', 'k8s', '--exporters', 'otlp_http/a, otlp_http/b'],
      { distribution: 'k8s', exporters: ['otlp_http/a', 'otlp_http/b'] },
    ],
    [['--names', 'old', '--temporality', 'delta'], { names: 'old', temporality: 'delta' }],
    [
      ['--parts', 'errors,cost', '--attribute-prefix', 'acme.llm'],
      { parts: ['errors', 'cost'], attributePrefix: 'acme.llm' },
    ],
    [
      ['--parts', 'classification', '--max-text-length', '512'],
      { parts: ['classification'], maxTextLength: 512 },
    ],
    [
      ['--parts', 'duration', '--metrics-elsewhere', 'none', '--count-gateways'],
      { parts: ['duration'], metricsElsewhere: [], countGateways: true },
    ],
    [
      ['--parts', 'tokens', '--metrics-elsewhere', 'one,two.*'],
      { parts: ['tokens'], metricsElsewhere: ['one', 'two.*'] },
    ],
    [
      ['--parts', 'cost', '--prices', file('prices.json', JSON.stringify(prices))],
      { parts: ['cost'], prices },
    ],
  ])('prints with %j what the function returns', (args, options) => {
    const { code, out, err } = run(...args);
    expect(err).toBe('');
    expect(out === collectorYaml(options)).toBe(true);
    expect(code).toBe(0);
  });

  it.each<[readonly string[], RegExp]>([
    [['--names', 'newest'], /names must be one of new, old; got "newest"/],
    [['--max-text-length', 'long'], /maxTextLength must be a whole number from 256 to 65536/],
    [['--parts', ''], /parts must be a list of at least one of/],
    [['--colour'], /Unknown option '--colour'/],
    [['fuelgauge.yaml'], /Unexpected argument 'fuelgauge.yaml'/],
    [['--prices', join(folder, 'none.json')], /--prices: .*none\.json cannot be read/],
    [['--prices', file('broken.json', '{')], /--prices: .*broken\.json is no JSON/],
  ])('refuses %j with 2, says why on standard error and prints nothing', (args, message) => {
    const { code, out, err } = run(...args);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, '']);
  });

  it('explains every option', () => {
    const { code, out } = run('--help');
    const flags = [
      'distribution',
      'names',
      'attribute-prefix',
      'parts',
      'max-text-length',
      'temporality',
      'exporters',
      'metrics-elsewhere',
      'count-gateways',
      'prices',
    ];
    expect(flags.filter((flag) => !out.includes(`--${flag}`))).toEqual([]);
    expect(code).toBe(0);
  });

  it.each(
    [...README.matchAll(/^\| `([\w-]+\.yaml)` .*\| `(.+?)` +\|$/gm)].map(
      ([, name = '', command = '']) => [command, name] as const,
    ),
  )('prints with %s, of the README, generated/%s', (command, name) => {
    const { out } = run(
      ...command
        .replace(/^(?:npx @fuelgauge\/collector-processor|…) ?/, '')
        .split(' ')
        .filter(Boolean),
    );
    const generated = readFileSync(new URL(`../generated/${name}`, import.meta.url), 'utf8');
    expect(out === generated).toBe(true);
  });
});

describe('the README', () => {
  it('shows the lines that the head of the file shows', () => {
    const lines = (text: string): string[] => text.split('\n').map((line) => line.replace(/^# ?/, '').trim());
    const shown = new Set(lines(README));
    const head = lines(collectorYaml().split('\n\n')[0] ?? '');
    const yaml = head.filter((line) =>
      /^(?:receivers|processors|exporters|forward\/kept|traces\/kept):/.test(line),
    );
    expect(yaml.length).toBeGreaterThan(8);
    expect(yaml.filter((line) => !shown.has(line))).toEqual([]);
  });

  it('has every ready-made file in its table', () => {
    expect(Object.keys(GENERATED).filter((name) => !README.includes(`| \`${name}\``))).toEqual([]);
  });
});
