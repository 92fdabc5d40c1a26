import { type Facts, readFacts } from './facts.ts';
import { type Budget, Chain } from './hops/chain.ts';
import { normalCode } from './hops/codes.ts';
import { type HopDraft, newDraft } from './hops/draft.ts';
import { isObject, numberOf, read } from './hops/safe-read.ts';
import { MAX_CODE, MAX_CODES, MAX_MATCH_TEXT } from './limits.ts';
import { type Match, Matcher, matchText, type Subject } from './match.ts';
import { providerNamed, providerOfFamily } from './providers.ts';
import { RULES } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';
import { familyOf, type Speaker, speakerOfPayload, speakerOfText } from './speaker.ts';
import type { ClassifyInput, Hop, Verdict } from './types.ts';
import { isRetryable, ownerOf, remedyOf, waitMatters } from './verdict.ts';
import { readWait } from './wait.ts';

/** Made at the first error: what it indexes is no work for an import. */
let matcher: Matcher | undefined;

const NOTHING_SAID: Rule = {
  id: 'unknown',
  evidence: 'no rule of the table holds',
  when: {},
  say: { category: 'unknown' },
};

/** From here on rules rest on loose codes or on the bare status; a second payload may know better. */
export const WEAK_RANK: number = RULES.findIndex((rule) => rule.id === 'code.payment');

const UNKNOWN: Verdict = Object.freeze({
  category: 'unknown',
  owner: 'unknown',
  retryable: false,
  retryAfter: undefined,
  upstream: undefined,
  remedy: 'contact_provider',
  rule: NOTHING_SAID.id,
  hops: Object.freeze([]),
});

/**
 * One error in, one verdict out. Takes whatever the caller has; the raw body and the base URL help most. Never
 * throws and takes bounded time, whatever it is given. The verdict and all in it is frozen.
 */
export function classify(input: ClassifyInput): Verdict {
  try {
    return typeof input === 'object' && input !== null ? decide(readFacts(input)) : UNKNOWN;
  } catch {
    // A defect in here must not reach the application that is being observed.
    return UNKNOWN;
  }
}

/** Gateways that hold no accounts of their own at providers. */
export const CALLERS_KEYS: readonly string[] = ['portkey', 'cloudflare'];

interface Reading {
  readonly hops: readonly HopDraft[];
  readonly match: Match;
  readonly speaker: Speaker | undefined;
}

function decide(facts: Facts): Verdict {
  const budget: Budget = { objects: 0 };
  let best: Reading | undefined;
  for (const payload of facts.payloads) {
    const chain = new Chain(facts.endpoint, facts.status, budget);
    chain.read(payload.value, payload.library);
    const reading = judge(facts, chain);
    if (!best || reading.match.rank < best.match.rank) best = reading;
    if (best.match.rank < WEAK_RANK) break;
  }
  const { hops, match, speaker } = withPrevious(
    facts,
    withWrapperOfLibrary(facts, best ?? judge(facts, new Chain(facts.endpoint, facts.status, budget))),
    budget,
  );
  const category = match.rule.say.category;
  const owner = ownerOf(match, hops, speaker?.gateway === true);
  const stated = waitMatters(category) ? readWait(facts, hops) : undefined;
  return Object.freeze({
    category,
    owner,
    retryable: isRetryable(match, owner, stated, speaker?.provider === 'openrouter'),
    retryAfter: stated,
    upstream: upstreamOf(hops, speaker),
    remedy: remedyOf(match, owner),
    rule: match.rule.id,
    hops: Object.freeze(hops.filter(saysAnything).map(publicHop)),
  });
}

/** Where the last attempt says nothing, the most telling of the attempts before it; the later of two alike. */
function withPrevious(facts: Facts, reading: Reading, budget: Budget): Reading {
  const previous = reading.hops[0]?.previous ?? [];
  if (previous.length === 0 || reading.match.rank < WEAK_RANK || saysMore(reading)) return reading;
  let best = reading;
  for (let at = previous.length - 1; at >= 0; at--) {
    const attempt = previous[at];
    if (!isObject(attempt)) continue;
    const status = numberOf(read(attempt, 'code'));
    const chain = new Chain(facts.endpoint, status, budget);
    chain.read({ error: { ...attempt, metadata: attempt } }, false);
    const told = judge({ ...facts, status }, chain);
    if (told.match.rank < best.match.rank && told.match.rank < WEAK_RANK) best = told;
  }
  return best;
}

/** Has the innermost hop words of its own? */
function saysMore({ hops }: Reading): boolean {
  const last = hops[hops.length - 1];
  return last !== undefined && last.message !== '' && !/^provider returned/i.test(last.message);
}

/** Codes by which these gateways speak of themselves: Cloudflare's numbers, Portkey's `"status":"failure"`. */
export const OF_THESE: RegExp = /^\d{4,5}$|^failure$|^cloudflare_|^ai_gateway_error$/;

/** The answer of a provider that such a gateway passes on unchanged: a hop of its own, behind the gateway's. */
function behindGateway(facts: Facts, hops: readonly HopDraft[]): readonly HopDraft[] {
  const [only] = hops;
  if (!facts.endpoint || !CALLERS_KEYS.includes(facts.endpoint.provider) || !facts.endpoint.gateway)
    return hops;
  if (hops.length !== 1 || !only || only.codes.length === 0 || only.message === '') return hops;
  if (only.codes.some((code) => OF_THESE.test(code))) return hops;
  const outer = newDraft();
  outer.status = facts.status;
  outer.wraps = true;
  return [outer, only];
}

function judge(facts: Facts, chain: Chain): Reading {
  const hops = behindGateway(facts, chain.hops.length > 0 ? chain.hops : [newDraft()]);
  const outer = hops[0] as HopDraft;
  const speaker =
    facts.endpoint ??
    (chain.endpointName === undefined ? undefined : named(chain.endpointName)) ??
    speakerOfPayload(outer, facts);
  outer.provider ??= speaker === undefined ? undefined : providerOfFamily(speaker.provider)?.id;
  // These pass calls on with the keys that the caller stored there or sent along.
  if (speaker && CALLERS_KEYS.includes(speaker.provider)) outer.byok ??= true;
  outer.status ??= facts.status;
  for (const name of facts.thrown) addCode(outer, normalCode(name));
  const amazon = facts.headers.get('x-amzn-errortype');
  if (amazon) addCode(outer, normalCode(amazon.replace(/:.*$/s, '').replace(/^.*#/, '').slice(0, MAX_CODE)));
  const subjects = hops.map((hop, at): Subject => {
    // MiniMax ends its sentences with the number that decides: "usage limit exceeded (2056)".
    const number = /\((\d{4,6})\)$/.exec(hop.message)?.[1];
    if (number !== undefined) addCode(hop, number);
    const text = matchText(hop);
    return {
      place: at === 0 ? 'outer' : 'inner',
      provider:
        (at === 0 ? speaker?.provider : familyOf(hop.provider)) ?? speakerOfText(hop.message)?.provider,
      status: hop.status ?? hops[at - 1]?.status ?? facts.status,
      codes: hop.codes,
      text,
    };
  });
  matcher ??= new Matcher();
  const match = matcher.find(subjects) ?? { rule: NOTHING_SAID, hop: 0, rank: RULES.length };
  // Codes and status of a hop that only passes another's words on are about that other.
  let hop = match.hop;
  if (match.rank >= WEAK_RANK) while (hops[hop]?.wraps && hop < hops.length - 1) hop++;
  return { hops, match: hop === match.hop ? match : { ...match, hop }, speaker };
}

/** A client's words about a gateway that its body does not show. */
export const LIBRARY_WRAPPER: RegExp =
  /\b(?:provider|upstream|backend) (?:returned|responded with|http)\b[^{]{0,40}[45]\d\d/i;

/**
 * A client's text may know of a gateway that the body does not show: "provider returned 402: {…}". Asked for
 * only where nothing else tells who was called.
 */
function withWrapperOfLibrary(facts: Facts, reading: Reading): Reading {
  if (facts.endpoint || reading.hops.length !== 1) return reading;
  for (const { value, library } of facts.payloads) {
    if (!library || typeof value !== 'string') continue;
    if (!LIBRARY_WRAPPER.test(value.slice(0, 300))) continue;
    const inner = reading.hops[0] as HopDraft;
    // What the body's sentence was taken for is the upstream, not the endpoint.
    inner.provider ??= providerOfFamily(speakerOfText(inner.message)?.provider ?? '')?.id;
    const outer = newDraft();
    outer.status = facts.status;
    outer.message = value
      .slice(0, 120)
      .replace(/[{[][\s\S]*$/, '')
      .trim();
    return { hops: [outer, inner], speaker: undefined, match: { ...reading.match, hop: 1 } };
  }
  return reading;
}

function named(name: string): Speaker | undefined {
  const provider = providerNamed(name);
  if (!provider) return undefined;
  return { provider: provider.family, gateway: provider.family === 'openrouter' };
}

function addCode(draft: HopDraft, code: string): void {
  if (draft.codes.length < MAX_CODES && !draft.codes.includes(code)) draft.codes.push(code);
}

/** The innermost provider that the error names, besides the endpoint itself. */
function upstreamOf(hops: readonly HopDraft[], speaker: Speaker | undefined): string | undefined {
  for (let at = hops.length - 1; at > 0; at--) {
    const hop = hops[at] as HopDraft;
    // Whose pages its sentence links to, where nobody is named.
    const name = hop.provider ?? linkedIn(hop.message);
    if (name !== undefined && familyOf(name) !== speaker?.provider) return name;
  }
  const outer = hops[0];
  if (outer === undefined) return undefined;
  const prose = /requires moderation on ([\w .-]{2,40}?)\. /i.exec(outer.message)?.[1] ?? outer.upstreamName;
  const name = prose === undefined ? undefined : providerNamed(prose);
  return name && name.family !== speaker?.provider ? name.id : undefined;
}

function linkedIn(message: string): string | undefined {
  const linked = speakerOfText(message);
  return linked === undefined ? undefined : providerOfFamily(linked.provider)?.id;
}

function saysAnything(hop: HopDraft): boolean {
  return hop.message !== '' || hop.codes.length > 0 || hop.status !== undefined || hop.provider !== undefined;
}

function publicHop(hop: HopDraft): Hop {
  return Object.freeze({
    status: hop.status,
    code: hop.code,
    type: hop.type,
    message: hop.message === '' ? undefined : hop.message.slice(0, MAX_MATCH_TEXT),
    provider: hop.provider,
  });
}
