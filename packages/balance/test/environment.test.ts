import { describe, expect, it } from 'vitest';
import { accountsFromEnvironment } from '../src/index.ts';

const KEY = 'sk-fake-environment-1';
const OTHER = 'sk-fake-environment-2';

const found = (env: Record<string, string>) => accountsFromEnvironment(env);

describe('accounts of the environment', () => {
  it('are those whose usual variables hold a key', () => {
    expect(found({ DEEPSEEK_API_KEY: KEY, MOONSHOT_API_KEY: OTHER, HOME: '/' }).accounts).toEqual([
      { provider: 'deepseek', key: KEY },
      { provider: 'moonshot_ai', key: OTHER },
    ]);
  });

  it('are none where there are none', () => {
    expect(found({ PATH: '/bin', DEEPSEEK_API_KEY: ' ' })).toEqual({ accounts: [], warnings: [] });
  });

  it('have the base URL of the usual variable', () => {
    const [account] = found({
      DEEPSEEK_API_KEY: KEY,
      DEEPSEEK_BASE_URL: 'https://proxy.example.test/v1',
    }).accounts;
    expect(account?.baseUrl).toBe('https://proxy.example.test/v1');
  });

  it('have the options of the usual variables', () => {
    const [account] = found({ XAI_MANAGEMENT_KEY: KEY, XAI_TEAM_ID: 'team-fake' }).accounts;
    expect(account).toMatchObject({ provider: 'x_ai', options: { team: 'team-fake' } });
  });

  it('are read with the management key and called like the key of calls, where both are there', () => {
    const { accounts } = found({ OPENROUTER_MANAGEMENT_KEY: KEY, OPENROUTER_API_KEY: OTHER });
    expect(accounts).toEqual([{ provider: 'openrouter', key: KEY, inferenceKey: OTHER }]);
  });

  it('are read with the only key that is there', () => {
    expect(found({ OPENROUTER_API_KEY: OTHER }).accounts).toEqual([{ provider: 'openrouter', key: OTHER }]);
  });

  it('have the names of FUELGAUGE_ACCOUNTS', () => {
    const { accounts } = found({
      DEEPSEEK_API_KEY: KEY,
      FUELGAUGE_ACCOUNTS: 'batch = DEEPSEEK_API_KEY, x=OPENAI_API_KEY',
    });
    expect(accounts).toEqual([{ provider: 'deepseek', key: KEY, id: 'batch' }]);
  });

  it.each([
    ['the name of the key of calls', 'calls=OPENROUTER_API_KEY,money=OPENROUTER_MANAGEMENT_KEY', 'calls'],
    ['the name of the management key where it is the only one', 'money=OPENROUTER_MANAGEMENT_KEY', 'money'],
  ])('with two keys have %s', (_, names, id) => {
    const env = { OPENROUTER_MANAGEMENT_KEY: KEY, OPENROUTER_API_KEY: OTHER, FUELGAUGE_ACCOUNTS: names };
    expect(found(env).accounts[0]?.id).toBe(id);
  });

  it('are further ones of a provider where FUELGAUGE_ACCOUNTS names a variable that continues its own', () => {
    const env = {
      DEEPSEEK_API_KEY: KEY,
      DEEPSEEK_API_KEY_BATCH: OTHER,
      FUELGAUGE_ACCOUNTS: 'batch=DEEPSEEK_API_KEY_BATCH',
    };
    expect(found(env).accounts).toEqual([
      { provider: 'deepseek', key: KEY },
      { provider: 'deepseek', key: OTHER, id: 'batch' },
    ]);
  });

  it('are left out, and their variable is named, where something is missing', () => {
    const { accounts, warnings } = found({
      DEEPSEEK_API_KEY: KEY,
      DEEPSEEK_BASE_URL: 'http://proxy.example.test',
    });
    expect(accounts).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/^the account whose key is in DEEPSEEK_API_KEY .*baseUrl must be/),
    ]);
    expect(warnings.join()).not.toMatch(/sk-fake|example\.test/);
  });

  it('are left out where a key stands in the place of a name', () => {
    const { accounts, warnings } = found({
      DEEPSEEK_API_KEY: OTHER,
      FUELGAUGE_ACCOUNTS: 'sk-fake-deepseek-turned-round-0001=DEEPSEEK_API_KEY',
    });
    expect(accounts).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/DEEPSEEK_API_KEY .*id must not be or hold a key/)]);
    expect(warnings.join()).not.toContain('sk-fake');
  });

  it.each([
    ['90', 90],
    ['90s', 90],
    ['5m', 300],
    ['1.5h', 5_400],
  ])('are asked every %s', (text, seconds) => {
    expect(found({ FUELGAUGE_BALANCE_INTERVAL: text }).intervalSeconds).toBe(seconds);
  });

  it.each([
    ['FUELGAUGE_BALANCE_INTERVAL', '9', 'must be a number of seconds'],
    ['FUELGAUGE_BALANCE_INTERVAL', '2d', 'must be a number of seconds'],
    ['FUELGAUGE_BALANCE_INTERVAL', '25h', 'from 10 seconds to 24 hours'],
    ['FUELGAUGE_ACCOUNTS', KEY, 'name=ENVIRONMENT_VARIABLE'],
    ['FUELGAUGE_ACCOUNTS', `a=DEEPSEEK_API_KEY,=${KEY}`, 'entry 2 is not'],
    ['FUELGAUGE_ACCOUNTS', 'a=DEEPSEEK_API_KEY,a=OTHER', 'each name once; entry 2'],
  ])(
    'are refused where %s is malformed: the message has what is accepted, and no value',
    (name, value, part) => {
      const read = () => found({ [name]: value, DEEPSEEK_API_KEY: OTHER });
      expect(read).toThrow(TypeError);
      expect(read).toThrow(new RegExp(`^fuelgauge: ${name} .*${part}`));
      expect(read).not.toThrow(/sk-fake/);
    },
  );
});
