import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, adapterOf, PROVIDERS } from '../src/adapters/all.ts';
import { BALANCE_KINDS } from '../src/kinds.ts';
import { READABLE, UNREADABLE } from './adapters.cases.ts';
import { readAll } from './adapters.support.ts';

const ALL = [...ADAPTERS.values()];

it('has every adapter that there is a file of', async () => {
  const folder = new URL('../src/adapters/', import.meta.url);
  const found: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name !== 'all.ts')) {
    const exports: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const value of Object.values(exports)) {
      if (typeof value === 'object' && value !== null && 'request' in value && 'provider' in value) {
        found.push(String(value.provider));
      }
    }
  }
  expect(found.sort()).toEqual([...PROVIDERS].sort());
});

it('has no name twice, in any spelling', () => {
  const names = ALL.flatMap(({ provider, aliases = [] }) => [provider, ...aliases]);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

it('has no environment variable that two adapters take for their key', () => {
  const variables = ALL.flatMap(({ env }) => env);
  expect(variables.filter((name, at) => variables.indexOf(name) !== at)).toEqual([]);
});

describe.each(ALL)('$provider', (one) => {
  it('says where its shape is documented', () => {
    expect(one.source).toMatch(one.provider === 'http' ? /options/ : /^https:\/\//);
  });

  it('is found by the environment, or says that it has to be configured', () => {
    const configured = one.needsBaseUrl === true || one.needsOptions === true;
    expect(one.env.length > 0 || configured || /to be configured/.test(one.note ?? '')).toBe(true);
  });

  it('says which key it takes', () => {
    expect(one.key.length).toBeGreaterThan(10);
  });

  it('is found in any spelling of its names', () => {
    for (const name of [one.provider, ...(one.aliases ?? [])]) {
      expect(adapterOf(` ${name.toUpperCase().replaceAll('_', '-')} `)?.provider).toBe(one.provider);
    }
  });

  it('only takes options from the environment that it has', () => {
    expect(Object.keys(one.options ?? {})).toEqual(expect.arrayContaining(Object.keys(one.optionEnv ?? {})));
  });
});

// What `http` reads is in its options; it has a file of tests of its own.
it.each(PROVIDERS.filter((provider) => provider !== 'http'))(
  '%s is tested with an answer that it can read and one that it cannot',
  (provider) => {
    for (const cases of [READABLE, UNREADABLE]) {
      expect(cases.some((one) => one.provider === provider)).toBe(true);
    }
  },
);

it('gives only kinds that are explained', () => {
  const kinds = READABLE.flatMap(({ provider, answers, account }) => {
    const { outcome } = readAll(provider, answers, account);
    return 'amounts' in outcome ? outcome.amounts.map(({ kind }) => kind) : [];
  });
  expect(Object.keys(BALANCE_KINDS)).toEqual(expect.arrayContaining([...new Set(kinds)]));
});

it('knows no provider that there is none of', () => {
  expect(adapterOf('no-such-provider')).toBeUndefined();
});
