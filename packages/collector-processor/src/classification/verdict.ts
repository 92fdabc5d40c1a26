/** From the rule that decided, and the hop that it decided on, to what the span says. */
import { newDraft, ownerOf, RULES, type Rule, remedyOf } from '@fuelgauge/errors/tables';
import { text } from '../ottl/operands.ts';

type Match = Parameters<typeof ownerOf>[0];
type Say = Rule['say'];

const match = (say: Say, hop: number): Match => ({
  rule: { id: '', evidence: '', when: {}, say },
  hop,
  rank: 0,
});

const CATEGORIES = [...new Set<Say['category']>([...RULES.map((rule) => rule.say.category), 'unknown'])];
const OWNERS = ['caller', 'byok', 'gateway', 'provider', 'unknown'] as const;

/** Where the hop stands: alone, the endpoint with others behind it, the next one, further in. */
export const PLACES = ['alone', 'first', 'second', 'further'] as const;

/** Every standing of a hop, in the words of the key: `place byok gateway`. */
function standings(): { key: string; hop: number; hops: ReturnType<typeof newDraft>[]; gateway: boolean }[] {
  return PLACES.flatMap((place, at) =>
    [true, false].flatMap((byok) =>
      [true, false].map((gateway) => {
        const hops = Array.from({ length: place === 'alone' ? 1 : at + 1 }, newDraft);
        (hops[0] as (typeof hops)[number]).byok = byok;
        const hop = place === 'alone' || place === 'first' ? 0 : at - 1;
        return { key: `${place} ${byok ? 'byok' : '-'} ${gateway ? 'y' : 'n'}`, hop, hops, gateway };
      }),
    ),
  );
}

const STANDINGS = standings();
const ownersOf = (say: Say): readonly string[] =>
  STANDINGS.map(({ hop, hops, gateway }) => ownerOf(match(say, hop), hops, gateway));

const CLASSES = new Map<string, string>();
const OWNERS_OF_CLASS = new Map<string, string>();

/**
 * What decides the owner for a rule: the owner itself, or a class of rules whose owner depends alike on where the hop
 * stands, as `ownerOf` has it.
 */
export function ownership(say: Say): string {
  const owners = ownersOf(say);
  const [first] = owners;
  if (owners.every((owner) => owner === first)) return `=${first}`;
  const key = owners.join(' ');
  const known = CLASSES.get(key);
  if (known !== undefined) return known;
  const name = `by-place-${CLASSES.size + 1}`;
  CLASSES.set(key, name);
  STANDINGS.forEach((standing, at) => {
    OWNERS_OF_CLASS.set(`${name} ${standing.key}`, owners[at] as string);
  });
  return name;
}

/** `class place byok gateway` → owner. */
export function owners(): ReadonlyMap<string, string> {
  for (const { say } of RULES) ownership(say);
  return OWNERS_OF_CLASS;
}

/** `category owner` → remedy, as `remedyOf` decides; `remedy owner` where the rule names one. */
export function remedies(): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const owner of OWNERS) {
    for (const category of CATEGORIES)
      out.set(`${category} ${owner}`, remedyOf(match({ category }, 0), owner));
    for (const { say } of RULES) {
      if (say.remedy !== undefined) out.set(`=${say.remedy} ${owner}`, remedyOf(match(say, 0), owner));
    }
  }
  return out;
}

export const mapOf = (entries: ReadonlyMap<string, string>): string =>
  `{${[...entries].map(([key, value]) => `${text(key)}: ${text(value)}`).join(', ')}}`;
