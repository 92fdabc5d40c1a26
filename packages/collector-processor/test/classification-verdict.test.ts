import { isRetryable, newDraft, ownerOf, RULES, remedyOf, SOON_SECONDS } from '@fuelgauge/errors/tables';
import { describe, expect, it } from 'vitest';
import { RULE_STATEMENTS } from '../src/classification/rules.ts';
import { owners, PLACES, remedies } from '../src/classification/verdict.ts';

type Match = Parameters<typeof ownerOf>[0];

/** What the statement of each rule says: `rank id category ownership repeat remedy`. */
const SAID = RULE_STATEMENTS.map((one) =>
  (/^set\(span\.cache\["r"\], "([^"]+)"/.exec(one)?.[1] ?? '').split(' '),
);

/** The hops of an error of which `place` decided. */
const STANDINGS = PLACES.flatMap((place, at) =>
  [true, false].flatMap((byok) =>
    [true, false].map((gateway) => {
      const hops = Array.from({ length: place === 'alone' ? 1 : at + 1 }, newDraft);
      for (const hop of hops.slice(0, 1)) hop.byok = byok;
      return { place, byok, gateway, hops, hop: Math.max(0, at - 1) };
    }),
  ),
);

describe('the tables of the verdict', () => {
  it.each(RULES.map((rule, rank) => [rule.id, rank] as const))(
    'agree with the functions for %s',
    (_id, rank) => {
      const rule = RULES[rank] as (typeof RULES)[number];
      const [, , category, ownership = '', repeat, remedy = ''] = SAID[rank] as string[];
      expect(category).toBe(rule.say.category);
      for (const { place, byok, gateway, hops, hop } of STANDINGS) {
        const match: Match = { rule, hop, rank };
        const owner = ownership.startsWith('=')
          ? ownership.slice(1)
          : owners().get(`${ownership} ${place} ${byok ? 'byok' : '-'} ${gateway ? 'y' : 'n'}`);
        const wanted = ownerOf(match, hops, gateway);
        expect(owner).toBe(wanted);
        expect(remedies().get(`${remedy} ${wanted}`)).toBe(remedyOf(match, wanted));
        for (const wait of [undefined, SOON_SECONDS, SOON_SECONDS + 1]) {
          for (const routes of [true, false]) {
            const soon = wait === undefined || wait <= SOON_SECONDS;
            const again =
              repeat === 'yes' ||
              (repeat === 'soon' && soon) ||
              (repeat === 'routed' && wanted === 'gateway' && routes);
            expect(again).toBe(isRetryable(match, wanted, wait, routes));
          }
        }
      }
    },
  );
});
