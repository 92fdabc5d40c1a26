/** That the search can fail: a canary is found in every form, and nothing else is. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { accountIdOfKey } from '@fuelgauge/semconv';
import { describe, expect, it } from 'vitest';
import { API_KEYS, CANARIES, TAIL } from './canaries.ts';
import { findCanaries } from './forms.ts';

const names = (text: string): string[] => [...new Set(findCanaries(text).map(({ canary }) => canary))];
const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

const FORMS: Readonly<Record<string, (value: string, secret: string) => string>> = {
  'as it is': (value) => value,
  'in capitals': (value) => value.toUpperCase(),
  'its first eight characters': (_value, secret) => secret.slice(0, 8),
  'its last eight characters': (_value, secret) => secret.slice(-8),
  'eight characters from its middle': (_value, secret) => secret.slice(2, 10),
  'cut in two': (_value, secret) => `${secret.slice(0, 8)}\n${secret.slice(8)}`,
  backwards: (value) => [...value].reverse().join(''),
  'percent-encoded': encodeURIComponent,
  'in a query': (value) => new URLSearchParams({ key: value }).toString(),
  'in JSON': (value) => JSON.stringify({ value }),
  'in JSON in JSON': (value) => JSON.stringify({ raw: JSON.stringify({ value }) }),
  'in base64': (value) => Buffer.from(value).toString('base64'),
  'in base64 behind one character': (value) => Buffer.from(`u${value}`).toString('base64'),
  'in base64 as a password': (value) => Buffer.from(`user:${value}`).toString('base64'),
  'in base64url': (value) => Buffer.from(`{"k":"${value}"}`).toString('base64url'),
  'in hex': (value) => Buffer.from(value).toString('hex'),
  'as SHA-256': (value) => hash('sha256', value),
  'as SHA-256, cut short as an account id is': (value) => `key-${hash('sha256', value).slice(0, 10)}`,
  'as SHA-256 of its header': (value) => hash('sha256', `Bearer ${value}`),
  'as MD5': (value) => hash('md5', value),
};

describe('a canary is found', () => {
  it.each(Object.entries(FORMS))('%s', (_form, write) => {
    const missed = CANARIES.filter(
      ({ name, value, secret }) => !names(`before ${write(value, secret)} behind`).includes(name),
    );
    expect(missed.map(({ name }) => name)).toEqual([]);
  });

  it('by the last characters of a key, which providers show', () => {
    expect(names(`sk-***${TAIL}`)).toEqual(['last characters of a key']);
  });
});

describe('nothing is found', () => {
  it.each(['../../README.md', '../../packages/instrumentation/README.md', 'forms.ts', 'provider.ts'])(
    'in a text without canaries: %s',
    (file) => {
      expect(findCanaries(readFileSync(new URL(file, import.meta.url), 'utf8'))).toEqual([]);
    },
  );

  it('of one canary in another', () => {
    const doubles = CANARIES.filter(({ value }) => names(value).length !== 1);
    expect(doubles.map(({ value }) => names(value))).toEqual([]);
  });

  it('in the id of an account, which is no plain hash of the key', () => {
    const ids = API_KEYS.map(({ value }) => accountIdOfKey(value)).filter((id) => id !== undefined);
    expect(ids.length).toBeGreaterThan(20);
    expect(findCanaries(ids.join('\n'))).toEqual([]);
  });
});
