/** `docs/configuration.md` has every option, flag and variable of the code, and no page names others. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../packages/balance/src/config-file/config-error.ts';
import { parseConfig } from '../../packages/balance/src/config-file/config-file.ts';
import { run as dashboards } from '../../packages/dashboards/src/command.ts';
import { configFromEnvironment } from '../../packages/instrumentation/src/auto/environment.ts';
import { blockOf, blocksIn, PAGES, ROOT, readPage, tableOf } from './markdown.ts';

const page = readPage('docs/configuration.md');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const names = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
const rows = (header: string): string[] => tableOf(page, header).flatMap(([first]) => names(first));

/** Members of an interface, as its source has them. */
function members(file: string, name: string): string[] {
  const body = new RegExp(`export interface ${name}\\b[^{]*\\{\\n(.*?)\\n\\}`, 's').exec(read(file))?.[1];
  if (body === undefined) throw new Error(`${file} has no interface ${name}`);
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, member]) => member as string);
}

const TYPES = 'packages/instrumentation/src/types.ts';

test.each([
  ['option', [...members(TYPES, 'FuelgaugeConfig'), 'enabled']],
  [
    'span processor',
    members('packages/instrumentation/src/span-processor/config.ts', 'FuelgaugeSpanProcessorConfig'),
  ],
  ['monitor', members('packages/balance/src/monitor.ts', 'BalanceMonitorOptions')],
])('the table of "%s" has each option once, and no other', (header, options) => {
  expect(rows(header).sort()).toEqual([...options].sort());
});

test('the accounts of a monitor have all their members named', () => {
  const known = [
    ...members('packages/balance/src/account.ts', 'Account'),
    ...members('packages/balance/src/monitor.ts', 'MonitoredAccount'),
  ];
  const row = tableOf(page, 'monitor').find(([first]) => first === '`accounts`');
  expect(names(row?.[2]).sort()).toEqual(known.sort());
});

test.each(['maxAccounts', 'maxContentLength'])(
  'the default of %s is that of its documentation in code',
  (option) => {
    const row = tableOf(page, 'option').find(([first]) => first === `\`${option}\``);
    const documented = new RegExp(`Default (\\d+)\\. \\*/\\n {2}${option}\\?`).exec(read(TYPES))?.[1];
    expect(row?.[1]).toBe(documented);
  },
);

describe('each flag of a command is named', () => {
  const COMMANDS = ['errors', 'instrumentation', 'balance', 'collector-processor', 'dashboards'];
  test.each(COMMANDS)('of @fuelgauge/%s', async (name) => {
    const manifest = JSON.parse(read(`packages/${name}/package.json`)) as { bin: Record<string, string> };
    const command = join(ROOT, 'packages', name, Object.values(manifest.bin)[0] as string);
    const { stdout } = await promisify(execFile)(process.execPath, [command, '--help']);
    const flags = new Set(stdout.match(/(?<=^|\s)--[a-z][a-z-]+/gm));
    flags.delete('--config=yours.yaml');
    expect([...flags].filter((flag) => !page.text.includes(flag))).toEqual([]);
  });
});

test.each([
  ['collector-processor', 'flag', 'packages/collector-processor/src/cli.ts'],
  ['dashboards', 'option', 'packages/dashboards/src/command.ts'],
])('the README of %s, which this page sends to, has a row for each flag', (name, header, source) => {
  const table = tableOf(readPage(`packages/${name}/README.md`), header).map(([first]) => first);
  const flags = [...read(source).matchAll(/^ {2,6}'?([a-z][a-z-]+)'?: \{ type: /gm)].map(
    ([, flag]) => `--${flag}`,
  );
  expect(flags.length).toBeGreaterThan(5);
  expect(
    flags.filter((flag) => flag !== '--help' && !table.some((cell) => cell?.includes(`\`${flag}`))),
  ).toEqual([]);
});

describe.each(blocksIn('yaml', 'yml').filter(({ block }) => block.about.check === 'balance'))(
  '$at',
  ({ block }) => {
    test('is accepted by the exporter', () => {
      const variables = [...block.code.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [
        name,
        `sk-fake-${name}`,
      ]);
      expect(parseConfig('balance.yaml', block.code, Object.fromEntries(variables)).warnings).toEqual([]);
    });
  },
);

test('the file that is shown has every key that the exporter knows', () => {
  const { code } = blockOf('docs/configuration.md', 'check', 'balance');
  const schema = JSON.parse(read('packages/balance/config.schema.json')) as Schema;
  expect(keysOf(schema).filter((key) => !new RegExp(`\\b${key}:`).test(code))).toEqual([]);
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function keysOf({ properties = {}, items }: Schema): string[] {
  return [
    ...Object.entries(properties).flatMap(([key, inner]) => [key, ...keysOf(inner)]),
    ...(items === undefined ? [] : keysOf(items)),
  ];
}

test('each error that is shown is what is said', async () => {
  const said = [
    messageOf(() => configFromEnvironment({ FUELGAUGE_ACCOUNTS: 'sk-fake' })),
    messageOf(() => new OpenAIInstrumentation({ maxAccounts: '1' as never })),
    messageOf(
      () => new OpenAIInstrumentation({ prices: [{ provider: 'a', model: 'b', input: '1' as never }] }),
    ),
    messageOf(() =>
      parseConfig('balance.yaml', 'accounts:\n  - { provider: deepseek, key: sk-fake, Key: a }', {}),
    ),
    saidByDashboards(['--hours-left', '0']),
  ];
  expect(blockOf('docs/configuration.md', 'check', 'errors').code.split('\n')).toEqual(said);
});

/** The first line of what the command says of a wrong option. */
function saidByDashboards(args: readonly string[]): string {
  let said = '';
  expect(dashboards(args, { out: () => {}, err: (text) => (said += text) })).toBe(2);
  return said.split('\n')[0] as string;
}

function messageOf(fail: () => unknown): string {
  try {
    fail();
  } catch (error) {
    if (error instanceof TypeError || error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Everything below the folder that a package's code is in. */
function sources(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file) && !file.includes('node_modules'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

const VARIABLE = /\b(?:FUELGAUGE|OTEL)_[A-Z][A-Z_]*[A-Z]\b/g;
const PACKAGES = readdirSync(join(ROOT, 'packages')).flatMap((name) =>
  sources(join(ROOT, 'packages', name, 'src'), /\.ts$/),
);
const inCode = new Set(PACKAGES.flatMap((source) => source.match(VARIABLE) ?? []));
/** Codes of warnings look like variables. */
const codes = new Set(
  PACKAGES.flatMap((source) =>
    [...source.matchAll(/warn\(\s*'(FUELGAUGE_[A-Z_]+)'/g)].map(([, code]) => code as string),
  ),
);

test('each variable that the code names is on the page', () => {
  // What the doctor looks at in the environment for NodeSDK's sake stands on the page by its general form.
  const general = /^OTEL_(?:EXPORTER_OTLP_TRACES_\w+|SPAN_ATTRIBUTE_COUNT_LIMIT)$/;
  expect(
    [...inCode].filter((name) => !codes.has(name) && !general.test(name) && !page.text.includes(name)),
  ).toEqual([]);
});

test('each variable that any page names is read by fuelgauge or by OpenTelemetry', () => {
  const sdk = dirname(
    realpathSync(join(ROOT, 'packages/instrumentation/node_modules/@opentelemetry/sdk-node')),
  );
  const otherPeople = readdirSync(sdk).flatMap((name) => sources(realpathSync(join(sdk, name)), /\.c?js$/));
  const known = new Set([...inCode, ...otherPeople.flatMap((source) => source.match(VARIABLE) ?? [])]);
  const named = PAGES.flatMap(({ path, text }) =>
    (text.match(VARIABLE) ?? []).map((name) => ({ path, name })),
  );
  // OpenTelemetry JS puts the names of one signal together from that of all.
  const ofAll = (name: string): string => name.replace(/_(?:TRACES|METRICS|LOGS)_(?=\w+$)/, '_');
  expect(named.filter(({ name }) => !known.has(name) && !known.has(ofAll(name)))).toEqual([]);
});
