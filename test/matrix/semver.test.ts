import { describe, expect, test } from 'vitest';
import { admits, isSince } from './semver.ts';

describe('engines', () => {
  test.each([
    ['>=22.15.0', '22.15.0', true],
    ['>=22.15.0', '22.14.9', false],
    ['>=22.15.0', '24.0.0', true],
    ['>=22', '22.15.0', true],
    ['>=24', '22.15.0', false],
    ['^18.19.0 || >=20.6.0', '18.20.1', true],
    ['^18.19.0 || >=20.6.0', '19.9.0', false],
    ['^18.19.0 || >=20.6.0', '20.6.0', true],
    ['^22.15', '24.0.0', false],
    ['>=22.2', '22.15.0', true],
  ])('%s and Node %s: %s', (range, node, expected) => {
    expect(admits(range, node)).toBe(expected);
  });

  test('of a kind that nobody has met yet are an error, not a guess', () => {
    expect(() => admits('22.x', '22.15.0')).toThrow(/engines "22\.x"/);
  });
});

test.each([
  ['4.104.0', '4.19.0', true],
  ['4.19.0', '4.55.0', false],
  ['5.0.0', '4.104.0', true],
  ['4.55.0', '4.55.0', true],
])('openai %s has what came with %s: %s', (version, since, expected) => {
  expect(isSince(version, since)).toBe(expected);
});
