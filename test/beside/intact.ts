import { beforeAll, describe, expect, it } from 'vitest';
import type { World } from './setup.ts';
import type { ExportedSpan, Point } from './telemetry.ts';

/** What one call left behind, of one maker of spans. */
interface Trail {
  readonly outcome: string | undefined;
  readonly spans: readonly ExportedSpan[];
  readonly points: readonly Point[];
}

export interface Peer {
  /** The name of its spans' scope. */
  readonly scope: string;
  readonly calls: readonly string[];
  /** Makes one call, and gives how it ended for the application. */
  make(call: string): Promise<string | undefined>;
  /** Turns fuelgauge on. */
  addFuelgauge(): void;
}

const METRICS = [
  'gen_ai.client.operation.duration',
  'gen_ai.client.inference.duration',
  'gen_ai.client.token.usage',
];
/** What fuelgauge may add to a span that somebody else made. */
const OURS =
  /^(?:llm\.(?:account|error|call)\.|gen_ai\.(?:operation|provider|request|response|usage)\.|server\.|error\.type$|http\.response\.status_code$)/;
/** Values that differ from one run to the next. */
const MEASURED = /time|second|duration|throughput|stacktrace/i;

/** Holds each call beside fuelgauge to what it leaves behind without: the same spans and points, but for additions. */
export function staysIntact(world: World, peer: Peer): void {
  const without = new Map<string, Trail>();

  async function trailOf(call: string): Promise<Trail> {
    world.simulator.reset();
    await world.telemetry.reset();
    const outcome = await peer.make(call);
    const points = (await Promise.all(METRICS.map((metric) => world.telemetry.points(metric)))).flat();
    return {
      outcome,
      spans: world.telemetry.spans.filter((span) => span.scope === peer.scope),
      points: points.filter((point) => point.scope === peer.scope),
    };
  }

  beforeAll(async () => {
    for (const call of peer.calls) without.set(call, await trailOf(call));
    peer.addFuelgauge();
  });

  describe.each(peer.calls)('%s', (call) => {
    it('leaves the spans of its maker as without fuelgauge, but for what is added', async () => {
      const { outcome, spans } = await trailOf(call);
      const before = without.get(call)!;
      expect(outcome).toBe(before.outcome);
      expect(spans.map((span, index) => comparable(span, spans, before.spans[index]))).toEqual(
        before.spans.map((span) => comparable(span, before.spans, span)),
      );
      for (const [index, span] of spans.entries()) {
        const added = Object.keys(span.attributes).filter(
          (name) => !(name in before.spans[index]!.attributes),
        );
        expect(added.filter((name) => !OURS.test(name))).toEqual([]);
      }
    });

    it('leaves the metrics of its maker as without fuelgauge', async () => {
      const { points } = await trailOf(call);
      const recorded = ({ attributes }: Point): unknown => steady(attributes);
      expect(points.map(recorded)).toEqual(without.get(call)!.points.map(recorded));
    });
  });
}

/** @param like tells which attributes to look at. */
function comparable(
  span: ExportedSpan,
  all: readonly ExportedSpan[],
  like: ExportedSpan | undefined,
): unknown {
  const kept = Object.entries(span.attributes).filter(
    ([name]) => like !== undefined && name in like.attributes,
  );
  return {
    name: span.name,
    kind: span.kind,
    status: [span.status, span.statusMessage],
    parent: all.find((one) => one.spanId === span.parentSpanId)?.name ?? typeof span.parentSpanId,
    links: span.links.length,
    // A repeated attempt is told by an event of ours.
    events: span.events.map((name, index) => [name, steady(span.eventAttributes[index]!)]),
    attributes: steady(Object.fromEntries(kept)),
  };
}

/** Without ids and times. */
function steady(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      MEASURED.test(name)
        ? typeof value
        : JSON.stringify(value).replace(/(?:fake|call_|aitxt-|id":")[\w-]+/g, 'id'),
    ]),
  );
}
