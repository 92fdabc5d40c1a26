import { amountOf, type Reading, windowOf } from './reading.ts';

const LONGEST = 1_000;
const MOST_ITEMS = 8;

/** Units of a quota that the draft registers, and `tokens`; of another unit nothing is claimed. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['requests', 'requests'],
  ['content-bytes', 'content_bytes'],
  ['concurrent-requests', 'concurrent_requests'],
  ['tokens', 'tokens'],
]);

/** A member of a list: its names (`"api"`, or `100` in a policy of draft 07), and its parameters. */
interface Item {
  readonly names: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads `RateLimit` and `RateLimit-Policy` of the IETF drafts (draft-ietf-httpapi-ratelimit-headers):
 * `"api";r=499;t=293` with `"fixed window";"api";q=500;w=300`, and draft 07's
 * `limit=100, remaining=50, reset=5` with `100;w=60`. What cannot be read is left out.
 */
export function readStructured(state: string | undefined, policy: string | undefined): Reading[] {
  const policies = itemsOf(policy);
  const states = itemsOf(state);
  const flat = flatState(states);
  if (flat !== undefined) {
    const only = policies.length === 1 ? policies[0] : undefined;
    return [reading(flat, only)].filter((one) => one !== undefined);
  }
  const readings = new Map<string, Reading>();
  const told = new Set<Item>();
  for (const item of states) {
    const match =
      policies.find(({ names }) => item.names.some((name) => names.includes(name))) ??
      (states.length === 1 && policies.length === 1 ? policies[0] : undefined);
    if (match !== undefined) told.add(match);
    keepTighter(readings, reading(item, match));
  }
  for (const item of policies) if (!told.has(item)) keepTighter(readings, reading(NOTHING, item));
  return [...readings.values()];
}

const NOTHING: Item = { names: [], parameters: new Map() };

/** Two policies of one kind and window are one series: the one with less left counts. */
function keepTighter(readings: Map<string, Reading>, one: Reading | undefined): void {
  if (one === undefined) return;
  const id = `${one.kind} ${one.window}`;
  const other = readings.get(id);
  const left = ({ remaining, total }: Reading): number => remaining ?? total ?? Number.POSITIVE_INFINITY;
  if (other === undefined || left(one) < left(other)) readings.set(id, one);
}

function reading(state: Item, policy: Item | undefined): Reading | undefined {
  const unit = policy?.parameters.get('qu') ?? 'requests';
  const kind = KINDS.get(unit);
  const remaining = amountOf(state.parameters.get('r') ?? state.parameters.get('remaining'));
  const total =
    amountOf(policy?.parameters.get('q')) ??
    amountOf(state.parameters.get('limit')) ??
    amountOf(policy?.names[0]);
  if (kind === undefined || (remaining === undefined && total === undefined)) return undefined;
  const seconds = amountOf(state.parameters.get('t') ?? state.parameters.get('reset'));
  return {
    kind,
    window: windowOf(amountOf(policy?.parameters.get('w'))),
    remaining,
    total,
    resetMs: seconds === undefined ? undefined : seconds * 1000,
  };
}

/** Draft 07's dictionary, whose members are one limit. */
function flatState(items: readonly Item[]): Item | undefined {
  const parameters = new Map<string, string>();
  for (const item of items) {
    if (item.names.length > 0) return undefined;
    for (const [key, value] of item.parameters) parameters.set(key, value);
  }
  return parameters.has('remaining') || parameters.has('limit') ? { names: [], parameters } : undefined;
}

function itemsOf(text: string | undefined): Item[] {
  if (text === undefined || text.length > LONGEST) return [];
  return split(text, ',').slice(0, MOST_ITEMS).map(itemOf);
}

function itemOf(text: string): Item {
  const names: string[] = [];
  const parameters = new Map<string, string>();
  for (const part of split(text, ';')) {
    const equals = part.startsWith('"') ? -1 : part.indexOf('=');
    if (equals > 0) parameters.set(part.slice(0, equals).trim().toLowerCase(), bare(part.slice(equals + 1)));
    else if (part !== '') names.push(bare(part));
  }
  return { names, parameters };
}

const bare = (text: string): string => text.trim().replace(/^"|"$/g, '');

/** Splits where the separator stands outside quotes. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}
