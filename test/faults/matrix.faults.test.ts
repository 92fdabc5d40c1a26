/** Every fault of the tables, through every use of the clients and of fetch. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Compared, cellsOf, compare, expectedOf, isAmong, nameOf, spansOf, toldOf } from './compare.ts';
import { inLine } from './in-line.ts';
import type { Loading } from './run.ts';

const GROUPS: readonly (readonly [group: string, loading: Loading])[] = [
  ['connection', '--import'],
  ['status', 'first line'],
  ['body', '--import'],
  ['stream', 'first line'],
  ['stream', '--import, with content'],
  ['body', '--import, with content'],
];

const running = inLine(
  GROUPS.map(([group, loading]) => [`${group} ${loading}`, () => compare(group, loading)]),
);

describe.each(GROUPS)('faults of the %s, fuelgauge loaded by %s', (group, loading) => {
  let compared: Compared;
  beforeAll(async () => {
    compared = await running(`${group} ${loading}`);
  }, 115_000);

  const cells = cellsOf(group).map((cell) => [cell.fault.name, cell.use, cell] as const);

  test.each(cells)('when %s, %s sees the same as without it', (_name, _use, { id }) => {
    const seen = compared.ours.cells.get(id);
    expect(seen).toBeDefined();
    if (!isAmong(seen!, compared.seenBare(id))) expect(seen).toEqual(compared.bare.cells.get(id));
  });

  test.each(cells)('when %s, the span of %s tells how the call ended', (_name, _use, cell) => {
    expect(toldOf(compared, cell.id)).toBe(expectedOf(cell.fault.told, nameOf(cell)));
  });

  test.each(cells)('when %s, the span of %s ends once', (_name, _use, cell) => {
    const settled = compared.ours.cells.get(cell.id)?.settled;
    const ends = spansOf(compared, cell.id).map(({ ends, endedIn }) => [
      ends,
      settled ? endedIn : 'some time',
    ]);
    expect(ends).toEqual([[1, settled ? cell.id : 'some time']]);
  });

  test('the process says nothing and ends by itself', () => {
    const { exit, stdout, stderr } = compared.ours;
    expect({ exit, stdout, stderr }).toEqual({ exit: { code: 0, signal: null }, stdout: '', stderr: '' });
    expect(compared.bare).toMatchObject({ exit, stdout, stderr });
  });

  test('there is no span but those of the cells', () => {
    const ids = new Set(cells.map(([, , { id }]) => id));
    expect(compared.ours.spans.filter(({ cell }) => !ids.has(cell))).toEqual([]);
  });
});
