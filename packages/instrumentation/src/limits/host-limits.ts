import { readReset } from '@fuelgauge/errors';
import type { HeaderReader } from '../headers.ts';
import { DIALECTS, type LimitHeaders, STRUCTURED } from './dialects.ts';
import { amountOf, type Reading, windowOf } from './reading.ts';
import { readStructured } from './structured.ts';

/** What may be found at a provider, and the headers by which to notice it early. */
interface Candidates {
  readonly limits: readonly LimitHeaders[];
  readonly signs: readonly string[];
}

const byProvider = new Map<string, Candidates>();
const MOST_PROVIDERS = 500;

function candidatesOf(provider: string): Candidates {
  let candidates = byProvider.get(provider);
  if (candidates === undefined) {
    candidates = chosen(provider);
    if (byProvider.size >= MOST_PROVIDERS) byProvider.clear();
    byProvider.set(provider, candidates);
  }
  return candidates;
}

function chosen(provider: string): Candidates {
  const limits: LimitHeaders[] = [];
  const signs: string[] = [];
  const claimed = new Set<string>();
  for (const dialect of DIALECTS) {
    const known = dialect.providers.includes(provider);
    if (dialect.exclusive === true && !known) continue;
    const free = dialect.limits.filter((limit) => !claimed.has(signOf(limit)));
    for (const limit of free) claimed.add(signOf(limit));
    limits.push(...free);
    const first = free[0];
    if (known && first !== undefined) signs.push(signOf(first));
  }
  if (STRUCTURED.providers.includes(provider)) signs.push(STRUCTURED.state);
  return { limits, signs };
}

const signOf = (limit: LimitHeaders): string => limit.remaining ?? limit.total ?? '';

/** However many responses a host has given, one in so many is searched for headers that were not seen before. */
const LONGEST_PAUSE = 128;

/** Remembers which limit headers a host sends, so that the others are not asked for in each response. */
export class HostLimits {
  readonly provider: string;
  readonly #candidates: Candidates;
  #seen: readonly LimitHeaders[] = [];
  #names: readonly string[] | undefined = [];
  #seenStructured = false;
  #responses = 0;
  #nextLook = 1;

  constructor(provider: string) {
    this.provider = provider;
    this.#candidates = candidatesOf(provider);
  }

  /** Counts a response. True when its headers are worth reading; false costs next to nothing. */
  isWorthReading(): boolean {
    this.#responses++;
    return (
      this.#responses >= this.#nextLook ||
      this.#seen.length > 0 ||
      this.#seenStructured ||
      this.#candidates.signs.length > 0
    );
  }

  /** The headers to be read, where one can know them beforehand: some have a model's name in theirs. */
  get names(): readonly string[] | undefined {
    return this.#names;
  }

  /** Looks for headers that were not seen before, from time to time. */
  look(header: HeaderReader, model: string | undefined): void {
    if (this.#responses >= this.#nextLook) {
      this.#nextLook = this.#responses + Math.min(this.#responses, LONGEST_PAUSE);
      this.#look(header, model);
    } else if (this.#seen.length === 0 && this.#candidates.signs.some((name) => header(name) !== undefined)) {
      this.#look(header, model);
    }
  }

  /** @param now when the response came, in milliseconds since the epoch. */
  read(header: HeaderReader, model: string | undefined, now: number): Reading[] {
    const readings: Reading[] = [];
    if (this.#seenStructured)
      readings.push(...readStructured(header(STRUCTURED.state), header(STRUCTURED.policy)));
    if (this.#seen.length === 0) return readings;
    const clock = senderClock(header, now);
    for (const limit of this.#seen) {
      const reading = read(limit, header, model, clock);
      if (reading !== undefined) readings.push(reading);
    }
    return readings;
  }

  #look(header: HeaderReader, model: string | undefined): void {
    this.#seenStructured ||= header(STRUCTURED.state) !== undefined;
    this.#seen = this.#candidates.limits.filter(
      (limit) => this.#seen.includes(limit) || isSent(limit, header, model),
    );
    const before = this.#names;
    const names = this.#namesToRead(header);
    // The same ones stay the same list, by which others know them.
    if (before?.length !== names?.length) this.#names = names;
  }

  /** Some are asked for only where they were sent: to ask for a header costs as much as to read it. */
  #namesToRead(header: HeaderReader): readonly string[] | undefined {
    const names = new Set<string>(this.#names);
    const add = (name: string | undefined): void => {
      if (name !== undefined) names.add(name);
    };
    if (this.#seenStructured) names.add(STRUCTURED.state).add(STRUCTURED.policy);
    for (const limit of this.#seen) {
      for (const name of [limit.remaining, limit.total, limit.used, limit.reset]) add(name);
      if (limit.upstreamPrefix !== undefined) add(limit.upstreamPrefix + signOf(limit));
      if (limit.period !== undefined && header(limit.period) !== undefined) add(limit.period);
      if (limit.reset !== undefined && (header(limit.reset)?.length ?? 0) >= SHORTEST_TIME) add('date');
    }
    const known = [...names];
    return known.some((name) => name.includes('{model}')) ? undefined : known;
  }
}

function isSent(limit: LimitHeaders, header: HeaderReader, model: string | undefined): boolean {
  return (
    sentValue(limit.remaining, header, model) !== undefined ||
    sentValue(limit.total, header, model) !== undefined
  );
}

function read(
  limit: LimitHeaders,
  header: HeaderReader,
  model: string | undefined,
  clock: SenderClock,
): Reading | undefined {
  const total = amountOf(sentValue(limit.total, header, model));
  const used = limit.used === undefined ? undefined : amountOf(header(limit.used));
  const remaining =
    amountOf(sentValue(limit.remaining, header, model)) ??
    (used === undefined || total === undefined ? undefined : Math.max(0, total - used));
  if (remaining === undefined && total === undefined) return undefined;
  if (limit.upstreamPrefix !== undefined && isUpstreams(limit, limit.upstreamPrefix, header))
    return undefined;
  return {
    kind: limit.kind,
    window:
      limit.window ?? (limit.period === undefined ? undefined : windowOf(amountOf(header(limit.period)))),
    remaining,
    total,
    resetMs: limit.reset === undefined ? undefined : resetOf(header(limit.reset), clock),
    balance: limit.balance,
  };
}

function isUpstreams(limit: LimitHeaders, prefix: string, header: HeaderReader): boolean {
  const sign = signOf(limit);
  const upstream = header(prefix + sign);
  return upstream !== undefined && upstream === header(sign);
}

/** An epoch or a date is ten characters at the least; against those the sender's clock counts, not ours. */
const SHORTEST_TIME = 10;
const LONGEST_RESET = 64;

/** Milliseconds since the epoch on the sender's clock, or on ours when it sends no date. */
type SenderClock = () => number;

function senderClock(header: HeaderReader, now: number): SenderClock {
  let time: number | undefined;
  return () => {
    if (time === undefined) {
      const sent = Date.parse(header('date') ?? '');
      time = Number.isNaN(sent) ? now : sent;
    }
    return time;
  };
}

function resetOf(text: string | undefined, clock: SenderClock): number | undefined {
  if (text === undefined || text.length > LONGEST_RESET) return undefined;
  const seconds = readReset(text, text.length < SHORTEST_TIME ? 0 : clock());
  return seconds === undefined || !Number.isFinite(seconds) ? undefined : seconds * 1000;
}

function sentValue(
  name: string | undefined,
  header: HeaderReader,
  model: string | undefined,
): string | undefined {
  if (name === undefined) return undefined;
  if (!name.includes('{model}')) return header(name);
  const part = model === undefined ? '' : headerPart(model);
  return part === '' ? undefined : header(name.replace('{model}', () => part));
}

/** A model's name as a part of a header's name: LiteLLM writes `-` for `/`. Empty when it cannot be one. */
function headerPart(model: string): string {
  const part = model.toLowerCase().replaceAll('/', '-');
  return /^[\w.-]{1,100}$/.test(part) ? part : '';
}
