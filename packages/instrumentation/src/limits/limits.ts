import { vanishingGauge } from '@fuelgauge/gauges';
import { METRIC_LLM_LIMIT_REMAINING, METRIC_LLM_LIMIT_TOTAL } from '@fuelgauge/semconv';
import type { Meter } from '@opentelemetry/api';
import { described } from '../described.ts';
import { headerReader } from '../headers.ts';
import { balancesAreWanted, publishBalance } from './balance-channel.ts';
import { HostLimits } from './host-limits.ts';
import { LimitStore } from './limit-store.ts';
import { UnreadLimits } from './unread.ts';

export interface LimitsOptions {
  /** Milliseconds after which a value is no longer reported. Default 5 minutes. */
  readonly maxAgeMs?: number;
  /** How many series are kept. Default 1,900: the SDK keeps 2,000 of a metric and merges the rest. */
  readonly maxSeries?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Where a response came from. */
export interface ResponseOrigin {
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  /** `server.address`. */
  readonly host: string;
  /** `gen_ai.request.model`. */
  readonly model: string | undefined;
  /** `llm.account.id` as metrics carry it. */
  readonly account: string | undefined;
}

const MAX_AGE_MS = 5 * 60_000;
const MAX_SERIES = 1_900;
const MAX_HOSTS = 500;

/** Rate limits as response headers tell them, as the gauges `llm.limit.remaining` and `llm.limit.total`. */
export class Limits {
  readonly #store: LimitStore;
  readonly #unread: UnreadLimits = new UnreadLimits((unread) => {
    const { owner, host, at } = unread;
    const readings = host.read((name) => unread.header(name), owner.model, at);
    if (readings.length > 0) this.#store.put(owner, readings, at);
  });
  #meter: Meter | undefined;
  readonly #now: () => number;
  readonly #hosts = new Map<string, HostLimits>();
  #unbind: (() => void)[] = [];

  constructor(options: LimitsOptions = {}) {
    this.#store = new LimitStore(options.maxAgeMs ?? MAX_AGE_MS, options.maxSeries ?? MAX_SERIES);
    this.#now = options.now ?? Date.now;
  }

  /** Somebody listens to limits, or to the balances among them; those can be wanted where no metrics are. */
  get areWanted(): boolean {
    return this.#meter !== undefined || balancesAreWanted();
  }

  /** Reads the headers of one response: a `Headers`, node-fetch's, a `Map` or a plain object. Never throws. */
  observe(headers: unknown, who: ResponseOrigin): void {
    if (!this.areWanted) return;
    try {
      const host = this.#hostOf(who);
      if (!host.isWorthReading()) return;
      const header = headerReader(headers);
      if (header === undefined) return;
      const now = this.#now();
      host.look(header, who.model);
      if (host.names?.length === 0) return;
      const isPublished = balancesAreWanted();
      if (!isPublished && this.#unread.keep(who, host, header, now)) return;
      // In the order in which they came.
      this.#unread.readAll();
      const readings = host.read(header, who.model, now);
      if (readings.length === 0) return;
      if (this.#meter !== undefined) this.#store.put(who, readings, now);
      if (isPublished) publishBalance(who, readings);
    } catch {
      // Headers that throw when they are read.
    }
  }

  #hostOf({ host, provider }: ResponseOrigin): HostLimits {
    let found = this.#hosts.get(host);
    if (found === undefined || found.provider !== provider) {
      found = new HostLimits(provider);
      if (this.#hosts.size >= MAX_HOSTS) this.#hosts.clear();
      this.#hosts.set(host, found);
    }
    return found;
  }

  /** Reports through this meter from now on, and no longer through the one before; another one begins anew. */
  bind(meter: Meter): void {
    if (meter === this.#meter) return;
    if (this.#meter !== undefined) {
      this.#store.clear();
      this.#unread.clear();
    }
    this.#meter = meter;
    for (const unbind of this.#unbind) unbind();
    this.#unbind = [
      this.#report(meter, METRIC_LLM_LIMIT_REMAINING, 'remaining'),
      this.#report(meter, METRIC_LLM_LIMIT_TOTAL, 'total'),
    ];
  }

  #report(meter: Meter, name: string, which: 'remaining' | 'total'): () => void {
    return vanishingGauge(meter, name, described(name), (observe) => {
      this.#unread.readAll();
      this.#store.each(which, this.#now(), observe);
    });
  }
}
