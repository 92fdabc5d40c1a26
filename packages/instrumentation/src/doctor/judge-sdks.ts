import { basename } from 'node:path';
import { TESTED } from '../openai/tested-versions.ts';
import { compareVersions } from '../version-range.ts';
import { capital } from './capital.ts';
import type { Installed } from './installed.ts';
import { shownPath, standing, viaOf } from './paths.ts';
import type { Finding, Mark } from './report.ts';
import { type Sdk, sdkOf, type Transport } from './sdks.ts';
import { WIRES } from './wires.ts';

const REGISTER_FLAG = '`node --import @fuelgauge/instrumentation/register`';

/** One finding for each installed copy of an SDK, and what several copies of `openai` mean. */
export function judgeSdks(project: string, packages: readonly Installed[]): Finding[] {
  const known = packages.flatMap((copy) => {
    const sdk = sdkOf(copy.name, copy.version, copy.manifest.dependencies ?? {});
    return sdk === undefined ? [] : [{ copy, sdk }];
  });
  const uses = usesOf(known);
  const findings = known
    .sort((a, b) => a.copy.name.localeCompare(b.copy.name) || compareVersions(a.copy.version, b.copy.version))
    .map(({ copy, sdk }) => judge(project, copy, sdk, uses.get(copy) ?? 'perhaps', packages));
  const openai = known.filter(({ copy }) => copy.name === 'openai').map(({ copy }) => copy);
  if (openai.length > 1) findings.push(severalCopies(openai));
  return findings;
}

/**
 * `surely`: the project itself depends on it, or an SDK that it uses makes requests through it. `perhaps`: some
 * other package brought it.
 */
type Use = 'surely' | 'perhaps';

function usesOf(known: readonly { copy: Installed; sdk: Sdk }[]): Map<Installed, Use> {
  const sdks = new Map(known.map(({ copy, sdk }) => [copy, sdk]));
  const uses = new Map<Installed, Use>();
  const useOf = (copy: Installed, depth = 0): Use => {
    if (copy.direct) return 'surely';
    const remembered = uses.get(copy);
    if (remembered !== undefined) return remembered;
    // Against packages that depend on each other.
    uses.set(copy, 'perhaps');
    if (
      depth < 20 &&
      copy.parents.some((parent) => {
        const transport = sdks.get(parent)?.transport;
        return (
          transport?.kind === 'through' &&
          goesThrough(transport, copy.name) &&
          useOf(parent, depth + 1) === 'surely'
        );
      })
    )
      uses.set(copy, 'surely');
    return uses.get(copy) as Use;
  };
  for (const { copy } of known) uses.set(copy, useOf(copy));
  return uses;
}

const goesThrough = (transport: Extract<Transport, { kind: 'through' }>, name: string): boolean =>
  transport.packages.some((other) =>
    other.endsWith('*') ? name.startsWith(other.slice(0, -1)) : other === name,
  );

function judge(
  project: string,
  copy: Installed,
  sdk: Sdk,
  use: Use,
  packages: readonly Installed[],
): Finding {
  const verdict = verdictOf(copy, sdk, use, packages);
  return {
    ...verdict,
    text: `${copy.name} ${copy.version} (${standing(copy)}): ${verdict.text}`,
    package: copy.name,
    version: copy.version,
    path: shownPath(project, copy.folder),
    via: viaOf(copy),
  };
}

interface Verdict {
  readonly id: string;
  readonly mark: Mark;
  readonly text: string;
  readonly detail?: string;
}

function verdictOf(copy: Installed, sdk: Sdk, use: Use, packages: readonly Installed[]): Verdict {
  const { transport } = sdk;
  switch (transport.kind) {
    case 'patched':
      return patched(copy);
    case 'other':
      return unseen(use, 'unseen-transport', otherTransport(transport));
    case 'through': {
      const found = packages.filter(
        (other) =>
          other !== copy &&
          goesThrough(transport, other.name) &&
          sdkOf(other.name, other.version) !== undefined,
      );
      if (found.length === 0) {
        return {
          id: 'sdk-through-nothing',
          mark: 'note',
          text: `makes its requests through ${transport.packages.join(', ')}, and none is installed`,
        };
      }
      return {
        id: 'seen-through',
        mark: 'note',
        text: `makes its requests through ${[...new Set(found.map(({ name }) => name))].join(', ')}: see there`,
      };
    }
    case 'fetch':
      return throughFetch(transport, use);
  }
}

function otherTransport({ by, fetchOption = [] }: Extract<Transport, { kind: 'other' }>): string {
  const why = `its requests go through ${by}; fuelgauge sees openai and fetch only.`;
  return fetchOption.some((id) => WIRES[id].recorded)
    ? `${why} Hand its client another: \`fetch: instrumentFetch(fetch)\`.`
    : why;
}

function patched({ version, folder }: Installed): Verdict {
  if (compareVersions(version, TESTED.from) < 0) {
    return {
      id: 'openai-too-old',
      mark: 'problem',
      text: 'will not be seen',
      detail: `fuelgauge knows openai ${TESTED.from} and newer. Update it: npm install openai@latest`,
    };
  }
  if (compareVersions(version, TESTED.below) >= 0) {
    return {
      id: 'openai-untested',
      mark: 'warning',
      text: 'will be patched, though no test knows this version',
      detail: `Tested: ${TESTED.from} up to (not with) ${TESTED.below}. Make one call and look for its span.`,
    };
  }
  const name = basename(folder);
  if (!name.includes('openai')) {
    return {
      id: 'openai-alias',
      mark: 'note',
      text: `will be seen: its client is patched, also under the name ${name}`,
      detail: `A first-line import does not find it by that name: ${REGISTER_FLAG} does.`,
    };
  }
  return { id: 'seen-patched', mark: 'ok', text: 'will be seen: its client is patched' };
}

function throughFetch(transport: Extract<Transport, { kind: 'fetch' }>, use: Use): Verdict {
  const wires = transport.wires.map((id) => WIRES[id]);
  const recorded = wires.filter((wire) => wire.recorded);
  if (recorded.length === 0) {
    const asked = wires.map(({ name }) => name).join(', ');
    return unseen(use, 'unseen-endpoint', `it uses fetch, but fuelgauge does not read ${asked} yet.`);
  }
  const missed = wires.filter((wire) => !wire.recorded).map(({ name }) => name);
  const names = [recorded.map(({ name }) => name).join(', '), ...missed.map((name) => `not ${name}`)].join(
    '; ',
  );
  return transport.captured === 'client'
    ? {
        id: 'seen-fetch-captured',
        mark: 'ok',
        text: `will be seen through fetch (${names})`,
        detail: 'A client keeps the fetch that it finds when it is made: load fuelgauge before that.',
      }
    : { id: 'seen-fetch', mark: 'ok', text: `will be seen through global fetch (${names})` };
}

function unseen(use: Use, id: string, why: string): Verdict {
  const text = 'will NOT be seen';
  if (use === 'surely') return { id, mark: 'problem', text, detail: capital(why) };
  return { id, mark: 'warning', text: `${text}, if it is used`, detail: capital(why) };
}

function severalCopies(copies: readonly Installed[]): Finding {
  const versions = [...new Set(copies.map(({ version }) => version))];
  return {
    id: 'openai-several-copies',
    mark: 'note',
    text: `openai is installed ${copies.length} times (${versions.join(', ')})`,
    detail:
      'Each of them is patched by the one-line import and by --import; a list of instrumentations sees only what is required.',
    package: 'openai',
  };
}
