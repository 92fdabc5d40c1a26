import { isOurs, millisecondsOf } from '../beside/sdk-span.ts';
import type { EndedSpan } from './ended-span.ts';
import type { SpanCall } from './read-span.ts';

const MAX_REMEMBERED = 1000;
/** Clocks of two makers of spans differ by less. */
const TOLERANCE_MS = 5;

interface OwnCall {
  readonly model: string | undefined;
  readonly from: number;
  readonly to: number;
  readonly parent: string | undefined;
}

/**
 * Knows which spans tell of a call that another span has told of already: one around another (the Vercel AI
 * SDK's `embeddings` around `embeddings`), one inside a span of fuelgauge's (which is active only while its request
 * is made), and one beside a span of fuelgauge's that was not active then (callback handlers, as LangChain has them).
 */
export class ToldTwice {
  /** Ids of spans with a call inside. */
  readonly #around = new Set<string>();
  readonly #inside = new WeakSet<object>();
  readonly #own: OwnCall[] = [];

  begun(span: object, around: object | undefined): void {
    if (around !== undefined && isOurs(around)) this.#inside.add(span);
  }

  /** A span with a verdict or a price has ended. */
  told(parent: string | undefined): void {
    if (parent === undefined) return;
    if (this.#around.size >= MAX_REMEMBERED)
      this.#around.delete(this.#around.values().next().value as string);
    this.#around.add(parent);
  }

  /** A span of fuelgauge's own: somebody else's, beside it, may tell of the same call. */
  toldByOwn(span: EndedSpan, call: SpanCall, parent: string | undefined): void {
    this.told(parent);
    if (this.#own.length >= MAX_REMEMBERED) this.#own.shift();
    this.#own.push({ model: call.model, ...interval(span), parent });
  }

  isTold(span: EndedSpan, call: SpanCall): boolean {
    const id = span.spanContext().spanId;
    const { from, to } = interval(span);
    const inside = this.#own.findIndex((own) => own.parent === id);
    if (inside >= 0) this.#own.splice(inside, 1);
    if (this.#around.delete(id) || this.#inside.has(span)) return true;
    const twin = this.#own.findIndex(
      (own) =>
        (own.model === call.model || (own.model !== undefined && own.model === call.responseModel)) &&
        own.from >= from - TOLERANCE_MS &&
        own.to <= to + TOLERANCE_MS,
    );
    if (twin < 0) return false;
    // One span of ours is the twin of one of theirs.
    this.#own.splice(twin, 1);
    return true;
  }
}

const interval = (span: EndedSpan): { from: number; to: number } => ({
  from: millisecondsOf(span.startTime),
  to: millisecondsOf(span.endTime),
});
