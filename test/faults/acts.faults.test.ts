/** What the application does of its own accord: aborts, odd readings, odd requests, a fetch of its own. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  actsOf,
  type Compared,
  compare,
  differences,
  expectedOf,
  isAmong,
  spansOf,
  toldOf,
} from './compare.ts';
import { inLine } from './in-line.ts';
import type { Loading } from './run.ts';

const GROUPS: readonly (readonly [group: string, loading: Loading])[] = [
  ['readings', 'first line'],
  ['aborts', '--import'],
  ['requests', '--import'],
  ['requests', '--import, with content'],
  ['doubles', 'first line'],
  ['surroundings', '--import'],
  ['troubles', 'by hand'],
];
const running = inLine(
  GROUPS.map(([group, loading]) => [`${group} ${loading}`, () => compare(group, loading)]),
);

describe.each(GROUPS)('%s of an application, fuelgauge loaded by %s:', (group, loading) => {
  let compared: Compared;
  beforeAll(async () => {
    compared = await running(`${group} ${loading}`);
  }, 115_000);

  const acts = actsOf(group);
  const named = acts.map((experiment) => [experiment.act.name, experiment] as const);
  const differing = named.filter(([, { act }]) => act.differs !== undefined);

  test.each(named.filter(([, { act }]) => act.differs === undefined))(
    'that %s sees the same as without it',
    (_, { id }) => {
      const seen = compared.ours.cells.get(id);
      expect(seen).toBeDefined();
      if (!isAmong(seen!, compared.seenBare(id))) expect(seen).toEqual(compared.bare.cells.get(id));
    },
  );

  if (differing.length > 0) {
    test.each(differing)('that %s sees the one difference that is there on purpose', (_, { id, act }) => {
      const found = differences(compared.bare.cells.get(id), compared.ours.cells.get(id));
      expect(found).not.toEqual([]);
      expect(found.filter((path) => !act.differs!.at.some((at) => `${path}.`.startsWith(`${at}.`)))).toEqual(
        [],
      );
    });
  }

  test.each(named)('that %s has a span that tells how the call ended', (_, { id, act }) => {
    expect(toldOf(compared, id)).toBe(expectedOf(act.told, act.name));
  });

  test.each(named.filter(([, { act }]) => act.ends === undefined))(
    'that %s has no span that does not end once',
    (_, { id, act }) => {
      const isLate = act.forgets === true || act.hangs === true || act.endsLate === true;
      for (const { ends, endedIn } of spansOf(compared, id)) {
        expect({ ends, endedIn: isLate && endedIn !== undefined ? id : endedIn }).toEqual({
          ends: 1,
          endedIn: id,
        });
      }
    },
  );

  test('spans that cannot end once are told to end once, or are ended by somebody else too', () => {
    const odd = acts.filter(({ act }) => act.ends !== undefined);
    const ends = odd.flatMap(({ id, act }) =>
      spansOf(compared, id).map((span) => [act.ends, span.ends] as const),
    );
    expect(ends.filter(([wanted, count]) => count !== (wanted === 'twice' ? 2 : 1))).toEqual([]);
  });

  test('the process says nothing and ends by itself', () => {
    const { exit, stdout, stderr } = compared.ours;
    expect({ exit, stdout, stderr }).toEqual({ exit: { code: 0, signal: null }, stdout: '', stderr: '' });
    expect(compared.bare).toMatchObject({ exit, stdout, stderr });
  });
});
