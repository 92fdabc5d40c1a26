import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('without arguments our instrumentation runs against the default tag of the public repository', () => {
  expect(readOptions([], { XDG_CACHE_HOME: '/cache' })).toEqual({
    subject: 'ours',
    tag: 'v7.5.0',
    generated: false,
    globalFetch: false,
    baselineOnly: false,
    repository: 'https://github.com/openai/openai-node.git',
    cache: '/cache/fuelgauge',
    filters: [],
  });
});

test('a peer that is not in the table is refused', () => {
  expect(() => readOptions(['--peer', 'nobody'], {})).toThrow(/--peer nobody: expected one of ours, contrib/);
});

test('our wrapped fetch is refused beside a peer', () => {
  expect(() => readOptions(['--peer', 'contrib', '--global-fetch'], {})).toThrow(/--global-fetch/);
});
