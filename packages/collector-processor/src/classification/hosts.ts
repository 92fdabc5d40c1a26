/** Who answers at a host, and whom a name means: the tables of @fuelgauge/semconv and @fuelgauge/errors as OTTL maps. */
import { DOCS, PROVIDERS, plain } from '@fuelgauge/errors/tables';
import { ENDPOINT_PATTERNS, ENDPOINTS, type Endpoint } from '@fuelgauge/semconv';
import { text } from '../ottl/operands.ts';
import { literal, re2 } from '../ottl/re2.ts';
import { has, matches, no, replace, say, set, unset, v } from './state.ts';

/** `provider|y` where it is a gateway, else `provider|n`. */
const packed = ({ provider, gateway }: Endpoint): string => `${provider}|${gateway ? 'y' : 'n'}`;

const map = (entries: Iterable<readonly [string, string]>): string =>
  `{${[...entries].map(([key, value]) => `${text(key)}: ${text(value)}`).join(', ')}}`;

const HOSTS = map([...ENDPOINTS].map(([host, endpoint]) => [host, packed(endpoint)] as const));

const GATEWAYS = new Set(['litellm', 'new_api']);
for (const { provider, gateway } of ENDPOINTS.values()) if (gateway) GATEWAYS.add(provider);

/** Names of libraries that the table of names does not know. */
const LIBRARY_NAMES: Readonly<Record<string, string>> = {
  azaiopenai: 'azure',
  azaiinference: 'azure-ai',
  azureopenai: 'azure',
  googlegenerativeai: 'google',
  googlegenai: 'google',
  gcpgenai: 'google',
  googlevertex: 'google-vertex',
  bedrockruntime: 'amazon-bedrock',
};

/** Plain name → `id|family|gateway`. */
const NAMES = map(
  new Map([
    ...PROVIDERS.flatMap(([id, family, display, ...aliases]) =>
      [id, display, ...aliases].map(
        (alias) => [plain(alias), `${id}|${family}|${GATEWAYS.has(family) ? 'y' : 'n'}`] as const,
      ),
    ),
    ...Object.entries(LIBRARY_NAMES).map(([name, id]) => {
      const row = PROVIDERS.find(([known]) => known === id);
      const family = row?.[1] ?? id;
      return [name, `${id}|${family}|n`] as const;
    }),
  ]),
);

/** Provider → a pattern of its plain names. */
const NAMES_OF = map(
  [
    ...new Set([
      ...PROVIDERS.map(([, family]) => family),
      ...[...ENDPOINTS.values()].map(({ provider }) => provider),
    ]),
  ].map((family) => {
    const names = PROVIDERS.filter(([, other]) => other === family).flatMap(([id, , display, ...aliases]) =>
      [id, display, ...aliases].map(plain),
    );
    return [family, `^(?:${[...new Set([...names, plain(family)])].join('|')})$`] as const;
  }),
);

/** The provider in `family` → `found`: a pattern of the names that it is known by. */
export const findNames = (family: string, found: string): readonly string[] => [
  set('names', NAMES_OF, has(family)),
  set(found, `${v('names')}[${v(family)}]`, has(family), `${v('names')}[${v(family)}] != nil`),
  unset('names'),
];

const LABELS = 6;

/** `host` (lower case) → `found`: `provider|gateway`. The host itself, then each of its parents. */
export const findHost = (host: string, found: string, ...when: readonly string[]): readonly string[] => [
  unset(found),
  ...ENDPOINT_PATTERNS.map(([pattern, endpoint]) =>
    say(found, packed(endpoint), ...when, has(host), no(found), matches(v(host), re2(pattern))),
  ),
  set('hosts', HOSTS, ...when, has(host), no(found)),
  ...Array.from({ length: LABELS }, (_, at) => [
    set(
      found,
      `${v('hosts')}[${v(host)}]`,
      ...when,
      has(host),
      no(found),
      has('hosts'),
      `${v('hosts')}[${v(host)}] != nil`,
    ),
    ...(at === LABELS - 1
      ? []
      : [replace(host, '^[^.]*\\.', '', ...when, has(host), no(found), has('hosts'))]),
  ]).flat(),
  unset('hosts'),
];

/** A name as written → `found`: `id|family|gateway`; absent where it is in no table. `name` becomes plain. */
export const findName = (name: string, found: string, ...when: readonly string[]): readonly string[] => [
  unset(found),
  set(name, `ToLowerCase(${v(name)})`, ...when, has(name)),
  replace(name, '[^a-z0-9]+', '', ...when, has(name)),
  set('names', NAMES, ...when, has(name)),
  set(
    found,
    `${v('names')}[${v(name)}]`,
    ...when,
    has(name),
    has('names'),
    `${v('names')}[${v(name)}] != nil`,
  ),
  unset('names'),
];

const DIRECT = [
  ...[...ENDPOINTS].filter(([, { gateway }]) => !gateway).map(([host]) => host),
  ...Object.keys(DOCS),
];

/** A link to a provider's own host. */
export const LINKED_PROVIDER: string = `https?://(?:[\\w.-]*\\.)?(?:${DIRECT.map(literal).join('|')})(?:[^\\w-]|$)`;
