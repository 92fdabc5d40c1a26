import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_LIMIT_KIND,
  ATTR_LLM_LIMIT_WINDOW,
} from '@fuelgauge/semconv';
import type { Attributes } from '@opentelemetry/api';
import { lengthOf, type Reading } from './reading.ts';

/** Whose limits a response tells. */
export interface LimitOwner {
  readonly provider: string;
  readonly model: string | undefined;
  readonly account: string | undefined;
}

export const ownerKey = ({ provider, account, model }: LimitOwner): string =>
  `${provider}\n${account ?? ''}\n${model ?? ''}`;

export const isSameOwner = (one: LimitOwner, other: LimitOwner): boolean =>
  one.account === other.account && one.model === other.model && one.provider === other.provider;

/** A value and until when it holds, in milliseconds since the epoch. */
interface Timed {
  readonly value: number;
  readonly until: number;
}

interface Series {
  readonly attributes: Attributes;
  remaining: Timed | undefined;
  total: Timed | undefined;
}

/** More kinds and windows than this are no limits: a server may send another window with every response. */
const MAX_KINDS = 32;

type SeriesByKind = Map<string, Series>;

/** The last readings, bounded in age and in number: of those above the bound, the least recently seen go. */
export class LimitStore {
  readonly #maxAgeMs: number;
  readonly #maxSeries: number;
  /** In the order in which they were last seen. */
  readonly #byOwner = new Map<string, SeriesByKind>();
  #size = 0;

  constructor(maxAgeMs: number, maxSeries: number) {
    this.#maxAgeMs = maxAgeMs;
    this.#maxSeries = maxSeries;
  }

  put(owner: LimitOwner, readings: readonly Reading[], now: number): void {
    const key = ownerKey(owner);
    const series = this.#byOwner.get(key) ?? new Map<string, Series>();
    this.#byOwner.delete(key);
    for (const reading of readings) this.#set(series, owner, reading, now);
    if (series.size > 0) this.#byOwner.set(key, series);
  }

  #set(byKind: SeriesByKind, owner: LimitOwner, reading: Reading, now: number): void {
    const id = reading.window === undefined ? reading.kind : `${reading.kind}/${reading.window}`;
    let series = byKind.get(id);
    if (series === undefined) {
      if (byKind.size >= MAX_KINDS) this.#forgetOldest(byKind);
      this.#makeRoom();
      if (this.#size >= this.#maxSeries) return;
      series = { attributes: attributesOf(owner, reading), remaining: undefined, total: undefined };
      byKind.set(id, series);
      this.#size++;
    }
    const oldest = now + this.#maxAgeMs;
    if (reading.total !== undefined) series.total = { value: reading.total, until: oldest };
    if (reading.remaining !== undefined) {
      series.remaining = { value: reading.remaining, until: Math.min(oldest, now + untilReset(reading)) };
    }
  }

  #forgetOldest(byKind: SeriesByKind): void {
    for (const id of byKind.keys()) {
      byKind.delete(id);
      this.#size--;
      return;
    }
  }

  clear(): void {
    this.#byOwner.clear();
    this.#size = 0;
  }

  #makeRoom(): void {
    for (const [key, series] of this.#byOwner) {
      if (this.#size < this.#maxSeries) return;
      this.#byOwner.delete(key);
      this.#size -= series.size;
    }
  }

  /** Calls back with each value that still holds, and forgets what does not. */
  each(
    which: 'remaining' | 'total',
    now: number,
    visit: (value: number, attributes: Attributes) => void,
  ): void {
    for (const [key, byKind] of this.#byOwner) {
      for (const [id, series] of byKind) {
        // A limit that has been reset is whole, and of one without a total nothing is known any more.
        if (series.remaining !== undefined && series.remaining.until <= now) series.remaining = series.total;
        if (series.remaining !== undefined && series.remaining.until <= now) series.remaining = undefined;
        if (series.total !== undefined && series.total.until <= now) series.total = undefined;
        if (series.remaining === undefined && series.total === undefined) {
          byKind.delete(id);
          this.#size--;
          continue;
        }
        const timed = series[which];
        if (timed !== undefined) visit(timed.value, series.attributes);
      }
      if (byKind.size === 0) this.#byOwner.delete(key);
    }
  }
}

/** Milliseconds for which a remainder is true. */
function untilReset({ resetMs, window }: Reading): number {
  return resetMs ?? lengthOf(window) ?? Number.POSITIVE_INFINITY;
}

function attributesOf({ provider, model, account }: LimitOwner, { kind, window }: Reading): Attributes {
  return {
    [ATTR_GEN_AI_PROVIDER_NAME]: provider,
    ...(model !== undefined && { [ATTR_GEN_AI_REQUEST_MODEL]: model }),
    ...(account !== undefined && { [ATTR_LLM_ACCOUNT_ID]: account }),
    [ATTR_LLM_LIMIT_KIND]: kind,
    ...(window !== undefined && { [ATTR_LLM_LIMIT_WINDOW]: window }),
  };
}
