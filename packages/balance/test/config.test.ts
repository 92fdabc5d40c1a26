// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written in the file
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../src/config-file/config-error.ts';
import { type Config, parseConfig, readConfigFile } from '../src/config-file/config-file.ts';
import { configJsonSchema } from '../src/config-file/json-schema.ts';

const ENV = { DEEPSEEK_API_KEY: 'sk-fake-deepseek-0001', OTHER_KEY: 'sk-fake-neighbour-0002', EMPTY: ' ' };

const parse = (text: string, env: NodeJS.ProcessEnv = ENV): Config => parseConfig('balance.yaml', text, env);

function problemsOf(text: string, env?: NodeJS.ProcessEnv): string[] {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const accountWith = (lines: string): string =>
  `accounts:\n  - provider: deepseek\n    key: \${DEEPSEEK_API_KEY}\n${lines}`;

describe('a configuration file', () => {
  it('says what is read, how often, and where it is served', () => {
    const text = `
interval: 5m
listen: { host: 0.0.0.0, port: 9999 }
otlp: { enabled: false }
accounts:
  - provider: deepseek
    key: \${DEEPSEEK_API_KEY}
    id: main
    interval: 90
  - { provider: openrouter, key: "\${OTHER_KEY}", inferenceKey: "\${DEEPSEEK_API_KEY}" }
`;
    expect(parse(text)).toEqual({
      intervalSeconds: 300,
      host: '0.0.0.0',
      port: 9999,
      otlp: false,
      accounts: [
        { provider: 'deepseek', key: ENV.DEEPSEEK_API_KEY, id: 'main', intervalSeconds: 90 },
        { provider: 'openrouter', key: ENV.OTHER_KEY, inferenceKey: ENV.DEEPSEEK_API_KEY },
      ],
      warnings: [],
    });
  });

  it('leaves everything to the environment when it is empty', () => {
    expect(parse('# nothing yet\n')).toEqual({ warnings: [] });
  });

  it.each([
    ['10', 10],
    ['90s', 90],
    ['1.5h', 5400],
    ['5m', 300],
  ])('takes an interval of %s', (written, seconds) => {
    expect(parse(`interval: ${written}`).intervalSeconds).toBe(seconds);
  });

  it('takes the dollar sign twice for a dollar sign, and leaves the key of a header to the adapter', () => {
    const { accounts } = parse(`
accounts:
  - provider: http
    key: \${DEEPSEEK_API_KEY}
    options:
      url: https://balance.example.test/
      headers: { a: $$5, b: "Token \${key}", c: "\${OTHER_KEY}" }
      amounts: [{ path: left, currency: USD }]
`);
    expect(accounts?.[0]?.options?.headers).toEqual({ a: '$5', b: 'Token ${key}', c: ENV.OTHER_KEY });
  });

  it('takes a key without the line break that a mounted secret ends with, wherever it is filled in', () => {
    const { accounts } = parse(accountWith('    inferenceKey: ${OTHER}\n    id: ${NAME}'), {
      DEEPSEEK_API_KEY: 'sk-fake-1\n',
      OTHER: ' sk-fake-2\r\n',
      NAME: 'main\n',
    });
    expect(accounts).toEqual([
      { provider: 'deepseek', key: 'sk-fake-1', inferenceKey: 'sk-fake-2', id: 'main' },
    ]);
    const [header] =
      parse(
        `accounts: [{ provider: http, key: sk-fake-1, options: { url: "https://a.test/", headers: { a: "Token \${T}" },
          amounts: [{ path: left, currency: USD }] } }]`,
        { T: 'sk-fake-3\n' },
      ).accounts?.map(({ options }) => options?.headers) ?? [];
    expect(header).toEqual({ a: 'Token sk-fake-3' });
  });

  it('merges what an anchor names into an account', () => {
    const { accounts } = parse(`
accounts:
  - &common
    provider: deepseek
    key: \${DEEPSEEK_API_KEY}
    id: one
  - { <<: *common, key: "\${OTHER_KEY}", id: two }
`);
    expect(accounts).toEqual([
      { provider: 'deepseek', key: ENV.DEEPSEEK_API_KEY, id: 'one' },
      { provider: 'deepseek', key: ENV.OTHER_KEY, id: 'two' },
    ]);
  });

  it('warns of a key that stands in the file, and does not repeat it', () => {
    const { warnings } = parse('accounts:\n  - provider: deepseek\n    key: sk-fake-in-the-file');
    expect(warnings).toEqual([
      'balance.yaml:3: accounts[0].key: a key stands in the file; take it from a variable, as ${DEEPSEEK_API_KEY}',
    ]);
  });
});

describe('a wrong configuration file', () => {
  it.each([
    [
      'unknown key',
      'intervall: 60',
      ':1: unknown key intervall (did you mean interval?); accepted: interval, listen',
    ],
    [
      'unknown key below',
      'listen:\n  prot: 1',
      ':2: listen: unknown key prot (did you mean port?); accepted: host, port',
    ],
    [
      'unknown key of an account',
      accountWith('    kye: 3'),
      ':4: accounts[0]: unknown key kye (did you mean key?); accepted: provider, key, id',
    ],
    ['interval too short', 'interval: 5', ':1: interval: must be between 10 seconds and 24 hours'],
    ['interval without a unit', 'interval: 5 minutes', ':1: interval: must be a number of seconds, or'],
    ['port out of range', 'listen:\n\n  port: 70000', ':3: listen.port: must be between 0 and 65535'],
    ['port that is no number', 'listen:\n  port: x', ':2: listen.port: must be a whole number'],
    ['otlp that is no switch', 'otlp: {enabled: "yes"}', ':1: otlp.enabled: must be true or false'],
    ['no list', 'accounts: {}', ':1: accounts: must be a list'],
    ['empty list', 'accounts: []', ':1: accounts: must name an account, or be left out'],
    [
      'unknown provider',
      'accounts:\n  - provider: deepsek\n    key: x',
      ':2: accounts[0].provider: must be one of ',
    ],
    ['near provider', 'accounts:\n  - provider: deepsek\n    key: x', '(did you mean deepseek?)'],
    ['no provider', 'accounts:\n  - key: x', ':2: accounts[0].provider: is missing: it must be one of '],
    ['no key', 'accounts:\n  - provider: deepseek', ':2: accounts[0].key: is missing: it must be a text'],
    [
      'a number as key',
      'accounts:\n  - provider: deepseek\n    key: 12',
      ':3: accounts[0].key: must be a text',
    ],
    ['no mapping', '- a', ':1: must be a mapping; accepted: interval, listen, otlp, accounts'],
    ['no mapping below', 'listen: 9464', ':1: listen: must be a mapping'],
    [
      'base URL without a scheme',
      accountWith('    baseUrl: example.test'),
      ':4: accounts[0].baseUrl: must be a URL',
    ],
    [
      'no base URL where there is no standard one',
      'accounts:\n  - provider: litellm\n    key: sk-fake-1',
      ':2: accounts[0].baseUrl',
    ],
    [
      'an unknown option',
      accountWith('    options:\n      team: x'),
      ':4: accounts[0].options: expected none',
    ],
    [
      'a base URL in clear',
      accountWith('    baseUrl: http://a.test'),
      ':4: accounts[0].baseUrl: must be a URL with',
    ],
    ['a tab', 'listen:\n\tport: 1', ':2: no valid YAML: indent with spaces'],
    ['a key twice', 'interval: 60\ninterval: 70', ':2: no valid YAML: the same key stands twice'],
    ['an open bracket', 'listen: {port: 1', 'no valid YAML: '],
    ['a second document', 'interval: 60\n---\ninterval: 70', ':2: no valid YAML: one document a file'],
    [
      'a variable without braces',
      'accounts:\n  - provider: deepseek\n    key: $DEEPSEEK_API_KEY',
      ':3: accounts[0].key: must have braces, as ${NAME}',
    ],
    [
      'a name of two lines',
      accountWith('    id: "a\\nb"'),
      ':4: accounts[0].id: must be one line, without control characters',
    ],
    [
      'a URL in clear of the generic adapter',
      'accounts:\n  - provider: http\n    key: sk-fake-1\n    options:\n      url: http://a.test/\n      amounts: [{ path: a, currency: USD }]',
      ':5: accounts[0].options.url: expected https:',
    ],
    ['an unknown alias', 'listen: *nowhere', 'no valid YAML: an alias'],
  ])('is refused with its line, its path and what is accepted: %s', (_name, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(
      expected.startsWith(':') ? `balance.yaml${expected}` : expected,
    );
  });

  it('tells every problem at once', () => {
    expect(problemsOf('interval: 1\nlisten:\n  port: -1\nfoo: 1')).toHaveLength(3);
  });

  it.each([
    ['missing', '${MISSING_KEY}', 'the environment variable MISSING_KEY is not set'],
    ['empty', '${EMPTY}', 'the environment variable EMPTY is empty'],
    ['no name', '${sk-fake-in-braces}', 'must name an environment variable as ${NAME}'],
    ['not closed', '"${DEEPSEEK_API_KEY"', 'must name an environment variable as ${NAME}'],
    ['the key itself', '${key}', 'the environment variable key is not set'],
  ])('names a variable that is %s, and no value of any', (_name, written, expected) => {
    const [problem, ...more] = problemsOf(`accounts:\n  - provider: deepseek\n    key: ${written}`);
    expect(problem).toBe(
      `balance.yaml:3: accounts[0].key: ${expected}${expected.endsWith('}') ? ': letters, digits and _' : ''}`,
    );
    expect(more).toEqual([]);
  });

  it('refuses two accounts that would be one series', () => {
    const twice = `accounts:${'\n  - { provider: deepseek, key: "${DEEPSEEK_API_KEY}" }'.repeat(2)}`;
    expect(problemsOf(twice)).toEqual([
      'balance.yaml:3: accounts[1]: is the same account as accounts[0]: give each an id of its own',
    ]);
  });

  it('says the same of one place once', () => {
    const problems = problemsOf('accounts:\n  - key: a: b: c');
    expect(problems).toEqual([...new Set(problems)]);
  });

  it('refuses a name that holds a key that ends with a line break', () => {
    const env = { DEEPSEEK_API_KEY: 'sk-fake-deepseek-0001\n' };
    expect(problemsOf(accountWith('    id: sk-fake-deepseek-0001'), env)).toEqual([
      'balance.yaml:4: accounts[0].id: must not hold the key: it goes into metrics',
    ]);
  });

  it('refuses a name that holds the key of another account', () => {
    expect(
      problemsOf(
        `${accountWith('    id: a')}\n  - { provider: poe, key: sk-fake-poe-1, id: "\${DEEPSEEK_API_KEY}" }`,
      ),
    ).toEqual(['balance.yaml:5: accounts[1].id: must not hold the key: it goes into metrics']);
  });

  it('refuses a name that holds the key', () => {
    expect(problemsOf(accountWith('    id: my-${DEEPSEEK_API_KEY}'))).toEqual([
      'balance.yaml:4: accounts[0].id: must not hold the key: it goes into metrics',
    ]);
  });

  it('quotes nothing that could be a key, wherever it stands', () => {
    const key = 'sk-fake-4f5a6b7c8d9e0f1a2b3c4d5e6f';
    const places = [
      key,
      `${key}: 1`,
      `- ${key}`,
      `accounts: ${key}`,
      `accounts:\n  - ${key}`,
      `accounts:\n  - provider: ${key}\n    key: x`,
      `accounts:\n  - provider: deepseek\n    ${key}: x`,
      `accounts:\n  - provider: deepseek\n    key: "${key}`,
      `accounts:\n  - provider: deepseek\n    key: *${key}`,
      `accounts:\n  - provider: deepseek\n    key: !${key} x`,
      `accounts:\n  - provider: deepseek\n    key: {${key}`,
      `accounts:\n  - provider: deepseek\n    key: \${${key}}`,
      `accounts:\n  - provider: deepseek\n    key: ${key}\n    interval: ${key}\n    baseUrl: ${key}`,
      `%${key}\n---\na`,
      `accounts:\n  - provider: http\n    key: x\n    options: { url: "https://a.test/", amounts: [{ ${key} }] }`,
      `accounts:\n  - provider: http\n    key: x\n    options: { url: "https://a.test/", amounts: [{ path: a, "Bearer ${key}" }] }`,
    ];
    for (const text of places) {
      const problems = problemsOf(text);
      expect(problems, text).not.toEqual([]);
      expect(problems.join('\n'), text).not.toContain('4f5a');
    }
  });

  it('says of a file that is not there that it is not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fuelgauge-'));
    try {
      expect(() => readConfigFile(join(folder, 'none.yaml'), {})).toThrow(
        /none\.yaml: there is no such file$/,
      );
      writeFileSync(join(folder, 'one.yaml'), 'interval: 60');
      expect(readConfigFile(join(folder, 'one.yaml'), {}).intervalSeconds).toBe(60);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is refused as such or accepted, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ accounts: [value] })),
        ),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('config.schema.json', () => {
  it('is what the source makes (node packages/balance/src/config-file/write-schema.ts writes it)', () => {
    const written = readFileSync(new URL('../config.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toEqual(JSON.parse(configJsonSchema()));
  });
});
