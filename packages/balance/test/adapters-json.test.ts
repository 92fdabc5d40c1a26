import { expect, it } from 'vitest';
import { amountOf, timeOf, valueAt } from '../src/json.ts';

it.each<[unknown, number | undefined]>([
  [12.5, 12.5],
  ['12.50', 12.5],
  [' -0.31 ', -0.31],
  ['1,234.56', 1234.56],
  ['1e-7', 1e-7],
  ['.5', 0.5],
  ['12,5', undefined],
  ['1,23,456', undefined],
  ['', undefined],
  ['$5', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['0x10', undefined],
  ['9'.repeat(400), undefined],
  ['1e400', undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [null, undefined],
  [true, undefined],
  [[5], undefined],
])('the amount of %j is %j', (value, amount) => {
  expect(amountOf(value)).toBe(amount);
});

it.each<[unknown, number | undefined]>([
  [1_738_356_858, 1_738_356_858],
  [1_738_356_858_000, 1_738_356_858],
  ['2025-05-07T00:00:00.000Z', 1_746_576_000],
  ['2026-12-01T00:00:00+00:00', 1_796_083_200],
  ['tomorrow', undefined],
  ['9999-99-99', undefined],
  [0, undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  [null, undefined],
])('the time of %j is %j', (value, time) => {
  expect(timeOf(value)).toBe(time);
});

it.each<[string, unknown]>([
  ['a', 1],
  ['b.c[1].d', 2],
  ['b.c.1.d', 2],
  ['b.c[7].d', undefined],
  ['b.c.length', undefined],
  ['a.x', undefined],
  ['toString', undefined],
  ['__proto__', undefined],
])('the value at %s is %j', (path, value) => {
  expect(valueAt({ a: 1, b: { c: [0, { d: 2 }] } }, path)).toBe(value);
});
